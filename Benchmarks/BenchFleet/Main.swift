/// Makes a fleet to measure with.
///
///     BenchFleet FOLDER CLUSTERS GROUPS DOCUMENTS VALUES
///
/// The folder gets `repository/` and, for XDG_CONFIG_HOME, `config/`.
@main
enum Main {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        let numbers = arguments.dropFirst().compactMap { Int($0) }
        guard let folder = arguments.first, numbers.count == 4, arguments.count == 5 else {
            print("usage: BenchFleet FOLDER CLUSTERS GROUPS DOCUMENTS VALUES")
            return
        }
        let shape = FleetShape(
            clusters: numbers[0],
            groups: numbers[1],
            documents: numbers[2],
            values: numbers[3]
        )
        try FleetWriter(shape, in: folder).write()
    }
}

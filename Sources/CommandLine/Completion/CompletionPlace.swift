/// What may follow some words of a command: the one description that every shell's script is made
/// from.
struct CompletionPlace {
    /// The words so far, each after a slash, so that the program itself is empty: `/cluster/add`.
    let name: String
    let words: [(word: String, summary: String)]
    let options: [Option]
    let arguments: [Argument]

    /// Every place of a program, the program itself first.
    static func all(of program: Program) -> [CompletionPlace] {
        var places: [CompletionPlace] = []
        var rest: [[String]] = [[]]
        while !rest.isEmpty {
            let path = rest.removeFirst()
            let words = program.words(after: path)
            let command = program.command(path)
            places.append(
                CompletionPlace(
                    name: path.map { "/" + $0 }.joined(),
                    words: words.map { ($0, program.summary(of: path + [$0])) },
                    options: (command?.options ?? []) + program.global
                        + (path.isEmpty ? [.version] : []),
                    arguments: command?.arguments ?? []
                )
            )
            rest += words.map { path + [$0] }
        }
        return places
    }
}

extension Option {
    /// The name and the short name.
    var spellings: [String] { [name] + (short.map { [$0] } ?? []) }
}

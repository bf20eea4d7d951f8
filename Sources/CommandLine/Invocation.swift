/// What the user asked a command to do: the parsed command line and where to answer.
///
/// Asking for a name that the command does not declare is a mistake of ours and stops the process.
package struct Invocation: Sendable {
    let command: Command
    let program: Program
    let given: Given
    /// Where output, notes and questions go.
    package let terminal: Terminal
    /// The environment's variables.
    package let environment: Environment

    /// The values of the command line, by the names of arguments and options.
    struct Given: Hashable, Sendable {
        var arguments: [String: [String]] = [:]
        var options: [String: [String]] = [:]
    }

    /// The value of a required argument.
    package func argument(_ name: String) -> String {
        guard let value = many(name).first else { preconditionFailure("\(name) is not required") }
        return value
    }

    /// The value of an optional argument.
    package func optional(_ name: String) -> String? {
        many(name).first
    }

    /// The values of an argument that takes many.
    package func many(_ name: String) -> [String] {
        precondition(command.arguments.contains { $0.name == name }, "no argument \(name)")
        return given.arguments[name] ?? []
    }

    /// Whether a flag was given.
    package func flag(_ name: String) -> Bool {
        !values(name).isEmpty
    }

    /// The value of an option, if it was given.
    package func value(_ name: String) -> String? {
        values(name).first
    }

    /// The values of an option in the order given.
    package func values(_ name: String) -> [String] {
        precondition(command.option(name) != nil, "no option \(name)")
        return given.options[name] ?? []
    }

    /// The folder to look for the fleet in: `--folder`, or the current one.
    package var folder: String { value(Option.folder.name) ?? "." }

    /// The whole command line in one order: alike for two runs that ask for the same.
    package var words: [String] {
        var words = [command.name]
        for (name, values) in given.arguments.sorted(by: { $0.key < $1.key }) {
            words += [name] + values
        }
        for (name, values) in given.options.sorted(by: { $0.key < $1.key }) {
            words += values.flatMap { [name, $0] }
        }
        return words
    }
}

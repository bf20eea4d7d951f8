internal import CommandLine
internal import Sealing

/// The program git, run in one folder.
///
/// It reads and writes the configuration as the user's own git does: with includes, work trees and
/// the variables that a hook is started with.
struct GitProgram {
    private let folder: String

    init(in folder: String) {
        self.folder = folder
    }

    /// What a git command prints, without the line end after it.
    func output(_ arguments: [String]) throws(Failure) -> String {
        let line = (["git", "-C", folder] + arguments).map(Self.quoted).joined(separator: " ")
        return try Self.text(of: line, arguments)
    }

    /// The local setting of a name, nothing if there is none.
    func setting(_ name: String) throws(Failure) -> String? {
        let arguments = ["config", "--local", "--get", name]
        let line = (["git", "-C", folder] + arguments).map(Self.quoted).joined(separator: " ")
        // Git says with 1 that there is none; a letter in front tells that from an empty one.
        let text = try Self.text(
            of:
                "found=$(\(line)); code=$?; case $code in 0) printf '=%s' \"$found\" ;; 1) ;; *) exit $code ;; esac",
            arguments
        )
        return text.isEmpty ? nil : String(text.dropFirst())
    }

    /// Text as one word of a shell's command line.
    static func quoted(_ text: String) -> String {
        "'"
            + text.split(separator: "'", omittingEmptySubsequences: false).joined(
                separator: "'\\''"
            )
            + "'"
    }

    private static func text(of line: String, _ arguments: [String]) throws(Failure) -> String {
        let purpose = "run git \(arguments.first ?? "")"
        let output: SecretBytes
        do {
            output = try ChildProcess.output(of: line, for: purpose)
        } catch {
            throw Failure(
                error.message,
                hint: "git's own message is above; fleetseal git setup needs git on the PATH"
            )
        }
        let text = output.bytes.text
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }
}

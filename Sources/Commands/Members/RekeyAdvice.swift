internal import CommandLine

/// Says which groups are due for a new key, and how to give them one.
struct RekeyAdvice {
    private let terminal: Terminal

    init(_ terminal: Terminal) {
        self.terminal = terminal
    }

    func note(_ groups: [String], _ why: String) {
        guard !groups.isEmpty else { return }
        terminal.warn(
            "due for a new key, since \(why) them: \(groups.joined(separator: ", "))",
            hint: "fleetseal group rekey \(Self.names(groups)); then fleetseal reseal"
        )
    }

    /// The same for a commit's message.
    static func lines(_ groups: [String], _ why: String) -> [String] {
        guard !groups.isEmpty else { return [] }
        return ["due for a new key, since \(why) them: \(groups.joined(separator: ", "))"]
    }

    /// Names for a command line, as many as a person would copy.
    static func names(_ groups: [String]) -> String {
        groups.prefix(20).joined(separator: " ") + (groups.count > 20 ? " …" : "")
    }
}

/// Text made into one word of a shell, whatever is in it.
package enum ShellQuoting {
    /// For bash, zsh and every POSIX shell.
    package static func posix(_ text: String) -> String {
        "'"
            + text.split(separator: "'", omittingEmptySubsequences: false).joined(
                separator: #"'\''"#
            )
            + "'"
    }

    /// For fish, where a backslash and a quote are escaped inside quotes.
    package static func fish(_ text: String) -> String {
        var quoted = "'"
        for character in text {
            if character == "'" || character == "\\" { quoted.append("\\") }
            quoted.append(character)
        }
        return quoted + "'"
    }
}

internal import CommandLine

/// A hook of git's with our block in it: a shell script that may be somebody's own.
struct HookScript {
    private static let start = "# >>> fleetseal git setup"
    private static let end = "# <<< fleetseal git setup"

    /// What a hook has that nobody else wrote.
    private static let shebang = "#!/bin/sh\n"

    /// The lines that check what is about to be committed.
    static let block = """
        \(start): \"fleetseal git setup --undo\" takes these lines out
        if command -v fleetseal >/dev/null 2>&1; then
            fleetseal check --staged || exit $?
        else
            echo 'warning: fleetseal is not on the PATH: what is staged was not checked' >&2
        fi
        \(end)

        """

    let text: String

    /// The script with the block, at its start so that no `exit` or `exec` comes before it; nothing if
    /// it is no script of a shell.
    static func with(blockIn script: String?) -> HookScript? {
        guard let script else { return HookScript(text: shebang + block) }
        let own = HookScript(text: script).without() ?? script
        if own.isEmpty { return HookScript(text: shebang + block) }
        guard let lineEnd = own.firstIndex(of: "\n"), isShell(own[..<lineEnd]) else { return nil }
        let next = own.index(after: lineEnd)
        return HookScript(text: own[..<next] + block + own[next...])
    }

    /// The script without the block, empty if nothing else was in it; nothing if it has none.
    func without() -> String? {
        guard let from = Self.line(startingWith: Self.start, in: text[...]),
            let to = Self.line(startingWith: Self.end, in: text[from.upperBound...])
        else { return nil }
        let rest = String(text[..<from.lowerBound] + text[to.upperBound...])
        return rest == Self.shebang ? "" : rest
    }

    /// `#!/bin/sh`, `#!/usr/bin/env bash` and the like.
    private static func isShell(_ line: Substring) -> Bool {
        guard line.hasPrefix("#!") else { return false }
        let words = line.dropFirst(2).split(separator: " ")
        guard let program = words.first?.split(separator: "/").last else { return false }
        let shell = program == "env" ? words.dropFirst().first ?? "" : program
        return ["sh", "bash", "dash", "ash", "ksh", "zsh"].contains(shell)
    }

    private static func line(startingWith mark: String, in text: Substring) -> Range<String.Index>?
    {
        var start = text.startIndex
        while start < text.endIndex {
            let end = text[start...].firstIndex(of: "\n").map { text.index(after: $0) }
            if text[start...].hasPrefix(mark) { return start..<(end ?? text.endIndex) }
            guard let end else { return nil }
            start = end
        }
        return nil
    }
}

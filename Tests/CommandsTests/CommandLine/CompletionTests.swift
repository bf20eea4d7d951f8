import Foundation
import Testing

@testable import CommandLine
@testable import Commands

/// The scripts run in the shells they are for; `fleetseal` is a script that lists names.
@Suite struct CompletionTests {
    private static let fleetseal = """
        #!/bin/sh
        printf '%s\\n' "$*" >>calls
        case "$4" in
        cluster) printf '%s\\n' us-east-1 us-west-2 eu-1 'bad$(touch owned)`touch owned`' ;;
        group) printf '%s\\n' fleet production ;;
        document) printf '%s\\n' payments/db payments/api ;;
        esac
        """

    /// Words typed, the last one up to the cursor, and what the shell should offer.
    private static let cases: [(words: [String], offers: [String])] = [
        (["cl"], ["cluster"]),
        ([""], ["set", "cluster", "group", "help", "completion"]),
        (["cluster", ""], ["add", "remove"]),
        (["--no-color", "cluster", "a"], ["add"]),
        (["-C", "x", "cluster", "a"], ["add"]),
        (["-C", "cluster", "cluster", "a"], ["add"]),
        (["cluster", "add", "us"], ["us-east-1", "us-west-2"]),
        (["cluster", "add", "eu-1", "us"], []),
        (["cluster", "remove", "eu-1", "us"], ["us-east-1", "us-west-2"]),
        (["cluster", "remove", "--", "us"], ["us-east-1", "us-west-2"]),
        (["set", "pay"], ["payments/db", "payments/api"]),
        (["set", "--for", "pro"], ["production"]),
        (["set", "d", "-g", "f"], ["fleet"]),
        (["set", "--for", "production", "pay"], ["payments/db", "payments/api"]),
        (["set", "--scope", "s"], ["strict"]),
        (["set", "--dr"], ["--dry-run"]),
        (["set", "--s"], ["--scope"]),
        (["completion", "z"], ["zsh"]),
        (["cluster", "nothing", "a"], []),
    ]

    private func script(_ shell: String) throws -> String {
        try Transcript(Sample.program, ["completion", shell]).output
    }

    @Test(arguments: [("bash", ["-n"]), ("zsh", ["-n"]), ("fish", ["--no-execute"])])
    func `is correct syntax`(shell: String, options: [String]) throws {
        let files = ["script": try script(shell)]
        let check = "\(shell) \(options.joined()) script"
        let result = try Shell(name: "sh").run(check, files: files)
        #expect(result.status == 0, "\(result.error)")
        #expect(result.error == "")
    }

    @Test(arguments: cases.indices)
    func `bash offers what fits`(index: Int) throws {
        let (words, offers) = Self.cases[index]
        let line = (["fleetseal"] + words).map(ShellQuoting.posix).joined(separator: " ")
        let result = try Shell(name: "bash").run(
            """
            set -u; source ./script
            COMP_WORDS=(\(line)); COMP_CWORD=\(words.count); _fleetseal fleetseal
            printf '%s\\n' ${COMPREPLY[@]+"${COMPREPLY[@]}"}
            [[ ! -e owned ]] || echo OWNED
            """,
            options: ["--norc", "--noprofile"],
            files: ["script": try script("bash"), "fleetseal": Self.fleetseal]
        )
        #expect(result.error == "")
        #expect(result.lines.sorted() == offers.sorted())
    }

    @Test(arguments: cases.indices)
    func `zsh offers what fits`(index: Int) throws {
        let (typed, offers) = Self.cases[index]
        let line = (["fleetseal"] + typed).map(ShellQuoting.posix).joined(separator: " ")
        // The widgets of completion exist only while a key is pressed: these stand in for them,
        // filter by prefix as they do, and print.
        let result = try Shell(name: "zsh").run(
            """
            compdef() { :; }
            offer() { local w; for w in "$@"; do [[ $w == "$typed"* ]] && print -r -- $w; done }
            _describe() { [[ $1 == -o ]] && shift; local -a all=(${(P)2}); offer ${all%%:*}; }
            compadd() { shift; offer "$@"; }
            _files() { print -r -- FILES; }
            compset() { typed=${typed#*=}; }
            source ./script
            words=(\(line)); CURRENT=\(typed.count + 1); typed=$words[CURRENT]; _fleetseal
            [[ ! -e owned ]] || echo OWNED
            """,
            options: ["-f"],
            files: ["script": try script("zsh"), "fleetseal": Self.fleetseal]
        )
        #expect(result.error == "")
        #expect(result.lines.filter { !$0.hasPrefix("bad$(") }.sorted() == offers.sorted())
    }

    @Test(arguments: cases.indices)
    func `fish offers what fits`(index: Int) throws {
        let (words, offers) = Self.cases[index]
        let line = (["fleetseal"] + words).joined(separator: " ")
        let result = try Shell(name: "fish").run(
            """
            source ./script
            complete -C\(ShellQuoting.fish(line))
            test -e owned; and echo OWNED
            true
            """,
            options: ["--no-config"],
            files: ["script": try script("fish"), "fleetseal": Self.fleetseal]
        )
        #expect(result.error == "")
        let found = result.lines.map { $0.split(separator: "\t")[0] }.map(String.init)
        let typed = words.last ?? ""
        // fish matches inside words too; what begins with the word is what it prefers.
        #expect(found.filter { $0.hasPrefix(typed) }.sorted() == offers.sorted())
    }

    @Test func `bash completes after an equals sign, as it splits it and as it does not`() throws {
        for line in ["set --for = pro", "set --for=pro"] {
            let count = line.split(separator: " ").count
            let result = try Shell(name: "bash").run(
                """
                source ./script
                COMP_WORDS=(fleetseal \(line)); COMP_CWORD=\(count); _fleetseal
                printf '%s\\n' "${COMPREPLY[@]}"
                """,
                files: ["script": try script("bash"), "fleetseal": Self.fleetseal]
            )
            #expect(result.lines == [count == 2 ? "--for=production" : "production"])
        }
    }

    @Test func `bash completes files and folders`() throws {
        let result = try Shell(name: "bash").run(
            """
            mkdir keys; source ./script
            COMP_WORDS=(fleetseal cluster add --identity k); COMP_CWORD=4; _fleetseal
            printf '%s\\n' "${COMPREPLY[@]}"
            COMP_WORDS=(fleetseal -C k); COMP_CWORD=2; _fleetseal
            printf '%s\\n' "${COMPREPLY[@]}"
            """,
            files: ["script": try script("bash"), "k e y": ""]
        )
        #expect(result.lines.sorted() == ["k e y", "keys", "keys"])
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `names come from the folder that is typed`(shell: String) throws {
        let typed = #"-C "~/a b" cluster add us"#
        let ask = [
            "bash":
                #"COMP_WORDS=(fleetseal -C '"~/a b"' cluster add us); COMP_CWORD=5; _fleetseal"#,
            "zsh": """
            compdef() { :; }; compadd() { :; }; _describe() { :; }
            words=(fleetseal -C '"~/a b"' cluster add us); CURRENT=6; source ./script; _fleetseal
            """,
            "fish": "complete -C\(ShellQuoting.fish("fleetseal " + typed)) >/dev/null",
        ]
        let load = shell == "zsh" ? "" : "source ./script\n"
        let result = try Shell(name: shell).run(
            load + ask[shell, default: ""] + "\ncat calls\necho $HOME",
            files: ["script": try script(shell), "fleetseal": Self.fleetseal]
        )
        let home = result.lines.last ?? ""
        #expect(result.lines.first == "-C \(home)/a b __complete cluster")
    }

    @Test func `only names that are safe in every shell are listed`() throws {
        let program = Program(version: "1", summary: "", commands: []) { kind, _ in
            kind == .cluster
                ? ["a-1", "pay/db@x", "", "-x", "a b", "$(id)", "a\nb", "é", "a;b"] : []
        }
        let transcript = try Transcript(program, ["__complete", "cluster"])
        #expect(transcript.output == "a-1\npay/db@x\n")
        #expect(try Transcript(program, ["__complete", "group"]).output == "")
    }
}

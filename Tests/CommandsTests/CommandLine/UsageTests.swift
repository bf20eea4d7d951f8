import Testing

@testable import CommandLine
@testable import Commands

/// What is refused, and that nobody's secret is repeated while refusing it.
@Suite struct UsageTests {
    @Test(
        arguments: [
            (["clutser", "add"], "unknown command clutser", "did you mean fleetseal cluster?"),
            (
                ["cluster", "ad"], "unknown subcommand ad of cluster",
                "did you mean fleetseal cluster add?"
            ),
            (["rekey"], "unknown command rekey", "did you mean fleetseal group rekey?"),
            (
                ["cluster", "rekey"], "unknown subcommand rekey of cluster",
                "did you mean fleetseal group rekey?"
            ),
            (["nonsense"], "unknown command nonsense", "fleetseal --help lists what there is"),
            (
                ["set", "a"], "set: KEY is missing",
                "usage: fleetseal set [options] DOCUMENT KEY [FILE]"
            ),
            (
                ["cluster", "remove"], "cluster remove: CLUSTER is missing",
                "usage: fleetseal cluster remove CLUSTER..."
            ),
            (
                ["cluster", "add", "a", "b"],
                "cluster add: 2 arguments given, it takes one",
                "usage: fleetseal cluster add [options] CLUSTER"
            ),
            (["set", "--lable", "x"], "unknown option --lable for set", "did you mean --label?"),
            (
                ["set", "--"], "set: DOCUMENT is missing",
                "usage: fleetseal set [options] DOCUMENT KEY [FILE]"
            ),
            (
                ["--json", "set"], "option --json stands before the command",
                "write it after the command's name"
            ),
            (
                ["set", "a", "b", "--for"], "--for needs a value",
                "-g, --for GROUP; a value that starts with a dash: --for=-value"
            ),
            (
                ["set", "a", "b", "--for", "--json"], "--for needs a value",
                "-g, --for GROUP; a value that starts with a dash: --for=-value"
            ),
            (["set", "a", "b", "--for", "x", "-g", "y"], "--for is given more than once", nil),
            (
                ["set", "a", "b", "--scope", "wide"], "--scope is none of strict, namespace, any",
                nil
            ),
            (["set", "a", "b", "--json=yes"], "--json takes no value", nil),
            (["completion", "tcsh"], "SHELL is none of bash, zsh, fish", nil),
            (["help", "nothing"], "no such command", "fleetseal help lists what there is"),
        ] as [([String], String, String?)]
    )
    func `says what is wrong`(arguments: [String], message: String, hint: String?) throws {
        let transcript = try Transcript(Sample.program, arguments)
        #expect(transcript.output == "")
        let expected = "error: \(message)\n" + (hint.map { "  hint: \($0)\n" } ?? "")
        #expect(transcript.error == expected)
        #expect(transcript.code == .usage)
    }

    @Test(arguments: [
        ["set", "a", "b", "c", "hunter2"], ["set", "a", "b", "--scope", "hunter2"],
        ["set", "a", "b", "--scope=hunter2"], ["set", "--password=hunter2"], ["set", "-hunter2"],
        ["set", "-phunter2"], ["set", "--hunter2"], ["hunter2"], ["cluster", "hunter2"],
        ["set", "a", "b", "--json=hunter2"], ["set", "a", "b", "--for=x", "--for=hunter2"],
        ["completion", "hunter2"], ["help", "hunter2"], ["cluster", "add", "a", "hunter2"],
    ])
    func `never repeats a value`(arguments: [String]) throws {
        let transcript = try Transcript(Sample.program, arguments)
        #expect(transcript.code == .usage)
        #expect(!(transcript.output + transcript.error).contains("hunter2"))
    }

    @Test func `a failure shows place, hint and code, without control characters`() throws {
        let program = Program(
            version: "1",
            summary: "",
            commands: [
                Command("fail", summary: "fail", examples: []) { _ in
                    throw Failure(
                        "read \u{1B}[2Jit",
                        hint: "first\nsecond",
                        place: FilePlace("a\u{202E}b.yaml", line: 3, column: 7)
                    )
                }
            ]
        )
        let transcript = try Transcript(program, ["fail"])
        #expect(
            transcript.error == """
                a\\u{202E}b.yaml:3:7: error: read \\u{1B}[2Jit
                  hint: first
                        second

                """
        )
        #expect(transcript.code == .failed)
    }
}

import Testing

@testable import CommandLine
@testable import Commands

@Suite struct ProgramTests {
    @Test(arguments: [
        (["cluster", "add", "a"], #"cluster add CLUSTER=["a"]"#),
        (["-C", "x", "cluster", "add", "a"], #"cluster add CLUSTER=["a"] --folder=["x"]"#),
        (["cluster", "--folder=x=y", "add", "a"], #"cluster add CLUSTER=["a"] --folder=["x=y"]"#),
        (["cluster", "remove", "a", "b"], #"cluster remove CLUSTER=["a", "b"]"#),
        (
            ["cluster", "remove", "--", "--no-color", "--"],
            #"cluster remove CLUSTER=["--no-color", "--"]"#
        ),
        (["group", "rekey"], "group rekey"),
        (["group", "rekey", "--no-color", "-"], #"group rekey GROUP=["-"] --no-color"#),
        (
            ["set", "d", "k", "--label", "a=b", "--label=c=d"],
            #"set DOCUMENT=["d"] KEY=["k"] --label=["a=b", "c=d"]"#
        ),
        (
            ["set", "--dry-run", "d", "--dry-run", "k", "f"],
            #"set DOCUMENT=["d"] KEY=["k"] FILE=["f"] --dry-run"#
        ),
        (["set", "d", "-g", "eu", "k"], #"set DOCUMENT=["d"] KEY=["k"] --for=["eu"]"#),
        (["set", "d", "k", "--for="], #"set DOCUMENT=["d"] KEY=["k"] --for=[""]"#),
        (["set", "d", "k", "--for=-x"], #"set DOCUMENT=["d"] KEY=["k"] --for=["-x"]"#),
        (["set", "d", "k", "--scope", "any"], #"set DOCUMENT=["d"] KEY=["k"] --scope=["any"]"#),
    ])
    func `understands`(arguments: [String], output: String) throws {
        let transcript = try Transcript(Sample.program, arguments)
        #expect(transcript.output == output + "\n")
        #expect(transcript.error == "")
        #expect(transcript.code == .done)
    }
}

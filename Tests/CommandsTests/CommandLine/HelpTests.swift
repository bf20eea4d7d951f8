import Testing

@testable import CommandLine
@testable import Commands

@Suite struct HelpTests {
    @Test func `overview`() throws {
        let transcript = try Transcript(Sample.program, ["--help"])
        #expect(
            transcript.output == """
                keep secrets in Git

                Usage: fleetseal [-C DIR] COMMAND [options]

                Every day:
                  set  seal values into a document

                The fleet:
                  cluster  add, label and remove clusters
                  group    manage groups

                Other commands:
                  help        show the help of a command
                  completion  print the completion script of a shell

                Options:
                  -C, --folder DIR  work in the fleet of this folder instead of the current one
                      --no-color    never colour the output
                  -h, --help        show this help
                      --version     show the version

                fleetseal help COMMAND shows the options and examples of a command.

                """
        )
        #expect(transcript.code == .done)
    }

    @Test func `a command`() throws {
        #expect(
            try Transcript(Sample.program, ["set", "--help"]).output == """
                seal values into a document

                Usage: fleetseal set [options] DOCUMENT KEY [FILE]

                A value is read from standard input, so that it never stands in the history of
                the shell.

                  printf %s "$SECRET" | fleetseal set payments/db password

                Running it twice changes nothing the second time.

                Options:
                  -g, --for GROUP     seal to this group
                      --label K=V...  add a label
                      --scope SCOPE   where the value may be used (strict, namespace, any)
                      --dry-run       change nothing
                      --json          print JSON for programs to read

                Global options:
                  -C, --folder DIR  work in the fleet of this folder instead of the current one
                      --no-color    never colour the output
                  -h, --help        show this help

                Example:
                  fleetseal set payments/db password

                """
        )
    }

    @Test(arguments: [
        (["cluster", "--help"], ["help", "cluster"]),
        (["cluster", "add", "--help"], ["help", "cluster", "add"]),
        (["cluster", "add", "-h"], ["cluster", "add", "x", "y", "--help"]),
        (["--help"], ["-C", "x", "-h"]),
        (["-h"], ["help"]),
        (["set", "--help"], ["set", "--nonsense", "-h"]),
    ])
    func `is the same however it is asked for`(one: [String], other: [String]) throws {
        let (one, other) = (
            try Transcript(Sample.program, one), try Transcript(Sample.program, other)
        )
        #expect(one.output == other.output)
        #expect(one.code == .done && other.code == .done)
        #expect(one.error == "" && other.error == "")
    }

    @Test(arguments: [[], ["cluster"], ["--no-color"]])
    func `too few words show the overview as an error`(arguments: [String]) throws {
        let transcript = try Transcript(Sample.program, arguments)
        #expect(transcript.output == "")
        #expect(transcript.error.contains("Usage: fleetseal"))
        #expect(transcript.code == .usage)
    }

    @Test func `help after two dashes is an argument`() throws {
        let transcript = try Transcript(Sample.program, ["cluster", "add", "--", "--help"])
        #expect(transcript.output == "cluster add CLUSTER=[\"--help\"]\n")
    }

    @Test func `fits eighty columns`() throws {
        for command in Sample.program.commands {
            let help = try Transcript(Sample.program, ["help"] + command.path).output
            for line in help.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
        }
    }

    @Test func `version`() throws {
        #expect(try Transcript(Sample.program, ["--version"]).output == "fleetseal 1.2.3\n")
    }

    @Test(arguments: [
        ("", []), ("one", [["one"]]), ("one\ntwo\n\nthree", [["one two"], ["three"]]),
        ("one\n  code\ntwo", [["one", "  code", "two"]]), ("\n\n  a\n  b\n\n", [["  a", "  b"]]),
    ])
    func `wraps paragraphs and keeps indented lines`(text: String, paragraphs: [[String]]) {
        #expect(Help.paragraphs(text) == paragraphs)
    }
}

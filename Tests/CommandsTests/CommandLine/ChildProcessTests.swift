import Foundation
import Sealing
import TestSupport
import Testing

@testable import CommandLine
@testable import Commands

@Suite struct ChildProcessTests {
    private func output(_ command: String, limit: Int = 1 << 20) throws -> String {
        let secret = try ChildProcess.output(of: command, for: "run it", limit: limit)
        return secret.bytes.text
    }

    @Test(arguments: [
        ("printf abc", "abc"), ("true", ""), ("printf '%s' \"$0\"", "sh"), ("cat", ""),
        ("head -c 300000 /dev/zero | tr '\\0' x", String(repeating: "x", count: 300_000)),
        ("head -c 4096 /dev/zero | tr '\\0' x", String(repeating: "x", count: 4_096)),
    ])
    func `gives what the command prints`(command: String, printed: String) throws {
        #expect(try output(command) == printed)
    }

    @Test(arguments: [
        ("exit 3", "run it: it ended with exit status 3"),
        ("printf secret; exit 1", "run it: it ended with exit status 1"),
        ("/nonexistent-command 2>/dev/null", "run it: it ended with exit status 127"),
        ("kill -9 $$", "run it: it was ended by signal 9"),
    ])
    func `fails if the command does`(command: String, message: String) {
        let failure = #expect(throws: Failure.self) { try output(command) }
        #expect(failure?.message == message)
    }

    @Test(arguments: [(1_000, 1_000, true), (1_001, 1_000, false), (5_000_000, 100_000, false)])
    func `holds to its limit`(size: Int, limit: Int, isAccepted: Bool) {
        let command = "head -c \(size) /dev/zero | tr '\\0' x"
        #expect((try? output(command, limit: limit).utf8.count) == (isAccepted ? size : nil))
    }

    @Test func `an endless command is stopped at the limit`() {
        let failure = #expect(throws: Failure.self) { try output("exec yes", limit: 1_000) }
        #expect(failure?.message == "run it: its output: more than 1000 bytes")
    }

    @Test func `hands no descriptor down`() throws {
        let pipe = Pipe()
        let file = unsafe open("/dev/null", O_RDONLY)
        defer { close(file) }
        let listing = try output("ls /proc/self/fd")
        // 0, 1 and 2, and the folder that ls reads.
        #expect(listing.split(separator: "\n").count == 4, "\(listing)")
        try pipe.fileHandleForReading.close()
    }

    @Test func `leaves no zombie and no descriptor behind`() throws {
        let before = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        for _ in 0..<20 { _ = try output("printf x") }
        for _ in 0..<20 { _ = try? output("exit 1") }
        for _ in 0..<20 { _ = try? output("exec yes", limit: 10) }
        let after = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        // Other tests run beside this one.
        #expect(after < before + 30)
        let children = try String(
            contentsOfFile: "/proc/self/task/\(getpid())/children",
            encoding: .utf8
        )
        for child in children.split(separator: " ") {
            let state = try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8)
            #expect(state?.contains(") Z ") != true || state?.contains("(sh)") != true)
        }
    }

    @Test func `a broken pipe ends the command's own pipes`() throws {
        Descriptor.prepareSignals()
        #expect(try output("yes | head -n 1") == "y\n")
        #expect(try output("trap 'echo caught' PIPE; kill -PIPE $$; true") == "caught\n")
    }

    @Test func `more variables reach the command and nothing else`() throws {
        unsafe setenv("FLEETSEAL_TEST", "old", 1)
        defer { unsafe unsetenv("FLEETSEAL_TEST") }
        let variables = SecretBytes("FLEETSEAL_TEST=new\0EMPTY=\0")
        let check = #"test "$FLEETSEAL_TEST" = new && test "${EMPTY-unset}" = "" && exit 7"#
        #expect(try ChildProcess.run(check, for: "run it", variables: variables) == 7)
        let value = unsafe getenv("FLEETSEAL_TEST").map { unsafe String(cString: $0) }
        #expect(value == "old")
        let sameName = try ChildProcess.run(
            "test $(env | grep -c ^FLEETSEAL_TEST=) = 1",
            for: "run it",
            variables: variables
        )
        #expect(sameName == 0)
    }

    @Test func `a signal has the status that shells give it`() throws {
        let status = try ChildProcess.run(
            "kill -KILL $$",
            for: "run it",
            variables: SecretBytes("")
        )
        #expect(status == 128 + SIGKILL)
    }

    @Test func `words of a program are no shell's`() throws {
        let words = ["printf", "%s|", "it's a $HOME \"b\"", "", "*", "a;b"]
        let outcome = try ChildProcess.outcome(of: words, for: "run it")
        #expect(outcome.text == "it's a $HOME \"b\"||*|a;b|")
        #expect(outcome.status == 0)
    }

    @Test(arguments: [0, 1, 65_536, 5_000_000])
    func `input and output go through at once, whatever a pipe holds`(count: Int) throws {
        let input = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let outcome = try ChildProcess.outcome(of: ["cat"], for: "run it", input: input)
        let isSame = outcome.output == input
        #expect(isSame)
    }

    @Test func `a program that reads nothing of its input still runs`() throws {
        Descriptor.prepareSignals()
        let input = [UInt8](repeating: 1, count: 1_000_000)
        let outcome = try ChildProcess.outcome(of: ["false"], for: "run it", input: input)
        #expect(outcome.status == 1)
    }

    @Test func `a program that is not there is an error with a hint`() {
        let failure = #expect(throws: Failure.self) {
            try ChildProcess.outcome(of: ["nonexistent-program"], for: "run it")
        }
        #expect(failure?.message == "run it: start nonexistent-program: no such file or directory")
        #expect(failure?.hint == "is nonexistent-program installed, and on the PATH?")
    }

    @Test func `an endless program is stopped at the limit`() {
        let failure = #expect(throws: Failure.self) {
            try ChildProcess.outcome(of: ["yes"], for: "run it", limit: 1_000)
        }
        #expect(failure?.message == "run it: its output: more than 1000 bytes")
    }

    @Test func `a program that takes too long is killed, and one that does not is not`() throws {
        let late = try ChildProcess.outcome(
            of: ["sh", "-c", "echo begun; exec sleep 600"],
            for: "run it",
            within: .seconds(1)
        )
        #expect(late.status == 128 + SIGKILL)
        let done = try ChildProcess.outcome(
            of: ["sh", "-c", "sleep 0.1; echo done"],
            for: "run it",
            within: .seconds(600)
        )
        #expect(done.status == 0 && done.text == "done")
    }
}

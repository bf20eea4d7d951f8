import Foundation
import Sealing
import TestSupport
import Testing

@testable import CommandLine
@testable import Commands

/// Questions on a real terminal, one at a time: a process has one set of signal handlers.
@Suite(.serialized) struct QuestionTests {
    let pty: Pty
    let terminal: Terminal

    init() throws {
        pty = try Pty()
        terminal = Terminal(device: pty.path, environment: Environment([:]))
    }

    @Test(arguments: [
        ("y\n", true), ("YES\n", true), ("n\n", false), ("\n", false), ("yy\n", false),
        ("\u{4}", false),
    ])
    func `asks for yes or no`(typed: String, answer: Bool) async throws {
        let typing = pty.type([("Remove\\u{1B} it? [y/N] ", typed)])
        #expect(try terminal.ask("Remove\u{1B} it?", hint: "--yes") == answer)
        #expect(await typing.value.echoes == [true])
    }

    @Test func `lets choose, and asks again`() async throws {
        let typing = pty.type([("1-2: ", "3\n"), ("1-2: ", "x\n"), ("1-2: ", "2\n")])
        #expect(try terminal.choose("Which one?", from: ["a", "b"], hint: "name it") == 1)
        let shown = await typing.value.shown
        #expect(shown.hasPrefix("Which one?\r\n  1  a\r\n  2  b\r\n1-2: "))
    }

    @Test(arguments: ["hunter2", "", "ö 漢", String(repeating: "x", count: 4_094)])
    func `a secret is not shown and comes whole`(secret: String) async throws {
        let typing = pty.type([("Passphrase: ", secret + "\n")])
        let read = try terminal.secret("Passphrase", hint: "")
        let isSame = read == SecretBytes(secret)
        #expect(isSame)
        let (shown, echoes) = await typing.value
        #expect(shown == "Passphrase: ")
        #expect(echoes == [false])
        #expect(pty.isEchoing)
    }

    @Test func `a line that the kernel cuts is refused`() async throws {
        let typing = pty.type([("P: ", String(repeating: "x", count: 5_000) + "\n")])
        let failure = #expect(throws: Failure.self) { _ = try terminal.secret("P", hint: "") }
        #expect(failure?.message == "read from the terminal: the line is too long")
        _ = await typing.value
        #expect(pty.isEchoing)
    }

    @Test func `more than one line is refused and does not reach the shell`() async throws {
        let typing = pty.type([("P: ", "one\nrm -rf two\n")])
        let failure = #expect(throws: Failure.self) { _ = try terminal.secret("P", hint: "") }
        #expect(failure?.message == "read from the terminal: more than one line")
        _ = await typing.value
        var pending: Int32 = -1
        _ = unsafe ioctl(pty.device, UInt(FIONREAD), &pending)
        #expect(pending == 0)
    }

    @Test func `the end of input is no empty secret`() async throws {
        let typing = pty.type([("P: ", "\u{4}")])
        #expect(throws: Failure.self) { _ = try terminal.secret("P", hint: "") }
        _ = await typing.value
    }

    @Test(arguments: [("a", "a", true), ("a", "b", false)])
    func `a new secret is asked for twice`(first: String, second: String, isAccepted: Bool)
        async throws
    {
        let typing = pty.type([("New: ", first + "\n"), ("New again: ", second + "\n")])
        let isRead = (try? terminal.newSecret("New", hint: "").count) != nil
        #expect(isRead == isAccepted)
        _ = await typing.value
    }

    @Test func `without a terminal the hint says what to do`() {
        let terminal = Terminal(device: "/nonexistent")
        let failure = #expect(throws: Failure.self) { try terminal.ask("Sure?", hint: "use --yes") }
        #expect(failure?.hint == "use --yes")
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT])
    func `a signal restores the terminal first`(signal: Int32) async throws {
        await #expect(processExitsWith: .signal(signal)) {
            [path = pty.path as String, signal = signal as Int32] in
            let terminal = try #require(Pty.State(path: path))
            Thread {
                while terminal.isEchoing { sched_yield() }
                kill(getpid(), signal)
            }.start()
            _ = try Terminal(device: path).secret("P", hint: "")
        }
        #expect(pty.isEchoing)
    }
}

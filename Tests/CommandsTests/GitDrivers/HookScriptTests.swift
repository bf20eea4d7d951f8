import Testing

@testable import CommandLine
@testable import Commands

/// Our block in a hook that may be somebody's own.
@Suite struct HookScriptTests {
    @Test func `a hook of ours alone comes and goes whole`() throws {
        let script = try #require(HookScript.with(blockIn: nil))
        #expect(script.text == "#!/bin/sh\n" + HookScript.block)
        #expect(script.without() == "")
        #expect(HookScript.with(blockIn: script.text)?.text == script.text)
    }

    @Test(arguments: [
        "#!/bin/sh\nexec make lint\n", "#!/usr/bin/env bash\nset -e\nexit 0", "#! /bin/dash -e\n\n",
        "#!/bin/sh\n# >>> another tool\n",
    ])
    func `somebody's own hook runs after the check, and is as it was afterwards`(own: String) throws
    {
        let script = try #require(HookScript.with(blockIn: own))
        let line = try #require(own.firstIndex(of: "\n"))
        #expect(script.text.hasPrefix(own[...line] + HookScript.block))
        #expect(script.without() == own)
        #expect(HookScript.with(blockIn: script.text)?.text == script.text)
    }

    @Test(arguments: [
        "#!/usr/bin/env python3\nprint()\n", "#!/bin/false", "echo hello\n", "\u{7F}ELF",
    ])
    func `what is no script of a shell is left alone`(own: String) {
        #expect(HookScript.with(blockIn: own) == nil)
        #expect(HookScript(text: own).without() == nil)
    }

    @Test func `the block of another version is replaced`() throws {
        let script = try #require(HookScript.with(blockIn: nil))
        let older = script.text.replacing("exit $?", with: "exit 1")
        #expect(HookScript.with(blockIn: older)?.text == script.text)
    }
}

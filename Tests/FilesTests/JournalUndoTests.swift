import Foundation
import Synchronization
import Testing

@testable import Files

/// Calls `body` at the n-th step of a name.
func at(
    _ number: Int,
    _ name: String,
    _ body: @escaping @Sendable () throws -> Void
) -> @Sendable (String) -> Void {
    let count = Atomic(0)
    return { step in
        guard step == name, count.add(1, ordering: .relaxed).newValue == number else { return }
        #expect(throws: Never.self) { try body() }
    }
}

@Suite struct JournalUndoTests {
    let scenario = Scenario.all[3]

    /// Commits the scenario while another program does something, and says how it ended.
    private func commit(
        in place: borrowing TemporaryFolder,
        onStep: @escaping @Sendable (String) -> Void
    ) throws -> FileError.Reason? {
        do {
            try scenario.commit(in: place.open(), onStep: onStep)
            return nil
        } catch {
            return error.reason
        }
    }

    @Test(arguments: ["sync temporary", "replace"], 1...4)
    func `an edit in the middle of a commit survives and takes it back`(
        step: String,
        number: Int
    ) throws {
        let place = try TemporaryFolder()
        try scenario.put(into: place)
        let path = place.path
        let reason = try commit(
            in: place,
            onStep: at(number, step) {
                try "edit".write(toFile: path + "/a", atomically: true, encoding: .utf8)
            }
        )
        var expected = scenario.before
        expected["a"] = "edit"
        if step == "replace" && number > 1 {
            // After its replacement: the edit was made to the new file.
            #expect(reason == nil)
            expected = scenario.after.merging(["a": "edit"]) { $1 }
        } else {
            #expect(reason == .changedMeanwhile)
            #expect(folders(place) == scenario.foldersBefore)
        }
        #expect(workTree(place) == expected)
        #expect(try Journal(folder: place.open(), state: ".git/fleetseal").recover() == nil)
    }

    @Test(arguments: ["dir/b", "dir/c"])
    func `a file gone in the middle of a commit takes it back`(name: String) throws {
        let place = try TemporaryFolder()
        try scenario.put(into: place)
        let path = place.path
        let reason = try commit(
            in: place,
            onStep: at(1, "replace") {
                try FileManager.default.removeItem(atPath: path + "/" + name)
            }
        )
        #expect(reason == .notFound)
        #expect(workTree(place) == scenario.before.filter { $0.key != name })
    }

    @Test(arguments: ["a", "new"])
    func `an edit before a single replacement survives`(name: String) throws {
        let place = try TemporaryFolder()
        try place.put("a", "1")
        let path = place.path
        var journal = Journal(folder: try place.open(), state: ".git/fleetseal")
        journal.onStep = at(1, "sync temporary") {
            try "edit".write(toFile: path + "/" + name, atomically: true, encoding: .utf8)
        }
        let error = #expect(throws: FileError.self) {
            try journal.commit([write(name, "2", over: name == "a" ? "1" : nil)])
        }
        #expect(error?.reason == .changedMeanwhile)
        #expect(workTree(place) == ["a": "1"].merging([name: "edit"]) { $1 })
    }

    @Test func `a file that came to be in the middle of a commit is not replaced`() throws {
        let place = try TemporaryFolder()
        try scenario.put(into: place)
        let path = place.path
        let reason = try commit(
            in: place,
            onStep: at(1, "replace") {
                try "mine".write(toFile: path + "/new/f", atomically: false, encoding: .utf8)
            }
        )
        #expect(reason == .changedMeanwhile)
        #expect(workTree(place) == scenario.before.merging(["new/f": "mine"]) { $1 })
    }

    @Test func `a kill at any step of taking back leaves nothing but the edit`() async throws {
        let names = try steps { onStep in
            let place = try TemporaryFolder()
            try scenario.put(into: place)
            let path = place.path
            let edit = at(2, "replace") { try editing(path) }
            _ = try commit(in: place) { step in
                edit(step)
                onStep(step)
            }
        }
        let expected = scenario.before.merging(["dir/b": "edit"]) { $1 }
        let start = try #require(names.firstIndex(of: "restore"))
        for step in start..<names.count {
            let place = try TemporaryFolder()
            try scenario.put(into: place)
            await killTakingBack(scenario, in: place.path, atStep: step + 1)
            _ = try Journal(folder: place.open(), state: ".git/fleetseal").recover()
            #expect(workTree(place) == expected, "killed before \(names[step])")
            #expect(folders(place) == scenario.foldersBefore, "killed before \(names[step])")
        }
    }

    private func killTakingBack(_ scenario: Scenario, in path: String, atStep step: Int) async {
        await #expect(processExitsWith: .signal(SIGKILL)) { [path, step, scenario] in
            let edit = at(2, "replace") { try editing(path) }
            let death = dying(atStep: step)
            try scenario.commit(in: Folder(path)) { step in
                edit(step)
                death(step)
            }
        }
    }

    @Test func `an edit after a crash is not written over`() async throws {
        for number in 1...4 {
            let place = try TemporaryFolder()
            try scenario.put(into: place)
            await killReplacing(scenario, in: place.path, number)
            try place.put("dir/b", "edit")
            let recovery = try Journal(folder: place.open(), state: ".git/fleetseal").recover()
            // Up to its own replacement, the second, the edit was made to the old file.
            let isOld = number <= 2
            #expect(recovery?.outcome == (isOld ? .takenBack : .finished))
            let tree = isOld ? scenario.before : scenario.after
            #expect(workTree(place) == tree.merging(["dir/b": "edit"]) { $1 }, "\(number)")
        }
    }

    @Test func `edits on both sides of a crash wait for a person`() async throws {
        let place = try TemporaryFolder()
        try scenario.put(into: place)
        await killReplacing(scenario, in: place.path, 2)
        try place.put("a", "edit of the new")
        try place.put("dir/b", "edit of the old")
        let before = snapshot(place.path)
        let journal = Journal(folder: try place.open(), state: ".git/fleetseal")
        let error = #expect(throws: FileError.self) { try journal.recover() }
        let record = place.path + "/.git/fleetseal/journal.committed"
        #expect(error?.reason == .unfinishable(journal: record))
        #expect(error?.path == "dir/b")
        #expect(error?.hint?.contains(record) == true)
        #expect(snapshot(place.path) == before)
        // Put back as it was, as the hint says.
        try place.put("dir/b", "1")
        #expect(try journal.recover()?.outcome == .finished)
        #expect(workTree(place) == scenario.after.merging(["a": "edit of the new"]) { $1 })
    }

    @Test func `temporary files swept away after a crash take it back`() async throws {
        let place = try TemporaryFolder()
        try scenario.put(into: place)
        await killReplacing(scenario, in: place.path, 1)
        for name in snapshot(place.path).keys where name.hasSuffix(".tmp") {
            try FileManager.default.removeItem(atPath: place.path + "/" + name)
        }
        let recovery = try Journal(folder: place.open(), state: ".git/fleetseal").recover()
        #expect(recovery?.outcome == .takenBack)
        #expect(workTree(place) == scenario.before)
    }

    private func killReplacing(_ scenario: Scenario, in path: String, _ number: Int) async {
        await #expect(processExitsWith: .signal(SIGKILL)) { [path, number, scenario] in
            try scenario.commit(
                in: Folder(path),
                onStep: at(number, "replace") { kill(getpid(), SIGKILL) }
            )
        }
    }

    @Test func `works where names cannot be exchanged`() throws {
        let place = try TemporaryFolder()
        try scenario.put(into: place)
        var journal = Journal(folder: try place.open(), state: ".git/fleetseal")
        journal.exchangesNames = false
        try journal.commit([
            write("a", "2", over: "1"), write("dir/b", "2", over: "1"),
            write("new/f", "2", over: nil),
        ])
        #expect(
            workTree(place) == ["a": "2", "dir/b": "2", "dir/c": "1", "new/f": "2", "keep": "1"]
        )
        // There is no way back once a file is replaced, only the next run's way forward.
        let path = place.path
        journal.onStep = at(3, "replace") {
            try FileManager.default.removeItem(atPath: path + "/new")
        }
        #expect(throws: FileError.self) {
            try journal.commit([
                write("a", "3", over: "2"), write("dir/b", "3", over: "2"),
                write("new/f", "3", over: "2"),
            ])
        }
        #expect(try journal.recover()?.outcome == .finished)
        #expect(workTree(place) == ["a": "3", "dir/b": "3", "dir/c": "1", "keep": "1"])
    }
}

/// Another program's edit of a file that is waiting to be replaced.
func editing(_ path: String) throws {
    try "edit".write(toFile: path + "/dir/b", atomically: true, encoding: .utf8)
}

import Foundation
import Synchronization
import Testing

@testable import Files

/// Ends the process by SIGKILL at the n-th step, as a power cut or an out-of-memory kill would.
func dying(atStep last: Int) -> @Sendable (String) -> Void {
    let count = Atomic(0)
    return { _ in
        if count.add(1, ordering: .relaxed).newValue == last { kill(getpid(), SIGKILL) }
    }
}

/// The names of the steps that `body` takes.
func steps(_ body: (@escaping @Sendable (String) -> Void) throws -> Void) rethrows -> [String] {
    let names = Mutex<[String]>([])
    try body { name in names.withLock { $0.append(name) } }
    return names.withLock { $0 }
}

/// A repository before and after one commit.
struct Scenario: Codable, Sendable, CustomTestStringConvertible {
    let testDescription: String
    let before: [String: String]
    let after: [String: String]

    static let all = [
        Scenario(
            testDescription: "one write",
            before: ["a": "1", "b": "1"],
            after: ["a": "2", "b": "1"]
        ),
        Scenario(
            testDescription: "one new file",
            before: ["b": "1"],
            after: ["b": "1", "x/y/a": "2"]
        ),
        Scenario(testDescription: "one removal", before: ["a": "1", "b": "1"], after: ["b": "1"]),
        Scenario(
            testDescription: "all at once",
            before: ["a": "1", "dir/b": "1", "dir/c": "1", "keep": "1"],
            after: ["a": "2", "dir/b": "2", "new/d/e": "2", "new/f": "2", "keep": "1"]
        ),
    ]

    var foldersBefore: Set<String> {
        Set(before.keys.filter { $0.contains("/") }.map { String($0.prefix { $0 != "/" }) })
    }

    func put(into place: borrowing TemporaryFolder) throws {
        for (path, text) in before { try place.put(path, text) }
    }

    func commit(
        in folder: Folder,
        onStep: (@Sendable (String) -> Void)? = nil
    ) throws(FileError) {
        var journal = Journal(folder: folder, state: ".git/fleetseal")
        journal.onStep = onStep
        var changes: [Change] = []
        for path in Set(before.keys).union(after.keys) {
            let kind = after[path].map { Change.Kind.write(Array($0.utf8)) } ?? .remove
            changes.append(
                Change(path: path, kind: kind, expected: before[path].map { Array($0.utf8) })
            )
        }
        try journal.commit(changes)
    }
}

/// The files of a work tree without Git's folder; temporary ones are among them.
func workTree(_ place: borrowing TemporaryFolder) -> [String: String] {
    snapshot(place.path).filter { !$0.key.hasPrefix(".git") && $0.value != "(folder)" }
}

/// The folders of a work tree without Git's.
func folders(_ place: borrowing TemporaryFolder) -> Set<String> {
    Set(snapshot(place.path).filter { !$0.key.hasPrefix(".git") && $0.value == "(folder)" }.keys)
}

@Suite struct JournalCrashTests {
    @Test(arguments: Scenario.all)
    func `a kill at any step leaves all or nothing`(scenario: Scenario) async throws {
        let names = try steps { onStep in
            let place = try TemporaryFolder()
            try scenario.put(into: place)
            try scenario.commit(in: place.open(), onStep: onStep)
            #expect(workTree(place) == scenario.after)
        }
        #expect(names.count >= 6)
        var outcomes: [Bool] = []
        for step in 1...names.count {
            let comment: Comment = "killed before step \(step), \(names[step - 1])"
            let place = try TemporaryFolder()
            try scenario.put(into: place)
            await killCommit(of: scenario, in: place.path, atStep: step)
            let recovery = try Journal(folder: place.open(), state: ".git/fleetseal").recover()
            let tree = workTree(place)
            let isNew = tree == scenario.after
            #expect(isNew || tree == scenario.before, comment)
            if let recovery { #expect((recovery.outcome == .finished) == isNew, comment) }
            #expect(isNew || folders(place) == scenario.foldersBefore, comment)
            #expect(snapshot(place.path).keys.allSatisfy { !$0.contains("journal.") }, comment)
            outcomes.append(isNew)
        }
        // There is one moment from which on the change happens.
        #expect(outcomes.first == false && outcomes.last == true)
        #expect(zip(outcomes, outcomes.dropFirst()).filter { $0 != $1 }.count == 1)
    }

    @Test(arguments: ["replace", "remove temporary", "sync temporary"])
    func `a kill at any step of a recovery changes nothing`(first: String) async throws {
        let scenario = Scenario.all[3]
        let names = try steps { onStep in
            let place = try TemporaryFolder()
            try scenario.put(into: place)
            try scenario.commit(in: place.open(), onStep: onStep)
        }
        // The second of its kind: in the middle of the phase.
        let firstStep =
            try #require(names.indices.filter { names[$0] == first }.dropFirst().first) + 1
        for second in 1... {
            let place = try TemporaryFolder()
            try scenario.put(into: place)
            await killCommit(of: scenario, in: place.path, atStep: firstStep)
            let left = try steps { onStep in
                let copy = try TemporaryFolder()
                try FileManager.default.removeItem(atPath: copy.path)
                try FileManager.default.copyItem(atPath: place.path, toPath: copy.path)
                var journal = Journal(folder: try copy.open(), state: ".git/fleetseal")
                journal.onStep = onStep
                _ = try journal.recover()
            }
            guard second <= left.count else { break }
            await killRecovery(in: place.path, atStep: second)
            _ = try Journal(folder: place.open(), state: ".git/fleetseal").recover()
            let isNew = first != "sync temporary"
            let comment: Comment = "recovery killed before step \(second), \(left[second - 1])"
            #expect(workTree(place) == (isNew ? scenario.after : scenario.before), comment)
        }
    }

    private func killCommit(of scenario: Scenario, in path: String, atStep step: Int) async {
        await #expect(processExitsWith: .signal(SIGKILL)) { [path, step, scenario] in
            try scenario.commit(in: Folder(path), onStep: dying(atStep: step))
        }
    }

    private func killRecovery(in path: String, atStep step: Int) async {
        await #expect(processExitsWith: .signal(SIGKILL)) { [path, step] in
            var journal = Journal(folder: try Folder(path), state: ".git/fleetseal")
            journal.onStep = dying(atStep: step)
            _ = try journal.recover()
        }
    }
}

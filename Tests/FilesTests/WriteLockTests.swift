import Foundation
import Testing

@testable import Files

@Suite struct WriteLockTests {
    @Test func `names who holds it`() throws {
        let place = try TemporaryFolder()
        let folder = try place.open()
        let lock = try WriteLock(folder: folder, state: ".git/fleetseal")
        let error = #expect(throws: FileError.self) {
            _ = try WriteLock(folder: folder, state: ".git/fleetseal", patience: .milliseconds(50))
        }
        #expect(error?.reason == .locked(by: getpid()))
        #expect(error?.description.hasSuffix("locked by process \(getpid())") == true)
        #expect(error?.hint != nil)
        _ = consume lock
        _ = try WriteLock(folder: folder, state: ".git/fleetseal", patience: .zero)
    }

    @Test func `tells once after a second that it waits`() throws {
        let place = try TemporaryFolder()
        let folder = try place.open()
        let lock = try WriteLock(folder: folder, state: ".git/fleetseal")
        var told: [Int32?] = []
        #expect(throws: FileError.self) {
            _ = try WriteLock(
                folder: folder,
                state: ".git/fleetseal",
                patience: .milliseconds(1_200),
                waiting: { told.append($0) }
            )
        }
        #expect(told == [getpid()])
        _ = consume lock
    }

    @Test func `ends with its process`() async throws {
        let place = try TemporaryFolder()
        await dieHolding(place.path)
        _ = try WriteLock(folder: place.open(), state: ".git/fleetseal", patience: .zero)
    }

    private func dieHolding(_ path: String) async {
        await #expect(processExitsWith: .signal(SIGKILL)) { [path] in
            let lock = try WriteLock(folder: Folder(path), state: ".git/fleetseal")
            kill(getpid(), SIGKILL)
            _ = consume lock
        }
    }

    @Test func `four processes that count in two files lose nothing`() async throws {
        let place = try TemporaryFolder()
        try place.put("a", "0")
        try place.put("dir/b", "0")
        await withTaskGroup { group in
            for _ in 0..<4 { group.addTask { [path = place.path] in await count(to: 200, path) } }
        }
        #expect(workTree(place) == ["a": "800", "dir/b": "800"])
    }
}

/// Counts in a process of its own.
private func count(to last: Int, _ path: String) async {
    await #expect(processExitsWith: .success) { [last, path] in
        let folder = try Folder(path)
        let journal = Journal(folder: folder, state: ".git/fleetseal")
        for _ in 0..<last {
            let lock = try WriteLock(
                folder: folder,
                state: ".git/fleetseal",
                patience: .seconds(60)
            )
            try #require(try journal.recover() == nil)
            let changes = try ["a", "dir/b"].map { path in
                let text = String(decoding: try folder.read(path), as: UTF8.self)
                let next = try #require(Int(text)) + 1
                return write(path, "\(next)", over: text)
            }
            try journal.commit(changes)
            _ = consume lock
        }
    }
}

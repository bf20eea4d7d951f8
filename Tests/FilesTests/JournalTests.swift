import Foundation
import Testing

@testable import Files

@Suite struct JournalTests {
    @Test func `commits writes, new files in new folders and removals`() throws {
        let place = try TemporaryFolder()
        try place.put("a", "old a")
        try place.put("dir/b", "old b")
        try place.put("same", "same")
        try place.setMode("a", 0o640)
        let before = try place.modified("same")
        let journal = Journal(folder: try place.open(), state: ".git/fleetseal")
        try journal.commit([
            write("new/deep/c", "c", over: nil),
            write("a", "new a", over: "old a"),
            Change(path: "dir/b", kind: .remove, expected: Array("old b".utf8)),
            write("same", "same", over: "same"),
        ])
        #expect(
            snapshot(place.path) == [
                "a": "new a", "dir": "(folder)", "new": "(folder)", "new/deep": "(folder)",
                "new/deep/c": "c", "same": "same", ".git": "(folder)", ".git/fleetseal": "(folder)",
            ]
        )
        #expect(try place.mode("a") == 0o640)
        #expect(try place.modified("same") == before)
        #expect(try journal.recover() == nil)
    }

    @Test func `replaced files can wait, and are deleted together`() throws {
        let place = try TemporaryFolder()
        let journal = Journal(folder: try place.open(), state: ".git/fleetseal")
        for name in ["a", "dir/b", "c"] { try place.put(name, "old") }
        try journal.commit(
            [
                write("a", "new", over: "old"), write("dir/b", "new", over: "old"),
                Change(path: "c", kind: .remove, expected: Array("old".utf8)),
                write("d", "new", over: nil),
            ],
            keepsReplaced: true
        )
        let all = snapshot(place.path)
        let kept = all.filter { $0.key.hasPrefix(".git/fleetseal/replaced/") }
        #expect(kept.values.sorted() == ["old", "old", "old"])
        #expect(
            all.filter { !$0.key.hasPrefix(".git") } == [
                "a": "new", "dir": "(folder)", "dir/b": "new", "d": "new",
            ]
        )
        #expect(try journal.recover() == nil)
        try journal.deleteReplaced()
        try journal.deleteReplaced()
        let left = snapshot(place.path).keys.filter { $0.hasPrefix(".git/") }
        #expect(left == [".git/fleetseal"])
    }

    @Test func `refuses everything when one file was edited meanwhile`() throws {
        let place = try TemporaryFolder()
        try place.put("a", "old a")
        try place.put("b", "edited")
        let journal = Journal(folder: try place.open(), state: ".git/fleetseal")
        for expected in ["old b", nil] {
            let error = #expect(throws: FileError.self) {
                try journal.commit([
                    write("a", "new a", over: "old a"), write("b", "new b", over: expected),
                ])
            }
            #expect(error?.reason == .changedMeanwhile)
        }
        let error = #expect(throws: FileError.self) {
            try journal.commit([write("gone", "new", over: "old")])
        }
        #expect(error?.reason == .changedMeanwhile)
        #expect(snapshot(place.path) == ["a": "old a", "b": "edited"])
    }
}

/// A change of a text file.
func write(_ path: String, _ new: String, over old: String?) -> Change {
    Change(path: path, kind: .write(Array(new.utf8)), expected: old.map { Array($0.utf8) })
}

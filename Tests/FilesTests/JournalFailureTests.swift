import Foundation
import Synchronization
import Testing

@testable import Files

@Suite struct JournalFailureTests {
    /// Two replaced files and a new one in a new folder.
    private let old = ["a": "1", "dir/b": "1"]
    private let size = 6_000

    private func changes(_ letter: String) -> [Change] {
        let text = String(repeating: letter, count: size)
        return [
            write("a", text, over: "1"), write("dir/b", text, over: "1"),
            write("new/c", text, over: nil),
        ]
    }

    @Test func `a full disk leaves everything as it was`() throws {
        var failures = 0
        var successes = 0
        for freePages in 0...16 {
            let mount = try Mount("size=128k")
            for (path, text) in old {
                let file = URL(filePath: mount.path + "/" + path)
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(),
                    withIntermediateDirectories: true
                )
                try Data(text.utf8).write(to: file)
            }
            try Data(count: (32 - old.count - freePages) * 4096)
                .write(to: URL(filePath: mount.path + "/filler"))
            let before = snapshot(mount.path)
            let journal = Journal(folder: try Folder(mount.path), state: ".git/fleetseal")
            do {
                try journal.commit(changes("2"))
                successes += 1
                #expect(snapshot(mount.path)["new/c"]?.utf8.count == size)
            } catch {
                failures += 1
                #expect(error.reason == .diskFull, "\(freePages) pages free: \(error)")
                #expect(snapshot(mount.path).filter { !$0.key.hasPrefix(".git") } == before)
                #expect(snapshot(mount.path).keys.allSatisfy { !$0.contains("journal") })
            }
        }
        #expect(failures >= 6 && successes >= 3)
    }

    @Test(arguments: 4...14)
    func `too few inodes leave everything as it was`(inodes: Int) throws {
        let mount = try Mount("size=1m,nr_inodes=\(inodes)")
        try Data("1".utf8).write(to: URL(filePath: mount.path + "/a"))
        let journal = Journal(folder: try Folder(mount.path), state: ".git/fleetseal")
        do {
            try journal.commit([
                write("a", "2", over: "1"), write("new/deep/c", "2", over: nil),
            ])
            #expect(inodes > 8)
            #expect(snapshot(mount.path)["new/deep/c"] == "2")
        } catch {
            #expect(inodes < 12)
            #expect(error.reason == .diskFull)
            #expect(snapshot(mount.path).filter { !$0.key.hasPrefix(".git") } == ["a": "1"])
        }
    }

    @Test func `a read-only file system is named as such`() throws {
        let mount = try Mount("size=1m")
        try Data("1".utf8).write(to: URL(filePath: mount.path + "/a"))
        let folder = try Folder(mount.path)
        let journal = Journal(folder: folder, state: ".git/fleetseal")
        try journal.commit([write("a", "2", over: "1")])
        try mount.makeReadOnly()
        #expect(try journal.recover() == nil)
        let error = #expect(throws: FileError.self) {
            try journal.commit([write("a", "3", over: "2")])
        }
        #expect(error?.reason == .readOnly)
        let locking = #expect(throws: FileError.self) {
            _ = try WriteLock(folder: folder, state: ".git/fleetseal")
        }
        #expect(locking?.reason == .readOnly)
    }

    @Test(arguments: ["a", "new"])
    func `a read-only folder inside leaves everything as it was`(name: String) throws {
        // The state folder is writable, one of the targets' folders is not.
        let place = try TemporaryFolder()
        try place.put("a", "1")
        let mount = try Mount("size=1m")
        try Data("1".utf8).write(to: URL(filePath: mount.path + "/a"))
        try mount.makeReadOnly()
        try place.put("z/keep", "")
        let result = unsafe Glibc.mount(mount.path, place.path + "/z", nil, UInt(MS_BIND), nil)
        try #require(
            result == 0,
            "cannot make a bind mount (errno \(errno)): run the tests as root"
        )
        defer { _ = unsafe umount2(place.path + "/z", Int32(MNT_DETACH)) }
        let journal = Journal(folder: try place.open(), state: ".git/fleetseal")
        let error = #expect(throws: FileError.self) {
            try journal.commit([
                write("a", "2", over: "1"), write("z/" + name, "2", over: name == "a" ? "1" : nil),
            ])
        }
        #expect(error?.reason == .readOnly)
        #expect(error?.path == "z/" + name)
        #expect(workTree(place) == ["a": "1"])
        #expect(snapshot(place.path + "/z") == ["a": "1"])
    }

    @Test func `a folder without permission leaves everything as it was`() async throws {
        let place = try TemporaryFolder()
        try place.put("a", "1")
        try place.put("dir/b", "1")
        try place.setMode("dir", 0o555)
        try place.setMode("", 0o777)
        await commitAsNobody(in: place.path)
        #expect(workTree(place) == ["a": "1", "dir/b": "1"])
    }

    private func commitAsNobody(in path: String) async {
        await #expect(processExitsWith: .success) { [path] in
            // Permissions do not bind root.
            if geteuid() == 0 { try #require(setgid(65_534) == 0 && setuid(65_534) == 0) }
            let journal = Journal(folder: try Folder(path), state: ".git/fleetseal")
            let error = #expect(throws: FileError.self) {
                try journal.commit([write("a", "2", over: "1"), write("dir/b", "2", over: "1")])
            }
            #expect(error?.reason == .permissionDenied)
            #expect(error?.path == "dir/b")
        }
    }

    @Test func `a link, FIFO or folder in the place of a file is refused`() throws {
        let place = try TemporaryFolder()
        let outside = try TemporaryFolder()
        try outside.put("f", "outside")
        try place.put("a", "1")
        try place.link("link", to: outside.path + "/f")
        try place.link("folder", to: outside.path)
        try place.makeFIFO("fifo")
        let journal = Journal(folder: try place.open(), state: ".git/fleetseal")
        let cases: [(String, FileError.Reason)] = [
            ("link", .symbolicLink), ("folder/f", .symbolicLink), ("folder/new", .symbolicLink),
            ("fifo", .notAFile), ("a/b", .notAFolder), (".git", .notAFile), ("", .notAFile),
            ("../x", .outside), ("/x", .outside),
        ]
        try FileManager.default.createDirectory(
            atPath: place.path + "/.git",
            withIntermediateDirectories: false
        )
        for (path, reason) in cases {
            for kind in [Change.Kind.write([]), .remove] {
                let error = #expect(throws: FileError.self) {
                    try journal.commit([
                        write("a", "2", over: "1"), Change(path: path, kind: kind, expected: nil),
                    ])
                }
                #expect(error?.reason == reason, "\(path)")
            }
        }
        #expect(snapshot(outside.path) == ["f": "outside"])
        #expect(place.text("a") == "1")
    }

    @Test func `names with newlines, spaces and percent signs come through a crash`() async throws {
        let place = try TemporaryFolder()
        let names = ["a\nwrite b", "c d%0a", "\u{1b}e", "á", "a\u{301}"]
        for name in names { try place.put(name, "1") }
        await killReplacing(names, in: place.path)
        let recovery = try Journal(folder: place.open(), state: ".git/fleetseal").recover()
        #expect(recovery?.outcome == .finished)
        #expect(recovery?.paths.count == names.count)
        for name in names { #expect(place.text(name) == "2") }
    }

    private func killReplacing(_ names: [String], in path: String) async {
        await #expect(processExitsWith: .signal(SIGKILL)) { [names, path] in
            var journal = Journal(folder: try Folder(path), state: ".git/fleetseal")
            journal.onStep = at(2, "replace") { kill(getpid(), SIGKILL) }
            try journal.commit(names.map { write($0, "2", over: "1") })
        }
    }

    @Test func `a damaged journal stops everything and says what to do`() throws {
        let place = try TemporaryFolder()
        try place.put("a", "1")
        try place.put(".git/fleetseal/journal.committed", "fleetseal journal 1\n")
        let journal = Journal(folder: try place.open(), state: ".git/fleetseal")
        let error = #expect(throws: FileError.self) {
            try journal.commit([write("a", "2", over: "1")])
        }
        #expect(error?.reason == .damagedJournal)
        #expect(error?.path == place.path + "/.git/fleetseal/journal.committed")
        #expect(error?.hint?.contains("git status") == true)
        #expect(place.text("a") == "1")
    }

    @Test(arguments: ["", "fleetseal journal 1\nwrite a .fleetseal-0"])
    func `a record torn by a power failure is removed`(record: String) throws {
        let place = try TemporaryFolder()
        try place.put("a", "1")
        try place.put(".git/fleetseal/journal.prepared", record)
        let journal = Journal(folder: try place.open(), state: ".git/fleetseal")
        #expect(try journal.recover() == nil)
        #expect(place.text(".git/fleetseal/journal.prepared") == nil)
        try journal.commit([write("a", "2", over: "1")])
        #expect(place.text("a") == "2")
    }

    @Test(arguments: [1, 2])
    func `only a record of several changes is synced`(count: Int) throws {
        let place = try TemporaryFolder()
        let steps = Mutex<[String]>([])
        var journal = Journal(folder: try place.open(), state: ".git/fleetseal")
        journal.onStep = { step in steps.withLock { $0.append(step) } }
        try journal.commit((0..<count).map { write("f\($0)", "1", over: nil) })
        #expect(steps.withLock { $0.contains("sync journal") } == (count > 1))
        #expect(steps.withLock { $0.contains("sync temporary") })
    }

    @Test func `hundreds of files are one commit`() throws {
        let place = try TemporaryFolder()
        for index in 0..<300 { try place.put("s/\(index % 30)/f\(index)", "1") }
        let journal = Journal(folder: try place.open(), state: ".git/fleetseal")
        try journal.commit((0..<300).map { write("s/\($0 % 30)/f\($0)", "2", over: "1") })
        let tree = workTree(place)
        #expect(tree.count == 300)
        #expect(tree.values.allSatisfy { $0 == "2" })
    }
}

import Foundation
import Testing

@testable import Files

@Suite struct MountTests {
    /// Writes a version of `pay/db` and puts it in place.
    private func put(_ root: MountRoot, _ values: [String: String], note: String = "note\n") throws
    {
        var writer = try MountWriter(Files.Mount(root, namespace: "pay", name: "db"))
        for (key, value) in values.sorted(by: { $0.key < $1.key }) {
            try unsafe writer.write(key, value.utf8.span.bytes)
        }
        try writer.finish(note: note)
        try writer.publish()
    }

    private func names(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }

    private func text(_ path: String) throws -> String {
        try String(contentsOfFile: path, encoding: .utf8)
    }

    private func edit(_ path: String, _ text: String) throws {
        let file = URL(filePath: path).resolvingSymlinksInPath()
        let manager = FileManager.default
        try manager.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path())
        let handle = try FileHandle(forWritingTo: file)
        try handle.truncate(atOffset: 0)
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }

    @Test func `a version has its keys, links to them, and nothing of the one before`() throws {
        let folder = try TemporaryFolder()
        let root = try MountRoot(folder.path + "/target")
        let place = folder.path + "/target/pay/db"
        try put(root, ["a": "1", "b": "2"])
        try put(root, ["b": "3", "c": "4"])
        let versions = try names(place).filter { $0.hasPrefix("..v") }
        #expect(try names(place).filter { !$0.hasPrefix("..") } == ["b", "c"])
        #expect(versions.count == 1)
        #expect(try text(place + "/b") == "3")
        #expect(try text(place + "/c") == "4")
        #expect(try folder.mode("target/pay/db/\(versions[0])/b") == 0o400)
        #expect(try folder.mode("target/pay/db") == 0o700)
        let state = try Files.Mount(root, namespace: "pay", name: "db").state()
        #expect(state == .mounted(note: "note\n", faults: [], mark: versions[0]))
    }

    @Test(arguments: [(0o400, 0o700), (0o440, 0o750), (0o444, 0o755)])
    func `whoever may read the files may enter the folders`(file: Int, entered: Int) throws {
        let folder = try TemporaryFolder()
        let root = try MountRoot(folder.path + "/target", fileMode: UInt32(file))
        try put(root, ["a": "1"])
        #expect(try folder.mode("target/pay") == entered)
        #expect(try folder.mode("target/pay/db") == entered)
        let version = try #require(Files.Mount(root, namespace: "pay", name: "db").version)
        #expect(try folder.mode("target/pay/db/\(version)") == entered)
        #expect(try folder.mode("target/pay/db/\(version)/a") == file)
    }

    @Test func `what others do to it shows, without reading a key`() throws {
        let folder = try TemporaryFolder()
        let root = try MountRoot(folder.path + "/target")
        let mount = Files.Mount(root, namespace: "pay", name: "db")
        let place = folder.path + "/target/pay/db"
        func faults() throws -> [MountFault] {
            guard case .mounted(_, let faults, _) = try mount.state() else { return [] }
            return faults
        }
        try put(root, ["a": "1", "b": "2"])
        #expect(try faults() == [])
        try edit(place + "/a", "9")
        #expect(try faults() == [.changed(key: "a")])
        try put(root, ["a": "1", "b": "2"])
        try FileManager.default.removeItem(atPath: place + "/b")
        #expect(try faults() == [.missing(key: "b")])
        try put(root, ["a": "1", "b": "2"])
        try folder.put("target/pay/db/extra", "x")
        #expect(try faults() == [.added(name: "extra")])
        try put(root, ["a": "1", "b": "2"])
        #expect(try faults() == [])
    }

    @Test func `the mark of a state is another one after every change`() throws {
        let folder = try TemporaryFolder()
        let root = try MountRoot(folder.path + "/target")
        let mount = Files.Mount(root, namespace: "pay", name: "db")
        var seen: Set<String> = []
        func look() throws {
            guard case .mounted(_, _, let mark) = try mount.state() else { return }
            #expect(seen.insert(mark).inserted)
        }
        try put(root, ["a": "1"])
        try look()
        for round in 0..<5 {
            try edit(folder.path + "/target/pay/db/a", String(repeating: "x", count: round))
            try look()
        }
        try put(root, ["a": "1"])
        try look()
    }

    @Test func `contents that are right again are noted anew, with their mode put right`() throws {
        let folder = try TemporaryFolder()
        let root = try MountRoot(folder.path + "/target")
        let mount = Files.Mount(root, namespace: "pay", name: "db")
        try put(root, ["a": "1"])
        try edit(folder.path + "/target/pay/db/a", "1")
        try mount.remark(note: "other\n")
        let version = try #require(mount.version)
        #expect(try mount.state() == .mounted(note: "other\n", faults: [], mark: version))
        #expect(try folder.mode("target/pay/db/\(version)/a") == 0o400)
    }

    @Test(arguments: ["file", "folder/with/file", "link"])
    func `what others put in its place is foreign`(kind: String) throws {
        let folder = try TemporaryFolder()
        let root = try MountRoot(folder.path + "/target")
        switch kind {
        case "file": try folder.put("target/pay/db", "theirs")
        case "link":
            try folder.put("target/pay/other", "theirs")
            try folder.link("target/pay/db", to: "other")
        default: try folder.put("target/pay/db/file", "theirs")
        }
        let mount = Files.Mount(root, namespace: "pay", name: "db")
        guard case .foreign = try mount.state() else {
            Issue.record("not foreign: \(try mount.state())")
            return
        }
        try mount.tidy()
        guard case .foreign = try mount.state() else {
            Issue.record("not foreign any more: \(try mount.state())")
            return
        }
    }

    @Test func `what an interrupted write leaves is cleared up, and only that`() throws {
        let folder = try TemporaryFolder()
        let root = try MountRoot(folder.path + "/target")
        let mount = Files.Mount(root, namespace: "pay", name: "db")
        try put(root, ["a": "1"])
        let version = try #require(mount.version)
        try folder.put("target/pay/db/..vleft/a", "secret")
        try folder.link("target/pay/db/..data_next", to: "..vleft")
        try folder.link("target/pay/db/gone", to: "..data/gone")
        try folder.put("target/pay/db/theirs", "x")
        try mount.tidy()
        #expect(try names(folder.path + "/target/pay/db") == ["..data", version, "a", "theirs"])
        // Before its first version was in place there is nothing to keep.
        try folder.put("target/web/tls/..vleft/a", "secret")
        try folder.link("target/web/tls/a", to: "..data/a")
        let other = Files.Mount(root, namespace: "web", name: "tls")
        #expect(try other.state() == .absent)
        try other.tidy()
        #expect(try names(folder.path + "/target") == ["pay"])
    }

    @Test func `a version that was not published changes nothing, and leaves nothing`() throws {
        let folder = try TemporaryFolder()
        let root = try MountRoot(folder.path + "/target")
        try put(root, ["a": "1"])
        var writer = try MountWriter(Files.Mount(root, namespace: "pay", name: "db"))
        try unsafe writer.write("a", "2".utf8.span.bytes)
        #expect(try text(folder.path + "/target/pay/db/a") == "1")
        writer.discard()
        #expect(try names(folder.path + "/target/pay/db").count == 3)
    }

    @Test func `two do not have one target`() throws {
        let folder = try TemporaryFolder()
        let root = try MountRoot(folder.path + "/target")
        #expect(throws: FileError.self) { try MountRoot(folder.path + "/target") }
        withExtendedLifetime(root) {}
    }

    @Test(arguments: ["", "fleetseal-mount-1", "fleetseal-mount-1\nfile a 1 2\n\n", "other\n\n"])
    func `a damaged mark is none`(text: String) {
        #expect(MountMark(parsing: text) == nil)
    }
}

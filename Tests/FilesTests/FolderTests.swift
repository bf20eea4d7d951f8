import Foundation
import Testing

@testable import Files

@Suite struct FolderTests {
    static let resolutions: [Folder.Resolution] = [.kernel, .parts]

    @Test(arguments: resolutions)
    func `reads a file below`(resolution: Folder.Resolution) throws {
        let place = try TemporaryFolder()
        try place.put("a/b/c.yaml", "text")
        let folder = try Folder(place.path, resolution: resolution)
        #expect(try folder.read("a/b/c.yaml") == Array("text".utf8))
        #expect(try folder.read("./a//b/./c.yaml") == Array("text".utf8))
    }

    @Test(arguments: resolutions)
    func `follows no link, wherever it leads`(resolution: Folder.Resolution) throws {
        let place = try TemporaryFolder()
        let outside = try TemporaryFolder()
        try outside.put("f", "outside")
        try place.put("inside/f", "inside")
        let links = [
            ("file", outside.path + "/f"), ("folder", outside.path), ("near", "inside"),
            ("nearFile", "inside/f"), ("loop", "loop"), ("dangling", "nowhere"),
        ]
        for (name, target) in links { try place.link(name, to: target) }
        let folder = try Folder(place.path, resolution: resolution)
        for path in ["file", "folder/f", "near/f", "nearFile", "loop", "loop/f", "dangling"] {
            let error = #expect(throws: FileError.self) { try folder.read(path) }
            #expect(error?.reason == .symbolicLink, "\(path)")
            #expect(error?.description == "read file \(path): a symbolic link")
        }
        let error = #expect(throws: FileError.self) { try folder.entries("folder") }
        #expect(error?.reason == .symbolicLink)
        #expect(try folder.exists("file"))
        #expect(throws: FileError.self) { try folder.exists("folder/f") }
    }

    @Test(arguments: ["..", "../x", "a/../b", "/etc/passwd", "/", "a/.."])
    func `refuses a path that leads out`(path: String) throws {
        let place = try TemporaryFolder()
        try place.put("a/b", "")
        let folder = try place.open()
        let error = #expect(throws: FileError.self) { try folder.read(path) }
        #expect(error?.reason == .outside)
        #expect(throws: FileError.self) { try folder.exists(path) }
        #expect(throws: FileError.self) { try folder.entries(path) }
        #expect(throws: FileError.self) { try folder.walk(path) { _, _ in } }
    }

    @Test(arguments: resolutions)
    func `refuses what is not a regular file without waiting`(resolution: Folder.Resolution) throws
    {
        let place = try TemporaryFolder()
        try place.put("folder/f", "")
        try place.makeFIFO("fifo")
        let folder = try Folder(place.path, resolution: resolution)
        for path in ["fifo", "folder", ""] {
            let error = #expect(throws: FileError.self) { try folder.read(path) }
            #expect(error?.reason == .notAFile, "\(path)")
        }
    }

    @Test(arguments: [(0, 4), (3, 4), (4, 4), (5, 4), (70_000, 70_000), (70_001, 70_000)])
    func `reads up to the limit`(size: Int, limit: Int) throws {
        let place = try TemporaryFolder()
        try place.put("f", String(repeating: "x", count: size))
        let folder = try place.open()
        if size <= limit {
            #expect(try folder.read("f", limit: limit).count == size)
        } else {
            let error = #expect(throws: FileError.self) { try folder.read("f", limit: limit) }
            #expect(error?.reason == .tooLarge(limit: limit))
        }
    }

    @Test(arguments: resolutions)
    func `says what is missing`(resolution: Folder.Resolution) throws {
        let place = try TemporaryFolder()
        try place.put("f", "")
        let folder = try Folder(place.path, resolution: resolution)
        for path in ["no", "no/no"] {
            let error = #expect(throws: FileError.self) { try folder.read(path) }
            #expect(error?.reason == .notFound)
            #expect(try !folder.exists(path))
        }
        #expect(try !folder.exists("f/no"))
        #expect(try folder.exists("f"))
        #expect(try folder.exists(""))
        #expect(throws: FileError.self) { try Folder(place.path + "/no") }
        #expect(throws: FileError.self) { try Folder(place.path + "/f") }
    }

    @Test func `lists by the names' bytes, with kinds`() throws {
        let place = try TemporaryFolder()
        for name in ["b", "a\u{301}", "á", ".hidden", "a", "B", "z\n", "sub/x"] {
            try place.put(name, "")
        }
        try place.link("link", to: "b")
        let entries = try place.open().entries("")
        let names = [".hidden", "B", "a", "a\u{301}", "b", "link", "sub", "z\n", "á"]
        #expect(entries.map { Array($0.name.utf8) } == names.map { Array($0.utf8) })
        let kinds: [FileKind] = [
            .file, .file, .file, .file, .file, .symbolicLink, .folder, .file, .file,
        ]
        #expect(entries.map(\.kind) == kinds)
    }

    @Test func `walks in the order of the paths and leaves hidden ones out`() throws {
        let place = try TemporaryFolder()
        let outside = try TemporaryFolder()
        try outside.put("secret", "")
        for name in ["s/a/x", "s/a.b", "s/a/.git/y", "s/.tmp", "s/a-/z", "s/b/c/d/e", "t"] {
            try place.put(name, "")
        }
        try place.link("s/link", to: outside.path)
        var found: [String] = []
        try place.open().walk("s") { path, kind in
            found.append(kind == .symbolicLink ? path + "@" : path)
        }
        #expect(found == ["s/a-/z", "s/a.b", "s/a/x", "s/b/c/d/e", "s/link@"])
        found = []
        try place.open().walk("") { path, _ in found.append(path) }
        #expect(found == ["s/a-/z", "s/a.b", "s/a/x", "s/b/c/d/e", "s/link", "t"])
    }

    @Test func `a name that is no text is listed as what it is, and nothing else is lost`() throws {
        let place = try TemporaryFolder()
        try place.putBroken("bad")
        try place.put("a\\377", "")
        try place.put("z", "")
        var found: [String] = []
        try place.open().walk("") { path, kind in
            found.append(kind == .unnameable ? path + " unnameable" : path)
        }
        #expect(found == [#"a\377 unnameable"#, #"bad\377 unnameable"#, "z"])
        let error = #expect(throws: FileError.self) {
            try place.open().folders(named: "x", below: "")
        }
        #expect(error?.reason == .unsuitableName)
        #expect(error?.hint != nil)
    }

    @Test func `a stand-in keeps every character and shows every other byte`() {
        let bytes = Array("aä€😀".utf8) + [0xff, 0x62, 0xc3]
        #expect(PathText.standIn(for: bytes) == #"aä€😀\377b\303"#)
        #expect(PathText.isStandIn(#"x/\377"#))
        #expect(!PathText.isStandIn(#"x/\177"#))
        #expect(!PathText.isStandIn(#"x/\37"#))
    }

    @Test func `an error shows control characters as escapes`() throws {
        let place = try TemporaryFolder()
        let error = #expect(throws: FileError.self) {
            try place.open().read("a\nb\u{1b}[31m\u{202e}")
        }
        #expect(error?.description == "read file a\\u{a}b\\u{1b}[31m\\u{202e}: not found")
    }
}

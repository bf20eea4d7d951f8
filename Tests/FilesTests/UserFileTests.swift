import Foundation
import Testing

@testable import Files

@Suite struct UserFileTests {
    /// Reads into memory of a given size, as the owner of secret memory does.
    private func readSecret(_ path: String, capacity: Int) throws(FileError) -> [UInt8] {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 1)
        defer { unsafe memory.deallocate() }
        var span = unsafe OutputRawSpan(buffer: memory, initializedCount: 0)
        do {
            try UserFile.readSecret(path, into: &span)
        } catch {
            _ = unsafe span.finalize(for: memory)
            throw error
        }
        let count = unsafe span.finalize(for: memory)
        return unsafe Array(memory[..<count])
    }

    @Test func `reads through links and from pipes`() throws {
        let place = try TemporaryFolder()
        try place.put("f", "text")
        try place.link("link", to: "f")
        #expect(try UserFile.read(place.path + "/link") == Array("text".utf8))
        #expect(try UserFile.size(place.path + "/link") == 4)
        #expect(try readSecret(place.path + "/link", capacity: 10) == Array("text".utf8))
        for isSecret in [false, true] {
            let pipe = Pipe()
            try pipe.fileHandleForWriting.write(contentsOf: Data("from a pipe".utf8))
            try pipe.fileHandleForWriting.close()
            let path = "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)"
            #expect(try UserFile.size(path) == nil)
            let bytes = try isSecret ? readSecret(path, capacity: 11) : UserFile.read(path)
            #expect(bytes == Array("from a pipe".utf8))
        }
    }

    @Test(arguments: [(0, 4), (4, 4), (5, 4), (100_000, 100_000), (100_001, 100_000)])
    func `reads up to the limit`(size: Int, limit: Int) throws {
        let place = try TemporaryFolder()
        try place.put("f", String(repeating: "x", count: size))
        let path = place.path + "/f"
        if size <= limit {
            #expect(try UserFile.read(path, limit: limit).count == size)
            #expect(try readSecret(path, capacity: limit).count == size)
        } else {
            let error = #expect(throws: FileError.self) { try UserFile.read(path, limit: limit) }
            #expect(error?.reason == .tooLarge(limit: limit))
            let secret = #expect(throws: FileError.self) { try readSecret(path, capacity: limit) }
            #expect(secret?.reason == .tooLarge(limit: limit))
        }
    }

    @Test func `an endless file is too large`() {
        let error = #expect(throws: FileError.self) { try UserFile.read("/dev/zero", limit: 10) }
        #expect(error?.reason == .tooLarge(limit: 10))
    }

    @Test func `says what is missing or no file`() throws {
        let place = try TemporaryFolder()
        let missing = #expect(throws: FileError.self) { try UserFile.read(place.path + "/no") }
        #expect(missing?.reason == .notFound)
        let folder = #expect(throws: FileError.self) { try UserFile.read(place.path) }
        #expect(folder?.reason == .notAFile)
        let name = #expect(throws: FileError.self) { try UserFile.read("/dev/null\0x") }
        #expect(name?.reason == .unsuitableName)
    }

    @Test(arguments: [0o600, 0o644, 0o777])
    func `writes with exactly the given mode`(mode: Int) throws {
        let place = try TemporaryFolder()
        try UserFile.write(place.path + "/key", Array("text".utf8), mode: UInt32(mode))
        #expect(snapshot(place.path) == ["key": "text"])
        #expect(try place.mode("key") == mode)
    }

    @Test func `replaces nothing unless told`() throws {
        let place = try TemporaryFolder()
        try place.put("key", "old")
        try place.link("dangling", to: "nowhere")
        for name in ["key", "dangling"] {
            let error = #expect(throws: FileError.self) {
                try UserFile.write(place.path + "/" + name, Array("new".utf8))
            }
            #expect(error?.reason == .alreadyExists)
            #expect(error?.description == "write file \(place.path)/\(name): already exists")
        }
        try UserFile.write(place.path + "/key", Array("new".utf8), mustNotExist: false)
        #expect(place.text("key") == "new")
        #expect(snapshot(place.path).count == 2)
    }

    @Test func `replaces the file that a link leads to`() throws {
        let place = try TemporaryFolder()
        try place.put("dir/key", "old")
        try place.link("link", to: "dir/key")
        try UserFile.write(place.path + "/link", Array("new".utf8), mustNotExist: false)
        #expect(place.text("dir/key") == "new")
        let target = try FileManager.default.destinationOfSymbolicLink(atPath: place.path + "/link")
        #expect(target == "dir/key")
    }

    @Test func `writes to a device as it is`() throws {
        try UserFile.write("/dev/null", Array("new".utf8), mustNotExist: false)
        #expect(FileManager.default.fileExists(atPath: "/dev/null"))
        let error = #expect(throws: FileError.self) {
            try UserFile.write("/dev/full", Array("new".utf8), mustNotExist: false)
        }
        #expect(error?.reason == .diskFull)
    }

    @Test(arguments: ["", "/", "no/key", "dir/"])
    func `leaves nothing behind where it cannot write`(name: String) throws {
        let place = try TemporaryFolder()
        for mustNotExist in [true, false] {
            #expect(throws: FileError.self) {
                try UserFile.write(place.path + "/" + name, [1], mustNotExist: mustNotExist)
            }
        }
        #expect(snapshot(place.path).isEmpty)
    }

    @Test func `a full disk leaves the old file`() throws {
        let mount = try Mount("size=16k")
        try Data("old".utf8).write(to: URL(filePath: mount.path + "/key"))
        let error = #expect(throws: FileError.self) {
            try UserFile.write(
                mount.path + "/key",
                [UInt8](repeating: 1, count: 20_000),
                mustNotExist: false
            )
        }
        #expect(error?.reason == .diskFull)
        #expect(snapshot(mount.path) == ["key": "old"])
    }
}

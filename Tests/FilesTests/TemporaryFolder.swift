import Foundation
import Testing

@testable import Files

/// A folder for one test, removed with all that is in it.
struct TemporaryFolder: ~Copyable {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(
            path: "files-\(UUID().uuidString)"
        )
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path()
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func put(_ relative: String, _ text: String) throws {
        let file = URL(filePath: path + "/" + relative)
        let parent = file.deletingLastPathComponent()
        try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    func link(_ relative: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(
            atPath: path + "/" + relative,
            withDestinationPath: target
        )
    }

    func makeFIFO(_ relative: String) throws {
        let result = unsafe mkfifo(path + "/" + relative, 0o600)
        try #require(result == 0)
    }

    /// Makes an empty file whose name is a text and then a byte that is none.
    func putBroken(_ relative: String) throws {
        let name = (path + "/" + relative).utf8.map { CChar(bitPattern: $0) } + [-1, 0]
        let file = unsafe creat(name, 0o600)
        try #require(file >= 0)
        close(file)
    }

    func setMode(_ relative: String, _ mode: Int) throws {
        try FileManager.default.setAttributes(
            [.posixPermissions: mode],
            ofItemAtPath: path + "/" + relative
        )
    }

    func mode(_ relative: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path + "/" + relative)[.posixPermissions]
            as? Int
    }

    func modified(_ relative: String) throws -> Date? {
        try FileManager.default.attributesOfItem(atPath: path + "/" + relative)[.modificationDate]
            as? Date
    }

    func text(_ relative: String) -> String? {
        FileManager.default.contents(atPath: path + "/" + relative)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    func open() throws(FileError) -> Folder { try Folder(path) }
}

/// Every path below a folder, hidden ones too, with the content of the files.
func snapshot(_ path: String) -> [String: String] {
    var found: [String: String] = [:]
    let names = FileManager.default.enumerator(atPath: path)
    while let name = names?.nextObject() as? String {
        let isFolder = names?.fileAttributes?[.type] as? FileAttributeType == .typeDirectory
        let content = isFolder ? nil : FileManager.default.contents(atPath: path + "/" + name)
        found[name] = content.map { String(decoding: $0, as: UTF8.self) } ?? "(folder)"
    }
    return found
}

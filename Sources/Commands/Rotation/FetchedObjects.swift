internal import CommandLine
internal import Files

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// A folder for what git fetches, beside the clone's own objects and gone with this value.
///
/// What a stranger has pushed never comes into the clone: not if it is read, and not if it was too
/// much and a part of it is on the disk.
final class FetchedObjects {
    /// Where it is, for git.
    let path: String

    /// An empty one; the clone's own objects are seen through it.
    init(of git: GitProgram) throws {
        let objects = try git.output([
            "rev-parse", "--path-format=absolute", "--git-path", "objects",
        ])
        let parent = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? ""
        var template = Array(((parent.isEmpty ? "/tmp" : parent) + "/fleetseal-XXXXXX").utf8CString)
        guard unsafe mkdtemp(&template) != nil else {
            throw Failure(
                "make a folder for what is fetched: \(unsafe String(cString: strerror(errno)))",
                hint: "is there room in the folder for temporary files (TMPDIR)?"
            )
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        for folder in ["info", "pack"] { try UserFile.makeFolder("\(path)/\(folder)") }
        try UserFile.write("\(path)/info/alternates", Array((objects + "\n").utf8))
    }

    deinit {
        // What is left is the system's, as everything in a folder for temporary files.
        _ = try? ChildProcess.outcome(
            of: ["rm", "-rf", "--", path],
            for: "remove what was fetched",
            isQuiet: true
        )
    }

    /// Removes packs that git gave up because they came to a limit; tells whether there was one.
    func dropUnfinished(of limit: Int) throws -> Bool {
        var isFull = false
        let pack = try Folder("\(path)/pack")
        for (name, kind) in try pack.entries("") where kind == .file && name.hasPrefix("tmp_") {
            let file = "\(path)/pack/\(name)"
            if try UserFile.size(file) ?? 0 >= limit { isFull = true }
            try UserFile.remove(file)
        }
        return isFull
    }
}

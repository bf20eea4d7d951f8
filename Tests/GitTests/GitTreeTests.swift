import Files
import Testing

@testable import Git

@Suite struct GitTreeTests {
    private static let files = [
        "a.b", "a/c", "a/.hidden/x", "secrets/payments/db.yaml",
        "secrets/payments/db@eu.yaml", "secrets/team/payments/db.yaml", "z/payments",
    ]

    private func filled() throws -> (GitFolder, Repository, GitTree) {
        let folder = try GitFolder()
        for file in Self.files { try folder.write(file, "content of \(file)\n") }
        try folder.run("ln -s a.b link")
        try folder.commit("first")
        let repository = try Repository(root: folder.path)
        return (folder, repository, try repository.tree(of: repository.commit("HEAD")))
    }

    @Test func `a commit's tree lists and reads like the folder it was made from`() throws {
        let (folder, _, tree) = try filled()
        let disk = try Folder(folder.path)
        for path in ["", "a", "secrets", "secrets/payments"] {
            let stored = try tree.entries(path)
            let found = try disk.entries(path).filter { $0.name != ".git" }
            #expect(stored.map(\.name) == found.map(\.name), "\(path)")
            #expect(stored.map(\.kind) == found.map(\.kind), "\(path)")
        }
        for file in Self.files {
            #expect(try tree.read(file, limit: 1000) == disk.read(file))
            #expect(try tree.exists(file))
        }
        #expect(try visited(tree, "") == visited(disk, ""))
        #expect(try visited(tree, "secrets") == visited(disk, "secrets"))
        #expect(
            try tree.folders(named: "payments", below: "secrets")
                == disk.folders(named: "payments", below: "secrets")
        )
    }

    private func visited(_ tree: some FileTree, _ path: String) throws -> [String] {
        var found: [String] = []
        try tree.walk(path) { path, kind throws(FileError) in found.append("\(path) \(kind)") }
        return found
    }

    @Test func `what is not there fails as on disk`() throws {
        let (folder, _, tree) = try filled()
        let disk = try Folder(folder.path)
        for path in ["missing", "a", "link", "a.b/c"] {
            let wanted = #expect(throws: FileError.self) { try disk.read(path) }
            let found = #expect(throws: FileError.self) { try tree.read(path, limit: 1000) }
            if path != "a.b/c" { #expect(found?.reason == wanted?.reason, "\(path)") }
        }
        #expect(throws: FileError.self) { try tree.entries("missing") }
        #expect(throws: FileError.self) { try tree.entries("a.b") }
        #expect(try !tree.exists("missing"))
        let error = #expect(throws: FileError.self) { try tree.read("a.b", limit: 3) }
        #expect(error?.reason == .tooLarge(limit: 3))
    }

    @Test func `changed paths are those that git names`() throws {
        let (folder, repository, tree) = try filled()
        try folder.write("a.b", "changed")
        try folder.write("new/file", "new")
        try folder.run("rm z/payments && rm link && ln -s a/c link && chmod +x a/c")
        try folder.commit("second")
        let second = try repository.tree(of: repository.commit("HEAD"))
        let wanted = try folder.run("git diff --name-only HEAD~1 HEAD").split(separator: "\n")
            .map(String.init).filter { $0 != "a/c" }
        #expect(GitTree.changedPaths(from: tree, to: second) == wanted)
        #expect(GitTree.changedPaths(from: second, to: second).isEmpty)
        #expect(
            GitTree.changedPaths(from: repository.emptyTree, to: tree) == tree.files.map(\.path)
        )
    }
}

import Foundation
import Testing

@testable import Files

@Suite struct GitRootTests {
    private func git(_ arguments: String...) throws {
        let settings = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/git")
        process.arguments = settings + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "git \(arguments)")
    }

    @Test func `finds the first folder upwards with a Git folder`() throws {
        let place = try TemporaryFolder()
        try git("init", "-q", place.path + "/outer")
        try git("init", "-q", place.path + "/outer/vendor/inner")
        try place.put("outer/a/b/file", "")
        try place.put("outer/vendor/inner/c/file", "")
        try place.link("link", to: "outer/a")
        for path in [
            "outer", "outer/a/b", "outer/a/b/file", "link/b", "outer/vendor", "outer/.git",
        ] {
            let found = try GitRoot.find(from: place.path + "/" + path)
            #expect(found?.root == place.path + "/outer", "\(path)")
            #expect(found?.gitFolder == place.path + "/outer/.git")
        }
        let inner = try GitRoot.find(from: place.path + "/outer/vendor/inner/c")
        #expect(inner?.root == place.path + "/outer/vendor/inner")
    }

    @Test func `follows the file of a linked work tree`() throws {
        let place = try TemporaryFolder()
        try git("init", "-q", place.path + "/main")
        try git("-C", place.path + "/main", "commit", "-q", "--allow-empty", "-m", "Start")
        try git("-C", place.path + "/main", "worktree", "add", "-q", place.path + "/linked")
        try place.put("linked/a/file", "")
        let found = try GitRoot.find(from: place.path + "/linked/a")
        #expect(found?.root == place.path + "/linked")
        #expect(found?.gitFolder == place.path + "/main/.git/worktrees/linked")
    }

    @Test func `follows a relative path, as submodules have it`() throws {
        let place = try TemporaryFolder()
        try place.put(".git/modules/sub/HEAD", "")
        try place.put("sub/.git", "gitdir: ../.git/modules/sub\n")
        let found = try GitRoot.find(from: place.path + "/sub")
        #expect(found?.root == place.path + "/sub")
        #expect(found?.gitFolder == place.path + "/.git/modules/sub")
    }

    @Test(arguments: [("", false), ("gitdir:", false), ("nonsense", false), ("gitdir: gone", true)])
    func `names a file that leads nowhere`(text: String, isMissing: Bool) throws {
        let place = try TemporaryFolder()
        try place.put(".git", text)
        let error = #expect(throws: FileError.self) { try GitRoot.find(from: place.path) }
        if isMissing {
            #expect(error?.reason == .notFound)
            #expect(error?.path == place.path + "/gone")
        } else {
            #expect(error?.reason == .damaged("does not start with gitdir:"))
        }
    }

    @Test func `is nothing up to the root of the file system`() throws {
        let mount = try Mount("size=1m")
        // Only the folders above /tmp could have one, and they are no work trees.
        #expect(try GitRoot.find(from: mount.path) == nil)
        #expect(throws: FileError.self) { try GitRoot.find(from: mount.path + "/no") }
    }
}

import Files
import Foundation
import Testing

@testable import Git

@Suite struct RepositoryTests {
    @Test func `history goes from children to parents, over all references if none is named`()
        throws
    {
        let folder = try GitFolder()
        try folder.write("a", "1")
        let first = try folder.commit("first")
        try folder.run("git checkout -q -b side")
        try folder.write("b", "1")
        let side = try folder.commit("side")
        try folder.run("git checkout -q main")
        try folder.write("a", "2")
        let second = try folder.commit("second")
        let repository = try Repository(root: folder.path)

        let head = try repository.commit("HEAD")
        #expect(head.id.description == second)
        #expect(head.summary == "second")
        #expect(head.author == "Ada")
        #expect(!head.isSigned)
        #expect(try repository.history(from: head.id).map(\.description) == [second, first])
        #expect(Set(try repository.history().map(\.description)) == [first, side, second])
        #expect(
            try repository.mergeBase(repository.commit("side").id, head.id)?.description == first
        )
    }

    @Test func `the index is what is staged, the work tree what is there`() throws {
        let folder = try GitFolder()
        try folder.write("same", "1")
        try folder.write("staged", "1")
        try folder.write("edited", "1")
        try folder.write(".gitignore", "ignored\n")
        try folder.commit("first")
        try folder.write("staged", "2")
        try folder.run("git add staged")
        try folder.write("edited", "2")
        try folder.write("new/one", "1")
        try folder.write("ignored", "1")
        let repository = try Repository(root: folder.path)
        let head = try repository.commit("HEAD")

        let staged = try repository.staged()
        #expect(GitTree.changedPaths(from: try repository.tree(of: head), to: staged) == ["staged"])
        #expect(try staged.read("staged", limit: 10) == Array("2".utf8))
        #expect(
            try repository.changedInWorkTree(since: head) == ["edited", "new/one", "staged"]
        )
    }

    @Test func `a repository without commits is empty, not an error`() throws {
        let folder = try GitFolder()
        try folder.write("a", "1")
        let repository = try Repository(root: folder.path)
        #expect(repository.isEmpty)
        #expect(try repository.history().isEmpty)
        #expect(try repository.changedInWorkTree(since: nil) == ["a"])
        #expect(throws: GitError.self) { try repository.commit("HEAD") }
    }

    @Test func `an unknown revision and a folder without repository are named`() throws {
        let folder = try GitFolder()
        try folder.commit("first")
        let repository = try Repository(root: folder.path)
        let error = #expect(throws: GitError.self) { try repository.commit("nowhere\u{1B}[1m") }
        #expect(
            error?.description
                == "find revision nowhere\\u{1b}[1m: this repository has no such revision"
        )
        try folder.write("below/file", "1")
        #expect(throws: GitError.self) { try Repository(root: folder.path + "/below") }
    }

    @Test(arguments: ["main", "main~1", "main^0", "main@{0}", "heads/main"])
    func `a name of a branch and of a tag is refused`(revision: String) throws {
        let folder = try GitFolder()
        try folder.commit("first")
        let second = try folder.commit("second")
        let repository = try Repository(root: folder.path)
        #expect(try repository.commit("main").id.description == second)
        try folder.run("git tag main HEAD~1 && git tag heads/main HEAD~1")
        let error = #expect(throws: GitError.self) { try repository.commit(revision) }
        #expect(error?.description.hasSuffix(": it is ambiguous") == true)
        #expect(error?.hint?.contains("refs/heads/main") == true)
        for name in ["refs/heads/main", "HEAD", "@"] {
            #expect(try repository.commit(name).id.description == second, "\(name)")
        }
        #expect(try repository.commit("refs/tags/main").summary == "first")
    }

    @Test func `an index that is split or sparse has a hint that makes it readable`() throws {
        let folder = try GitFolder()
        try folder.write("a", "1")
        try folder.write("b/c", "1")
        try folder.commit("first")
        for (spoil, repair) in [
            ("git update-index --split-index", "git update-index --no-split-index"),
            (
                "git sparse-checkout init --cone --sparse-index",
                "git sparse-checkout reapply --no-sparse-index"
            ),
        ] {
            try folder.run(spoil)
            let error = #expect(throws: GitError.self) {
                try Repository(root: folder.path).tracked()
            }
            #expect(error?.hint?.contains(repair) == true, "\(error?.description ?? "")")
            try folder.run(repair)
            #expect(try Repository(root: folder.path).tracked() == ["a", "b/c"])
        }
    }

    @Test func `contents that a filter left out have a hint that gets them`() throws {
        let folder = try GitFolder()
        try folder.write("a", "1")
        try folder.commit("first")
        try folder.run(
            "git config uploadpack.allowFilter true && git clone -q --no-checkout --filter=blob:none \"file://$PWD\" clone"
        )
        func content() throws -> [UInt8]? {
            let clone = try Repository(root: folder.path + "/clone")
            let tree = try clone.tree(of: clone.commit("HEAD"))
            return try clone.content(#require(tree.file("a")).content, limit: 10)
        }
        let error = #expect(throws: GitError.self) { try content() }
        #expect(error?.hint?.contains("git fetch --refetch --no-filter") == true)
        try folder.run("git -C clone fetch -q --refetch --no-filter")
        #expect(try content() == Array("1".utf8))
    }

    @Test func `a repository with SHA-256 is named as such`() throws {
        let folder = try GitFolder()
        try folder.run("git init -q --object-format=sha256 other")
        let error = #expect(throws: GitError.self) {
            try Repository(root: folder.path + "/other")
        }
        #expect(error?.description.contains("SHA-256") == true)
        #expect(error?.hint?.contains("git init --object-format=sha1") == true)
    }

    @Test(.enabled(if: getuid() == 0))
    func `a folder of another user has a hint`() throws {
        let folder = try GitFolder()
        try folder.run("chown -R 65534 . && mkdir -p \"$HOME\"")
        let error = #expect(throws: GitError.self) { try Repository(root: folder.path) }
        #expect(error?.description.hasSuffix("the folder belongs to another user") == true)
        #expect(error?.hint?.contains("safe.directory") == true)
    }

    @Test func `an unfinished merge is not read as if it were finished`() throws {
        let folder = try GitFolder()
        try folder.write("a", "1")
        try folder.commit("first")
        try folder.run("git checkout -q -b side")
        try folder.write("a", "2")
        try folder.commit("side")
        try folder.run("git checkout -q main")
        try folder.write("a", "3")
        try folder.commit("main")
        try folder.run("git merge -q side || true")
        let repository = try Repository(root: folder.path)
        #expect(throws: GitError.self) { try repository.staged() }
    }

    @Test func `signed commits are told apart`() throws {
        let folder = try GitFolder()
        try folder.run("ssh-keygen -q -t ed25519 -N '' -f key")
        try folder.run(
            "git config gpg.format ssh && git config user.signingkey \"$PWD/key.pub\""
        )
        try folder.write("a", "1")
        try folder.run("git add a && git commit -q -S -m signed")
        let repository = try Repository(root: folder.path)
        #expect(try repository.commit("HEAD").isSigned)
    }
}

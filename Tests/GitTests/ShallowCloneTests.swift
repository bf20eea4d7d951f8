import Testing

@testable import Git

@Suite struct ShallowCloneTests {
    /// `main` with three commits, of which the clone has two, and `side`, which left it at the second.
    private func cloned() throws -> (folder: GitFolder, ids: [String]) {
        let folder = try GitFolder()
        var ids: [String] = []
        for text in ["1", "2"] {
            try folder.write("a", text)
            ids.append(try folder.commit(text))
        }
        try folder.run("git checkout -q -b side")
        try folder.write("b", "1")
        ids.append(try folder.commit("side"))
        try folder.run("git checkout -q main")
        try folder.write("a", "3")
        ids.append(try folder.commit("3"))
        try folder.run(
            "git clone -q --depth 2 --no-single-branch \"file://$PWD\" clone && rm -rf a"
        )
        return (folder, ids)
    }

    @Test func `history ends where the clone does`() throws {
        let (folder, ids) = try cloned()
        let repository = try Repository(root: folder.path + "/clone")
        #expect(repository.isShallow)
        let head = try repository.commit("HEAD")
        #expect(!head.isCut)
        #expect(try repository.history(from: head.id).map(\.description) == [ids[3], ids[1]])
        let all = try repository.history().map(\.description)
        #expect(Set(all) == Set(ids.dropFirst()))
        #expect(all.last == ids[1])
        let end = try repository.commit(try #require(head.parents.first))
        #expect(end.isCut)
        #expect(end.parents.isEmpty)
    }

    @Test func `the common ancestor is found among what is there`() throws {
        let (folder, ids) = try cloned()
        let repository = try Repository(root: folder.path + "/clone")
        let (main, side) = try (repository.commit("HEAD"), repository.commit("origin/side"))
        #expect(try repository.mergeBase(main.id, side.id)?.description == ids[1])
        #expect(try repository.mergeBase(main.id, main.id) == main.id)
        try folder.run("git -C clone fetch -q --depth 1 origin")
        let cut = try Repository(root: folder.path + "/clone")
        #expect(try cut.mergeBase(main.id, side.id) == nil)
    }

    @Test func `a linked work tree of a shallow clone is shallow too`() throws {
        let (folder, _) = try cloned()
        try folder.run("git -C clone worktree add -q ../linked")
        #expect(try Repository(root: folder.path + "/linked").isShallow)
        #expect(try !Repository(root: folder.path).isShallow)
    }
}

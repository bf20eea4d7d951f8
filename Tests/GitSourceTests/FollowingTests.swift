import ClusterSupport
import Files
import Foundation
import Git
import Testing

@testable import GitSource

@Suite struct FollowingTests {
    @Test func `gives the files of a commit and follows it`() async throws {
        let upstream = try await GitRepository()
        let first = try await upstream.commit(["a.yaml": "one", "b/c.yaml": "two"])
        let source = try Follower(upstream.path).source()
        #expect(try await source.current() == nil)
        let update = try await source.update()
        #expect(update.snapshot.revision == first)
        #expect(update.changed == nil && update.isMove)
        #expect(try update.snapshot.text("b/c.yaml") == "two")
        #expect(try await !source.update().isMove)

        let second = try await upstream.commit(["b/c.yaml": "three", "d.yaml": "new"])
        let next = try await source.update()
        #expect(next.snapshot.revision == second)
        #expect(next.changed == ["b/c.yaml", "d.yaml"])
        #expect(try next.snapshot.text("b/c.yaml") == "three")
        // What was given before stays as it was.
        #expect(try update.snapshot.text("b/c.yaml") == "two")
    }

    @Test func `knows after a restart what is in force, without the server`() async throws {
        let upstream = try await GitRepository()
        let first = try await upstream.commit(["a.yaml": "one"])
        let follower = try Follower(upstream.path)
        let before = follower.source()
        _ = try await before.update()
        await before.close()
        let source = follower.source()
        #expect(try await source.current()?.revision == first)
        #expect(try await !source.update().isMove)
        try await upstream.commit(["b.yaml": "two"])
        #expect(try await source.update().changed == ["b.yaml"])
    }

    @Test func `catches up with a thousand commits`() async throws {
        let upstream = try await GitRepository()
        try await upstream.commit(["a.yaml": "0"])
        let source = try Follower(upstream.path).source()
        _ = try await source.update()
        try await upstream.grow(by: Array(1...1000))
        let update = try await source.update()
        #expect(try update.snapshot.text("a.yaml") == "1000")
        #expect(update.changed == ["a.yaml"])
    }

    @Test(arguments: ["main", "moving"])
    func `many fetches become one pack, and what was given can still be read`(
        reference: String
    ) async throws {
        let upstream = try await GitRepository()
        try await upstream.commit(["a.yaml": "0"])
        try await upstream.grow(by: [0])
        let follower = try Follower(upstream.path) { $0.reference = reference }
        let source = follower.source()
        var snapshots = [try await source.update().snapshot]
        for number in 1...70 {
            try await upstream.grow(by: [number])
            let update = try await source.update()
            #expect(update.changed == ["a.yaml"])
            snapshots.append(update.snapshot)
        }
        let clones = try FileManager.default.contentsOfDirectory(atPath: follower.clone)
            .filter { $0 != "lock" }
        #expect(Set(clones) == ["clone-2", "clone-3"])
        let packs = try FileManager.default.contentsOfDirectory(
            atPath: "\(follower.clone)/clone-3/objects/pack"
        )
        #expect(packs.count < 20)
        for (number, snapshot) in snapshots.enumerated().suffix(10) {
            #expect(try snapshot.text("a.yaml") == "\(number)")
        }
        #expect(try await !source.update().isMove)
        await source.close()
        #expect(try await follower.source().current()?.text("a.yaml") == "70")
    }

    @Test(arguments: ["main", "refs/heads/main", "HEAD", "v1", "refs/tags/v1", "annotated"])
    func `branches, tags and HEAD can be followed`(reference: String) async throws {
        let upstream = try await GitRepository()
        let first = try await upstream.commit(["a.yaml": "one"])
        try await upstream.git("tag", "v1")
        try await upstream.git("tag", "-a", "-m", "tag", "annotated")
        try await upstream.git("push", "-q", "--tags", "origin")
        let source = try Follower(upstream.path) { $0.reference = reference }.source()
        #expect(try await source.revision() == first)
        #expect(try await !source.update().isMove)
    }

    @Test(arguments: ["", "no/such", "a b", "main^", "a:b", "*", "main^{}"])
    func `other references are refused`(reference: String) async throws {
        let upstream = try await GitRepository()
        try await upstream.commit(["a.yaml": "one"])
        let source = try Follower(upstream.path) { $0.reference = reference }.source()
        let expected: GitSourceError.Reason =
            reference == "no/such" ? .referenceMissing : .configuration
        #expect(await source.failure()?.reason == expected)
    }

    @Test func `a rewritten history is refused until it is accepted`() async throws {
        let upstream = try await GitRepository()
        let kept = try await upstream.commit(["a.yaml": "one"])
        let dropped = try await upstream.commit(["a.yaml": "two"])
        let follower = try Follower(upstream.path)
        let source = follower.source()
        #expect(try await source.revision() == dropped)
        try await upstream.git("reset", "-q", "--hard", kept)
        let rewritten = try await upstream.commit(["a.yaml": "three"])

        for _ in 1...2 {
            let failure = try #require(await source.failure())
            guard case .historyRewritten(let before, let after) = failure.reason else {
                Issue.record("\(failure)")
                return
            }
            #expect(["\(before)", "\(after)"] == [dropped, rewritten])
        }
        #expect(try await source.current()?.revision == dropped)
        await source.close()

        let restarted = follower.source()
        #expect(await restarted.failure() != nil)
        await restarted.close()
        let other = follower.source { $0.rewrites = .accepted(kept) }
        #expect(await other.failure() != nil)
        await other.close()
        let accepting = follower.source { $0.rewrites = .accepted(rewritten) }
        #expect(try await accepting.update().changed == ["a.yaml"])
        #expect(try await accepting.current()?.revision == rewritten)
    }

    @Test func `a clone where none was goes on from what is remembered of the same reference`()
        async throws
    {
        let upstream = try await GitRepository()
        let kept = try await upstream.commit(["a.yaml": "one"])
        let dropped = try await upstream.commit(["a.yaml": "two"])
        let remembrance = try await Follower(upstream.path).source().update().snapshot.remembrance
        /// A pod with an empty folder.
        func pod(
            _ text: String = remembrance,
            _ change: (inout GitConfiguration) -> Void = { _ in }
        ) throws -> GitSource {
            try Follower(upstream.path) { configuration in
                configuration.remembered = text
                change(&configuration)
            }.source()
        }
        #expect(try await pod().revision() == dropped)
        try await upstream.git("reset", "-q", "--hard", kept)
        let rewritten = try await upstream.commit(["a.yaml": "three"])
        guard case .historyRewritten(let before, let after) = try await pod().failure()?.reason
        else {
            Issue.record("taken")
            return
        }
        #expect(["\(before)", "\(after)"] == [dropped, rewritten])
        #expect(try await pod { $0.rewrites = .accepted(rewritten) }.revision() == rewritten)
        #expect(try await pod { $0.rewrites = .allowed }.revision() == rewritten)
        // What is remembered of something else says nothing, and neither does nonsense.
        #expect(try await pod { $0.reference = "refs/heads/main" }.revision() == rewritten)
        for text in ["", "\n", remembrance.replacing(dropped, with: "no commit")] {
            #expect(try await pod(text).revision() == rewritten)
        }
        #expect(try await pod(remembrance.replacing(dropped, with: kept)).revision() == rewritten)
    }

    @Test func `a branch that goes back is a rewritten history, too`() async throws {
        let upstream = try await GitRepository()
        let first = try await upstream.commit(["a.yaml": "one"])
        try await upstream.commit(["a.yaml": "two"])
        let follower = try Follower(upstream.path)
        let source = follower.source()
        _ = try await source.update()
        try await upstream.git("push", "-q", "--force", "origin", "\(first):main")
        #expect(await source.failure() != nil)
        await source.close()
        #expect(try await follower.source { $0.rewrites = .allowed }.revision() == first)
    }

    @Test func `a branch that is gone leaves what was in force`() async throws {
        let upstream = try await GitRepository()
        let first = try await upstream.commit(["a.yaml": "one"])
        try await upstream.git("push", "-q", "origin", "HEAD:other")
        let source = try Follower(upstream.path) { $0.reference = "other" }.source()
        _ = try await source.update()
        try await upstream.git("push", "-q", "origin", ":other")
        #expect(await source.failure()?.reason == .referenceMissing)
        #expect(try await source.current()?.revision == first)
    }

    @Test func `a repository that is gone or empty is an error`() async throws {
        let upstream = try await GitRepository()
        let source = try Follower(upstream.path).source()
        #expect(await source.failure()?.reason == .referenceMissing)
        let gone = try Follower(upstream.path + ".gone").source()
        let failure = await gone.failure()
        #expect(failure?.reason == .remote(.notFound), "\(failure as Any)")
        #expect(try await gone.current() == nil)
    }

    @Test func `gives the files below a path`() async throws {
        let upstream = try await GitRepository()
        try await upstream.commit(["fleet/a/b.yaml": "one", "other.yaml": "two"])
        let source = try Follower(upstream.path) { $0.path = "fleet/a" }.source()
        let snapshot = try await source.update().snapshot
        #expect(try snapshot.text("b.yaml") == "one")
        #expect(snapshot.tree.count == 1)
        try await upstream.commit(["other.yaml": "three"])
        #expect(try await source.update().changed == [])
        let wrong = try Follower(upstream.path) { $0.path = "fleet/none" }.source()
        #expect(await wrong.failure()?.reason == .tree)
    }

    @Test func `a folder that a later commit brings can be waited for`() async throws {
        let upstream = try await GitRepository()
        try await upstream.commit(["a.yaml": "one"])
        let follower = try Follower(upstream.path)
        let whole = follower.source()
        _ = try await whole.update()
        await whole.close()
        let source = follower.source { $0.path = "fleet" }
        #expect(await source.failure()?.reason == .tree)
        try await upstream.commit(["fleet/b.yaml": "two"])
        let update = try await source.update()
        #expect(update.changed == nil)
        #expect(try update.snapshot.text("b.yaml") == "two")
    }

    @Test func `links, pointers to large files and other repositories are not read`() async throws {
        let upstream = try await GitRepository()
        try await upstream.commit([
            "a.yaml": "one",
            "large": "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n",
        ])
        try FileManager.default.createSymbolicLink(
            atPath: "\(upstream.workTree)/link",
            withDestinationPath: "a.yaml"
        )
        try await upstream.git("add", "link")
        try await upstream.git(
            "update-index",
            "--add",
            "--cacheinfo",
            "160000,0123456789012345678901234567890123456789,module"
        )
        try await upstream.git("commit", "-q", "-m", "more")
        try await upstream.git("push", "-q", "origin", "HEAD")
        let tree = try await Follower(upstream.path).source().update().snapshot.tree
        func reason(_ path: String) -> FileError.Reason? {
            do throws(FileError) {
                _ = try tree.read(path, limit: 1000)
                return nil
            } catch {
                return error.reason
            }
        }
        #expect(reason("a.yaml") == nil)
        #expect(reason("link") == .symbolicLink)
        #expect(reason("module") == .notAFile)
        #expect(reason("large") == .damaged("a Git LFS pointer, and large files are not fetched"))
    }

    @Test func `more files, objects or bytes than allowed are refused`() async throws {
        let upstream = try await GitRepository()
        try await upstream.commit(["a": "1", "b": "2", "c": String(repeating: "x", count: 9000)])
        let files = try Follower(upstream.path) { $0.mostFiles = 2 }.source()
        #expect(await files.failure()?.reason == .tree)
        let objects = try Follower(upstream.path) { $0.limits.objects = 3 }.source()
        #expect(await objects.failure()?.reason == .remote(.tooLarge))
        let bytes = try Follower(upstream.path) { $0.limits.bytes = 20 }.source()
        #expect(await bytes.failure()?.reason == .remote(.tooLarge))
    }

    @Test func `folders without end are refused`() async throws {
        let upstream = try await GitRepository()
        try await upstream.commit(["a": "1"])
        try await Command.checked(
            "sh",
            [
                "-c",
                """
                tree=$(git mktree < /dev/null)
                for level in $(seq 60); do
                    tree=$(printf '040000 tree %s\\ta\\n040000 tree %s\\tb\\n' $tree $tree | git mktree)
                done
                git update-ref refs/heads/main $(git commit-tree -m bomb -p refs/heads/main $tree)
                """,
            ],
            environment: GitRepository.environment,
            folder: upstream.path
        )
        let source = try Follower(upstream.path) { $0.mostFiles = 10_000 }.source()
        let failure = await source.failure()
        #expect(failure?.reason == .tree, "\(failure as Any)")
    }

    @Test func `a folder that names a file twice is refused`() async throws {
        let upstream = try await GitRepository()
        try await upstream.commit(["a": "1", "b": "2"])
        let folder = try TemporaryFolder("tree")
        var entries = Data()
        for name in ["a", "b"] {
            let id = Array(try await upstream.git("rev-parse", "main:\(name)").utf8.prefix(40))
            entries += Data("100644 a\0".utf8)
            for digits in stride(from: 0, to: 40, by: 2) {
                let text = String(decoding: id[digits..<digits + 2], as: UTF8.self)
                entries.append(try #require(UInt8(text, radix: 16)))
            }
        }
        try entries.write(to: URL(filePath: folder.file("entries")))
        try await Command.checked(
            "sh",
            [
                "-c",
                """
                tree=$(git hash-object -t tree --literally -w \(folder.file("entries")))
                git update-ref refs/heads/main $(git commit-tree -m twice -p refs/heads/main $tree)
                """,
            ],
            environment: GitRepository.environment,
            folder: upstream.path
        )
        let source = try Follower(upstream.path).source()
        let failure = await source.failure()
        #expect(failure?.description.contains("twice") == true, "\(failure as Any)")
    }

    @Test func `a repository of another user is refused`() async throws {
        let upstream = try await GitRepository()
        try await upstream.commit(["a": "1"])
        try await Command.checked("chown", ["-R", "12345", upstream.path])
        let failure = await (try Follower(upstream.path)).source().failure()
        #expect(failure?.reason == .remote(.foreignOwner), "\(failure as Any)")
        #expect(failure?.description.contains("not owned by the current user") == true)
    }

    @Test func `two sources cannot share a folder`() async throws {
        let upstream = try await GitRepository()
        try await upstream.commit(["a": "1"])
        let follower = try Follower(upstream.path)
        let (one, other) = (follower.source(), follower.source())
        _ = try await one.update()
        #expect(await other.failure()?.reason == .locked)
        await one.close()
        #expect(await other.failure() == nil)
    }

    @Test func `a folder that others can write to is refused`() async throws {
        let upstream = try await GitRepository()
        try await upstream.commit(["a": "1"])
        let follower = try Follower(upstream.path)
        try FileManager.default.createDirectory(
            atPath: follower.clone,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o777]
        )
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o777],
            ofItemAtPath: follower.clone
        )
        #expect(await follower.source().failure()?.reason == .storage)
    }

    @Test func `another address starts from nothing`() async throws {
        let (one, other) = (try await GitRepository(), try await GitRepository())
        try await one.commit(["a": "1"])
        let follower = try Follower(one.path)
        let before = follower.source()
        _ = try await before.update()
        await before.close()
        let second = try await other.commit(["b": "2"])
        let address = try GitAddress(other.path)
        let source = follower.source { $0.address = address }
        #expect(try await source.current() == nil)
        let update = try await source.update()
        #expect(update.snapshot.revision == second)
        #expect(update.changed == nil)
    }
}

extension GitUpdate {
    var isMove: Bool {
        if case .moved = self { true } else { false }
    }

    var changed: [String]? {
        if case .moved(_, let changed) = self { changed } else { nil }
    }
}

extension GitRepository {
    /// Adds commits to `main`, each with its number in `a.yaml`, and moves a tag to the last.
    func grow(by numbers: [Int]) async throws {
        var stream = ""
        for number in numbers {
            stream += """
                commit refs/heads/main
                mark :1
                committer Ada <ada@example.org> \(number) +0000
                data 0
                \(number == numbers.first ? "from refs/heads/main^0" : "")
                M 100644 inline a.yaml
                data \("\(number)".utf8.count)
                \(number)

                """
        }
        stream += """
            tag moving
            from :1
            tagger Ada <ada@example.org> 0 +0000
            data 0

            """
        try await Command.checked(
            "git",
            ["fast-import", "--quiet"],
            input: stream,
            environment: Self.environment,
            folder: path
        )
    }
}

import ClusterSupport
import Foundation
import Testing

@testable import GitSource

@Suite struct DamageTests {
    /// What happens to the clone between two updates.
    enum Damage: String, CaseIterable {
        case packGone, packCut, packOverwritten, referenceGone, referenceSpoilt, everythingGone
        case configurationSpoilt
    }

    @Test(arguments: Damage.allCases, [false, true])
    func `a damaged clone is made anew`(damage: Damage, isRestarted: Bool) async throws {
        let upstream = try await GitRepository()
        let text = (0..<2000).map { "line \($0 &* 2_654_435_761)\n" }.joined()
        try await upstream.commit(["a.yaml": text])
        let follower = try Follower(upstream.path)
        var source = follower.source()
        _ = try await source.update()
        if isRestarted { await source.close() }
        try spoil(follower.clone + "/clone-1", damage)
        if isRestarted { source = follower.source() }
        let second = try await upstream.commit(["b.yaml": "two"])
        #expect(try await source.revision() == second)
        let snapshot = try #require(try await source.current())
        #expect(try snapshot.text("a.yaml") == text)
        #expect(try snapshot.text("b.yaml") == "two")
        // And it goes on.
        let third = try await upstream.commit(["b.yaml": "three"])
        #expect(try await source.update().changed == ["b.yaml"])
        #expect(try await source.current()?.revision == third)
    }

    @Test func `damage does not let a rewritten history in`() async throws {
        let upstream = try await GitRepository()
        let kept = try await upstream.commit(["a.yaml": "one"])
        try await upstream.commit(["a.yaml": "two"])
        let follower = try Follower(upstream.path)
        let source = follower.source()
        _ = try await source.update()
        await source.close()
        try spoil(follower.clone + "/clone-1", .packGone)
        try await upstream.git("reset", "-q", "--hard", kept)
        try await upstream.commit(["a.yaml": "three"])
        let failure = try #require(await follower.source().failure())
        guard case .historyRewritten = failure.reason else {
            Issue.record("\(failure)")
            return
        }
    }

    private func spoil(_ clone: String, _ damage: Damage) throws {
        let files = FileManager.default
        let packs = "\(clone)/objects/pack"
        let pack = try #require(
            try files.contentsOfDirectory(atPath: packs).first { $0.hasSuffix(".pack") }
        )
        func overwrite(_ path: String, _ change: (FileHandle) throws -> Void) throws {
            try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
            let file = try #require(FileHandle(forUpdatingAtPath: path))
            try change(file)
            try file.close()
        }
        switch damage {
        case .packGone:
            try files.removeItem(atPath: "\(packs)/\(pack)")
        case .packCut:
            try overwrite("\(packs)/\(pack)") { try $0.truncate(atOffset: 100) }
        case .packOverwritten:
            try overwrite("\(packs)/\(pack)") { file in
                try file.seek(toOffset: 12)
                try file.write(contentsOf: Data(repeating: 0x55, count: 200))
            }
        case .referenceGone:
            try files.removeItem(atPath: "\(clone)/refs/fleetseal/revision")
        case .referenceSpoilt:
            try overwrite("\(clone)/refs/fleetseal/revision") { try $0.truncate(atOffset: 7) }
        case .everythingGone:
            try files.removeItem(atPath: clone)
        case .configurationSpoilt:
            try overwrite("\(clone)/config") { try $0.write(contentsOf: Data("[[[".utf8)) }
        }
    }
}

import ClusterSupport
import Foundation
import Git
import Testing
import Waiting

@testable import GitSource

@Suite struct FullDiskTests {
    /// A small file system of its own, unmounted when dropped.
    struct Disk: ~Copyable {
        let path: String

        init(_ path: String, size: String) throws {
            self.path = path
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true
            )
            let result = unsafe mount("tmpfs", path, "tmpfs", 0, "size=\(size),mode=700")
            try #require(
                result == 0,
                "cannot mount a tmpfs (errno \(errno)): run the tests as root, in a container with CAP_SYS_ADMIN"
            )
        }

        deinit { _ = unsafe umount2(path, Int32(MNT_DETACH)) }

        func grow(to size: String) throws {
            let result = unsafe mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT), "size=\(size)")
            try #require(result == 0, "cannot remount (errno \(errno))")
        }

        func used() throws -> Int {
            var status = statvfs()
            try #require(unsafe statvfs(path, &status) == 0)
            return Int(status.f_blocks - status.f_bfree) * Int(status.f_frsize)
        }
    }

    private static let noise = (0..<150_000).map { _ in
        String(UInt64.random(in: 0 ... .max), radix: 36)
    }.joined(separator: "\n")

    @Test(arguments: [false, true])
    func `a full disk is an error and leaves the clone as it was`(isWeb: Bool) async throws {
        let upstream = try await GitRepository()
        let first = try await upstream.commit(["a.yaml": "one"])
        try await GitWebServer.with(upstream.root, .init(access: .anyone)) { server in
            let address = isWeb ? "\(server.url)/fleet.git" : upstream.path
            let follower = try Follower(address) {
                $0.authorities = Array(
                    try Data(contentsOf: URL(filePath: server.certificateAuthority))
                )
            }
            let disk = try Disk(follower.clone, size: "1m")
            let source = follower.source()
            #expect(try await source.revision() == first)
            let used = try disk.used()
            let second = try await upstream.commit(["noise": Self.noise])
            for _ in 1...2 {
                let failure = await source.failure()
                #expect(failure?.reason == .remote(.diskFull), "\(failure as Any)")
                #expect(try await source.current()?.text("a.yaml") == "one")
                // A program that another test starts right now has what is open here, until it runs.
                try await until("the space is free again") { try disk.used() <= used }
            }
            try disk.grow(to: "20m")
            let update = try await source.update()
            #expect(update.snapshot.revision == second)
            #expect(update.changed == ["noise"])
            #expect(
                try update.snapshot.tree.read("noise", limit: 1 << 24).count
                    == Self.noise.utf8.count
            )
            await source.close()
        }
    }

    @Test func `a disk that is full from the start is an error`() async throws {
        let upstream = try await GitRepository()
        try await upstream.commit(["noise": Self.noise])
        for size in ["16k", "64k", "200k", "1m"] {
            let follower = try Follower(upstream.path)
            let disk = try Disk(follower.clone, size: size)
            let source = follower.source()
            let failure = await source.failure()
            #expect(
                failure?.reason == .remote(.diskFull) || failure?.reason == .storage,
                "\(size): \(failure as Any)"
            )
            #expect(try await source.current() == nil)
            try disk.grow(to: "20m")
            #expect(await source.failure() == nil)
            await source.close()
        }
    }
}

import ClusterSupport
import Foundation
import Testing

@Suite struct GuardianTests {
    @Test func `what is watched ends with the process that started it, and its folder goes`()
        async throws
    {
        let folder = NSTemporaryDirectory() + "fleetseal-guarded-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let kept = try Child(Child.Start("sleep", ["1000"]))
        let lost = try Child(Child.Start("sh", ["-c", "sleep 1000 & wait"]))
        var guardian: Guardian? = try Guardian()
        guardian?.watch(kept)
        guardian?.watch(lost)
        guardian?.forget(kept)
        guardian?.remove(folder)
        let child = guardian?.child
        // As the end of this process would, this ends its pipe.
        guardian = nil
        #expect(await lost.wait() == 128 + SIGKILL)
        #expect(await child?.wait() == 0)
        #expect(!FileManager.default.fileExists(atPath: folder))
        #expect(kept.status == nil)
        kept.signal(SIGKILL)
        #expect(await kept.wait() == 128 + SIGKILL)
    }
}

import Testing
import TestSupport

@testable import Sealing

@Suite struct SealedValueTests {
    let group = HeldKey(.random())
    let id = ValueID.random()

    func place(_ scope: Scope = .strict, key: String = "password") -> Binding {
        Binding(
            fleet: "ffleet",
            scope: scope,
            group: "production",
            namespace: "payments",
            name: "db",
            key: key,
            value: id
        )
    }

    @Test(arguments: [0, 1, 63, 64, 65, 127, 128, 4_096, 100_000])
    func `what was sealed is what is opened`(count: Int) throws {
        let secret = SecretBytes(String(repeating: "x", count: count))
        var scratch = SecretScratch()
        var arena = SecretArena()
        let sealed = SealedValue.seal(
            secret.bytes,
            to: group.key.publicKey,
            binding: place(),
            id: id,
            scratch: &scratch
        )
        let parsed = try SealedValue(parsing: sealed.text)
        #expect(parsed == sealed)
        #expect(parsed.paddedCount == (count / 64 + 1) * 64)
        let range = try parsed.open(with: group.key, binding: place().digest, into: &arena)
        let isSame = arena.bytes(range).matches(secret.bytes)
        #expect(isSame)
        #expect(arena.count == count)
    }
}

import Sealing
import Testing

@testable import Agent

@Suite struct ClusterKeysTests {
    private let first = HeldKey(PrivateKey.random())
    private let second = HeldKey(PrivateKey.random())

    private func memory(_ active: HeldKey?, _ next: HeldKey?) -> KeyMemory {
        KeyMemory(instance: "i", active: active?.key.publicKey, next: next?.key.publicKey)
    }

    @Test func `keys are read again when their roles have changed`() throws {
        let before = memory(first, second)
        let keys = try #require(ClusterKeys([first, second], before))
        #expect(keys.have(before))
        #expect(!keys.have(memory(second, nil)))
        #expect(!keys.have(memory(first, nil)))
        #expect(!keys.have(memory(first, HeldKey(PrivateKey.random()))))
    }

    @Test func `a next key that is gone is not looked for again and again`() throws {
        let before = memory(first, second)
        let keys = try #require(ClusterKeys([first], before))
        #expect(keys.next == nil)
        #expect(keys.have(before))
    }
}

import Testing
import TestSupport

@testable import Sealing

@Suite struct SealedGroupKeyTests {
    @Test func `what was sealed is what is opened`() throws {
        let group = PrivateKey.random()
        let member = PrivateKey.random()
        let expected = group.publicKey
        let sealed = SealedGroupKey.seal(
            group,
            fleet: "ffleet",
            group: "production",
            to: member.publicKey
        )
        let opened = try SealedGroupKey(parsing: sealed.text).open(
            with: member,
            fleet: "ffleet",
            group: "production",
            expecting: expected
        )
        #expect(opened.publicKey == expected)
        let isSame = opened.seed.matches(group.seed)
        #expect(isSame)
    }

    @Test(arguments: Vectors.groupKeys.filter { $0.rule == nil })
    func `opens or fails as the vectors say`(vector: GroupKeyVector) throws {
        let outcome = try open(vector.text, vector)
        #expect(outcome.reason == vector.reason)
        #expect(outcome.seed == vector.groupSeed?.bytes)
    }

    @Test(arguments: Vectors.groupKeys.filter { $0.rule != nil })
    func `fails by rule as the vectors say`(vector: GroupKeyVector) throws {
        #expect(vector.rule == "flip each bit of the box")
        let box = try SealedGroupKey(parsing: vector.text).box
        #expect(try open(vector.text, vector).reason == nil)
        for changed in box.withEachBitFlipped {
            let outcome = try open("fs1:" + Base64.encode(changed), vector)
            #expect(outcome.reason == vector.reason)
        }
    }

    private func open(
        _ text: String,
        _ vector: GroupKeyVector
    ) throws -> (seed: [UInt8]?, reason: String?) {
        let member = try PrivateKey(seed: SecretBytes(vector.memberSeed.bytes))
        let expected = try PublicKey(bytes: vector.groupPublic.bytes)
        do throws(ValueTextError) {
            let sealed = try SealedGroupKey(parsing: text)
            do throws(OpenFailure) {
                let opened = try sealed.open(
                    with: member,
                    fleet: vector.fleet,
                    group: vector.group,
                    expecting: expected
                )
                return (opened.seed.array, nil)
            } catch {
                return (nil, error.word)
            }
        } catch {
            return (nil, OpenFailure.notAValue(error).word)
        }
    }
}

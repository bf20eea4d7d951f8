import Testing
import TestSupport

@testable import Sealing

@Suite struct SealedValueTests {
    let group = HeldKey(.random())
    let id = ValueID.random()

    var binding: Binding {
        Binding(
            fleet: "ffleet",
            scope: .strict,
            group: "production",
            namespace: "payments",
            name: "db",
            key: "password",
            value: id
        )
    }

    @Test(arguments: [0, 1, 63, 64, 65, 127, 128, 4_000, 4_096, 100_000])
    func `what was sealed is what is opened`(count: Int) throws {
        let secret = SecretBytes((0..<count).map { _ in UInt8.random(in: 0...255) })
        var arena = SecretArena()
        let sealed = seal(secret.bytes)
        let parsed = try SealedValue(parsing: sealed.text)
        #expect(parsed == sealed)
        #expect(parsed.paddedCount == (count / 64 + 1) * 64)
        let range = try parsed.open(with: group.key, binding: binding.digest, into: &arena)
        #expect(revealed(range, in: arena) == revealed(secret))
        #expect(arena.count == count)
    }

    @Test func `many values share one arena and one scratch buffer`() throws {
        var arena = SecretArena()
        var scratch = SecretScratch()
        let secrets = (0..<40).map { [UInt8](repeating: UInt8($0), count: $0 * 37) }
        var ranges: [Range<Int>] = []
        for secret in secrets {
            let sealed = SealedValue.seal(
                SecretBytes(secret).bytes,
                to: group.key.publicKey,
                binding: binding,
                id: id,
                scratch: &scratch
            )
            ranges.append(
                try sealed.open(with: group.key, binding: binding.digest, into: &arena)
            )
        }
        for (secret, range) in zip(secrets, ranges) {
            #expect(revealed(range, in: arena) == secret)
        }
    }

    @Test func `sealing twice gives two texts`() {
        let secret = SecretBytes("hunter2")
        #expect(seal(secret.bytes) != seal(secret.bytes))
    }

    @Test func `a failure adds nothing to the arena`() throws {
        var arena = SecretArena()
        let sealed = seal(SecretBytes("hunter2").bytes)
        let elsewhere = Hash.digest("elsewhere")
        let found = binding.digest
        do throws(OpenFailure) {
            _ = try sealed.open(with: group.key, binding: elsewhere, into: &arena)
            Issue.record("it opened elsewhere")
        } catch {
            #expect(error == .boundElsewhere(found: found))
        }
        #expect(arena.count == 0)
    }

    @Test func `each bit of the binding counts`() throws {
        let text = seal(SecretBytes("hunter2").bytes).text
        for changed in binding.digest.bytes.withEachBitFlipped {
            let elsewhere = try #require(Digest(bytes: changed))
            #expect(open(text, with: group, binding: elsewhere).reason == "bound elsewhere")
        }
    }

    /// Where several things are wrong at once, implementations may find another one first.
    private static let findsFirst = [
        "a fifth part": "not a value: base64", "an empty box": "not a value: structure",
    ]

    /// A scope that is none cannot even be asked for here.
    @Test(
        arguments: Vectors.values.filter {
            $0.rule == nil && Scope(rawValue: $0.place.scope) != nil
        }
    )
    func `opens or fails as the vectors say`(vector: ValueVector) throws {
        let key = HeldKey(try PrivateKey(seed: SecretBytes(vector.seed.bytes)))
        let binding = try vector.place.binding
        if let known = vector.public { #expect(key.key.publicKey.bytes == known.bytes) }
        #expect(binding.digest.bytes == vector.binding.bytes)
        let outcome = open(vector.text, with: key, binding: binding.digest)
        #expect(outcome.reason == Self.findsFirst[vector.name] ?? vector.reason)
        #expect(outcome.value == vector.value?.bytes)
    }

    @Test(arguments: Vectors.values.filter { $0.rule != nil })
    func `fails by rule as the vectors say`(vector: ValueVector) throws {
        let key = HeldKey(try PrivateKey(seed: SecretBytes(vector.seed.bytes)))
        let digest = try vector.place.binding.digest
        let box = try SealedValue(parsing: vector.text).box
        let head = vector.text.prefix(26)
        #expect(open(vector.text, with: key, binding: digest).reason == nil)
        for changed in try boxes(box, by: vector.rule) {
            let text = head + Base64.encode(changed)
            #expect(open(String(text), with: key, binding: digest).reason == vector.reason)
        }
    }

    private func boxes(_ box: [UInt8], by rule: String?) throws -> [[UInt8]] {
        switch rule {
        case "flip each bit of the box": return box.withEachBitFlipped
        case "cut 64 bytes off the box until 145 are left":
            return stride(from: box.count - 64, through: 145, by: -64).map { Array(box.prefix($0)) }
        default:
            Issue.record("unknown rule \(rule ?? "")")
            return []
        }
    }

    private func open(
        _ text: String,
        with key: HeldKey,
        binding: Digest
    ) -> (value: [UInt8]?, reason: String?) {
        var arena = SecretArena()
        do throws(ValueTextError) {
            let sealed = try SealedValue(parsing: text)
            do throws(OpenFailure) {
                let range = try sealed.open(with: key.key, binding: binding, into: &arena)
                return (revealed(range, in: arena), nil)
            } catch {
                return (nil, error.word)
            }
        } catch {
            return (nil, OpenFailure.notAValue(error).word)
        }
    }

    private func seal(_ secret: RawSpan) -> SealedValue {
        var scratch = SecretScratch()
        return SealedValue.seal(
            secret,
            to: group.key.publicKey,
            binding: binding,
            id: id,
            scratch: &scratch
        )
    }
}

extension Place {
    fileprivate var binding: Binding {
        get throws {
            Binding(
                fleet: fleet,
                scope: try #require(Scope(rawValue: scope)),
                group: group,
                namespace: namespace,
                name: name,
                key: key,
                value: try #require(ValueID(value))
            )
        }
    }
}

extension [UInt8] {
    /// As many copies as there are bits, each with another bit flipped.
    var withEachBitFlipped: [[UInt8]] {
        (0..<8 * count).map { bit in
            var copy = self
            copy[bit / 8] ^= 1 << UInt8(bit % 8)
            return copy
        }
    }
}

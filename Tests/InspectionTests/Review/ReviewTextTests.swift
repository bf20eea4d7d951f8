import Inspection
import Sealing
import TestSupport
import Testing

/// What `git diff` shows in place of ciphertexts.
@Suite struct ReviewTextTests {
    private let keys = [PrivateKey.random().publicKey, PrivateKey.random().publicKey]

    private func sealed(_ text: String, to index: Int = 0, id: ValueID = .random()) -> String {
        let binding = Binding(
            fleet: "f",
            scope: .strict,
            group: "production",
            namespace: "pay",
            name: "db",
            key: "password",
            value: id
        )
        var scratch = SecretScratch()
        return SealedValue.seal(
            SecretBytes(text).bytes,
            to: keys[index],
            binding: binding,
            id: id,
            scratch: &scratch
        ).text
    }

    private func document(_ value: String) -> String {
        """
        # The database.
        apiVersion: fleetseal.dev/v1alpha1
        kind: FleetSecret
        metadata: {name: db, namespace: pay}
        spec:
          layers:
          - for: production
            values:
              password: # hot
                \(value) # cold

        """
    }

    private func shown(_ text: String) -> String {
        String(decoding: ReviewText.of(Array(text.utf8)), as: UTF8.self)
    }

    /// What stands between the brackets.
    private func mark(_ value: String) throws -> String {
        let text = shown(document(value))
        let start = try #require(text.firstIndex(of: "«"))
        return String(text[start...].prefix { $0 != "»" }) + "»"
    }

    @Test func `a value gives way to its group, version and key, the rest stays`() throws {
        let value = sealed("secret")
        let parts = value.split(separator: ":")
        let mark = try mark(value)
        #expect(mark.hasPrefix("«sealed to production, version \(parts[2]), key \(parts[1]), box "))
        #expect(shown(document(value)) == document(mark))
    }

    @Test func `a change, a re-seal and other bytes under the same ids are three different things`()
        throws
    {
        let id = ValueID.random()
        let marks = try [
            sealed("secret", id: id), sealed("secret"), sealed("secret", to: 1, id: id),
            sealed("secret", id: id),
        ].map(mark)
        #expect(Set(marks).count == 4)
        #expect(marks[0].contains(id.text) && !marks[1].contains(id.text))
        #expect(marks[2].contains(id.text) && marks[2].contains(keys[1].id.text))
    }

    @Test func `a line of a group's key keeps its member and key`() throws {
        let line = SealedGroupKey.seal(
            PrivateKey.random(),
            fleet: "f",
            group: "production",
            to: keys[0]
        ).text
        let member = "cluster.us/\(keys[0].id)"
        let text = "kind: FleetGroup\nspec:\n  keys:\n  - sealedTo:\n      \(member): \(line)\n"
        #expect(shown(text).contains("\(member): «line for cluster.us, key \(keys[0].id), box "))
        #expect(!shown(text).contains("fs1:"))
    }

    @Test(arguments: [
        "", "\u{0}\u{1}", "kind: [", "kind: Other\nspec: {layers: [{for: a, values: {k: v}}]}\n",
        "kind: FleetSecret\nspec: {layers: 3}\n", "kind: FleetSecret\nspec:\n  layers:\n  - 3\n",
        "<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n",
    ])
    func `what cannot be read stays as it is`(text: String) {
        #expect(Array(shown(text).utf8) == Array(text.utf8))
    }

    @Test func `plain text that looks like a replacement is not taken for one`() throws {
        let value = sealed("secret")
        let forged = document(try mark(value))
        #expect(shown(forged) == forged)
        // With a second, real value the whole file would differ from the one that is shown.
        let both = document(value) + "      other:\n        \"«sealed to x»\"\n"
        #expect(shown(both) == both)
    }

    @Test func `a value in quotes stays`() {
        let text = document("\"\(sealed("secret"))\"")
        #expect(shown(text) == text)
    }
}

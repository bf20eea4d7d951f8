import Documents
import Sealing
import Testing

@testable import Reconciling

/// What `managedFields` proves; the entries are what API server 1.20.2 wrote for these changes.
@Suite struct ContentsTests {
    static let ours = FieldManager(
        manager: "fleetseal-agent",
        isApply: true,
        keys: ["x", "y"],
        fields: ["type"],
        labels: [SecretMarks.managed],
        annotations: [
            SecretMarks.secret, SecretMarks.document, SecretMarks.digest, SecretMarks.values,
        ]
    )

    static func ours(
        _ keys: [String],
        annotations: [String] = ours.annotations,
        isApply: Bool = true
    ) -> FieldManager {
        FieldManager(
            manager: ours.manager,
            isApply: isApply,
            keys: keys,
            fields: ["type"],
            labels: ours.labels,
            annotations: annotations
        )
    }

    static func other(
        _ keys: [String],
        fields: [String] = [],
        annotations: [String] = [],
        name: String = "ed"
    ) -> FieldManager {
        FieldManager(
            manager: name,
            isApply: false,
            keys: keys,
            fields: fields,
            labels: [],
            annotations: annotations
        )
    }

    func marks(keys: [String]? = ["x", "y"], hasDigest: Bool = true) throws -> SecretMarks {
        let zero = try #require(Digest(bytes: [UInt8](repeating: 0, count: 32)))
        let contents = ContentDigest(key: "abcdefgh", digest: zero)
        return SecretMarks(
            document: nil,
            digest: hasDigest ? WrittenDigest(source: zero, form: zero, contents: contents) : nil,
            keys: keys,
            deletion: .delete,
            pendingRestart: nil
        )
    }

    @Test(arguments: [
        [ours], [ours(["y", "x"])], [ours, other([], name: "label")],
        // Somebody wrote the same before us, or turned break-glass on.
        [other(["x"], fields: ["type"]), ours],
        [ours, other([], annotations: [SecretMarks.breakGlass, SecretMarks.secret])],
        // We made it, or took it over by an apply and changed a key since.
        [ours(["x", "y"], isApply: false)],
        [ours(["y"]), ours(["x"], annotations: [SecretMarks.digest], isApply: false)],
        [
            other(["y"]), ours(["y"]),
            ours(["x"], annotations: [SecretMarks.digest], isApply: false),
        ],
    ])
    func `what nobody else wrote is as we wrote it`(entries: [FieldManager]) throws {
        let contents = Contents(entries, writtenBy: "fleetseal-agent", marks: try marks())
        #expect(contents == .asWritten)
    }

    @Test(arguments: [
        // A patch of one key, of another one by stringData, a new key.
        ([ours(["y"]), other(["x"])], ["ed"]),
        ([ours([]), other(["x"]), other(["y"], name: "ed2")], ["ed", "ed2"]),
        ([ours, other(["z"])], ["ed"]),
        // A key that was removed, by a patch or by a replacement: it leaves all entries.
        ([ours(["x"])], []),
        // Everything was reset, or copied by a tool that lists no manager.
        ([], []),
        // Made immutable, or its marks edited.
        ([ours, other([], fields: ["immutable"])], ["ed"]),
        ([ours, other([], annotations: [SecretMarks.restart])], ["ed"]),
        (
            [
                ours(["x", "y"], annotations: [SecretMarks.secret]),
                other([], annotations: [SecretMarks.digest]),
            ], []
        ),
        // Others have changed all keys, or all marks, and the server gave them back to us.
        (
            [ours(["x", "y"], isApply: false), other(["x"]), other(["y"], name: "ed2")],
            ["ed", "ed2"]
        ),
        ([ours(["x", "y"], isApply: false), other([], annotations: ours.annotations)], []),
        // Another key that somebody wrote in our name.
        ([ours, ours(["z"])], []),
    ])
    func `whatever else is to be read`(entries: [FieldManager], writers: [String]) throws {
        let contents = Contents(entries, writtenBy: "fleetseal-agent", marks: try marks())
        #expect(contents == .suspect(by: writers))
    }

    @Test func `without our record of keys or digest it is to be read`() throws {
        for marks in [try marks(keys: nil), try marks(hasDigest: false), try marks(keys: ["x"])] {
            let contents = Contents([Self.ours], writtenBy: "fleetseal-agent", marks: marks)
            #expect(contents == .suspect(by: []))
        }
    }
}

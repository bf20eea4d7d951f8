import Sealing
import TestSupport
import YAML

@testable import Documents

/// A valid document of every kind, with every field, to be broken in tests.
struct SampleDocuments: Sendable {
    static let shared = SampleDocuments()

    let fleet: String
    let cluster: String
    let group: String
    let secret: String
    let part: String
    /// The text of a public key of another id.
    let otherKey: String
    let otherID: String
    let key: String
    let id: String

    static let signature =
        "{by: alice, sig: \"\(String(repeating: "A", count: 86))==\"}"

    /// The same keys every time, so that texts which are looked for do not occur in them by chance.
    private init() {
        guard let one = try? PrivateKey(seed: SecretBytes([UInt8](repeating: 1, count: 32))),
            let other = try? PrivateKey(seed: SecretBytes([UInt8](repeating: 2, count: 32)))
        else { preconditionFailure("a seed has 32 bytes") }
        (key, id) = (one.publicKey.text, one.id.text)
        (otherKey, otherID) = (other.publicKey.text, other.id.text)
        let line = SealedGroupKey.seal(
            PrivateKey.random(),
            fleet: "fleet",
            group: "group",
            to: one.publicKey
        ).text
        let value = Self.value(one.publicKey)
        fleet = """
            apiVersion: fleetseal.dev/v1alpha1
            kind: Fleet
            metadata: {name: acme, labels: {a: b}, annotations: {c: "1"}}
            spec:
              id: fabcdefghijklmnopqrst
              epoch: 3
              operators:
              - {name: alice, public: \(key), opens: all}
              - {name: ci, public: \(otherKey), opens: [staging, eu]}
              revoked: [\(one.publicKey.fingerprint)]
              rules:
              - name: shop
                paths: [secrets/shop/**]
                allow: {namespaces: [shop, shop-*], groups: [eu], types: [Opaque], scopes: [strict]}
              - name: registry
                select: {matchLabels: {env: production}}
                require: {secret: kube-system/registry, keys: [user, token]}
              extensions: {a: {b: [1, x]}}
              requires: []
              signature: \(Self.signature)

            """
        let own = """
            apiVersion: fleetseal.dev/v1alpha1
            kind: FleetGroup
            metadata: {name: us}
            spec:
              cluster: us
              epoch: 1
              keys:
              - {id: \(id), public: \(key), state: active, created: "2026-11-21", sealedTo: {}}
              signature: \(Self.signature)

            """
        cluster = """
            apiVersion: fleetseal.dev/v1alpha1
            kind: FleetCluster
            metadata: {name: us}
            spec:
              labels: {env: production, example.com/tier: "1"}
              groups: [fleet, us]
              kubeSystemUID: uid
              epoch: 2
              keys:
              - {id: \(id), public: \(key), state: active, created: "2026-11-21"}
              - {id: \(otherID), public: \(otherKey), state: next, created: "2026-11-22", endorsed: {by: \(id), sig: "\(String(repeating: "A", count: 86))=="}}
              publication: {instance: i, counter: 7, digest: abc}
              signature: \(Self.signature)
            ---
            \(own)
            """
        group = """
            apiVersion: fleetseal.dev/v1alpha1
            kind: FleetGroup
            metadata: {name: production}
            spec:
              select:
                matchLabels: {env: production}
                matchExpressions:
                - {key: region, operator: In, values: [eu, us]}
              epoch: 4
              keys:
              - id: \(id)
                public: \(key)
                state: active
                created: "2026-11-21"
                rekeyDue: [cluster.us, operator.ci]
                sealedTo:
                  cluster.us/\(id): \(line)
                  operator.ci/\(otherID): \(line)
              - {id: \(otherID), public: \(otherKey), state: retired, created: "2026-11-20"}
              signature: \(Self.signature)

            """
        secret = """
            apiVersion: fleetseal.dev/v1alpha1
            kind: FleetSecret
            metadata: {name: db, namespace: payments}
            spec:
              type: Opaque
              scope: strict
              immutable: false
              suspend: true
              drift: detect
              adopt: ifEqual
              deletion: retain
              restart: [deployment/api, statefulset/a.b, daemonset/c]
              optional: [legacy]
              layers:
              - for: fleet
                values:
                  username:
                    \(value)
              - for: us
                remove: [legacy]
                values:
                  password:
                    \(value)
              template:
                labels: {app: db}
                annotations: {example.com/a: "x"}
                data: {url: "{{username}}@{{cluster.name}}"}
                omit: [username]
              extensions: {a: b}
              requires: []

            """
        part = """
            apiVersion: fleetseal.dev/v1alpha1
            kind: FleetSecret
            metadata: {name: db, namespace: payments}
            spec:
              layers:
              - for: us
                values:
                  password:
                    \(value)

            """
    }

    static func value(_ key: PublicKey) -> String {
        var scratch = SecretScratch()
        let id = ValueID.random()
        let binding = Binding(
            fleet: "f",
            scope: .any,
            group: "g",
            namespace: "",
            name: "",
            key: "k",
            value: id
        )
        var arena = SecretArena()
        let range = arena.append(capacity: 1) { $0.append(0x61) }
        return SealedValue.seal(
            arena.bytes(range),
            to: key,
            binding: binding,
            id: id,
            scratch: &scratch
        ).text
    }

    /// Which document, and how its place reads it.
    enum Source: String, CaseIterable, Sendable {
        case fleet = "fleetseal.yaml"
        case cluster = "keys/clusters/us.yaml"
        case group = "keys/groups/production.yaml"
        case secret = "secrets/payments/db.yaml"
        case part = "secrets/payments/db@us.yaml"

        var text: String {
            switch self {
            case .fleet: shared.fleet
            case .cluster: shared.cluster
            case .group: shared.group
            case .secret: shared.secret
            case .part: shared.part
            }
        }

        func read(_ bytes: [UInt8], at path: String? = nil) throws(DocumentError) {
            let path = path ?? rawValue
            switch self {
            case .fleet: _ = try DocumentFile.fleet(bytes)
            case .cluster: _ = try DocumentFile.cluster(bytes, at: path)
            case .group: _ = try DocumentFile.group(bytes, at: path)
            case .secret, .part: _ = try DocumentFile.secret(bytes, at: path)
            }
        }
    }
}

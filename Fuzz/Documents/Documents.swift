@testable import Documents
@testable import Fleet
import YAML

/// Reads the input as a file in each place of the repository.
///
/// A registry document that is read can be signed and is then believed; a secret that is read is
/// resolved, written for a cluster and read again as the same.
func fuzzOne(_ bytes: [UInt8]) {
    guard let file = try? YAMLFile(bytes), !file.documents.isEmpty else { return }
    for (path, check) in places { check(bytes, path) }
}

private let places: [(path: String, check: @Sendable ([UInt8], String) -> Void)] = [
    (FleetDocument.path, checkFleet),
    ("keys/groups/production.yaml", checkGroup),
    ("keys/clusters/eu.yaml", checkCluster),
    ("secrets/payments/db.yaml", checkSecret),
    ("secrets/eu/payments/db@eu.yaml", checkSecret),
]

private func checkFleet(_ bytes: [UInt8], _ path: String) {
    guard let fleet = try? DocumentFile.fleet(bytes) else { return }
    _ = fleet.statement(fleet: fleet.id)
    let signer = Vouching.signer(of: fleet.id)
    guard let signed = try? signer.signed(bytes, path: path) else { return }
    guard let again = try? DocumentFile.fleet(signed) else {
        preconditionFailure("signing broke it")
    }
    precondition(again.operators == fleet.operators && again.epoch == fleet.epoch)
    checkRules(fleet.rules)
    let anchor = TrustAnchor.pin(Vouching.pin(of: fleet.id))
    do throws(TrustError) {
        _ = try Trust(again, anchor: anchor)
    } catch {
        guard case .revokedKey = error else { preconditionFailure("our signature is refused") }
    }
}

/// Whatever the rules are, a judgement ends, and without its path a document is allowed wherever it is
/// with it.
private func checkRules(_ rules: [Rule]) {
    let judge = RuleJudge(rules)
    let bytes = Array(
        """
        apiVersion: fleetseal.dev/v1alpha1
        kind: FleetSecret
        metadata: {name: db, namespace: payments}
        spec: {layers: [{for: production, remove: [a]}, {for: eu, remove: [b]}]}

        """.utf8
    )
    let path = "secrets/team-a/payments/db.yaml"
    guard let document = try? DocumentFile.secret(bytes, at: path),
        let entry = try? SecretEntry(document, parts: [])
    else { preconditionFailure("the document is as it should be") }
    let placed = judge.violations(of: entry)
    precondition(judge.violations(ofResource: document).isEmpty || !placed.isEmpty)
    precondition(placed.isEmpty || !judge.allowsAnything)
}

private func checkGroup(_ bytes: [UInt8], _ path: String) {
    guard let group = try? DocumentFile.group(bytes, at: path) else { return }
    _ = group.selects(cluster: "eu", labels: ["env": "production"])
    guard let signed = try? Vouching.signer(of: Vouching.fleet).signed(bytes, path: path) else {
        return
    }
    guard let again = try? DocumentFile.group(signed, at: path) else {
        preconditionFailure("signing broke it")
    }
    guard let vouched = try? Vouching.trust.vouch(again) else {
        preconditionFailure("our signature is refused")
    }
    let settled = MemberLines(vouched)
    precondition(settled.isEmpty)
}

private func checkCluster(_ bytes: [UInt8], _ path: String) {
    guard let cluster = try? DocumentFile.cluster(bytes, at: path).cluster else { return }
    guard let signed = try? Vouching.signer(of: Vouching.fleet).signed(bytes, path: path) else {
        return
    }
    guard let again = try? DocumentFile.cluster(signed, at: path) else {
        preconditionFailure("signing broke it")
    }
    precondition(again.cluster.groups == cluster.groups)
    precondition((try? Vouching.trust.vouch(again.own)) != nil, "our signature is refused")
    do throws(TrustError) {
        _ = try Vouching.trust.vouch(again.cluster)
    } catch {
        guard case .keyNotEndorsed = error else { preconditionFailure("our signature is refused") }
    }
}

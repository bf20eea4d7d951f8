import Documents
import Testing

@testable import Reconciling

@Suite struct RefusalTests {
    @Test(arguments: [
        (Draft(namespace: "fleetseal"), Policy(ownNamespace: "fleetseal"), Reason.ownNamespace),
        (Draft(type: "kubernetes.io/service-account-token"), Policy(), .typeNotAllowed),
        (Draft(type: "bootstrap.kubernetes.io/token"), Policy(), .typeNotAllowed),
        (Draft(type: "helm.sh/release.v1"), Policy(), .typeNotAllowed),
        (Draft(type: "example.com/own"), Policy(types: ["example.com/other"]), .typeNotAllowed),
        (Draft(labels: ["argocd.argoproj.io/secret-type": "cluster"]), Policy(), .markNotAllowed),
        (
            Draft(annotations: ["kubernetes.io/service-account.name": "default"]), Policy(),
            .markNotAllowed
        ),
        (
            Draft(annotations: ["reflector.v1.k8s.emberstack.com/reflection-allowed": "true"]),
            Policy(), .markNotAllowed
        ),
        (
            Draft(labels: ["example.com/x": "y"]), Policy(refusedMarks: ["example.com/"]),
            .markNotAllowed
        ),
    ])
    func `what would give power is refused, and the old Secret stays`(
        draft: Draft,
        policy: Policy,
        reason: Reason
    ) throws {
        let world = try Delivered(draft, policy)
        let report = world.agent.report(draft.secret)
        #expect(report?.reason == reason)
        #expect(report?.isStalled == true)
        #expect(world.target.secrets.isEmpty)
        let loose = try Delivered(
            draft,
            Policy(types: [draft.type], refusedMarks: [])
        )
        #expect(loose.target.secrets.count == 1)
        loose.agent = ModelAgent(policy)
        loose.agent.list(loose.target)
        try loose.put([draft])
        loose.wait(.seconds(1_000))
        #expect(loose.target.secrets.count == 1)
        #expect(loose.verbs.isEmpty)
    }

    @Test func `a mark that the configuration has is allowed, and no other`() throws {
        let key = "argocd.argoproj.io/secret-type"
        let policy = Policy(marks: [key])
        let cluster = try Draft(labels: [key: "cluster"]).desired
        #expect(policy.refusal(of: cluster) == nil)
        let other = try Draft(annotations: ["argocd.argoproj.io/sync-wave": "1"]).desired
        #expect(policy.refusal(of: other)?.reason == .markNotAllowed)
    }

    @Test(arguments: Policy.harmlessTypes.sorted())
    func `the harmless types need no configuration`(type: String) throws {
        #expect(Policy().refusal(of: try Draft(type: type).desired) == nil)
    }

    @Test func `namespaces that are not served are nobody's business`() throws {
        let policy = Policy(namespaces: ["payments"])
        let world = try Delivered([Draft(), Draft(namespace: "shop")], policy)
        #expect(world.target.secrets.keys.map(\.namespace) == ["payments"])
        #expect(world.agent.report(SecretName("shop", "db")) == nil)
    }
}

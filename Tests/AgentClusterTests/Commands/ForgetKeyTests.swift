import ClusterSupport
import Foundation
import JSON
import Kubernetes
import Testing
import Waiting

/// `cluster forget-key`, and what an agent writes on its key Secrets for it.
@Suite struct ForgetKeyTests {
    private struct Place {
        let site: Site
        let own: String
        let kubeconfig: String

        /// Says that keys are to go.
        func forget(_ arguments: [String]) async throws -> Command.Result {
            try await site.fleet.tryRun(
                ["cluster", "forget-key", "here"] + arguments + [
                    "--kubeconfig", kubeconfig, "--agent-namespace", own,
                ]
            )
        }

        /// What is refused leaves all keys where they are.
        func refuses(_ arguments: [String], _ why: String) async throws {
            let before = try await uses()
            let said = try await forget(arguments)
            #expect(said.status == 1, "\(said.output)\(said.error)")
            #expect(said.error.contains(why), "\(said.error)")
            #expect(try await uses() == before)
        }

        /// One step of the rotation, brought into the cluster.
        func rotate(_ step: String) async throws {
            #expect(try await site.rotate(own).contains(step))
        }

        /// Waits until the next key can be taken over.
        func isOffered() async throws {
            try await until("its next key is offered") {
                let text = try await site.publication(own) ?? ""
                return text.contains("\nline ")
            }
        }

        /// What each key is needed for, by its id.
        func uses() async throws -> [String: String] {
            let selection = Selection(namespace: own, labels: "fleetseal.dev/key-of=here")
            let labels = try await site.client.list(.secrets, selection, as: .metadata)
                .map(\.metadata.labels)
            return Dictionary(
                labels.compactMap { one in
                    one["fleetseal.dev/key-id"].map { ($0, one["fleetseal.dev/key-use"] ?? "") }
                },
                uniquingKeysWith: { "\($0) \($1)" }
            )
        }

        /// Waits until some key is needed for this; gives its id.
        func key(_ use: String) async throws -> String {
            try await until("a key is \(use)") { try await uses().values.contains(use) }
            return try #require(try await uses().first { $0.value == use }?.key)
        }
    }

    /// Who may do this and nothing else.
    private func person(_ site: Site, _ own: String) async throws -> String {
        try await site.cluster.kubectl(
            "apply",
            "-f",
            "-",
            input: """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: forgets, namespace: \(own)}
                rules:
                - {apiGroups: [""], resources: [secrets], verbs: [list, delete]}
                - {apiGroups: [""], resources: [configmaps], verbs: [get]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: forgets, namespace: \(own)}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: forgets}
                subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: forgets}]
                """
        )
        return try await site.cluster.kubeconfig(user: "forgets")
    }

    @Test func `a key goes when nothing needs it, and what it opened still opens`() async throws {
        try await Site.with { site in
            let namespace = try await site.cluster.namespace()
            let own = try await site.cluster.namespace("agent")
            try await site.putKey(site.fleet.key, "key", in: own)
            let place = Place(site: site, own: own, kubeconfig: try await person(site, own))
            // A document from before its group had another key.
            let early = try await site.fleet.seal("db", in: namespace, ["a": "early"])
            try await site.put(early, "db", in: namespace)
            let arguments = ["--key-namespace", own]
            try await TestAgent.with(site, [namespace], arguments, hasKeyFile: false) { _ in
                let first = try await place.key("active")
                try await place.refuses([first, "--yes"], "it is the key in use")
                try await place.refuses(["kaaaaaaaaaaa", "--yes"], "no Secret in namespace")
                let none = try await place.forget(["--yes"])
                #expect(none.status == 0 && none.error.contains("no private key that could go"))
                try await until("the early value is there") {
                    try await site.secret("db", in: namespace)?.values == ["a": "early"]
                }
                try await until("its group key is remembered") {
                    let state = try await site.secret("fleetseal-agent-state", in: own)
                    return state?.values["group-keys"]?.contains("\nfleet fspub1") ?? false
                }
                try await site.fleet.run(["group", "rekey", "fleet"])
                try await site.fleet.run(["group", "retire", "fleet"])
                try await site.deliverRegistry()
                try await site.deliver("db", in: namespace, ["a": "late"])
                try await until("the late value is there") {
                    try await site.secret("db", in: namespace)?.values == ["a": "late"]
                }
                // The cluster gets another key.
                try await place.rotate("asked")
                let second = try await place.key("next")
                try await place.isOffered()
                try await place.rotate("taken")
                try await place.refuses([second, "--yes"], "it is to be the next one")
                try await place.rotate("promoted")
                #expect(try await place.key("spare") == first)
                #expect(try await place.uses() == [first: "spare", second: "active"])
                // Nobody vouches for a key that only lies there.
                try await site.putKey(site.fleet.folder.file("there.key"), "stray", in: own)
                try await until("it is seen") { try await place.uses().count == 3 }
                let stray = try #require(
                    try await place.uses().keys.first { $0 != first && $0 != second }
                )
                try await place.refuses([stray, "--yes"], "does not list it as a key")
                // It asks, and there is nobody to answer.
                try await place.refuses([], "--yes")
                let said = try await place.forget(["--yes"])
                #expect(said.status == 0, "\(said.error)")
                #expect(said.error.contains("destroyed \(first) of cluster here"))
                #expect(try await place.uses() == [second: "active", stray: "spare"])
            }
            try await site.put(early, "db", in: namespace)
            let once = try await TestAgent.once(site, [namespace], arguments, hasKeyFile: false)
            #expect(once.status == 0, "\(once.output)\(once.error)")
            #expect(try await site.secret("db", in: namespace)?.values == ["a": "early"])
        }
    }

    @Test func `a key stays that a group is still sealed to alone`() async throws {
        try await Site.with { site in
            let namespace = try await site.cluster.namespace()
            let own = try await site.cluster.namespace("agent")
            try await site.putKey(site.fleet.key, "key", in: own)
            let place = Place(site: site, own: own, kubeconfig: site.cluster.admin)
            try await site.deliver("db", in: namespace, ["a": "1"])
            let arguments = ["--key-namespace", own]
            try await TestAgent.with(site, [namespace], arguments, hasKeyFile: false) { _ in
                let first = try await place.key("active")
                try await place.rotate("asked")
                _ = try await place.key("next")
                try await place.isOffered()
                try await place.rotate("taken")
                let group = site.fleet.repository + "/keys/groups/fleet.yaml"
                let amid = try String(contentsOfFile: group, encoding: .utf8)
                try await place.rotate("promoted")
                #expect(try await place.key("spare") == first)
                let second = try await place.key("active")
                // No signature covers the lines: in the cluster one is lost, the old one is back.
                let after = try String(contentsOfFile: group, encoding: .utf8)
                let lost = amid.split(separator: "\n", omittingEmptySubsequences: false)
                    .filter { !$0.contains("cluster.here/\(second)") }.joined(separator: "\n")
                #expect(lost.contains("cluster.here/\(first)"))
                try lost.write(toFile: group, atomically: true, encoding: .utf8)
                try await place.refuses([first, "--yes"], "is not sealed to its active key")
                try await site.deliverRegistry()
                #expect(try await place.key("needed") == first)
                // Also for who looks at another version of the registry.
                try after.write(toFile: group, atomically: true, encoding: .utf8)
                try await place.refuses([first, "--yes"], "does not open everything without it")
                let said = try await place.forget(["--yes"])
                #expect(said.status == 0)
                #expect(said.error.contains("\(first) stays"), "\(said.error)")
                #expect(try await place.uses()[first] == "needed")
                try await site.deliverRegistry()
                #expect(try await place.key("spare") == first)
            }
        }
    }
}

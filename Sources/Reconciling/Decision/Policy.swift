package import Documents

/// What the agent's configuration allows and wants.
package struct Policy: Sendable {
    /// Where the agent's own keys lie, which documents must not reach.
    package var ownNamespace: String?
    /// The namespaces that this agent serves; all of them if absent.
    package var namespaces: Set<String>?
    package var drift: Drift
    /// The most that a document's `adopt` can be.
    package var adopt: Adoption
    /// Types of Secrets, besides the harmless ones, that documents may have.
    package var types: Set<String>
    /// Labels and annotations that templates must not set, since other controllers obey them: a key,
    /// or the part before its slash with the slash.
    package var refusedMarks: [String]
    /// Of these, the keys that templates may set here all the same; none of our own.
    package var marks: Set<String>
    /// Labels and annotations by which other tools find what is theirs to delete.
    package var trackingMarks: Set<String>
    /// Whether the target has workloads that can be restarted.
    package var canRestart: Bool
    /// Whether a write leaves keys of others in place, as a patch does.
    package var mergesKeys: Bool
    package var prune: PruneLimit

    package init(
        ownNamespace: String? = nil,
        namespaces: Set<String>? = nil,
        drift: Drift = .detect,
        adopt: Adoption = .never,
        types: Set<String> = [],
        refusedMarks: [String] = Policy.refusedMarks,
        marks: Set<String> = [],
        trackingMarks: Set<String> = Policy.trackingMarks,
        canRestart: Bool = true,
        mergesKeys: Bool = true,
        prune: PruneLimit = PruneLimit()
    ) {
        self.ownNamespace = ownNamespace
        self.namespaces = namespaces
        self.drift = drift
        self.adopt = adopt
        self.types = types
        self.refusedMarks = refusedMarks
        self.marks = marks
        self.trackingMarks = trackingMarks
        self.canRestart = canRestart
        self.mergesKeys = mergesKeys
        self.prune = prune
    }

    /// Types that give no power to whoever can write a document.
    package static let harmlessTypes: Set<String> = [
        "Opaque", "kubernetes.io/tls", "kubernetes.io/dockerconfigjson", "kubernetes.io/dockercfg",
        "kubernetes.io/basic-auth", "kubernetes.io/ssh-auth",
    ]

    /// Marks that make a controller trust, copy, delete or overwrite a Secret.
    package static let refusedMarks = [
        "argocd.argoproj.io/", "meta.helm.sh/", "helm.sh/", "kustomize.toolkit.fluxcd.io/",
        "helm.toolkit.fluxcd.io/", "kubernetes.io/service-account.name",
        "kubernetes.io/service-account.uid", "sealedsecrets.bitnami.com/",
        "reflector.v1.k8s.emberstack.com/", "replicator.v1.mittwald.de/", "kubed.appscode.com/",
    ]

    /// Of Argo CD, Flux and kubectl; the last holds a copy of the contents as well.
    package static let trackingMarks: Set<String> = [
        "app.kubernetes.io/instance", "argocd.argoproj.io/instance",
        "argocd.argoproj.io/tracking-id", "kustomize.toolkit.fluxcd.io/name",
        "kustomize.toolkit.fluxcd.io/namespace", "helm.toolkit.fluxcd.io/name",
        "helm.toolkit.fluxcd.io/namespace", "kubectl.kubernetes.io/last-applied-configuration",
    ]

    /// Why a Secret must not be written at all, if so.
    package func refusal(of secret: DesiredSecret) -> Problem? {
        let name = secret.name
        if name.namespace == ownNamespace {
            return Problem(.ownNamespace, "write \(name): the agent's own namespace is not served")
        }
        guard Self.harmlessTypes.contains(secret.type) || types.contains(secret.type) else {
            return Problem(
                .typeNotAllowed,
                "write \(name): the agent's configuration does not allow type \(secret.type)"
            )
        }
        for mark in secret.labels + secret.annotations where isRefused(mark.key) {
            return Problem(
                .markNotAllowed,
                "write \(name): the agent's configuration does not allow \(mark.key) in a template"
            )
        }
        return nil
    }

    private func isRefused(_ key: String) -> Bool {
        let prefix = key.prefix { $0 != "/" }
        if prefix == "fleetseal.dev" || prefix.hasSuffix(".fleetseal.dev") { return true }
        if marks.contains(key) { return false }
        return refusedMarks.contains { $0 == key || ($0.hasSuffix("/") && key.hasPrefix($0)) }
    }

    /// The mode for a document: its own, else its namespace's, else the agent's.
    package func drift(of secret: DesiredSecret, in namespace: ObservedNamespace) -> Drift {
        if let own = secret.drift { return own }
        if case .present(let text?) = namespace, let mode = Drift(rawValue: text) { return mode }
        return drift
    }

    /// How far a Secret that is not ours may be taken over for a document.
    package func adoption(of secret: DesiredSecret) -> Adoption {
        let order = Adoption.allCases
        guard let wanted = order.firstIndex(of: secret.adopt),
            let most = order.firstIndex(of: adopt)
        else { return .never }
        return order[min(wanted, most)]
    }
}

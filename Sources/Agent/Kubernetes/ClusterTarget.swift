internal import JSON
internal import Kubernetes
internal import Payloads
internal import Reconciling
internal import Sealing

/// Secrets of a cluster: does what was decided about one of them, by one or two requests.
struct ClusterTarget: Sendable {
    let client: Client
    let digestKey: HeldDigestKey

    /// One thing to do.
    struct Job: Sendable {
        let name: SecretName
        let action: Action
        /// The Secret to write, for actions that write one.
        var body: Payload?
        /// The same under another name, for `replace`.
        var trial: Payload?
    }

    /// Does it; gives the Secret as it is afterwards, nothing if it is gone.
    func perform(_ job: Job) async throws(Failure) -> LiveSecret? {
        do throws(APIError) {
            switch job.action {
            case .open: return nil
            case .look: return try await look(job.name)
            case .create: return try await create(job.name, job.body)
            case .update: return try await patch(job.name, job.body ?? Payload())
            case .strip(let removal, _, let version):
                return try await strip(job.name, removal, version)
            case .adopt: return try await adopt(job.name, job.body)
            case .replace(_, let version):
                return try await replace(job, version)
            case .delete(let version):
                try await delete(job.name, version)
                return nil
            case .restart(let workloads, let token, let version):
                return try await restart(workloads, token, job.name, version)
            }
        } catch {
            throw failure(error, job)
        }
    }

    /// A Secret that is made or changed is in a namespace: if that is not found, it is missing.
    private func failure(_ error: APIError, _ job: Job) -> Failure {
        switch (job.action, error.kind) {
        case (.create, .notFound): .namespaceMissing
        case (.restart, .notFound), (.restart, .forbidden), (.restart, .invalid):
            .restart(error.description)
        default: Failure(error)
        }
    }

    // MARK: Writing

    private func create(
        _ name: SecretName,
        _ body: Payload?,
        isDryRun: Bool = false
    ) async throws(APIError) -> LiveSecret {
        let object = try await client.create(
            .secrets,
            in: name.namespace,
            body ?? Payload(),
            manager: SecretMetadata.manager,
            isDryRun: isDryRun,
            as: .metadata
        )
        return LiveSecret(object)
    }

    private func patch(_ name: SecretName, _ body: Payload) async throws(APIError) -> LiveSecret {
        let object = try await client.patch(
            .secrets,
            name.name,
            in: name.namespace,
            body,
            manager: SecretMetadata.manager,
            as: .metadata
        )
        return LiveSecret(object)
    }

    private func adopt(_ name: SecretName, _ body: Payload?) async throws(APIError) -> LiveSecret {
        let object = try await client.apply(
            .secrets,
            name.name,
            in: name.namespace,
            body ?? Payload(),
            manager: SecretMetadata.manager,
            isForced: true,
            as: .metadata
        )
        return LiveSecret(object)
    }

    private func strip(
        _ name: SecretName,
        _ removal: Removal,
        _ version: SecretVersion
    ) async throws(APIError) -> LiveSecret? {
        _ = try await patch(name, SecretBody.stripped(removal, version))
        // What it holds now, be it that others changed it before.
        return try await look(name)
    }

    private func replace(_ job: Job, _ version: SecretVersion) async throws(APIError) -> LiveSecret
    {
        let name = job.name
        if let trial = job.trial {
            _ = try await create(SecretBody.trial(of: name), trial, isDryRun: true)
        }
        try await delete(name, version)
        return try await create(name, job.body)
    }

    private func delete(_ name: SecretName, _ version: SecretVersion) async throws(APIError) {
        try await client.delete(
            .secrets,
            name.name,
            in: name.namespace,
            Preconditions(uid: version.uid, resourceVersion: version.resourceVersion)
        )
    }

    // MARK: Reading

    /// Reads a Secret, of which only a keyed digest is kept.
    private func look(_ name: SecretName) async throws(APIError) -> LiveSecret? {
        let object: Object
        do throws(APIError) {
            object = try await client.get(.secrets, name.name, in: name.namespace)
        } catch {
            guard error.kind == .notFound else { throw error }
            return nil
        }
        return read(object, name)
    }

    private func read(_ object: Object, _ name: SecretName) -> LiveSecret {
        var values: [(key: String, value: Payload)] = []
        if let data = object.node["data"] {
            for entry in data.entries {
                // The server has decoded it before.
                guard let key = entry.key.string,
                    let value = Base64Text.bytes(of: entry.value.utf8)
                else { continue }
                values.append((key, value))
            }
        }
        values.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        let type = object.node["type"]?.string ?? "Opaque"
        let digest = digestKey.key.contents(of: name, type: type) { input in
            for item in values {
                input.append(item.key)
                input.append(item.value.bytes)
            }
        }
        return LiveSecret(object).read(
            digest,
            keys: values.map(\.key),
            type: type,
            immutable: object.node["immutable"]?.boolean ?? false
        )
    }

    // MARK: Workloads

    private func restart(
        _ workloads: [String],
        _ token: String,
        _ name: SecretName,
        _ version: SecretVersion
    ) async throws(APIError) -> LiveSecret? {
        var found: [Workload] = []
        for workload in workloads {
            let parts = workload.split(separator: "/", maxSplits: 1).map(String.init)
            guard parts.count == 2, let resource = Self.workloads[parts[0].lowercased()] else {
                continue
            }
            let object = try await client.get(
                resource,
                parts[1],
                in: name.namespace,
                as: .metadata
            )
            found.append(
                Workload(resource: resource, name: parts[1], version: object.resourceVersion)
            )
        }
        // Who leads no more may hold an old token. Whoever leads now has changed the Secret by then,
        // or changes the workload after it was looked at: the server refuses either way.
        _ = try await patch(name, SecretBody.stripped(Removal(), version))
        for workload in found {
            _ = try await client.patch(
                workload.resource,
                workload.name,
                in: name.namespace,
                Self.restarted(name, token, workload.version),
                manager: SecretMetadata.manager
            )
        }
        return try await strip(name, Removal(annotations: [SecretMarks.restart]), version)
    }

    private struct Workload {
        let resource: Resource
        let name: String
        let version: String
    }

    private static let workloads: [String: Resource] = [
        "deployment": .deployments, "statefulset": .statefulSets, "daemonset": .daemonSets,
    ]

    /// A template with another annotation makes a controller replace the pods.
    private static func restarted(
        _ name: SecretName,
        _ token: String,
        _ version: String
    ) -> Payload {
        let mark = "secret.fleetseal.dev/" + SecretBody.shortened(name.name, to: 63)
        return JSONWriter.payload([
            "metadata": ["resourceVersion": .string(version)],
            "spec": [
                "template": ["metadata": ["annotations": .object([.init(mark, .string(token))])]]
            ],
        ])
    }
}

internal import Kubernetes
internal import Reconciling
internal import Telemetry

// What goes between the agent and people, beside documents and their status: by the ConfigMap with
// the publication.

extension ClusterWork {
    /// Writes what is wrong besides what resources say, whenever that changes.
    func publishProblems() async {
        var told: Bulletin?
        while !Task.isCancelled {
            var wait = Duration.seconds(1)
            if let keySecrets, let bulletin = await engine.bulletin, bulletin != told {
                do throws(APIError) {
                    try await keySecrets.publish(bulletin)
                    told = bulletin
                    // While thousands of documents become ready, it would be one write after another.
                    wait = .seconds(3)
                } catch {
                    log.debug("problems not published", .init("detail", .text(error.description)))
                    // Before the keys are published there is nothing to write it to.
                    if error.kind != .notFound { wait = .seconds(30) }
                }
            }
            try? await Task.sleep(for: wait)
        }
    }

    /// Reads what people allow to go, whenever they say so.
    func followAcknowledgements() async {
        guard let namespace = settings.keyNamespace else { return }
        let selection = Selection(
            namespace: namespace,
            fields: "metadata.name=\(AgentObjects.publication)"
        )
        let changes = Changes(client, .configMaps, selection, as: .metadata)
        while !Task.isCancelled {
            do throws(CancellationError) {
                guard case .object(let object) = try await changes.next() else { continue }
                let text = object.metadata.annotations[AgentObjects.acknowledged] ?? ""
                await engine.acknowledge(Set(text.split(separator: " ").map(String.init)))
                // Perhaps somebody else has written something else beside it.
                await engine.noteKeyNews()
            } catch {
                return
            }
        }
    }
}

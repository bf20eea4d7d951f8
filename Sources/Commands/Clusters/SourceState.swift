internal import JSON
internal import Kubernetes
internal import Reconciling

/// What the agent says about a repository and the documents that come from it.
struct SourceState: Sendable {
    /// The GitSource that names it; absent where the agent's settings do.
    let name: String?
    let isReady: Bool
    let reason: String
    let message: String
    /// How many of its documents are for the cluster, and how many of those are not ready.
    let total: Int
    let notReady: Int
    /// The first of those that are not; an agent names 50.
    let unready: [DocumentState]

    init(_ object: Object) {
        name = object.name
        let status = object.status
        let ready = status?["conditions"]?.items
            .first { $0["type"]?.equals(Condition.Kind.ready.rawValue) ?? false }
        total = status?[path: "documents", "total"]?.integer ?? 0
        notReady = status?[path: "documents", "notReady"]?.integer ?? 0
        unready = status?["notReady"]?.items.map { DocumentState(entry: $0) } ?? []
        let generation = object.node[path: "metadata", "generation"]?.integer ?? 0
        guard let ready, status?["observedGeneration"]?.integer == generation else {
            isReady = false
            (reason, message) = ("NotSeen", "the agent has not looked at this version yet")
            return
        }
        isReady = ready["status"]?.equals("True") ?? false
        reason = ready["reason"]?.string ?? ""
        message = ready["message"]?.string ?? ""
    }

    /// What the agent publishes where no GitSource names the repository: `3 of 5`, and a line for each of
    /// the first that are not ready.
    init?(text: String) {
        let lines = text.split(separator: "\n")
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count == 3, words[1] == "of", let ready = Int(words[0]),
            let total = Int(words[2]), (0...total).contains(ready)
        else { return nil }
        name = nil
        self.total = total
        notReady = total - ready
        isReady = ready == total
        reason = isReady ? Reason.applied.rawValue : "DocumentsNotReady"
        message = "\(ready) of \(total) documents are ready"
        unready = lines.dropFirst().compactMap { DocumentState(line: $0) }
    }

    /// What it is called.
    var title: String { name.map { "GitSource \($0)" } ?? "the agent's repository" }

    /// The GitSources of a cluster, as far as we may see them.
    static func all(_ client: Client) async throws(APIError) -> [SourceState] {
        do throws(APIError) {
            return try await client.list(.gitSources).map { SourceState($0) }
        } catch {
            // Tenants see documents alone, and an older installation does not know the kind.
            guard error.kind == .forbidden || error.kind == .notFound else { throw error }
            return []
        }
    }
}

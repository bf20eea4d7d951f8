internal import Documents
internal import Files
internal import Fleet
internal import Reconciling
internal import Telemetry

extension ClusterEngine {
    /// A repository that documents come from: a folder, or Git.
    struct Repository {
        let feed: SourceFeed
        let reader: FleetReader
        /// The GitSource that names it, if one does, and the namespaces that it may deliver to.
        var name: String?
        var namespaces: [NamePattern]?
        var picture: ClusterPicture?
        /// Why it cannot be read, or not in full.
        var trouble: Problem?
        /// Whether it was looked for once.
        var isOpen = false

        init(_ feed: SourceFeed, _ settings: ClusterSettings) {
            self.feed = feed
            reader = FleetReader(
                cluster: settings.cluster,
                source: feed.id,
                anchor: settings.trust
            )
        }
    }

    /// The repository was looked for, be it in vain.
    func openRepository() {
        repository?.isOpen = true
        if hasBegun { queue.add([.registry]) } else { begin() }
    }

    /// Reads the repository as it is now and takes over what it says.
    func readRepository() {
        guard hasBegun, let repository else { return }
        var trouble: Problem?
        do throws(Problem) {
            let (tree, revision) = try repository.feed.tree()
            let picture = try repository.reader.read(
                tree,
                revision: revision,
                pin: pin,
                keys: keys,
                saved: knownGroupKeys
            )
            take(picture)
            trouble = repository.feed.complaint
            if let trouble { add(inventory.unknown(source, trouble)) }
        } catch {
            trouble = error
            if error != GitFeed.unread { metrics.reads.add(1, "failed") }
            add(
                error.reason == .sourceUnknown
                    ? inventory.unknown(source, error) : inventory.hold(error)
            )
        }
        if let trouble, trouble != repository.trouble, trouble != GitFeed.unread {
            log.error(
                "source not usable",
                .init("reason", .text(trouble.reason.rawValue)),
                .init("detail", .text(trouble.message))
            )
        }
        self.repository?.trouble = trouble
        metrics.sourceKnown.set(trouble == nil ? 1 : 0)
        if trouble == nil, isSourceKnown { metrics.lastRead.set(AgentClock.now().wall.seconds) }
        metrics.held.set(inventory.hold == nil ? 0 : 1)
    }

    private func take(_ picture: ClusterPicture) {
        var picture = picture
        picture.documents = picture.documents.map(allowed)
        let seen = picture.registry.pin
        if pin != seen {
            pin = seen
            newPin = seen
        }
        if repository?.picture?.registry.mark != picture.registry.mark { noteKeyNews() }
        repository?.picture = picture
        add(inventory.hold(nil))
        if picture.isComplete {
            let gone = Set(reports.keys).subtracting(picture.documents.map(\.id))
            for id in gone { reports[id] = nil }
            changed(inventory.replace(source, picture.documents, revision: picture.revision))
        } else {
            for document in picture.documents { changed(inventory.put(document)) }
            let why = Problem(.sourceUnknown, "not every document could be read")
            add(inventory.unknown(source, why))
        }
        for name in Set(picture.documents.map(\.name.namespace)) { noteNamespace(name) }
        // With a complaint, what is in force was read again, not what the server has.
        let result = picture.isComplete ? "complete" : "incomplete"
        metrics.reads.add(1, repository?.feed.complaint == nil ? result : "failed")
        metrics.strays.set(picture.strays.count)
    }

    /// A document, refused where its source may not deliver to its namespace.
    private func allowed(_ document: DesiredDocument) -> DesiredDocument {
        guard let namespaces = repository?.namespaces, !document.isNotForThisCluster,
            !namespaces.contains(where: { $0.matches(document.name.namespace) })
        else { return document }
        let why = "GitSource \(repository?.name ?? ""): it may not deliver to this namespace"
        return DesiredDocument(
            document.id,
            document.name,
            .refused(Problem(.namespaceNotAllowed, why))
        )
    }
}

internal import Documents
internal import Files
internal import Fleet
internal import JSON
internal import Kubernetes
internal import Reconciling
internal import Sealing
internal import Telemetry

extension ClusterEngine {
    /// Takes over what a watch brought.
    func take(_ change: Kubernetes.Change, of set: WatchedSet) {
        if case .interrupted = change {} else { progress += 1 }
        switch change {
        case .restarted: listing[set] = Listing()
        case .object(let object): take(object, of: set)
        case .deleted(let object): drop(object, of: set)
        case .complete:
            finishListing(of: set)
            trouble[set] = nil
            complete.insert(set)
            if set.kind.isRegistry || set.kind == .documents { settleSource() }
            begin()
        case .interrupted(let error): interrupted(error, set)
        }
    }

    private func interrupted(_ error: APIError, _ set: WatchedSet) {
        let isOurs = set.kind.isRegistry || set.kind == .documents
        let isMissing = isOurs && error.kind == .notFound
        let why = Problem(
            .sourceUnknown,
            error.description,
            hint: isMissing ? "the kind is not installed: apply deploy/crds" : error.hint
        )
        if trouble[set] == nil {
            log.warning("watch interrupted", .init("detail", .text(why.message)))
        }
        trouble[set] = why
        // What is not watched is not known: nothing of it may be taken for gone.
        if isOurs { settleSource() }
        begin()
    }

    /// Work begins once everything was listed, so that nobody is told of what comes a moment later.
    func begin() {
        guard !hasBegun, isSettled else { return }
        hasBegun = true
        readRegistry()
        queue.add([.registry])
        add(inventory.names)
    }

    // MARK: Objects

    private func take(_ object: Object, of set: WatchedSet) {
        switch set.kind {
        case .fleets, .groups, .clusters:
            let resource = set.kind.resource
            listing[set]?.names.insert(SecretName("", object.name))
            if store.put(ResourceText.bytes(object, resource), resource, object.name) {
                queue.add([.registry])
            }
        case .documents:
            let name = SecretName(object.namespace ?? "", object.name)
            listing[set]?.names.insert(name)
            takeDocument(object, name)
        case .secrets:
            let name = SecretName(object.namespace ?? "", object.name)
            listing[set]?.names.insert(name)
            // Nearly all that comes later is the echo of our own writes.
            if let known = inventory.observed(name).live?.version, known.isOf(object) { return }
            let affected = inventory.observe(name, .present(LiveSecret(object)))
            // All of them are looked at when it begins.
            if hasBegun { add(affected) }
        case .namespaces:
            listing[set]?.names.insert(SecretName(object.name, ""))
            takeNamespace(object)
        }
    }

    private func takeDocument(_ object: Object, _ name: SecretName) {
        // The echo of our own status.
        if let record = store[name],
            SecretVersion(uid: record.uid, resourceVersion: record.version).isOf(object)
        {
            return
        }
        let status = ResourceStatus(object)
        let isNew = store[name] == nil
        lost.remove(name)
        withdrawn.remove(name)
        let before = store[name]?.statusDigest
        guard store.put(object, name, status) else {
            // Somebody else wrote the status, or we did.
            if before != status.digest { add([name]) }
            return
        }
        if isNew, let written = status.written { inventory.remember(name, written: written) }
        guard let judge else { return }
        changed(inventory.put(document(name, judge)))
        noteNamespace(name.namespace)
    }

    /// Documents of these Secrets changed: one of somebody else that was in the way may be gone.
    func changed(_ names: Set<SecretName>) {
        for name in names where looks[name] != nil { looks[name] = .zero }
        unsettled.formUnion(names)
        add(names)
    }

    private func takeNamespace(_ object: Object) {
        let metadata = object.node["metadata"]
        let isTerminating = metadata?["deletionTimestamp"]?.string != nil
        let drift = metadata?["annotations"]?[ObservedNamespace.drift]?.string
        knownNamespaces.insert(object.name)
        add(
            inventory.observe(
                namespace: object.name,
                isTerminating ? .terminating : .present(drift: drift)
            )
        )
    }

    private func drop(_ object: Object, of set: WatchedSet) {
        switch set.kind {
        case .fleets, .groups, .clusters:
            if store.put(nil, set.kind.resource, object.name) { queue.add([.registry]) }
        case .documents: dropDocument(SecretName(object.namespace ?? "", object.name))
        case .secrets:
            // Gone, or without our label: making it anew will tell.
            let name = SecretName(object.namespace ?? "", object.name)
            let uid = object.node[path: "metadata", "uid"]?.string ?? ""
            flying[name]?.insert(uid)
            add(inventory.observeDeletion(of: name, uid: uid))
        case .namespaces: dropNamespace(object.name)
        }
    }

    private func dropDocument(_ name: SecretName) {
        if inventory.observed(name).last != nil { withdrawn.insert(name) }
        store[name] = nil
        reports[ResourceStore.id(name)] = nil
        add(inventory.remove(ResourceStore.id(name)))
    }

    private func dropNamespace(_ name: String) {
        knownNamespaces.remove(name)
        add(inventory.observe(namespace: name, .missing))
    }

    /// A namespace that documents name is missing if it was not listed.
    func noteNamespace(_ name: String) {
        let isListed = complete.contains { $0.kind == .namespaces && $0.covers(name) }
        guard isListed, !knownNamespaces.contains(name) else { return }
        add(inventory.observe(namespace: name, .missing))
    }

    // MARK: Ends of lists

    private func finishListing(of set: WatchedSet) {
        guard let found = listing.removeValue(forKey: set) else { return }
        switch set.kind {
        case .fleets, .groups, .clusters:
            let resource = set.kind.resource
            for name in store.names(resource) where !found.names.contains(SecretName("", name)) {
                if store.put(nil, resource, name) { queue.add([.registry]) }
            }
            queue.add([.registry])
        case .documents:
            for name in store.records.keys
            where set.covers(name.namespace) && !found.names.contains(name) {
                dropDocument(name)
            }
        case .secrets: finishSecrets(found, set)
        case .namespaces:
            for name in knownNamespaces
            where set.covers(name) && !found.names.contains(SecretName(name, "")) {
                dropNamespace(name)
            }
            complete.insert(set)
            for name in Set(inventory.names.map(\.namespace)) { noteNamespace(name) }
        }
    }

    private func finishSecrets(_ found: Listing, _ set: WatchedSet) {
        let others = sets.filter { $0.kind == .secrets && $0 != set }
        guard others.allSatisfy(complete.contains) else {
            // The first list is only whole with all its parts.
            firstSecrets.formUnion(found.names)
            return
        }
        if !complete.contains(set) {
            add(inventory.listed(firstSecrets.union(found.names)))
            firstSecrets = []
            return
        }
        for name in inventory.names
        where set.covers(name.namespace) && !found.names.contains(name)
            && !found.written.contains(name) && inventory.observed(name).last?.marks != nil
        {
            add(inventory.observe(name, .absent))
        }
    }

    // MARK: The source as a whole

    /// Whether all documents are known, and whether they can be judged.
    func settleSource() {
        guard repository == nil else { return }
        let needed = sets.filter { $0.kind.isRegistry || $0.kind == .documents }
        if let problem = needed.compactMap({ trouble[$0] }).first {
            add(inventory.unknown(ResourceStore.source, problem))
        } else if judge != nil, needed.allSatisfy(complete.contains) {
            add(inventory.update(ResourceStore.source, put: [], revision: nil))
        }
        metrics.sourceKnown.set(isSourceKnown ? 1 : 0)
    }

    var isSourceKnown: Bool {
        if case .complete = inventory.state(of: source) { true } else { false }
    }

    /// Makes the registry anew of what is there, and judges all documents by it.
    func readRegistry() {
        guard repository == nil else { return readRepository() }
        guard hasBegun, sets.filter({ $0.kind.isRegistry }).allSatisfy(complete.contains) else {
            return
        }
        do throws(Problem) {
            let new = try ClusterRegistry(
                WorkTree(store.tree()),
                cluster: cluster,
                anchor: anchor,
                pin: pin,
                keys: keys,
                saved: knownGroupKeys
            )
            if pin != new.pin {
                pin = new.pin
                newPin = new.pin
            }
            metrics.reads.add(1, "complete")
            let isSame = new.mark == registry?.mark && judge != nil
            registry = new
            if !isSame || registryTrouble != nil { log.info("registry read") }
            registryTrouble = nil
            if !isSame {
                noteKeyNews()
                let judge = ClusterJudge(new, source: ResourceStore.source)
                self.judge = judge
                for name in store.records.keys {
                    changed(inventory.put(document(name, judge)))
                    noteNamespace(name.namespace)
                }
            }
            add(inventory.hold(nil))
        } catch {
            metrics.reads.add(1, "failed")
            // It is read anew for each of its resources, whether or not that changes anything.
            if error != registryTrouble {
                log.error(
                    "registry not usable",
                    .init("reason", .text(error.reason.rawValue)),
                    .init("detail", .text(error.message))
                )
            }
            registryTrouble = error
            if judge == nil {
                for name in store.records.keys {
                    add(inventory.put(held(name, error)))
                }
            }
            add(inventory.hold(error))
        }
        metrics.held.set(inventory.hold == nil ? 0 : 1)
        settleSource()
    }

    private func document(_ name: SecretName, _ judge: ClusterJudge) -> DesiredDocument {
        let record = store[name]
        let read = judge.document(ResourceStore.file(name), record?.bytes ?? [], nil)
        return DesiredDocument(
            ResourceStore.id(name),
            name,
            read.state,
            generation: record?.generation ?? 0
        )
    }

    private func held(_ name: SecretName, _ problem: Problem) -> DesiredDocument {
        DesiredDocument(
            ResourceStore.id(name),
            name,
            .held(problem),
            generation: store[name]?.generation ?? 0
        )
    }
}

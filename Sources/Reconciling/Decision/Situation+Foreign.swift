internal import Documents

extension Situation {
    /// A Secret that is not ours is in the way.
    func foreign(_ live: LiveSecret) -> Decision {
        let adoption = policy.adoption(of: desired)
        guard adoption != .never else { return notOwned(live, nil) }
        guard case .read(let found, let keys, _) = live.contents, let type = live.type else {
            return progress(.look, "reads the Secret that is in the way")
        }
        guard let wanted else { return progress(.open, "opens the values") }
        let isEqual = found == wanted
        guard type == desired.type else {
            return notOwned(
                live,
                "its type is \(type), which cannot be changed without deleting it"
            )
        }
        guard isEqual || adoption == .always else {
            return notOwned(live, "its contents are others than the document's")
        }
        guard live.immutable != true || isEqual && desired.immutable else {
            return notOwned(
                live,
                "it is immutable, so that it cannot be changed without deleting it"
            )
        }
        var removal = release(live)
        removal.keys = extraKeys(keys)
        guard removal.isEmpty else {
            return progress(
                .strip(removal, .adopted, live.version),
                "takes the Secret from its owner"
            )
        }
        return progress(.adopt(write(.adopted, wanted), live.version), "takes the Secret over")
    }

    /// Keys that the document does not have, where writing leaves them in place.
    func extraKeys(_ keys: [String]) -> [String] {
        guard policy.mergesKeys else { return [] }
        let own = Set(desired.items.map(\.key))
        return keys.filter { !own.contains($0) }
    }

    /// What ties a Secret to those who would delete it.
    private func release(_ live: LiveSecret) -> Removal {
        let labels = Set(desired.labels.map(\.key))
        let annotations = Set(desired.annotations.map(\.key))
        return Removal(
            labels: tracking(live.labels).filter { !labels.contains($0) },
            annotations: tracking(live.annotations).filter { !annotations.contains($0) },
            ownerReferences: !live.owners.isEmpty
        )
    }

    private func tracking(_ marks: [String: String]?) -> [String] {
        (marks ?? [:]).keys.filter(policy.trackingMarks.contains)
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private func notOwned(_ live: LiveSecret, _ why: String?) -> Decision {
        let what = "\(name) is there and not ours: \(owner(of: live))"
        return Decision(nil, Report(Problem(.notOwned, why.map { "\(what); \($0)" } ?? what)))
    }

    private func owner(of live: LiveSecret) -> String {
        if case .copy(let other) = live.ownership { return "it is a copy of \(other)" }
        let owners = live.owners.filter(\.isController) + live.owners.filter { !$0.isController }
        if let owner = owners.first { return "it belongs to \(owner)" }
        for mark in tracking(live.labels) {
            if let value = live.labels?[mark] { return "it belongs to \(value) (label \(mark))" }
        }
        for mark in tracking(live.annotations) where !mark.hasPrefix("kubectl") {
            if let value = live.annotations?[mark] {
                return "it belongs to \(value) (annotation \(mark))"
            }
        }
        if case .suspect(let writers) = live.contents, !writers.isEmpty {
            return "it was written by \(writers.joined(separator: ", "))"
        }
        return "nothing on it names an owner"
    }
}

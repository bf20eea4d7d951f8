/// What git makes of two sides, at its most permissive: finer than lines of a text.
extension Registry {
    /// Both sides put together; nothing if they conflict.
    func merging(_ theirs: Registry, since base: Registry, _ guards: Guards) -> Registry? {
        if self == base { return theirs }
        if theirs == base { return self }
        guard let keys = keys.merging(theirs.keys, since: base.keys, width: 3),
            let notes = notes.merging(theirs.notes, since: base.notes, width: 16),
            let lines = lines.merging(theirs.lines, since: base.lines, width: 2),
            let values = values.merging(theirs.values, since: base.values, width: 4)
        else { return nil }
        if guards.contains(.neighbours),
            dropsEdited(by: theirs, since: base) || theirs.dropsEdited(by: self, since: base)
        {
            return nil
        }
        var merged = self
        merged.keys = keys
        merged.notes = notes
        merged.lines = lines
        merged.values = values
        for index in 0..<2 {
            guard merged.mergeSignedParts(index, self, theirs, base) else { return nil }
        }
        return merged
    }

    /// A signature covers all of a document: only one side may have changed it.
    private mutating func mergeSignedParts(
        _ index: Int,
        _ ours: Registry,
        _ theirs: Registry,
        _ base: Registry
    ) -> Bool {
        let before = base.signedPart(ofCluster: index)
        let isOurs = ours.signedPart(ofCluster: index) != before
        let isTheirs = theirs.signedPart(ofCluster: index) != before
        // The last publication stands beside the signature.
        if isOurs && (isTheirs || theirs.taken(index) != base.taken(index)) { return false }
        if isTheirs {
            guard ours.taken(index) == base.taken(index) else { return false }
            copySignedPart(ofCluster: index, from: theirs)
        }
        guard theirs.signedPart(ofGroup: index) != base.signedPart(ofGroup: index) else {
            return !ours.removesEdited(of: index, by: theirs, base)
        }
        copySignedPart(ofGroup: index, from: theirs)
        return ours.signedPart(ofGroup: index) == base.signedPart(ofGroup: index)
            && !theirs.removesEdited(of: index, by: ours, base)
    }

    /// Whether a line of a cluster is gone here and another one of the same cluster, which stands
    /// beside it, changed there.
    private func dropsEdited(by other: Registry, since base: Registry) -> Bool {
        (0..<8).contains { place in
            let before = base.lines[place, width: 8]
            guard lines[place, width: 8] != before, other.lines[place, width: 8] != before else {
                return false
            }
            return (place * 4..<place * 4 + 4).contains { line in
                base.lines[line, width: 2] != 0 && lines[line, width: 2] == 0
            }
        }
    }

    /// Whether a key of a group is gone here and its lines changed there.
    private func removesEdited(of group: Int, by other: Registry, _ base: Registry) -> Bool {
        (group * 2...group * 2 + 1).contains { key in
            state(ofGroupKey: key) == .absent && base.state(ofGroupKey: key) != .absent
                && other.lines[key, width: 16] != base.lines[key, width: 16]
        }
    }
}

extension Cells {
    /// Cell by cell: the side that changed one wins, and both may have made the same change.
    fileprivate func merging(_ theirs: Cells, since base: Cells, width: Int) -> Cells? {
        if self == base || self == theirs { return theirs }
        if theirs == base { return self }
        var merged = self
        for index in 0..<(64 / width) {
            let (one, two) = (self[index, width: width], theirs[index, width: width])
            let before = base[index, width: width]
            guard one != two, two != before else { continue }
            guard one == before else { return nil }
            merged[index, width: width] = two
        }
        return merged
    }
}

internal import Documents
internal import Sealing

/// Who gets and who loses lines of `sealedTo`, gathered by member: a new cluster is one thing to
/// review, however many groups it joins.
struct RecipientLines {
    private struct Changes {
        /// Groups that the member could not open before.
        var joined: [String] = []
        /// Groups that have no line for it any more.
        var left: [String] = []
        /// Groups by the id of the member's key.
        var added: [KeyID: [String]] = [:]
        var dropped: [KeyID: [String]] = [:]
        var rewritten: [KeyID: [String]] = [:]
    }

    private struct Line: Hashable {
        let group: KeyID
        let member: Member
        let key: KeyID
    }

    private var members: [Member: Changes] = [:]

    /// Whether there is any difference.
    @discardableResult
    mutating func add(_ old: GroupDocument?, _ new: GroupDocument?) -> Bool {
        guard let name = (new ?? old)?.name else { return false }
        let (before, after) = (Self.lines(old), Self.lines(new))
        guard before != after else { return false }
        let (had, has) = (Set(before.keys.map(\.member)), Set(after.keys.map(\.member)))
        for member in has.subtracting(had) {
            members[member, default: Changes()].joined.append(name)
        }
        for member in had.subtracting(has) where new?.removed == nil && new != nil {
            members[member, default: Changes()].left.append(name)
        }
        let kept = Set(old?.keys.map(\.id) ?? []).intersection(new?.keys.map(\.id) ?? [])
        for (line, sealed) in after where had.contains(line.member) && kept.contains(line.group) {
            guard let was = before[line] else {
                members[line.member, default: Changes()].added[line.key, default: []].append(name)
                continue
            }
            if was != sealed {
                members[line.member, default: Changes()]
                    .rewritten[line.key, default: []].append(name)
            }
        }
        for line in before.keys
        where has.contains(line.member) && kept.contains(line.group) && after[line] == nil {
            members[line.member, default: Changes()].dropped[line.key, default: []].append(name)
        }
        return true
    }

    /// What to say of each member, sorted.
    ///
    /// `fingerprint` gives that of a member's key, where the registry lists it.
    func statements(fingerprint: (Member, KeyID) -> String?) -> [PlanStatement] {
        members.sorted { $0.key.text < $1.key.text }.flatMap { member, changes in
            Self.statements(member, changes, fingerprint)
        }
    }

    private static func statements(
        _ member: Member,
        _ changes: Changes,
        _ fingerprint: (Member, KeyID) -> String?
    ) -> [PlanStatement] {
        var found: [PlanStatement] = []
        func say(_ code: String, _ danger: Bool, _ phrase: Phrase) {
            found.append(PlanStatement(code, danger: danger, member.text, phrase))
        }
        if !changes.joined.isEmpty {
            say(
                "recipient-added",
                true,
                "\(member.text) becomes a recipient of \(names: changes.joined.sorted())"
            )
        }
        if !changes.left.isEmpty {
            say(
                "recipient-dropped",
                true,
                "\(member.text) loses its lines in \(names: changes.left.sorted()): it cannot open what is sealed to them"
            )
        }
        for (key, groups) in changes.added.sorted(by: { $0.key < $1.key }) {
            let print: Phrase = fingerprint(member, key).map { " (\($0))" } ?? ""
            say(
                "lines-added",
                false,
                "\(member.text) gets lines for its key \(key)\(print) in \(names: groups.sorted())"
            )
        }
        for (key, groups) in changes.dropped.sorted(by: { $0.key < $1.key }) {
            say(
                "lines-dropped",
                true,
                "\(member.text) loses the lines for its key \(key) in \(names: groups.sorted())"
            )
        }
        for (key, groups) in changes.rewritten.sorted(by: { $0.key < $1.key }) {
            say(
                "lines-rewritten",
                true,
                "the lines of \(member.text) for \(key) are written anew in \(names: groups.sorted()): only it can tell whether they still open"
            )
        }
        return found
    }

    private static func lines(_ group: GroupDocument?) -> [Line: [UInt8]] {
        var lines: [Line: [UInt8]] = [:]
        for key in group?.keys ?? [] {
            for line in key.sealedTo {
                lines[Line(group: key.id, member: line.member, key: line.key)] = line.sealed.box
            }
        }
        return lines
    }
}

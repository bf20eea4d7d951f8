internal import Documents

/// Keys and values that wait for the next step of a rotation.
package struct StaleKeys: Sendable {
    package let found: [StaleKey]

    /// `today` as `2026-11-21`; without an age no key is too old.
    package init(_ inventory: KeyInventory, olderThan oldest: Age?, today: String) {
        var found: [StaleKey] = []
        let judge = Judge(today: today, oldest: oldest)
        for key in inventory.keys {
            switch key.owner {
            case .group: found += judge.group(key)
            case .cluster: found += judge.cluster(key)
            case .operator: found += judge.lines(key)
            }
        }
        self.found = found
    }
}

extension StaleKeys {
    /// Says of one key after another what waits.
    fileprivate struct Judge {
        let today: String
        let oldest: Age?

        func group(_ key: KeyUse) -> [StaleKey] {
            var found: [StaleKey] = []
            if let values = values(key) { found.append(values) }
            switch key.state {
            case .active:
                if !key.rekeyDue.isEmpty { found.append(due(key)) }
                if let old = old(key, .oldGroupKey, "fleetseal group rekey \(key.owner.name)") {
                    found.append(old)
                }
            case .retired where key.values.isEmpty:
                found.append(
                    one(
                        .retiredGroupKey,
                        key,
                        "retired, and no value here is sealed to it any more",
                        run: "fleetseal group retire \(key.owner.name)"
                    )
                )
            case .next, .retired, .revoked, .unknown: break
            }
            return found
        }

        func cluster(_ key: KeyUse) -> [StaleKey] {
            switch key.state {
            case .next:
                return [
                    one(
                        .pendingClusterKey,
                        key,
                        "next key of the cluster, made \(key.created ?? ""), not active yet",
                        run: "fleetseal rotate --cluster \(key.owner.name)"
                    )
                ]
            case .active:
                let command = "fleetseal rotate --cluster \(key.owner.name) --older-than 0d"
                return old(key, .oldClusterKey, command).map { [$0] } ?? []
            case .retired, .revoked, .unknown: return lines(key)
            }
        }

        /// Group keys that are sealed to a key which should not have them any more.
        func lines(_ key: KeyUse) -> [StaleKey] {
            guard key.state != .active, let first = key.lines.first else { return [] }
            let kind: StaleKey.Kind = key.state == .unknown ? .linesToUnknownKey : .linesToOldKey
            let what = Self.counted(key.lines.count, "group key")
            let verb = key.lines.count == 1 ? "is" : "are"
            return [
                StaleKey(
                    kind: kind,
                    owner: key.owner,
                    id: key.id,
                    path: first.path,
                    position: first.position,
                    text: key.state == .unknown
                        ? "\(what) \(verb) sealed to it, and the registry does not have it"
                        : "\(what) \(verb) still sealed to this \(key.state.rawValue) key",
                    count: key.lines.count,
                    command: "fleetseal group sync"
                )
            ]
        }

        private func values(_ key: KeyUse) -> StaleKey? {
            guard let first = key.values.first else { return nil }
            let what =
                "\(Self.counted(key.values.count, "value")) in \(Self.counted(key.secrets, "secret"))"
            let group = key.owner.name
            let found: (kind: StaleKey.Kind, text: String, command: String)
            switch key.state {
            case .next, .active: return nil
            case .retired:
                found = (
                    .valuesRetired, "\(what) sealed to this retired key",
                    "fleetseal reseal --group \(group)"
                )
            case .revoked:
                found = (
                    .valuesRevoked, "\(what) sealed to this revoked key: nothing opens them",
                    "fleetseal set \(first.title) \(first.key) --for \(group)"
                )
            case .unknown:
                found = (
                    .valuesUnknown, "\(what) sealed to a key that the group does not have",
                    "fleetseal set \(first.title) \(first.key) --for \(group)"
                )
            }
            return StaleKey(
                kind: found.kind,
                owner: key.owner,
                id: key.id,
                path: first.path,
                position: first.position,
                text: found.text,
                count: key.values.count,
                command: found.command
            )
        }

        private func due(_ key: KeyUse) -> StaleKey {
            let left = key.rekeyDue.map(\.text).joined(separator: ", ")
            return one(
                .rekeyDue,
                key,
                "\(left) left and can still open what is sealed to it",
                run: "fleetseal group rekey \(key.owner.name)"
            )
        }

        private func old(_ key: KeyUse, _ kind: StaleKey.Kind, _ command: String) -> StaleKey? {
            guard let oldest, let created = key.created,
                let days = Age.days(from: created, to: today), days > oldest.days
            else { return nil }
            let text = "made \(created), \(Self.counted(days, "day")) ago"
            return one(kind, key, text, run: command)
        }

        private func one(
            _ kind: StaleKey.Kind,
            _ key: KeyUse,
            _ text: String,
            run command: String
        ) -> StaleKey {
            StaleKey(
                kind: kind,
                owner: key.owner,
                id: key.id,
                path: key.path ?? "",
                position: key.position,
                text: text,
                count: 1,
                command: command
            )
        }

        private static func counted(_ count: Int, _ noun: String) -> String {
            "\(count) \(noun)\(count == 1 ? "" : "s")"
        }
    }
}

package import Fleet
package import Git
package import Sealing

/// Since which commit values are what they are.
package enum ValueOrigins {
    /// One value of a Secret, in the version that is asked about.
    package struct Target: Hashable, Sendable {
        package let group: String
        package let key: String
        package let version: ValueID

        package init(group: String, key: String, version: ValueID) {
            self.group = group
            self.key = key
            self.version = version
        }
    }

    /// The commits that brought the versions; what is not committed yet is missing.
    package static func commits(
        of title: SecretStore.Title,
        _ targets: [Target],
        from start: Commit,
        in repository: Repository
    ) throws -> [Target: Commit] {
        let locator = SecretLocator(title, in: repository)
        let reader = StoredSecretReader(repository)
        var open = Set(targets)
        var found: [Target: Commit] = [:]
        try HistoryWalk(repository) { try locator.files(of: $0) }.run(from: start) {
            commit,
            files,
            before in
            let now = try reader.read(files)
            let parents = try before.map(reader.read)
            for target in open where now.has(target) && !parents.contains(where: { $0.has(target) })
            {
                found[target] = commit
                open.remove(target)
            }
            return !open.isEmpty
        }
        return found
    }
}

extension StoredSecret {
    fileprivate func has(_ target: ValueOrigins.Target) -> Bool {
        values[Place(group: target.group, key: target.key)]?.id == target.version
    }
}

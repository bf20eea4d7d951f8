package import Documents
internal import Files
package import Fleet
package import Sealing

/// All checks of one state of a repository, in one pass over its files.
package struct FleetCheck {
    /// What is looked at.
    package struct Subject {
        /// The files: those on disk, or those that Git stored.
        let tree: WorkTree
        /// Paths of all regular files that Git tracks.
        let tracked: [String]
        /// The state to which the registry must not go back, if one was named.
        let base: Base?
        /// Whose values are to be opened, if anybody's.
        let identity: HeldKey?

        package init(
            _ tree: WorkTree,
            tracked: [String],
            base: Base? = nil,
            identity: HeldKey? = nil
        ) {
            self.tree = tree
            self.tracked = tracked
            self.base = base
            self.identity = identity
        }
    }

    /// An earlier state, taken as it is: whoever names it says that it was right.
    package struct Base {
        let tree: WorkTree
        /// As it was named: `origin/main`.
        let name: String

        package init(_ tree: WorkTree, name: String) {
            self.tree = tree
            self.name = name
        }
    }

    /// What was found, in the order of paths and places.
    package let findings: [Finding]
    package let counts: Counts

    /// How much was looked at.
    package struct Counts: Hashable, Sendable {
        package let clusters: Int
        package let groups: Int
        package let documents: Int
        /// Values that the identity opened, and those of groups that it does not open.
        package let opened: Int
        package let notOpened: Int
    }

    /// Runs all checks; `anchor` says whom to believe about a fleet.
    package init(
        _ subject: Subject,
        anchor: (FleetDocument) throws -> TrustAnchor
    ) throws {
        let scan = PlaintextScan()
        let (survey, matches) = try Survey.read(subject.tree, anchor: anchor) { path, bytes in
            scan.matches(path, bytes)
        }
        let membership = Membership(survey)
        let others = OtherFiles(subject.tree, subject.tracked)
        let plaintext = try Allowances(subject.tree.read(Allowances.path))
            .judged(matches + others.matches)
        var findings = FileCheck(survey: survey).findings(besides: plaintext)
        findings += others.findings + plaintext
        findings += RenderedCheck(subject.tree, subject.tracked, survey).findings()
        findings += RegistryCheck(survey: survey, membership: membership).findings()
        findings += Self.documentFindings(survey, membership)
        let base = try subject.base.map { try BaseCheck(survey, membership, $0) }
        findings += base?.findings ?? []
        findings += LineCheck(survey, membership, before: base?.lines).findings()
        var opening = OpeningCheck(survey)
        if let identity = subject.identity { findings += opening.run(identity) }
        self.findings = findings.sorted()
        counts = Counts(
            clusters: membership.clusters.count,
            groups: survey.groups.filter { $0.removed == nil }.count,
            documents: survey.secrets.count,
            opened: opening.opened,
            notOpened: opening.notOpened
        )
    }

    private static func documentFindings(_ survey: Survey, _ membership: Membership) -> [Finding] {
        let values = ValueCheck(survey)
        let rules = RuleCheck(survey)
        let secrets = survey.secrets
        let unreadable = survey.unreadableSecrets
        return Workers.map(secrets) { entry in
            DocumentCheck(entry, membership, isComplete: !unreadable.contains(entry.title)).run()
                + values.findings(entry) + rules.findings(entry)
        }.flatMap { $0 } + CopyCheck(secrets).findings() + rules.gaps(survey)
    }
}

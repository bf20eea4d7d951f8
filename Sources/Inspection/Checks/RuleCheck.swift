internal import Documents
internal import Fleet
internal import YAML

/// What the Fleet's signed rules forbid, and what they want clusters to get.
struct RuleCheck: Sendable {
    private let judge: RuleJudge

    init(_ survey: Survey) {
        judge = RuleJudge(survey.fleet?.rules ?? [])
    }

    /// What is not allowed about one secret.
    func findings(_ entry: SecretEntry) -> [Finding] {
        judge.violations(of: entry).map { violation in
            Finding(
                .ruleForbids,
                violation.path,
                violation.position,
                violation.message,
                hint: violation.hint
            )
        }
    }

    /// What clusters lack; nothing about a secret whose file says nothing.
    func gaps(_ survey: Survey) -> [Finding] {
        var entries: [String: SecretEntry] = [:]
        for entry in survey.secrets { entries[entry.title] = entry }
        let clusters = survey.clusters.map(\.cluster)
        return judge.gaps(clusters: clusters) { entries[$0.description] }.filter {
            !survey.unreadableSecrets.contains($0.title)
        }.map { gap in
            Finding(
                .ruleRequires,
                FleetDocument.path,
                gap.position,
                gap.message,
                hint: gap.hint
            )
        }
    }
}

package import Fleet
internal import Files

/// All checks of one state of a repository.
package struct FleetCheck: Sendable {
    private let survey: Survey

    package init(_ survey: Survey) {
        self.survey = survey
    }

    /// Everything that is wrong, in the order of paths and places.
    package func findings() -> [Finding] {
        let membership = Membership(survey)
        let values = ValueCheck(survey)
        let secrets = survey.secrets
        let documents = Workers.map(secrets) { entry in
            DocumentCheck(entry, membership).run() + values.findings(entry)
        }
        var findings = FileCheck(survey: survey).findings()
        findings += RegistryCheck(survey: survey, membership: membership).findings()
        findings += LineCheck(survey, membership).findings()
        findings += documents.flatMap { $0 }
        return findings.sorted()
    }
}

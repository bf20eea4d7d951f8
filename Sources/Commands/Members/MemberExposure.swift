internal import CommandLine
internal import Documents
internal import Fleet
internal import Git
internal import Inspection

/// What a member may have read, from the history of the fleet's repository.
struct MemberExposure {
    private let session: HistorySession

    init(_ invocation: Invocation) throws {
        session = try HistorySession(invocation)
    }

    func of(_ member: Member) throws -> Exposure {
        let subject: ExposureSubject =
            switch member {
            case .cluster(let name): .cluster(name)
            case .operator(let name): .operator(name)
            }
        return try Exposure(
            of: subject,
            in: session.repository,
            current: SecretStore(session.workTree()).all()
        )
    }
}

package import Sealing

/// What was changed in the target, for the one line about it in the log: who, what, why, no values.
package struct AuditRecord: Sendable {
    package let time: Moment
    package let secret: SecretName
    /// Absent where it is gone.
    package let document: DocumentID?
    /// `create`, `update`, `strip`, `adopt`, `replace`, `delete`, `restart`.
    package let action: String
    package let cause: Cause
    package let revision: String?
    package let digest: Digest?
    /// Keys with the ids of their values.
    package let values: [(key: String, id: ValueID)]

    /// The record of an action that came off; nothing for one that changes nothing.
    package init?(
        _ action: Action,
        on secret: SecretName,
        for document: DesiredDocument?,
        revision: String?,
        at time: Moment
    ) {
        guard let verb = action.verb, let cause = action.cause else { return nil }
        self.time = time
        self.secret = secret
        self.document = document?.id
        self.action = verb
        self.cause = cause
        self.revision = revision
        if case .wanted(let desired) = document?.state {
            digest = desired.source
            values = desired.items.compactMap { item in item.value.map { (item.key, $0) } }
        } else {
            digest = nil
            values = []
        }
    }
}

extension Action {
    fileprivate var verb: String? {
        switch self {
        case .open, .look: nil
        case .create: "create"
        case .update: "update"
        case .strip: "strip"
        case .adopt: "adopt"
        case .replace: "replace"
        case .delete: "delete"
        case .restart: "restart"
        }
    }
}

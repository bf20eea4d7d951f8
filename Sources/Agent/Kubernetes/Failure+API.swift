internal import Kubernetes
internal import Reconciling
internal import Transport

extension Failure {
    /// What an answer of the API server means for the Secret that a request was about.
    init(_ error: APIError) {
        switch error.kind {
        case .unauthorized: self = .forbidden(error.description)
        case .forbidden where error.fields.contains("metadata.namespace"):
            // How the server says that the namespace is being deleted.
            self = .namespaceTerminating
        case .forbidden: self = .forbidden(error.description)
        case .notFound: self = .notFound
        case .alreadyExists: self = .alreadyExists
        case .invalid where error.fields.contains("metadata.uid"): self = .conflict
        case .conflict, .gone: self = .conflict
        case .invalid: self = .rejected(error.description)
        case .busy where error.status == 429: self = .throttled(retryAfter: error.retryAfter)
        case .busy, .failed: self = .unavailable(retryAfter: error.retryAfter)
        case .unanswered(.timeout), .unanswered(.broken): self = .timedOut
        case .unanswered: self = .unavailable(retryAfter: nil)
        case .unusable: self = .unavailable(retryAfter: nil)
        }
    }
}

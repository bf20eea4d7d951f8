/// What the conditions of a document are made from.
package struct Report: Hashable, Sendable {
    /// Whether the Secret is what the document last asked for.
    package var isReady: Bool
    package var reason: Reason
    package var message: String
    /// Whether somebody else changed the Secret; absent where nobody looked.
    package var drift: String?
    /// Things that people should know besides, such as another document that claims the Secret.
    package var remarks: [Problem] = []

    package init(_ problem: Problem, isReady: Bool? = nil, drift: String? = nil) {
        reason = problem.reason
        message = problem.message
        self.isReady = isReady ?? (problem.reason.standing == .fine)
        self.drift = drift
    }
}

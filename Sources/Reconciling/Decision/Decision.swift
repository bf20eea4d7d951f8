/// What to do for one Secret now, what to say about its documents, and when to look again.
///
/// Do the action, tell the `Inventory` what came of it, and ask again, until there is no action or
/// the action failed; then is the time to write the report down.
package struct Decision: Sendable {
    package var action: Action?
    /// The document that the Secret is for; absent where none claims it.
    package var document: DocumentID?
    /// About that document.
    package var report: Report?
    /// About other documents that name the same Secret.
    package var others: [(document: DocumentID, report: Report)] = []
    /// How long nothing has to be done unless something changes; absent: for ever.
    package var wake: Duration?

    package init(_ action: Action? = nil, _ report: Report? = nil, wake: Duration? = nil) {
        self.action = action
        self.report = report
        self.wake = wake
    }
}

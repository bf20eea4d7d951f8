/// One thing that a plan has to say.
package struct PlanStatement: Sendable {
    /// What kind of change it is; programs may depend on it.
    package let code: String
    /// Whether it is one of the changes that a reviewer must not overlook.
    package let isDangerous: Bool
    /// What it is about: `group/production`, `payments/db`.
    package let subject: String
    package let phrase: Phrase
    /// What belongs to it, a line each.
    package let details: [Phrase]
    /// Texts before and after, where reading them is the point.
    package let diff: TextDiff?
    /// The file, and the line if it is about one.
    package let path: String?
    package let line: Int?

    package init(
        _ code: String,
        danger isDangerous: Bool = false,
        _ subject: String,
        _ phrase: Phrase,
        details: [Phrase] = [],
        diff: TextDiff? = nil,
        path: String? = nil,
        line: Int? = nil
    ) {
        self.code = code
        self.isDangerous = isDangerous
        self.subject = subject
        self.phrase = phrase
        self.details = details
        self.diff = diff
        self.path = path
        self.line = line
    }
}

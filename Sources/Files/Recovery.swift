/// What settling an interrupted run came to.
package struct Recovery: Sendable, Equatable {
    package enum Outcome: Sendable, Equatable {
        /// The run had not come to its commit: the files are as they were before it.
        case takenBack
        /// The run had committed: the files are as it meant them to be.
        case finished
    }

    package let outcome: Outcome
    /// The files that the run was changing.
    package let paths: [String]
}

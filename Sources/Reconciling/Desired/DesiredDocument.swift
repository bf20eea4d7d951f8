/// What a document asks of this cluster, or why it cannot ask for anything.
package struct DesiredDocument: Sendable {
    package enum State: Sendable {
        /// The Secret that it describes.
        case wanted(DesiredSecret)
        /// None of its layers is for this cluster: its Secret goes if there is one.
        case notForThisCluster
        /// Something about it is not right or not known: its Secret stays as it is.
        case held(Problem)
        /// It may not be: its Secret stays as it is, and it has no claim on one.
        case refused(Problem)
    }

    package let id: DocumentID
    package let name: SecretName
    package var state: State
    /// Counts the versions of a resource; zero for a file.
    package let generation: Int

    /// Whether it wants to say what its Secret is.
    var claims: Bool {
        switch state {
        case .wanted, .held: true
        case .notForThisCluster, .refused: false
        }
    }

    /// Whether it is not about this cluster at all.
    package var isNotForThisCluster: Bool {
        if case .notForThisCluster = state { true } else { false }
    }

    /// Whether nothing about it is other than in `document`.
    func isSame(as document: DesiredDocument) -> Bool {
        guard id == document.id, name == document.name, generation == document.generation else {
            return false
        }
        switch (state, document.state) {
        case (.wanted(let left), .wanted(let right)): return left.isSame(as: right)
        case (.notForThisCluster, .notForThisCluster): return true
        case (.held(let left), .held(let right)): return left == right
        case (.refused(let left), .refused(let right)): return left == right
        default: return false
        }
    }

    package init(_ id: DocumentID, _ name: SecretName, _ state: State, generation: Int = 0) {
        self.id = id
        self.name = name
        self.state = state
        self.generation = generation
    }
}

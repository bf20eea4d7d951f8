package import Documents
package import Sealing
package import YAML

/// A value that does not open where it stands, with what the reader needs to find out why.
package struct OpeningError: Error, Sendable, CustomStringConvertible {
    package let failure: OpenFailure
    package let title: String
    package let key: String
    package let group: String
    package let path: String
    package let position: Position
    /// For a value bound elsewhere: the place that it was made for, if the repository has it.
    package var elsewhere: String?

    package var description: String {
        let what = "open \(title) key \(key) of layer \(group)"
        switch failure {
        case .keyNotHere(let id):
            return "\(what): sealed to key \(id), which group \(group) does not have"
        case .notAuthentic(let id):
            return
                "\(what): the bytes do not authenticate: they were changed after sealing to \(id)"
        case .boundElsewhere:
            return
                "\(what): bound elsewhere: it was made for \(elsewhere ?? "a place that this repository does not have")"
        case .notAValue(let error):
            return "\(what): not an fs1 value: \(error)"
        }
    }

    package var remedy: String {
        switch failure {
        case .keyNotHere:
            "fetch the newest version of the repository; if the key was retired, restore keys/groups from Git or set the value again"
        case .notAuthentic:
            "restore the line from Git, or set the value again: fleetseal set \(title) \(key) --for \(group)"
        case .boundElsewhere:
            "values cannot be moved or copied: set it here with fleetseal set \(title) \(key) --for \(group), or put it back"
        case .notAValue: "set the value again: fleetseal set \(title) \(key) --for \(group)"
        }
    }
}

/// One value at its place, ready to be opened.
package struct Opening {
    private let value: LayerValue
    private let layer: Layer
    private let source: SecretDocument
    private let entry: SecretEntry
    private let registry: Registry

    package init(_ winner: Resolution.Winner, _ entry: SecretEntry, _ registry: Registry) {
        self.init(winner.value, in: winner.layer, of: winner.source, entry, registry)
    }

    package init(
        _ value: LayerValue,
        in layer: Layer,
        of source: SecretDocument,
        _ entry: SecretEntry,
        _ registry: Registry
    ) {
        self.value = value
        self.layer = layer
        self.source = source
        self.entry = entry
        self.registry = registry
    }

    /// What the value must have been made for.
    ///
    /// A part has the scope of its document.
    package var binding: Binding {
        Binding(
            fleet: registry.fleet.id,
            scope: entry.document.scope,
            group: layer.group,
            namespace: entry.document.namespace,
            name: entry.document.name,
            key: value.key,
            value: value.id
        )
    }

    package func open(_ keyring: Keyring, into arena: inout SecretArena) throws -> Range<Int> {
        let group = try registry.group(layer.group)
        guard
            group.keys.contains(where: { $0.id == value.keyID })
                || keyring.hasSaved(value.keyID, of: group.name)
        else {
            throw failure(.keyNotHere(sealedTo: value.keyID))
        }
        let key = try keyring.key(value.keyID, of: group)
        do {
            return try value.sealed.open(with: key.key, binding: binding.digest, into: &arena)
        } catch .boundElsewhere(let found) {
            var error = failure(.boundElsewhere(found: found))
            guard keyring.findsPlaces else { throw error }
            error.elsewhere = try? BindingSearch(registry, value.id).place(
                of: found,
                near: entry,
                value.key
            )
            throw error
        } catch {
            throw failure(error)
        }
    }

    private func failure(_ failure: OpenFailure) -> OpeningError {
        OpeningError(
            failure: failure,
            title: entry.title,
            key: value.key,
            group: layer.group,
            path: source.path,
            position: value.node.position
        )
    }
}

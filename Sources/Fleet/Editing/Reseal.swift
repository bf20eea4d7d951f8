internal import Documents
internal import Files
internal import Sealing
internal import YAML

/// Moves values from superseded group keys to the active ones.
///
/// A value keeps its id: it is the same value, sealed again.
package struct Reseal {
    private let registry: Registry
    private let keyring: Keyring

    package init(_ registry: Registry, keyring: Keyring) {
        self.registry = registry
        self.keyring = keyring
    }

    /// What was done to one file.
    package struct Outcome: Sendable {
        package let path: String
        package let values: Int
    }

    /// A value that has to move.
    private struct Task: Sendable {
        let path: String
        let index: Int
        let sealed: SealedValue
        let binding: Binding
        let from: HeldKey
        let to: PublicKey
        let position: Position
        let title: String
        let key: String

        func failure(_ failure: OpenFailure) -> OpeningError {
            OpeningError(
                failure: failure,
                title: title,
                key: key,
                group: binding.group,
                path: path,
                position: position
            )
        }
    }

    /// Seals anew what needs it in the secrets given.
    ///
    /// Every value is opened and its binding, scope, group and place checked before anything is
    /// written.
    package func run(_ entries: [SecretEntry], only groups: Set<String>? = nil) throws -> [Outcome]
    {
        var tasks: [Task] = []
        for entry in entries { try collect(entry, groups, into: &tasks) }
        let found = tasks
        let sealed = Workers.chunks(of: found.count) { range in Self.reseal(found[range]) }.flatMap
        { $0 }
        var byPath: [String: [(Task, SealedValue)]] = [:]
        var order: [String] = []
        for (task, result) in zip(tasks, sealed) {
            if byPath[task.path] == nil { order.append(task.path) }
            byPath[task.path, default: []].append((task, try result.get()))
        }
        return try order.map { path in try write(path, byPath[path] ?? []) }
    }

    private func collect(_ entry: SecretEntry, _ groups: Set<String>?, into tasks: inout [Task])
        throws
    {
        for (layer, source) in entry.allLayers where groups?.contains(layer.group) ?? true {
            guard let group = try registry.groupIfAny(layer.group), let active = group.activeKey
            else { continue }
            for (index, value) in layer.values.enumerated() where value.keyID != active.id {
                let opening = Opening(value, in: layer, of: source, entry, registry)
                guard group.keys.contains(where: { $0.id == value.keyID }) else {
                    throw OpeningError(
                        failure: .keyNotHere(sealedTo: value.keyID),
                        title: entry.title,
                        key: value.key,
                        group: layer.group,
                        path: source.path,
                        position: value.node.position
                    )
                }
                tasks.append(
                    Task(
                        path: source.path,
                        index: index,
                        sealed: value.sealed,
                        binding: opening.binding,
                        from: try keyring.key(value.keyID, of: group),
                        to: active.publicKey,
                        position: value.node.position,
                        title: entry.title,
                        key: value.key
                    )
                )
            }
        }
    }

    private static func reseal(_ tasks: ArraySlice<Task>) -> [Result<SealedValue, OpeningError>] {
        var scratch = SecretScratch()
        var arena = SecretArena()
        var results: [Result<SealedValue, OpeningError>] = []
        results.reserveCapacity(tasks.count)
        for task in tasks {
            do throws(OpenFailure) {
                arena.removeAll()
                let range = try task.sealed.open(
                    with: task.from.key,
                    binding: task.binding.digest,
                    into: &arena
                )
                let sealed = SealedValue.seal(
                    arena.bytes(range),
                    to: task.to,
                    binding: task.binding,
                    id: task.sealed.id,
                    scratch: &scratch
                )
                results.append(.success(sealed))
            } catch {
                results.append(.failure(task.failure(error)))
            }
        }
        return results
    }

    private func write(_ path: String, _ values: [(Task, SealedValue)]) throws -> Outcome {
        let texts = Dictionary(
            values.map { ($0.0.position.offset, $0.1.text) },
            uniquingKeysWith: { first, _ in first }
        )
        try registry.tree.edit(path) { edits, file in
            for layer in Signer.spec(.secret, in: file)?["layers"].map({ Array($0.items) }) ?? [] {
                for entry in layer["values"].map({ Array($0.entries) }) ?? [] {
                    guard let text = texts[entry.value.position.offset] else { continue }
                    edits.replace(entry.value, with: .below(text))
                }
            }
        }
        return Outcome(path: path, values: values.count)
    }
}

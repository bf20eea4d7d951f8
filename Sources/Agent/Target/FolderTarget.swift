internal import Documents
internal import Files
internal import Fleet
internal import Reconciling
internal import Sealing

/// Secrets as files: a folder of mounts, one for each Secret.
struct FolderTarget {
    private let root: MountRoot
    private let fleet: String
    private let cluster: String

    init(_ root: MountRoot, fleet: String, cluster: String) {
        self.root = root
        self.fleet = fleet
        self.cluster = cluster
    }

    private func mount(_ name: SecretName) -> Mount {
        Mount(root, namespace: name.namespace, name: name.name)
    }

    /// All folders that stand where Secrets do.
    func names() throws(Failure) -> [SecretName] {
        do throws(FileError) {
            return try root.titles().map { SecretName($0.namespace, $0.name) }
        } catch {
            throw Failure(target: error)
        }
    }

    /// What stands there, without reading a key.
    func observe(_ name: SecretName) throws(Failure) -> ObservedSecret {
        do throws(FileError) {
            switch try mount(name).state() {
            case .absent: return .absent
            case .foreign: return .present(live(.foreign, .suspect(by: [])))
            case .mounted(let text, let faults):
                guard let note = TargetNote(text), note.name == name else {
                    return .present(live(.foreign, .suspect(by: [])))
                }
                guard note.fleet == fleet, note.cluster == cluster else {
                    return .present(
                        live(.copy(of: "\(note.cluster) of \(note.fleet)"), .suspect(by: []))
                    )
                }
                return .present(
                    live(.ours(note.marks), faults.isEmpty ? .asWritten : .suspect(by: []))
                )
            }
        } catch {
            throw Failure(target: error)
        }
    }

    private func live(_ ownership: Ownership, _ contents: Contents) -> LiveSecret {
        LiveSecret(
            version: SecretVersion(uid: "", resourceVersion: ""),
            ownership: ownership,
            contents: contents
        )
    }

    /// The digest of what the files hold.
    func look(
        _ name: SecretName,
        type: String,
        _ digestKey: borrowing DigestKey
    ) throws(Failure) -> (ContentDigest, keys: [String]) {
        do throws(FileError) {
            let mount = mount(name)
            var arena = SecretArena()
            var items: [(key: String, range: Range<Int>)] = []
            for (key, size) in try mount.keys() ?? [] {
                guard arena.count + size <= 4 * OpenedSecret.limit else {
                    throw FileError(
                        operation: "read file",
                        path: mount.path + "/" + key,
                        reason: .tooLarge(limit: OpenedSecret.limit)
                    )
                }
                let range = try arena.append(capacity: size + 1) { span throws(FileError) in
                    try mount.read(key, into: &span)
                }
                items.append((key, range))
            }
            return (Self.digest(name, type, arena, items, digestKey), items.map(\.key))
        } catch {
            throw Failure(target: error)
        }
    }

    private static func digest(
        _ name: SecretName,
        _ type: String,
        _ arena: borrowing SecretArena,
        _ items: [(key: String, range: Range<Int>)],
        _ digestKey: borrowing DigestKey
    ) -> ContentDigest {
        digestKey.contents(of: name, type: type) { input in
            for item in items {
                input.append(item.key)
                input.append(arena.bytes(item.range))
            }
        }
    }

    /// Writes a version beside the one in use.
    func prepare(
        _ name: SecretName,
        _ opened: borrowing OpenedSecret,
        marks: SecretMarks
    ) throws(Failure) -> MountWriter {
        do throws(FileError) {
            var writer = try MountWriter(mount(name))
            do throws(FileError) {
                for item in opened.items { try writer.write(item.key, opened.value(item)) }
                try writer.finish(note: note(name, marks))
            } catch {
                writer.discard()
                throw error
            }
            return writer
        } catch {
            throw Failure(target: error)
        }
    }

    /// Notes anew what was written, with the files as they are.
    func remark(_ name: SecretName, _ marks: SecretMarks) throws(Failure) {
        do throws(FileError) {
            try mount(name).remark(note: note(name, marks))
        } catch {
            throw Failure(target: error)
        }
    }

    func remove(_ name: SecretName) throws(Failure) {
        do throws(FileError) {
            try mount(name).remove()
        } catch {
            throw Failure(target: error)
        }
    }

    /// Waits until what was prepared is on the disk.
    func sync() throws(Failure) {
        do throws(FileError) {
            try root.sync()
        } catch {
            throw Failure(target: error)
        }
    }

    private func note(_ name: SecretName, _ marks: SecretMarks) -> String {
        TargetNote(name: name, fleet: fleet, cluster: cluster, marks: marks).text
    }
}

extension Failure {
    init(target error: FileError) { self = .target("\(error)") }
}

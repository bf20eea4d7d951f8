internal import Documents
internal import Files
internal import Fleet
internal import Reconciling
internal import Sealing

/// Secrets as files: a folder of mounts, one for each Secret.
struct FolderTarget {
    private let root: MountRoot
    private let fleet: KnownFleet
    private let cluster: String

    init(_ root: MountRoot, fleet: KnownFleet, cluster: String) {
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

    /// Takes away what interrupted writes left; to be called while none is going on.
    func tidy(_ name: SecretName) throws(Failure) {
        do throws(FileError) {
            try mount(name).tidy()
        } catch {
            throw Failure(target: error)
        }
    }

    /// What stands there, without reading a key.
    func observe(_ name: SecretName) throws(Failure) -> ObservedSecret {
        do throws(FileError) {
            switch try mount(name).state() {
            case .absent: return .absent
            case .foreign(let what): return .present(Self.live(.foreign, "foreign", what))
            case .mounted(let text, let faults, let mark):
                guard let note = TargetNote(text), note.name == name else {
                    return .present(Self.live(.foreign, "foreign", mark))
                }
                guard note.fleet == fleet.id, note.cluster == cluster else {
                    let other = Ownership.copy(of: "cluster \(note.cluster) of \(note.fleet)")
                    return .present(Self.live(other, "foreign", mark))
                }
                var live = Self.live(.ours(note.marks), "mount", mark)
                if faults.isEmpty { live.contents = .asWritten }
                live.type = note.type
                live.immutable = note.isImmutable
                return .present(live)
            }
        } catch {
            throw Failure(target: error)
        }
    }

    private static func live(_ ownership: Ownership, _ uid: String, _ mark: String) -> LiveSecret {
        LiveSecret(
            version: SecretVersion(uid: uid, resourceVersion: mark),
            ownership: ownership,
            contents: .suspect(by: [])
        )
    }

    /// The digest of what readers find, under which names.
    ///
    /// What was not written counts by its name alone: it may be anything.
    func look(
        _ name: SecretName,
        type: String,
        _ digestKey: HeldDigestKey
    ) throws(Failure) -> (ContentDigest, keys: [String]) {
        do throws(FileError) {
            let mount = mount(name)
            var arena = SecretArena()
            var items: [(key: String, range: Range<Int>)] = []
            for (key, size) in try mount.contents() ?? [] {
                guard arena.count + (size ?? 0) <= 4 * OpenedSecret.limit else {
                    throw FileError(
                        operation: "read file",
                        path: mount.path + "/" + key,
                        reason: .tooLarge(limit: OpenedSecret.limit)
                    )
                }
                let range = try arena.append(capacity: (size ?? 0) + 1) {
                    span throws(FileError) in
                    if size != nil { try mount.read(key, into: &span) }
                }
                items.append((key, range))
            }
            return (Self.digest(name, type, arena, items, digestKey.key), items.map(\.key))
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
        _ write: Write
    ) throws(Failure) -> MountWriter {
        do throws(FileError) {
            var writer = try MountWriter(mount(name))
            do throws(FileError) {
                for item in opened.items { try writer.write(item.key, opened.value(item)) }
                try writer.finish(
                    note: note(name, write.marks, type: write.type, isImmutable: write.immutable)
                )
            } catch {
                writer.discard()
                throw error
            }
            return writer
        } catch {
            throw Failure(target: error)
        }
    }

    /// Puts a version in the place of the one before.
    func publish(_ held: HeldMountWriter) throws(Failure) {
        do throws(FileError) {
            try held.writer.publish()
        } catch {
            throw Failure(target: error)
        }
    }

    /// Notes anew what was written, with the files as they are.
    func remark(_ name: SecretName, _ live: LiveSecret, _ marks: SecretMarks) throws(Failure) {
        do throws(FileError) {
            try mount(name).remark(
                note: note(
                    name,
                    marks,
                    type: live.type ?? "Opaque",
                    isImmutable: live.immutable ?? false
                )
            )
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

    private func note(
        _ name: SecretName,
        _ marks: SecretMarks,
        type: String,
        isImmutable: Bool
    ) -> String {
        TargetNote(
            name: name,
            fleet: fleet.id,
            cluster: cluster,
            type: type,
            isImmutable: isImmutable,
            marks: marks
        ).text
    }
}

/// Which fleet the agent serves, once that is known.
final class KnownFleet {
    var id = ""
}

extension Failure {
    init(target error: FileError) { self = .target("\(error)") }
}

internal import Files
internal import Reconciling

/// What has to be looked at again, and when.
///
/// Changes of the source are waited out for a moment: whoever writes many files is not done after
/// the first. Changes of the target are looked at at once.
struct AgentWatch {
    /// What is to be done in one go.
    struct Due {
        var source = true
        var keys = true
        /// The Secrets to look at; all of them if absent.
        var target: Set<SecretName>?
    }

    private static let quiet = Duration.milliseconds(100)
    private static let patience = Duration.seconds(2)
    private static let retries = Backoff(first: .seconds(1), ceiling: .seconds(60))

    private let source: String?
    private let sourceWatch = FolderWatch()
    private let targetWatch = FolderWatch()
    private let keyWatch = FolderWatch()
    private var due = Due()
    /// When the source will have been quiet, and when it is read at the latest.
    private var sourceDue: (quiet: Duration, latest: Duration)?
    private(set) var rescanDue: Duration?
    private let rescan: Duration
    private var failures = 0
    private var isWhole = [true, true, true]
    private var names: [String: SecretName] = [:]

    /// `files` are the folders in which key files and the agent's memory are.
    init(_ source: String?, _ files: Set<String>, rescan: Duration) {
        self.source = source
        self.rescan = rescan
        isWhole[2] = keyWatch?.watch(files) ?? false
    }

    /// Whether the system reports every change.
    var isWatching: Bool { isWhole.allSatisfy { $0 } }

    /// What to wait for with `poll`.
    var numbers: [Int32] { [sourceWatch, targetWatch, keyWatch].compactMap { $0?.number } }

    func isDue(at now: Duration) -> Bool {
        due.source || due.keys || due.target != [] || (sourceDue.map { $0.quiet <= now } ?? false)
            || (rescanDue.map { $0 <= now } ?? false)
    }

    /// When something is due though nothing happens.
    var nextDue: Duration? { [sourceDue?.quiet, rescanDue].compactMap { $0 }.min() }

    /// What is due now, which counts as done.
    mutating func takeDue(at now: Duration) -> Due {
        if let found = sourceDue, found.quiet <= now {
            due.source = true
            sourceDue = nil
        }
        if let found = rescanDue, found <= now { everythingChanged() }
        defer { due = Due(source: false, keys: false, target: []) }
        return due
    }

    // MARK: What happened

    /// The source is to be read at once.
    mutating func sourceChanged() { due.source = true }

    mutating func everythingChanged() {
        due = Due()
        rescanDue = nil
    }

    /// The source was read: if not in full, it is tried again soon.
    mutating func sourceWasRead(isWhole: Bool, at now: Duration) {
        failures = isWhole ? 0 : failures + 1
        let wait =
            isWhole
            ? rescan
            : min(rescan, Self.retries.delay(afterFailures: failures, random: .random(in: 0...1)))
        rescanDue = now + wait
    }

    /// Takes over what the system has reported.
    mutating func collect(at now: Duration) {
        if let found = sourceWatch?.changes(), !found.isEmpty {
            let latest = sourceDue?.latest ?? now + Self.patience
            sourceDue = (min(now + Self.quiet, latest), latest)
        }
        if let found = keyWatch?.changes(), !found.isEmpty { due.keys = true }
        guard let found = targetWatch?.changes(), !found.isEmpty else { return }
        for folder in found.folders {
            if let name = names[folder] { due.target?.insert(name) } else { due.target = nil }
        }
        if found.isMore { due.target = nil }
    }

    // MARK: What to watch

    /// Watches the folders that documents are in, before they are read.
    mutating func watchSource() {
        guard let source else { return }
        var folders: Set<String> = [source]
        if let parent = UserFile.parentOfLink(source) { folders.insert(parent) }
        if let folder = try? Folder(source) {
            for top in ["keys", "secrets"] { Self.add(top, in: folder, source, &folders) }
        }
        isWhole[0] = sourceWatch?.watch(folders) ?? false
    }

    private static func add(
        _ path: String,
        in folder: Folder,
        _ root: String,
        _ folders: inout Set<String>
    ) {
        // What cannot be listed now is not watched; reading it will say why.
        guard let entries = try? folder.entries(path) else { return }
        folders.insert(root + "/" + path)
        for (name, kind) in entries where kind == .folder && !name.hasPrefix(".") {
            add(path + "/" + name, in: folder, root, &folders)
        }
    }

    /// Watches the folders of the target.
    mutating func watchTarget(_ root: MountRoot) {
        guard let found = try? root.watchedFolders() else {
            isWhole[1] = false
            return
        }
        names = [:]
        for (path, mount) in found {
            names[path] = mount.map { SecretName($0.namespace, $0.name) }
        }
        isWhole[1] = targetWatch?.watch(Set(found.map(\.path))) ?? false
        // What happened to a new version before it was watched, nobody has reported.
        for path in targetWatch?.added ?? [] {
            if let name = names[path] { due.target?.insert(name) } else { due.target = nil }
        }
    }
}

internal import CommandLine
internal import Documents
internal import Files
internal import Fleet

extension Command {
    static let gitSetup = Command(
        "git setup",
        summary: "teach git in this clone to diff, merge and check documents",
        options: [.flag("--undo", "take out what setup put in, and nothing else")],
        details: """
            Sets up, in this clone alone: a driver for `git diff` that shows what became of a value \
            instead of its ciphertext, a driver for `git merge` that settles what text alone cannot, and \
            a pre-commit hook that runs `fleetseal check --staged`. Running it again changes nothing.

            `.gitattributes` says which files the drivers are for; where it does not, the lines are \
            added, to be committed. Without the setup, and without fleetseal, git goes on as before.
            """,
        examples: ["fleetseal git setup", "fleetseal git setup --undo"]
    ) { invocation in
        let setup = try GitSetup(invocation)
        if invocation.flag("--undo") { try setup.undo() } else { try setup.run() }
        return .done
    }
}

/// The configuration, hook and attributes of one clone.
struct GitSetup {
    private let terminal: Terminal
    private let fleet: FleetFolder
    private let git: GitProgram

    init(_ invocation: Invocation) throws {
        terminal = invocation.terminal
        fleet = try FleetFolder(around: invocation.folder)
        git = GitProgram(in: fleet.root)
    }

    func run() throws {
        var done: [String] = []
        if try configure() {
            done.append("the diff and merge drivers are in this clone's configuration")
        }
        if let line = try installHook() { done.append(line) }
        if try addAttributes() {
            done.append(
                "added the drivers to .gitattributes: commit it, so that every clone has them"
            )
        }
        if done.isEmpty { done = ["everything is set up already"] }
        for line in done { terminal.note(line) }
    }

    func undo() throws {
        var done: [String] = []
        var isConfigured = false
        for (name, _) in DriverSettings.all {
            guard let value = try git.setting(name), DriverSettings.isOurs(value, of: name) else {
                continue
            }
            _ = try git.output(["config", "--local", "--unset", name])
            isConfigured = true
        }
        if isConfigured { done.append("took the drivers out of this clone's configuration") }
        let hook = try hookPath()
        if let path = hook.path, let text = try read(path),
            let own = HookScript(text: text).without()
        {
            if own.isEmpty {
                try UserFile.remove(path)
            } else {
                try UserFile.write(
                    path,
                    Array(own.utf8),
                    mode: hook.mode ?? 0o755,
                    mustNotExist: false
                )
            }
            done.append("took the check out of the pre-commit hook")
        }
        if done.isEmpty { done = ["nothing is set up"] }
        for line in done { terminal.note(line) }
    }

    // MARK: Configuration

    private func configure() throws -> Bool {
        var wanted: [(String, String)] = []
        for (name, value) in DriverSettings.all {
            let present = try git.setting(name)
            guard present != value else { continue }
            guard present.map({ DriverSettings.isOurs($0, of: name) }) ?? true else {
                throw Failure(
                    "set up git: this clone has a \(name) of its own",
                    hint:
                        "look at it with: git config --local \(name); take it out to use fleetseal's"
                )
            }
            wanted.append((name, value))
        }
        for (name, value) in wanted {
            _ = try git.output(["config", "--local", name, value])
        }
        return !wanted.isEmpty
    }

    // MARK: The hook

    /// Where this clone's pre-commit hook is, with its bits; no path where it is not the clone's own:
    /// in a folder of many repositories, or in a file of the work tree that all clones share.
    private func hookPath() throws -> (path: String?, folder: String, mode: UInt32?) {
        let folder = try absolute(git.output(["rev-parse", "--git-path", "hooks"]))
        let common = try absolute(git.output(["rev-parse", "--git-common-dir"]))
        let path = folder + "/pre-commit"
        guard let place = try resolved(path) ?? resolved(folder) else {
            // Git makes the folder, but a template may lack it.
            return (folder == common + "/hooks" ? path : nil, folder, nil)
        }
        let isOwn = try place.hasPrefix(UserFile.resolved(folder: common) + "/")
        let mode = try resolved(path) == nil ? nil : UserFile.mode(path)
        return (isOwn ? path : nil, folder, mode)
    }

    private func resolved(_ path: String) throws -> String? {
        do throws(FileError) {
            return try UserFile.resolved(folder: path)
        } catch {
            guard error.reason == .notFound else { throw error }
            return nil
        }
    }

    private func installHook() throws -> String? {
        let (path, folder, mode) = try hookPath()
        guard let path else {
            return byHand(
                "it would be in \(Terminal.escaped(folder)), which is not this clone's alone"
            )
        }
        let present = try read(path)
        guard let script = HookScript.with(blockIn: present) else {
            return byHand("\(Terminal.escaped(path)) is no script of a shell")
        }
        guard mode.map({ $0 & 0o100 != 0 }) ?? true else {
            return byHand(
                "\(Terminal.escaped(path)) may not be executed, so git runs nothing of it"
            )
        }
        guard script.text != present else { return nil }
        try UserFile.makeFolder(folder)
        let bytes = Array(script.text.utf8)
        try UserFile.write(path, bytes, mode: mode ?? 0o755, mustNotExist: false)
        return present == nil
            ? "the pre-commit hook runs: fleetseal check --staged"
            : "the pre-commit hook that was there now starts with: fleetseal check --staged"
    }

    private func byHand(_ reason: String) -> String {
        "the pre-commit hook was left alone: \(reason); have it run: fleetseal check --staged"
    }

    private func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : fleet.root + "/" + path
    }

    private func read(_ path: String) throws -> String? {
        do throws(FileError) {
            return String(decoding: try UserFile.read(path, limit: 1 << 20), as: UTF8.self)
        } catch {
            guard error.reason == .notFound else { throw error }
            return nil
        }
    }

    // MARK: Attributes

    private func addAttributes() throws -> Bool {
        guard try !hasAttributes() else { return false }
        try fleet.changing { tree in
            var text =
                try tree.read(".gitattributes").map { String(decoding: $0, as: UTF8.self) } ?? ""
            if !text.isEmpty, !text.hasSuffix("\n") { text += "\n" }
            try tree.write(".gitattributes", Array((text + StarterFiles.driverAttributes).utf8))
        }
        guard try hasAttributes() else {
            terminal.warn(
                "a .gitattributes in a folder, or .git/info/attributes, names other drivers",
                hint: "look with: git check-attr diff merge -- \(Self.samples[1])"
            )
            return true
        }
        return true
    }

    /// Files of which each stands for a line of the attributes.
    private static let samples = [
        FleetDocument.path, "\(Documents.Place.groups)/fleet.yaml",
        "\(Documents.Place.clusters)/us-east-1.yaml",
        "\(Documents.Place.secrets)/payments/db.yaml",
    ]

    private func hasAttributes() throws -> Bool {
        let lines = try git.output(["check-attr", "diff", "merge", "--"] + Self.samples)
            .split(separator: "\n")
        return lines.count == 2 * Self.samples.count
            && lines.allSatisfy { $0.hasSuffix(": fleetseal") }
    }
}

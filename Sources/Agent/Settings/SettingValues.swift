internal import CommandLine
internal import Files
internal import YAML

/// What the flags and the configuration file say, by the names of settings; flags win.
struct SettingValues {
    private let flags: [String: [String]]
    private let file: [String: [String]]
    /// Where a value came from, for messages.
    private let path: String?

    init(_ invocation: Invocation) throws {
        var flags: [String: [String]] = [:]
        for setting in Setting.all {
            let values = invocation.values("--" + setting.name)
            if !values.isEmpty { flags[setting.name] = values }
        }
        try self.init(flags: flags, file: invocation.value("--config"))
    }

    /// Flags by the names of their settings, and the path of a file.
    init(flags: [String: [String]], file path: String? = nil) throws {
        self.flags = flags
        self.path = path
        file = try path.map(Self.read) ?? [:]
    }

    subscript(name: String) -> [String] {
        precondition(Setting.all.contains { $0.name == name }, "no setting \(name)")
        return flags[name] ?? file[name] ?? []
    }

    func value(_ name: String) -> String? { self[name].first }

    func flag(_ name: String) -> Bool {
        flags[name] != nil || file[name] == ["true"]
    }

    /// Whether a setting has a value, or is there.
    func isGiven(_ setting: Setting) -> Bool {
        setting.isFlag ? flag(setting.name) : value(setting.name) != nil
    }

    /// How a message names a setting that is wrong.
    func place(of name: String) -> String {
        flags[name] == nil && file[name] != nil ? "\(name) in \(path ?? "")" : "--\(name)"
    }

    private static func read(_ path: String) throws -> [String: [String]] {
        let shown = PathText.escaped(path)
        let yaml: YAMLFile
        do {
            yaml = try YAMLFile(UserFile.read(path, limit: 1 << 20))
        } catch let error as YAMLError {
            throw failure(path, error.position, error.message)
        } catch {
            throw Failure("read configuration: \(error)", hint: "--config names the file")
        }
        guard let root = yaml.documents.first, yaml.documents.count == 1, root.kind == .mapping
        else {
            throw Failure("read configuration \(shown): expected one mapping of settings")
        }
        var values: [String: [String]] = [:]
        for entry in root.entries {
            let name = entry.key.text
            guard let setting = Setting.all.first(where: { $0.name == name }) else {
                throw failure(
                    path,
                    entry.key.position,
                    Suggestion.isEchoable(name)
                        ? "read configuration: unknown setting \(name)"
                        : "read configuration: unknown setting",
                    hint: Suggestion.nearest(to: name, among: Setting.all.map(\.name)).first
                        .map { "did you mean \($0)?" }
                )
            }
            values[name] = try texts(entry.value, setting, path)
        }
        return values
    }

    private static func texts(_ node: Node, _ setting: Setting, _ path: String) throws -> [String] {
        switch node.kind {
        case .scalar:
            if setting.isFlag, node.text != "true", node.text != "false" {
                throw failure(
                    path,
                    node.position,
                    "read configuration: \(setting.name) is true or false"
                )
            }
            if case .choice(let words) = setting.option.kind, !words.contains(node.text) {
                throw failure(
                    path,
                    node.position,
                    "read configuration: \(setting.name) is one of \(words.joined(separator: ", "))"
                )
            }
            return [node.text]
        case .sequence where setting.repeats:
            return try node.items.map { item in
                guard item.kind == .scalar else {
                    throw failure(path, item.position, "read configuration: expected a text")
                }
                return item.text
            }
        case .sequence, .mapping:
            throw failure(
                path,
                node.position,
                "read configuration: \(setting.name) takes \(setting.repeats ? "a text or a list of texts" : "one value")"
            )
        }
    }

    private static func failure(
        _ path: String,
        _ position: Position,
        _ message: String,
        hint: String? = nil
    ) -> Failure {
        Failure(
            message,
            hint: hint ?? "fleetseal-agent run --help lists the settings",
            place: FilePlace(path, line: position.line, column: position.column)
        )
    }
}

internal import Documents
internal import Files

/// The changed files of a repository, by what they are to fleetseal.
struct ChangedPaths: Sendable {
    private(set) var hasFleet = false
    private(set) var clusters: [String] = []
    private(set) var groups: [String] = []
    private(set) var secrets: [String] = []
    /// Files at places where fleetseal would overlook or refuse them.
    private(set) var alarms: [PlanStatement] = []
    private var steering: [String] = []
    private var rest: [String] = []
    /// Files of folders that `render` wrote, by folder.
    private var copies: [String: [String]] = [:]
    private let rendered: RenderedFolders

    /// `isThere` says whether the new side has a file.
    init(_ changed: [String], rendered: RenderedFolders, isThere: (String) -> Bool) {
        self.rendered = rendered
        for path in changed { sort(path, isThere(path)) }
    }

    private mutating func sort(_ path: String, _ isThere: Bool) {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let isOurs = ["keys/", "secrets/"].contains { path.utf8.starts(with: $0.utf8) }
        let isYAML = name.utf8.suffix(5).elementsEqual(".yaml".utf8)
        if isOurs, PathText.isStandIn(path) {
            if isThere {
                alarms.append(
                    Self.misplaced(path, "the name is not UTF-8 text, so nothing reads it")
                )
            } else {
                rest.append(path)
            }
        } else if isOurs || path == FleetDocument.path {
            do throws(DocumentError) {
                switch try Place(path: path) {
                case .fleet: hasFleet = true
                case .cluster: clusters.append(path)
                case .group: groups.append(path)
                case .secret, .part: secrets.append(path)
                }
                return
            } catch {
                guard isYAML || name.utf8.suffix(4).elementsEqual(".yml".utf8) else {
                    if Self.steers(path, name) { steering.append(path) } else { rest.append(path) }
                    return
                }
                if isThere { alarms.append(Self.misplaced(path, error.message)) }
            }
        } else if let folder = rendered.folder(of: path), !folder.isEmpty {
            copies[folder, default: []].append(path)
        } else if name == FleetDocument.path, isThere {
            alarms.append(Self.misplaced(path, "a second fleetseal.yaml"))
        } else if Self.steers(path, name) {
            steering.append(path)
        } else {
            rest.append(path)
        }
    }

    /// What fleetseal does not read.
    var others: [PlanStatement] {
        var found = steering.map { path in
            PlanStatement(
                "steering-file",
                danger: true,
                path,
                "\(path) changes: it decides how changes are checked, shown or merged",
                path: path
            )
        }
        if !copies.isEmpty {
            let count = copies.values.reduce(0) { $0 + $1.count }
            let folders = copies.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            found.append(
                PlanStatement(
                    "rendered-files",
                    danger: true,
                    "rendered folders",
                    "\(count, "file") in \(copies.count, "rendered folder") change: whatever applies them takes them as they are",
                    details: [
                        "\(names: folders, limit: 10)",
                        "fleetseal check compares them with what fleetseal render gives",
                    ]
                )
            )
        }
        if !rest.isEmpty {
            found.append(
                PlanStatement(
                    "other-files",
                    "other files",
                    "\(rest.count, "file") that fleetseal does not read: \(names: rest, limit: 10)"
                )
            )
        }
        return found
    }

    /// Files of CI, Git and fleetseal that whoever edits them can use to hide or let through other
    /// changes; those of Git and fleetseal count in every folder.
    private static func steers(_ path: String, _ name: String) -> Bool {
        let folders = [".github/", ".gitlab/", ".circleci/", ".buildkite/", ".woodpecker/", ".ci/"]
        let files = [
            ".gitattributes", ".gitmodules", ".gitignore", ".gitlab-ci.yml", ".travis.yml",
            "CODEOWNERS", "Jenkinsfile", "azure-pipelines.yml", ".pre-commit-config.yaml",
            ".fleetseal-allow", ".fleetseal-rendered", ".lfsconfig",
        ]
        return folders.contains { path.utf8.starts(with: $0.utf8) } || files.contains(name)
    }

    private static func misplaced(_ path: String, _ why: String) -> PlanStatement {
        PlanStatement("misplaced", danger: true, path, "\(path): \(why)", path: path)
    }
}

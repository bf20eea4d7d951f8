internal import Documents
internal import GitSource
internal import JSON
internal import Kubernetes
internal import Reconciling

/// What a GitSource says: which repository is to be followed, and how far that may go.
struct GitSourceSpec: Sendable {
    /// The Secret with the credential, and the only hosts that it may be sent to.
    struct SecretReference: Sendable {
        let name: String
        let hosts: [String]
    }

    /// All but the credential.
    let configuration: GitConfiguration
    let interval: Duration
    let isSuspended: Bool
    let secret: SecretReference?
    /// The namespaces that it may deliver to; all that the agent may if absent.
    let namespaces: [NamePattern]?

    private static let fields: Set<String> = [
        "url", "ref", "path", "interval", "suspend", "secretRef", "certificateAuthorities",
        "knownHosts", "namespaces", "rewrites",
    ]

    init(_ object: Object) throws(Problem) {
        let read = Reader(name: object.name)
        guard let spec = object.spec else { throw read.wrong("spec", "it is missing") }
        for entry in spec.entries where !Self.fields.contains(entry.key.string ?? "") {
            throw read.wrong(entry.key.string ?? "", "this version does not know it")
        }
        guard let url = spec["url"]?.string else { throw read.wrong("url", "it is missing") }
        let reference = spec["ref"]?.string ?? "HEAD"
        guard !GitConfiguration.isCommit(reference) else {
            throw read.wrong(
                "ref",
                "it is a commit's id, which does not move: name a branch or a tag"
            )
        }
        var configuration: GitConfiguration
        do throws(GitSourceError) {
            configuration = GitConfiguration(
                address: try GitAddress(url),
                reference: reference,
                path: spec["path"]?.string ?? ""
            )
        } catch {
            throw read.wrong("url", error.description)
        }
        configuration.authorities = spec["certificateAuthorities"]?.string.map { Array($0.utf8) }
        configuration.knownHosts = spec["knownHosts"]?.string ?? ""
        switch spec["rewrites"]?.string ?? "refuse" {
        case "refuse": configuration.rewrites = .refused
        case "allow": configuration.rewrites = .allowed
        default: throw read.wrong("rewrites", "it is neither refuse nor allow")
        }
        secret = try read.secret(spec["secretRef"])
        configuration.credentialHosts = secret?.hosts
        self.configuration = configuration
        interval = try read.interval(spec["interval"]?.string)
        isSuspended = spec["suspend"]?.boolean ?? false
        namespaces = try read.namespaces(spec["namespaces"])
    }

    /// Reads single fields, and names the one that is wrong.
    private struct Reader {
        let name: String

        func wrong(_ field: String, _ why: String) -> Problem {
            Problem(.invalidDocument, "GitSource \(name): \(field): \(why)")
        }

        func secret(_ node: JSONNode?) throws(Problem) -> SecretReference? {
            guard let node else { return nil }
            let hosts = node["hosts"]?.items.compactMap(\.string) ?? []
            guard let name = node["name"]?.string, !hosts.isEmpty else {
                throw wrong("secretRef", "it needs a name, and the hosts that it may be sent to")
            }
            return SecretReference(name: name, hosts: hosts)
        }

        /// `90s`, `1h30m`.
        func interval(_ text: String?) throws(Problem) -> Duration {
            guard let text else { return .seconds(300) }
            guard text.utf8.count <= 32 else { throw wrong("interval", "it is too long: 5m") }
            var total = 0
            var number = ""
            var unit = ""
            for character in text + "0" {
                if character.isASCII, character.isNumber {
                    if !unit.isEmpty {
                        guard let count = Int(number), count <= 604_800_000,
                            let factor = ["ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000][unit]
                        else { throw wrong("interval", "it is none: 90s, 5m, 1h30m") }
                        total += count * factor
                        (number, unit) = ("", "")
                    }
                    number.append(character)
                } else {
                    unit.append(character)
                }
            }
            guard number == "0", (1_000...604_800_000).contains(total) else {
                throw wrong("interval", "it is none from 1s to 168h: 90s, 5m, 1h30m")
            }
            return .milliseconds(total)
        }

        func namespaces(_ node: JSONNode?) throws(Problem) -> [NamePattern]? {
            guard let node else { return nil }
            var patterns: [NamePattern] = []
            for item in node.items {
                guard let pattern = item.string.flatMap({ NamePattern(label: $0) }) else {
                    throw wrong(
                        "namespaces",
                        "one of them is no name and no pattern: payments, team-*"
                    )
                }
                patterns.append(pattern)
            }
            return patterns
        }
    }
}

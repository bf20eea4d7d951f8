internal import CommandLine
internal import Files
internal import Git
internal import GitSource
internal import Sealing

/// How a Git repository is to be followed.
struct GitSettings: Sendable {
    let configuration: GitConfiguration
    let interval: Duration
    /// Where the agent pushes what it publishes of its keys, if it is to.
    let publication: GitConfiguration?

    init(_ values: SettingValues) throws {
        guard let url = values.value("git-url") else {
            throw UsageError(
                "--git-url is missing",
                hint: "--source git takes --git-url https://…, ssh://… or a path"
            )
        }
        var configuration = GitConfiguration(
            address: try Self.address(url, "git-url", values),
            reference: try Self.reference(values),
            path: values.value("git-path") ?? ""
        )
        configuration.credential = try Self.credential(values)
        configuration.authorities = try Self.file("git-ca", values)
        if let lines = try Self.file("git-known-hosts", values) {
            configuration.knownHosts = String(decoding: lines, as: UTF8.self)
        }
        if let accepted = values.value("git-accept-rewrite") {
            configuration.rewrites = .accepted(accepted)
        }
        self.configuration = configuration
        publication = try Self.publication(values, configuration)
        interval = try Settings.duration("git-interval", values) ?? .seconds(300)
    }

    /// The source's own settings, but for the address if another one is given.
    private static func publication(
        _ values: SettingValues,
        _ source: GitConfiguration
    ) throws -> GitConfiguration? {
        let url = values.value("publish-url")
        guard values.flag("publish-ref") else {
            guard url == nil else {
                throw UsageError("\(values.place(of: "publish-url")): only --publish-ref takes it")
            }
            return nil
        }
        var configuration = source
        if let url { configuration.address = try address(url, "publish-url", values) }
        return configuration
    }

    /// An address; what is wrong with it is said without repeating it.
    private static func address(
        _ text: String,
        _ name: String,
        _ values: SettingValues
    ) throws -> GitAddress {
        do throws(GitSourceError) {
            return try GitAddress(text)
        } catch {
            throw UsageError(
                "\(values.place(of: name)): \(error)",
                hint: error.isAboutCredential
                    ? "addresses are shown and logged: --git-user with --git-password-file, or --git-token-file, for https; --git-ssh-key for ssh"
                    : error.hint
            )
        }
    }

    private static func reference(_ values: SettingValues) throws -> String {
        let name = values.value("git-ref") ?? "HEAD"
        guard !GitConfiguration.isCommit(name) else {
            throw UsageError(
                "\(values.place(of: "git-ref")): a commit's id, which cannot be followed: it does not move",
                hint: "--git-ref BRANCH or TAG"
            )
        }
        return name
    }

    /// The content of the file that a setting names, if it names one.
    private static func file(_ name: String, _ values: SettingValues) throws -> [UInt8]? {
        guard let path = values.value(name) else { return nil }
        return try StartFailure.naming(
            values.place(of: name),
            usage: "--\(name) FILE names a file that is there"
        ) {
            try UserFile.read(path, limit: 1 << 20)
        }
    }

    /// The folder of the clone in the state folder.
    static func clone(in state: String?) -> String { (state ?? ".") + "/git" }

    /// Where a push has its commit for a moment; a clone leaves it alone.
    static func pushing(in state: String?) -> String { clone(in: state) + "/publication" }

    private static func credential(_ values: SettingValues) throws -> GitCredential {
        let password = values.value("git-password-file")
        let token = values.value("git-token-file")
        let key = values.value("git-ssh-key")
        let given = [password, token, key].compactMap { $0 }
        guard given.count <= 1 else {
            throw UsageError(
                "--git-password-file, --git-token-file and --git-ssh-key exclude each other"
            )
        }
        if let password {
            guard let user = values.value("git-user") else {
                throw UsageError("--git-user is missing", hint: "--git-password-file needs a user")
            }
            return .basic(
                user: user,
                password: try secret(password, values.place(of: "git-password-file"))
            )
        }
        if let token {
            return .bearer(try secret(token, values.place(of: "git-token-file")))
        }
        if let key {
            let place = values.place(of: "git-ssh-key")
            return .sshKey(try secret(key, place, keepsEnd: true), passphrase: nil)
        }
        return .none
    }

    /// A file's content; a line end after a password or a token is not part of it.
    private static func secret(
        _ path: String,
        _ place: String,
        keepsEnd: Bool = false
    ) throws -> RemoteSecret {
        let text: SecretBytes
        do throws(FileError) {
            text = try SecretFile.read(path, limit: 65_536)
        } catch {
            throw StartFailure(place, error, usage: "name the file that the credential is in")
        }
        var count = text.count
        while !keepsEnd, count > 0, [0x0A, 0x0D].contains(text.bytes.byte(count - 1)) {
            count -= 1
        }
        guard let secret = RemoteSecret(text.bytes.extracting(0..<count)), count > 0 else {
            throw StartFailure(
                "\(place): read file \(PathText.escaped(path)): it is empty or has a NUL byte",
                hint: "write the credential into it, and nothing else"
            )
        }
        return secret
    }

    /// The settings that only a Git source has.
    static let all: [Setting] = [
        .value("git-url", "URL", "the repository: https, ssh or a path; no password in it"),
        .value("git-ref", "REF", "the branch or tag to follow (HEAD)"),
        .value("git-path", "PATH", "the folder of the repository that the fleet is in"),
        .value("git-interval", "DURATION", "how often to ask the server (5m)"),
        .value("git-user", "NAME", "who logs in with --git-password-file"),
        .value("git-password-file", "FILE", "the password for https", .file),
        .value("git-token-file", "FILE", "a token for https", .file),
        .value("git-ssh-key", "FILE", "the private key for ssh", .file),
        .value("git-known-hosts", "FILE", "the host keys for ssh", .file),
        .value("git-ca", "FILE", "the authorities to trust for https, as PEM", .file),
        .value(
            "git-accept-rewrite",
            "COMMIT",
            "follow a rewritten history to this commit, in full"
        ),
        publishRef,
        .value(
            "publish-url",
            "URL",
            "with --publish-ref: push it to this repository instead of --git-url's"
        ),
    ]

    /// Also for a repository that a GitSource names.
    static let publishRef = Setting.flag(
        "publish-ref",
        "push the publication of the keys to refs/fleetseal/clusters/NAME of the repository"
    )
}

internal import CommandLine
internal import Documents

/// Where an agent that is to be installed has its documents from, and where it may deliver them.
struct AgentPlace {
    private let git: Repository?
    /// Absent: every namespace.
    private let namespaces: [String]?

    private struct Repository {
        let url: String
        let reference: String?
        let user: String?
    }

    init(_ invocation: Invocation) throws {
        git = try Self.repository(invocation)
        namespaces = try Self.namespaces(invocation)
        guard namespaces == nil || git != nil else {
            throw UsageError(
                "--namespaces is only for --git-url",
                hint:
                    "without a right in the cluster as a whole the agent cannot see its registry there"
            )
        }
        for other in ["--restart", "--roles"] where namespaces != nil && invocation.flag(other) {
            throw UsageError(
                "--namespaces and \(other) exclude each other",
                hint: "\(other) gives rights in the cluster as a whole"
            )
        }
    }

    private static func repository(_ invocation: Invocation) throws -> Repository? {
        guard let url = invocation.value("--git-url") else {
            for other in ["--git-ref", "--git-user"] where invocation.value(other) != nil {
                throw UsageError("\(other) is only for --git-url")
            }
            return nil
        }
        let repository = Repository(
            url: url,
            reference: invocation.value("--git-ref"),
            user: invocation.value("--git-user")
        )
        // An @ that belongs to the path of a URL stands behind a slash.
        let isHTTPS = url.hasPrefix("https://")
        let host = url.dropFirst("https://".count).prefix { $0 != "/" }
        guard isPlain(url), isHTTPS, !host.isEmpty, !host.contains("@") else {
            throw UsageError(
                "--git-url is not an https URL without a password in it",
                hint:
                    "for ssh, start from deploy/README.md: its keys are more than this command knows"
            )
        }
        for (name, text) in [("--git-ref", repository.reference), ("--git-user", repository.user)] {
            guard text.map(isPlain) ?? true else { throw UsageError("\(name) has odd characters") }
        }
        return repository
    }

    private static func namespaces(_ invocation: Invocation) throws -> [String]? {
        guard let text = invocation.value("--namespaces") else { return nil }
        let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        for name in names {
            guard Names.isLabel(name) else {
                throw UsageError("--namespaces has a name that is none", hint: "such as a,b")
            }
            guard name != "fleetseal" else {
                throw UsageError("--namespaces: nothing is delivered to the agent's own namespace")
            }
        }
        guard Set(names).count == names.count else {
            throw UsageError("--namespaces names one twice")
        }
        return names
    }

    /// Whether a text can stand in a manifest between quotes as it is.
    static func isPlain(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "\"")
                    && byte != UInt8(ascii: "\\")
            }
    }

    // MARK: Manifests

    /// What the agent needs, in the order to make it.
    func manifests() throws -> [Manifest] {
        guard let namespaces else { return Manifest.agent }
        let roles = try namespaces.map { try Manifest.namespacedPaymentsRole.placed(in: $0) }
        return [
            .baseNamespace, .baseServiceaccount, .baseOwnNamespace, .baseConfiguration,
        ] + roles + [.baseNetworkpolicy, .baseService, .baseDeployment]
    }

    /// The Deployment with the arguments that all this comes to.
    func deployment(_ manifest: Manifest) throws -> Manifest {
        guard let git else { return manifest }
        var arguments = ["--source=git", "--git-url=\(git.url)"]
        if let reference = git.reference { arguments.append("--git-ref=\(reference)") }
        var manifest = manifest
        if let user = git.user {
            arguments += ["--git-user=\(user)", "--git-password-file=/etc/fleetseal-git/password"]
            manifest = try manifest.mountingPassword()
        }
        arguments.append("--state=/var/lib/fleetseal")
        if let namespaces {
            arguments.append("--namespaces=\(namespaces.joined(separator: ","))")
        }
        return try manifest.replacing(
            "            - --source=custom-resources\n",
            with: arguments.map { "            - \"\($0)\"\n" }.joined()
        )
    }
}

extension Manifest {
    /// A Role and its binding in a namespace.
    fileprivate func placed(in namespace: String) throws -> Manifest {
        let name = "metadata:\n  name: fleetseal-agent\n"
        let parts = text.split(separator: name, omittingEmptySubsequences: false)
        guard parts.count == 3 else {
            throw Failure("fill in \(path): it does not have a Role and its binding")
        }
        return Manifest(path, parts.joined(separator: name + "  namespace: \(namespace)\n"))
    }

    /// The Deployment with the Secret `git` of its namespace.
    fileprivate func mountingPassword() throws -> Manifest {
        let mount = [
            "          volumeMounts:",
            "            - name: git",
            "              mountPath: /etc/fleetseal-git",
            "              readOnly: true",
        ]
        let volume = [
            "      volumes:",
            "        - name: git",
            "          secret:",
            "            secretName: git",
            "            defaultMode: 0440",
        ]
        return try [mount, volume].reduce(self) { manifest, lines in
            try manifest.replacing(
                "\n\(lines[0])\n",
                with: "\n" + lines.joined(separator: "\n") + "\n"
            )
        }
    }
}

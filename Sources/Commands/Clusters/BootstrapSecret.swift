internal import CommandLine
internal import Files
internal import Fleet
internal import Reconciling
internal import Sealing

/// The Secret with a cluster's first private key, as its agent looks for it: for clusters that another
/// program makes, with their agent.
struct BootstrapSecret {
    /// Where its manifest goes.
    let path: String
    private let namespace: String
    private let cluster: String

    /// The name of standard output in the place of a file's.
    static let output = "-"

    static let option = Option.value(
        "--bootstrap",
        "FILE",
        "make the key here and write the Secret for the agent to FILE; - for a pipe",
        .file
    )

    /// What the command line asks for, if it does.
    init?(_ invocation: Invocation, of cluster: String) throws {
        guard let path = invocation.value(Self.option.name) else { return nil }
        self.path = path
        self.cluster = cluster
        namespace = try ClusterConnection.agentNamespace(invocation)
        guard path != Self.output else {
            guard !invocation.terminal.isOutputTerminal else {
                throw UsageError(
                    "--bootstrap - would show a private key on the terminal",
                    hint: "pipe it to the program that takes it, or name a file"
                )
            }
            guard !invocation.terminal.isOutputFile else {
                throw UsageError(
                    "--bootstrap - is for a pipe, and standard output is a file",
                    hint: "name the file, so that only you can read it: --bootstrap FILE"
                )
            }
            return
        }
        try Self.refuseTracked(path)
    }

    /// How people name it.
    var title: String { "\(namespace)/\(AgentObjects.firstKey)" }

    /// The manifest, in memory that is wiped.
    func manifest(_ key: borrowing PrivateKey) -> SecretBytes {
        let head = """
            # The private key of cluster \(cluster), \(key.publicKey.id): whoever reads this file can open what is
            # sealed for the cluster. Delete it once the cluster has the Secret.
            apiVersion: v1
            kind: Secret
            metadata:
              name: \(AgentObjects.firstKey)
              namespace: \(namespace)
              labels: {"\(AgentObjects.keyLabel)": "\(cluster)"}
            type: \(AgentObjects.keyType)
            immutable: true
            data:
              \(AgentObjects.keyItem): 
            """
        let text = IdentityFile.plain(key)
        let capacity = head.utf8.count + (text.count + 2) / 3 * 4 + 1
        return SecretBytes(capacity: capacity) { output in
            output.append(text: head)
            Base64.encode(secret: text.bytes, to: &output)
            output.append(text: "\n")
        }
    }

    /// Refuses a place that Git would take up.
    ///
    /// Whoever makes clusters with Terraform or Cluster API keeps their definitions in Git: a manifest
    /// beside them is one `git add` away from being published. In a fleet's own repository no private
    /// key has a place, ignored or not.
    private static func refuseTracked(_ path: String) throws {
        try FleetFolder.refusePrivateKey(at: path)
        let place = try UserFile.resolved(possible: path)
        var parent = place
        while let slash = parent.lastIndex(of: "/"), slash != parent.startIndex {
            parent = String(parent[..<slash])
            guard try UserFile.isFolder(parent) else { continue }
            guard try GitRoot.find(from: parent) != nil,
                try !isIgnored(place, in: parent)
            else { return }
            throw Failure(
                "write a private key to \(PathText.escaped(path)): that is inside a Git work tree, which does not ignore it",
                hint: "name a file outside of it, or one that its .gitignore names"
            )
        }
    }

    /// What the user's own Git says: it knows their configuration.
    private static func isIgnored(_ path: String, in folder: String) throws -> Bool {
        let words = ["git", "-C", folder, "check-ignore", "-q", "--", path]
        let line = words.map(ShellQuoting.posix).joined(separator: " ")
        // The folder says which repository, not what a hook was started with.
        let answer = try ChildProcess.output(
            of:
                "unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE; \(line); case $? in 0) echo yes ;; 1) echo no ;; *) exit 1 ;; esac",
            for: "ask git whether it ignores \(PathText.escaped(path))"
        )
        return answer.bytes.text == "yes\n"
    }
}

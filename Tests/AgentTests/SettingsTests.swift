import CommandLine
import Files
import Foundation
import GitSource
import Sealing
import Telemetry
import Testing

@testable import Agent

@Suite struct SettingsTests {
    private static let complete = [
        "cluster": ["us-1"], "trust": ["AAAA"], "key": ["k"], "source": ["directory:/s"],
        "target": ["directory:/t"],
    ]

    /// What the agent says of settings that are complete but for these.
    private func failure(_ changes: [String: [String]]) throws -> String {
        var given = Self.complete
        given["trust"] = [
            "aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa"
        ]
        for (name, values) in changes { given[name] = values.isEmpty ? nil : values }
        do {
            _ = try Settings(SettingValues(flags: given))
            return ""
        } catch {
            return try #require(error as? any ReportedError).message
        }
    }

    @Test func `complete settings are taken`() throws {
        #expect(try failure([:]) == "")
        #expect(try failure(["rescan": ["90s"], "listen": ["[::1]:0"]]) == "")
    }

    @Test(arguments: [
        ("cluster", [], "--cluster is missing"), ("trust", [], "--trust is missing"),
        ("key", [], "--key is missing"), ("source", [], "--source is missing"),
        ("target", [], "--target is missing"),
        ("cluster", ["Us_1"], "--cluster: not a name of a cluster"),
        ("source", ["s3:bucket"], "--source: not a source that this agent knows"),
        ("source", ["directory:"], "--source: not a source that this agent knows"),
        ("source", ["git"], "--state is missing"),
        ("git-url", ["/x"], "--git-url: only --source git takes it"),
        ("target", ["kubernetes"], "--target: not a target that this agent knows"),
        ("namespaces", ["a"], "--namespaces: only --target kubernetes takes it"),
        ("git-source", ["a"], "--git-source: only --target kubernetes takes it"),
        ("publish-ref", [""], "--publish-ref: only --source git takes it"),
        ("publish-url", ["/x"], "--publish-url: only --source git takes it"),
        ("rescan", ["5"], "--rescan: not a duration of at least 1s and at most 168h"),
        ("rescan", ["0s"], "--rescan: not a duration of at least 1s and at most 168h"),
        ("rescan", ["169h"], "--rescan: not a duration of at least 1s and at most 168h"),
        ("listen", ["localhost:1"], "--listen: not an address with a port"),
    ])
    func `each mistake has its message`(name: String, values: [String], message: String) throws {
        #expect(try failure([name: values]) == message)
    }

    private func source(_ changes: [String: [String]]) throws -> Settings.Source {
        let given = Self.complete.merging([
            "trust": ["aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa"],
            "source": ["git"], "git-url": ["/fleet.git"], "state": ["/var/lib/a"],
        ]) { $1 }.merging(changes) { $1 }
        return try Settings(SettingValues(flags: given)).source
    }

    private static let commit = String(repeating: "0123456789", count: 4)

    @Test(arguments: [
        ("git-ref", commit), ("git-ref", commit.replacing("0", with: "F")),
        ("git-ref", commit + commit.prefix(24)),
    ])
    func `a commit cannot be followed`(name: String, value: String) throws {
        do {
            _ = try source([name: [value]])
            Issue.record("taken")
        } catch let error as UsageError {
            let why = "a commit's id, which cannot be followed: it does not move"
            #expect(error.message == "--git-ref: \(why)")
            #expect(error.hint == "--git-ref BRANCH or TAG")
        }
    }

    @Test(arguments: [
        "main", "refs/heads/\(commit)", "v\(commit.dropFirst())", "g\(commit.dropFirst())",
        String(commit.dropLast()),
    ])
    func `a branch can be followed, whatever its name`(name: String) throws {
        guard case .git(let git) = try source(["git-ref": [name]]) else {
            Issue.record("another source")
            return
        }
        #expect(git.configuration.reference == name)
    }

    @Test(arguments: [
        ("https://ada:canary@host/fleet.git", "there is a password in it"),
        ("https://canary@host/fleet.git", "there is a user in it"),
        ("ssh://ada:canary@host/fleet.git", "there is a password in it"),
    ])
    func `an address with a credential is refused, and not repeated`(url: String, why: String)
        throws
    {
        for name in ["git-url", "publish-url"] {
            do {
                _ = try source([name: [url], "publish-ref": [""]])
                Issue.record("taken")
            } catch let error as UsageError {
                #expect(error.message == "--\(name): read the repository's address: \(why)")
                let hint = try #require(error.hint)
                for other in ["--git-password-file", "--git-token-file", "--git-ssh-key"] {
                    #expect(hint.contains(other))
                }
                #expect(!"\(error)".contains("canary"))
            }
        }
    }

    @Test func `a user for ssh may be in the address`() throws {
        guard case .git(let git) = try source(["git-url": ["ssh://git@host/fleet.git"]]) else {
            Issue.record("another source")
            return
        }
        #expect(git.configuration.address.user == "git")
    }

    @Test(arguments: [
        "git-password-file", "git-token-file", "git-ssh-key", "git-known-hosts", "git-ca",
    ])
    func `a file that cannot be read is told with its setting, and what to do`(name: String)
        throws
    {
        let missing = "/nowhere/\(UUID())"
        for (path, why) in [(missing, "not found"), ("/", "not a regular file")] {
            do {
                _ = try source([name: [path], "git-user": ["ada"]])
                Issue.record("taken")
            } catch let error as StartFailure {
                #expect(error.message == "--\(name): read file \(path): \(why)")
                #expect(error.hint != nil)
            }
        }
    }

    @Test func `a folder for the agent that cannot be made is told with its setting`() throws {
        var given = Self.complete
        given["trust"] = ["aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa"]
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID())").path()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let key = path + "/key"
        let text = IdentityFile.plain(PrivateKey.random())
        try UserFile.write(key, text.bytes)
        given["key"] = [key]
        // Below a file there is no folder.
        for (name, value, start) in [
            ("state", key + "/state", "--state: make folder \(key): already exists"),
            ("target", "directory:\(key)/t", "--target: make folder \(key): already exists"),
            ("target", "directory:\(key)", "--target: make folder \(key): already exists"),
        ] {
            var all = given
            all[name] = [value]
            do {
                _ = try Agent(
                    Settings(SettingValues(flags: all)),
                    log: .standardError(least: .error)
                )
                Issue.record("taken")
            } catch let error as StartFailure {
                #expect(error.message.hasPrefix(start), "\(error.message)")
                #expect(error.hint?.contains("--\(name) ") ?? false, "\(error)")
            }
        }
    }

    @Test func `what is published is pushed only if that is asked for`() throws {
        func isPushed(_ changes: [String: [String]]) throws -> Bool {
            guard case .git(let git) = try source(changes) else { return false }
            return git.publication != nil
        }
        #expect(try !isPushed([:]))
        #expect(try isPushed(["publish-ref": [""]]))
        #expect(try isPushed(["publish-ref": [""], "publish-url": ["/p.git"]]))
        #expect(throws: UsageError.self) { try source(["publish-url": ["/p.git"]]) }
    }

    @Test(arguments: [
        (["source": ["custom-resources"]], "--publish-ref: only --source git takes it"),
        (
            ["git-source": ["fleet"], "key": ["k"], "key-namespace": []],
            "--publish-ref: nothing is published without --key-namespace"
        ),
        (
            ["git-source": ["fleet"], "publish-url": ["/x"]],
            "--publish-url: --git-source says all of it"
        ),
        (["git-source": ["fleet"], "publish-url": []], ""),
    ])
    func `an agent in a cluster pushes what it publishes there`(
        changes: [String: [String]],
        message: String
    ) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).yaml").path()
        try Self.kubeconfig.write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        var given = [
            "cluster": ["us-1"], "target": ["kubernetes"], "key-namespace": ["fleetseal"],
            "trust": ["aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa"],
            "source": ["git"], "state": ["/var/lib/a"], "publish-ref": [""],
            "kubeconfig": [path],
        ]
        for (name, values) in changes { given[name] = values.isEmpty ? nil : values }
        do {
            let settings = try ClusterSettings(SettingValues(flags: given))
            #expect(message == "" && settings.publishesReference)
        } catch {
            #expect((error as? any ReportedError)?.message == message)
        }
    }

    private static let kubeconfig = """
        apiVersion: v1
        kind: Config
        current-context: a
        contexts: [{name: a, context: {cluster: a, user: a}}]
        clusters: [{name: a, cluster: {server: "https://localhost:1"}}]
        users: [{name: a, user: {token: t}}]
        """

    @Test(arguments: ["", "\n", "# nobody\n"])
    func `a file that names nobody to trust is refused`(text: String) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID())").path()
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(try failure(["trust": [path]]).hasSuffix("it names no operator to trust"))
    }

    @Test(arguments: [
        ("cluster: a\ncluster: b\n", 2), ("unknown: 1\n", 1), ("once: maybe\n", 1),
        ("drift: sometimes\n", 1), ("cluster: [a]\n", 1), ("key: {a: b}\n", 1), ("- a\n", 0),
    ])
    func `a file that is wrong is refused at its line`(text: String, line: Int) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).yaml").path()
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        do {
            _ = try SettingValues(flags: [:], file: path)
            Issue.record("taken")
        } catch let error as any ReportedError {
            #expect(error.place?.line ?? 0 == line)
        }
    }

    @Test func `flags win over the file, one by one`() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).yaml").path()
        try "cluster: eu-1\nkey: [a, b]\nonce: true\n".write(
            toFile: path,
            atomically: true,
            encoding: .utf8
        )
        defer { try? FileManager.default.removeItem(atPath: path) }
        let values = try SettingValues(flags: ["cluster": ["us-1"]], file: path)
        #expect(values["cluster"] == ["us-1"])
        #expect(values["key"] == ["a", "b"])
        #expect(values.flag("once"))
        #expect(!values.flag("show-names"))
    }
}

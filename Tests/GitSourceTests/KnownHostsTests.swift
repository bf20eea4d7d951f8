import Git
import Testing

@testable import GitSource

@Suite struct KnownHostsTests {
    private static let ed25519 =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g"
    private static let other =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICAfHh0cGxoZGBcWFRQTEhEQDw4NDAsKCQgHBgUEAwIB"
    // Of the right form, which is all that is looked at.
    private static let rsa = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB"
    private static let hardware =
        "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29t"

    private func keys(_ text: String, host: String = "git.example.org", port: Int = 22) throws
        -> [String]
    {
        try KnownHosts(text).answer(host: host, port: port).keys.map(\.algorithm)
    }

    @Test(arguments: [
        ("git.example.org", true), ("Git.Example.Org", true), ("a,git.example.org,b", true),
        ("*", true), ("*.example.org", true), ("git.*.org", true), ("g?t.example.org", true),
        ("*.example.org,!git.example.org", false), ("!git.example.org,*", false),
        ("*,!other.example.org", true), ("example.org", false), ("git.example.org.", false),
        ("[git.example.org]:22", false), ("[git.example.org]:2222", false), ("?", false),
        ("git.example.or", false), ("*x", false), ("**g*", true),
    ])
    func `names and wildcards`(hosts: String, fits: Bool) throws {
        #expect(try keys("\(hosts) \(Self.ed25519)") == (fits ? ["ssh-ed25519"] : []))
    }

    @Test func `another port has its own name`() throws {
        let text = "git.example.org \(Self.ed25519)\n[git.example.org]:2222 \(Self.rsa)"
        #expect(try keys(text) == ["ssh-ed25519"])
        #expect(try keys(text, port: 2222) == ["ssh-rsa"])
        #expect(try keys(text, port: 2223) == [])
        #expect(try keys("[::1]:2222 \(Self.rsa)", host: "::1", port: 2222) == ["ssh-rsa"])
    }

    @Test func `hashed names`() throws {
        let line = "|1|AAECAwQFBgcICQoLDA0ODxAREhM=|gvHh3r1BCltA892h9G5kQrV6GG8= \(Self.ed25519)"
        #expect(try keys(line) == ["ssh-ed25519"])
        #expect(try keys(line, host: "git.example.com") == [])
        #expect(try keys(line, port: 2222) == [])
    }

    @Test func `better keys come first, and revoked ones never`() throws {
        let text = """
            # a comment

            git.example.org \(Self.rsa) comment
            git.example.org \(Self.ed25519)
            git.example.org \(Self.other)
            @revoked * \(Self.other)
            """
        let answer = try KnownHosts(text).answer(host: "git.example.org", port: 22)
        #expect(answer.keys.map(\.algorithm) == ["ssh-ed25519", "ssh-rsa"])
        #expect(answer.others == [] && !answer.hasAuthority)
    }

    @Test func `authorities and keys of other kinds are told`() throws {
        let text = """
            @cert-authority *.example.org \(Self.ed25519)
            git.example.org \(Self.hardware)
            """
        let answer = try KnownHosts(text).answer(host: "git.example.org", port: 22)
        #expect(answer.keys == [])
        #expect(answer.others == ["sk-ssh-ed25519@openssh.com"])
        #expect(answer.hasAuthority)
    }

    @Test(arguments: [
        "git.example.org", "git.example.org ssh-ed25519", "git.example.org ssh-ed25519 !!!!",
        "git.example.org ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g",
        "@unknown git.example.org ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB", "git.example.org ssh-rsa AAAA",
    ])
    func `a line that is none is an error with its number`(line: String) {
        do throws(GitSourceError) {
            _ = try KnownHosts("# first\n\(line)\n")
            Issue.record("taken")
        } catch {
            #expect(error.description.contains("line 2"))
        }
    }
}

import Testing

@testable import GitSource

@Suite struct GitAddressTests {
    struct Good: CustomTestStringConvertible {
        let text: String
        let scheme: GitAddress.Scheme
        let user: String?
        let host: String
        let port: Int
        let path: String

        init(
            _ text: String,
            _ scheme: GitAddress.Scheme,
            _ user: String?,
            _ host: String,
            _ port: Int,
            _ path: String
        ) {
            (self.text, self.scheme, self.user) = (text, scheme, user)
            (self.host, self.port, self.path) = (host, port, path)
        }

        var testDescription: String { text }
    }

    @Test(arguments: [
        Good("https://git.example.org/a/b.git", .https, nil, "git.example.org", 443, "/a/b.git"),
        Good("HTTPS://Git.Example.org:8443/a", .https, nil, "git.example.org", 8443, "/a"),
        Good("http://gitea.gitea.svc:3000/a", .http, nil, "gitea.gitea.svc", 3000, "/a"),
        Good("https://[::1]:8443/a", .https, nil, "::1", 8443, "/a"),
        Good("ssh://git@host:2222/a/b", .ssh, "git", "host", 2222, "/a/b"),
        Good("ssh://host/~ada/b", .ssh, nil, "host", 22, "/~ada/b"),
        Good("git@github.com:acme/fleet.git", .ssh, "git", "github.com", 22, "acme/fleet.git"),
        Good("host:/srv/fleet.git", .ssh, nil, "host", 22, "/srv/fleet.git"),
        Good("file:///srv/fleet.git", .file, nil, "", 0, "/srv/fleet.git"),
        Good("file://localhost/srv/a", .file, nil, "", 0, "/srv/a"),
        Good("/srv/fleet.git", .file, nil, "", 0, "/srv/fleet.git"),
    ])
    func `is taken apart`(good: Good) throws {
        let address = try GitAddress(good.text)
        #expect(address.scheme == good.scheme)
        #expect(address.user == good.user)
        #expect(address.host == good.host)
        #expect(address.port == good.port)
        #expect(address.path == good.path)
        #expect(address.description == good.text)
    }

    @Test(arguments: [
        "", " ", "fleet.git", "./fleet.git", "../a:b", "git://host/a", "ext::sh -c x", "ext::x",
        "https://", "https:///a", "https://host", "https://host/", "https://host:0/a",
        "https://host:70000/a", "https://host:+1/a", "https://host:/a", "https://ho st/a",
        "https://host/a?b", "https://host/a#b", "https://-host/a", "https://[::1/a",
        "https://[::1]x/a", "ssh://-oProxyCommand=x/a", "-oProxyCommand=x:a", "ssh://a;b@host/a",
        "file://host/a", "host:", ":a", "https://host/\\a", "https://host/\u{e9}", "https://h\n/a",
        "https://canary@host/a", "https://ada:canary@host/a", "ssh://ada:canary@host/a",
        "ada:canary@host:a",
    ])
    func `is refused, and not repeated`(text: String) {
        do throws(GitSourceError) {
            let address = try GitAddress(text)
            Issue.record("\(address)")
        } catch {
            #expect(error.reason == .configuration)
            #expect(!"\(error) \(error.hint ?? "")".contains("canary"))
        }
    }
}

import Git
@testable import GitSource

/// Addresses of repositories, and lines of known hosts: what is taken holds nothing that is not
/// looked at, and no password.
func fuzzOne(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    address(text)
    guard let hosts = try? KnownHosts(text) else { return }
    for (host, port) in [("git.example.org", 22), ("git.example.org", 2222), ("::1", 22)] {
        let answer = hosts.answer(host: host, port: port)
        for key in answer.keys {
            precondition(HostKey(key.bytes) == key, "a key of another kind than its line says")
        }
    }
}

private func address(_ text: String) {
    guard let address = try? GitAddress(text) else { return }
    precondition(address.description.utf8.elementsEqual(text.utf8), "shown otherwise")
    precondition(text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }, "not for a terminal")
    precondition(!address.path.isEmpty, "no repository")
    precondition((address.scheme == .file) == address.host.isEmpty, "no host")
    precondition((address.scheme == .file) == (address.port == 0), "no port")
    if let user = address.user {
        precondition(address.scheme == .ssh && !user.contains(":"), "a password")
    }
    precondition(!address.host.contains("@") && !address.host.contains("/"), "a host of parts")
}

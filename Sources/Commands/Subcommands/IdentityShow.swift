internal import JSON
internal import CommandLine
internal import Sealing

extension Command {
    static let identityShow = Command(
        "identity show",
        summary: "print your public key, its id and fingerprint",
        options: Option.identities + [.json],
        examples: ["fleetseal identity show", "fleetseal identity show --identity ci.key --json"]
    ) { invocation in
        let key = try IdentitySource(invocation).key().key.publicKey
        if invocation.flag("--json") {
            try invocation.terminal.print(
                JSONText.indented([
                    "public": .string(key.text), "id": .string(key.id.text),
                    "fingerprint": .string(key.fingerprint.description),
                ])
            )
        } else {
            try invocation.terminal.print("public       \(key.text)")
            try invocation.terminal.print("id           \(key.id)")
            try invocation.terminal.print("fingerprint  \(key.fingerprint)")
        }
        return .done
    }
}

internal import CommandLine
internal import Fleet
internal import JSON
internal import Kubernetes
internal import Payloads
internal import Reconciling
internal import Rotation
internal import Sealing

/// What the agent remembers in its own namespace: the highest epochs it has seen, which key is its
/// own, the key of its digests, and the commit in force.
struct StateSecret: Sendable {
    let client: Client
    let namespace: String
    let anchor: TrustAnchor

    static let name = "fleetseal-agent-state"

    /// What was remembered.
    struct Contents: Sendable {
        let digestKey: HeldDigestKey
        let pin: Pin?
        let keys: KeyMemory
        /// Group keys that were opened, sealed to the agent's own key.
        let groupKeys: String
        /// What people allowed to go.
        let acknowledged: Set<String>
        /// Which commit of which repository was in force.
        let commit: String?
        /// Which version of the Secret this is.
        let version: String
    }

    /// Reads it, and makes it if it is not there.
    func read() async throws -> Contents {
        if let object = try await find() { return try contents(object) }
        try await make()
        return try contents(await client.get(.secrets, Self.name, in: namespace))
    }

    private func find() async throws(APIError) -> Object? {
        do throws(APIError) {
            return try await client.get(.secrets, Self.name, in: namespace)
        } catch {
            guard error.kind == .notFound else { throw error }
            return nil
        }
    }

    private func contents(_ object: Object) throws -> Contents {
        guard let encoded = object.node[path: "data", "digest-key"],
            let bytes = Base64Text.bytes(of: encoded.utf8), bytes.count == Digest.count
        else {
            throw StartFailure(
                "read Secret \(namespace)/\(Self.name): it has no digest key of 32 bytes",
                hint: "delete it: what the agent knew of the registry's epochs is lost then"
            )
        }
        let key = Self.secret(bytes)
        let before = text(object, "anchor")
        let pin = try text(object, "pin").flatMap { text in
            anchor.following(try Pin(parsing: text, path: "\(Self.name)/pin"), of: before)
        }
        return Contents(
            digestKey: HeldDigestKey(key),
            pin: pin,
            keys: KeyMemory(
                instance: text(object, "instance") ?? "",
                active: text(object, "active").flatMap { try? PublicKey(text: $0) },
                next: text(object, "next").flatMap { try? PublicKey(text: $0) },
                published: text(object, "publication").flatMap { Publication($0) }
            ),
            groupKeys: text(object, "group-keys") ?? "",
            acknowledged: Set(
                (text(object, "acknowledged") ?? "").split(separator: "\n").map(String.init)
            ),
            commit: text(object, "commit"),
            version: object.resourceVersion
        )
    }

    private static func secret(_ bytes: Payload) -> SecretBytes {
        SecretBytes(capacity: bytes.count) { span in
            for offset in 0..<bytes.count { span.append(bytes.bytes[offset]) }
        }
    }

    private func text(_ object: Object, _ name: String) -> String? {
        object.node[path: "data", name].flatMap { Base64Text.bytes(of: $0.utf8) }?.text
    }

    private func make() async throws(APIError) {
        let key = SecretBytes.random(count: Digest.count)
        var output = PayloadWriter()
        output.append(
            "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"type\":\"fleetseal.dev/state\",\"metadata\":{\"name\":\"\(Self.name)\",\"namespace\":\"\(namespace)\"},\"data\":{\"digest-key\":\""
        )
        Base64Text.write(key.bytes, to: &output)
        output.append("\",\"instance\":\"")
        Base64Text.write(KeyMemory().instance.utf8.span.raw, to: &output)
        output.append("\"}}")
        do throws(APIError) {
            _ = try await client.create(
                .secrets,
                in: namespace,
                output.take(),
                manager: SecretMetadata.manager
            )
        } catch {
            // Another replica was faster.
            guard error.kind == .alreadyExists else { throw error }
        }
    }

    /// Remembers what is known of the fleet now, beside what another replica has seen since.
    func keep(_ pin: Pin) async throws {
        try await add { contents in
            let all = contents.pin.map(pin.joined) ?? pin
            return [("pin", all.text), ("anchor", anchor.mark)]
        }
    }

    /// Remembers group keys beside those that another replica has opened since, as a text that only
    /// the key `active` opens; false if that is not the agent's own any more.
    func keep(groupKeys text: String, to active: PublicKey) async throws -> Bool {
        try await add { contents in
            guard contents.keys.active == active else { return nil }
            return [("group-keys", GroupKeyFile.joined(text, contents.groupKeys))]
        }
    }

    /// Remembers which commit of which repository is in force.
    func keep(commit text: String) async throws {
        try await add { $0.commit == text ? nil : [("commit", text)] }
    }

    /// Writes what `texts` makes of what is remembered, over exactly that; false if it makes nothing.
    ///
    /// A replica that leads no more may come late with what it knew.
    @discardableResult
    private func add(
        _ texts: (Contents) -> [(name: String, text: String?)]?
    ) async throws -> Bool {
        var tries = 0
        while true {
            let contents = try await read()
            guard let texts = texts(contents) else { return false }
            do throws(APIError) {
                try await keep(texts, of: contents.version)
                return true
            } catch {
                tries += 1
                guard error.kind == .conflict, tries < 5 else { throw error }
            }
        }
    }

    /// Remembers which key is the agent's own; refused if another replica was faster.
    func keep(active: PublicKey, of version: String) async throws(APIError) {
        try await keep([("active", active.text)], of: version)
    }

    /// Remembers what became of the agent's keys; refused if another replica was faster.
    func keep(_ keys: KeyMemory, of version: String) async throws(APIError) {
        try await keep(
            [
                ("active", keys.active?.text), ("next", keys.next?.text),
                ("publication", keys.published?.text),
            ],
            of: version
        )
    }

    private func keep(
        _ texts: [(name: String, text: String?)],
        of version: String
    ) async throws(APIError) {
        var json = JSONWriter()
        json.object { json in
            json.member("metadata") { json in
                json.object { json in json.member("resourceVersion", version) }
            }
            json.member("data") { json in
                json.object { json in
                    for item in texts {
                        if let text = item.text {
                            json.member(item.name, base64: text.utf8.span.raw)
                        } else {
                            json.member(item.name, .null)
                        }
                    }
                }
            }
        }
        _ = try await client.patch(
            .secrets,
            Self.name,
            in: namespace,
            json.take(),
            manager: SecretMetadata.manager
        )
    }
}

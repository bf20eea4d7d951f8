internal import Fleet
internal import JSON
internal import Payloads
internal import Reconciling
internal import Sealing

/// The bodies of requests about one Secret; those with values are wiped when they are dropped.
enum SecretBody {
    /// On what condition a Secret is written.
    enum Condition: Sendable {
        /// It must not be there.
        case absent
        /// It must be there, in this version.
        case version(SecretVersion)
    }

    /// The whole Secret, for server-side apply.
    static func applied(
        _ name: SecretName,
        _ write: Write,
        _ opened: HeldOpenedSecret,
        _ condition: Condition
    ) -> Payload {
        var json = JSONWriter(capacity: 2_048)
        json.object { json in
            json.member("apiVersion", "v1")
            json.member("kind", "Secret")
            json.member("metadata") { json in
                json.object { json in
                    metadata(name, condition, &json)
                    texts("labels", write.labels, &json)
                    texts("annotations", write.annotations, &json)
                }
            }
            json.member("type", write.type)
            if write.immutable { json.member("immutable", true) }
            json.member("data") { json in
                json.object { json in
                    for item in opened.secret.items {
                        value(item, of: opened.secret, &json)
                    }
                }
            }
        }
        return json.take()
    }

    private static func value(
        _ item: OpenedSecret.Item,
        of secret: borrowing OpenedSecret,
        _ json: inout JSONWriter
    ) {
        json.member(item.key, base64: secret.value(item))
    }

    private static func metadata(
        _ name: SecretName,
        _ condition: Condition,
        _ json: inout JSONWriter
    ) {
        json.member("name", name.name)
        json.member("namespace", name.namespace)
        switch condition {
        case .absent:
            // Server-side apply has no "only if absent". A grace period is dropped where the object
            // is made and refused as a change of an immutable field where it is there.
            json.member("deletionGracePeriodSeconds", Self.gracePeriod)
        case .version(let version):
            json.member("uid", version.uid)
            json.member("resourceVersion", version.resourceVersion)
        }
    }

    /// No object is deleted with so many seconds.
    private static let gracePeriod = 86_399

    private static func texts(
        _ name: String,
        _ texts: [(key: String, value: String)],
        _ json: inout JSONWriter
    ) {
        json.member(name) { json in
            json.object { json in for text in texts { json.member(text.key, text.value) } }
        }
    }

    /// The name under which it is tried whether a Secret would be accepted.
    static func trial(of name: SecretName) -> SecretName {
        SecretName(name.namespace, "fleetseal-trial-" + shortened(name.name, to: 200))
    }

    /// A name of at most `limit` bytes that no other one has, and that ends as a name may.
    static func shortened(_ name: String, to limit: Int) -> String {
        guard name.utf8.count > limit else { return name }
        let digest = Hash.digest("fleetseal/agent/name/v1", Array(name.utf8))
        let end = Base32.encode(digest.bytes.prefix(10))
        return "\(name.prefix(limit - end.utf8.count - 2))-x\(end)"
    }

    /// What takes fields of others off a Secret, as a merge patch.
    static func stripped(_ strip: Strip, _ version: SecretVersion) -> Payload {
        var json = JSONWriter()
        json.object { json in
            json.member("metadata") { json in
                json.object { json in
                    json.member("uid", version.uid)
                    json.member("resourceVersion", version.resourceVersion)
                    if strip.ownerReferences { json.member("ownerReferences", .null) }
                    nulls("labels", strip.labels, &json)
                    nulls("annotations", strip.annotations, &json)
                }
            }
            nulls("data", strip.keys, &json)
        }
        return json.take()
    }

    private static func nulls(_ name: String, _ keys: [String], _ json: inout JSONWriter) {
        guard !keys.isEmpty else { return }
        json.member(name) { json in
            json.object { json in for key in keys { json.member(key, .null) } }
        }
    }
}

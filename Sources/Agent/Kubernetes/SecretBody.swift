internal import Fleet
internal import JSON
internal import Payloads
internal import Reconciling
internal import Sealing

/// The bodies of requests about one Secret; those with values are wiped when they are dropped.
enum SecretBody {
    /// The whole Secret, to be created; of a `version` that is there, to be put in its place, without
    /// what is to be removed.
    static func whole(
        _ name: SecretName,
        _ write: Write,
        _ opened: HeldOpenedSecret,
        version: SecretVersion? = nil,
        without removal: Removal = Removal()
    ) -> Payload {
        var json = JSONWriter(capacity: 2_048)
        json.object { json in
            json.member("apiVersion", "v1")
            json.member("kind", "Secret")
            json.member("metadata") { json in
                json.object { json in
                    json.member("name", name.name)
                    json.member("namespace", name.namespace)
                    json.member("uid", version?.uid)
                    json.member("resourceVersion", version?.resourceVersion)
                    if removal.ownerReferences { json.member("ownerReferences", .null) }
                    texts("labels", write.labels, removal.labels, &json)
                    texts("annotations", write.annotations, removal.annotations, &json)
                }
            }
            json.member("type", write.type)
            if write.immutable { json.member("immutable", true) }
            json.member("data") { json in
                json.object { json in
                    for item in opened.secret.items {
                        value(item, of: opened.secret, &json)
                    }
                    for key in removal.keys { json.member(key, .null) }
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

    private static func texts(
        _ name: String,
        _ texts: [(key: String, value: String)],
        _ removed: [String],
        _ json: inout JSONWriter
    ) {
        json.member(name) { json in
            json.object { json in
                for text in texts { json.member(text.key, text.value) }
                for key in removed { json.member(key, .null) }
            }
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

    /// What takes fields off a Secret, as a merge patch.
    static func stripped(_ removal: Removal, _ version: SecretVersion) -> Payload {
        var json = JSONWriter()
        json.object { json in
            json.member("metadata") { json in
                json.object { json in
                    json.member("uid", version.uid)
                    json.member("resourceVersion", version.resourceVersion)
                    if removal.ownerReferences { json.member("ownerReferences", .null) }
                    nulls("labels", removal.labels, &json)
                    nulls("annotations", removal.annotations, &json)
                }
            }
            nulls("data", removal.keys, &json)
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

internal import JSON

/// Something that happened to an object, for those who look at it with `kubectl describe`.
package struct EventRecord: Sendable {
    /// The object that it happened to.
    package struct Subject: Sendable {
        package var resource: Resource
        package var name: String
        package var namespace: String?
        package var uid: String
        package var resourceVersion: String

        package init(
            _ resource: Resource,
            _ name: String,
            in namespace: String?,
            uid: String = "",
            resourceVersion: String = ""
        ) {
            self.resource = resource
            self.name = name
            self.namespace = namespace
            self.uid = uid
            self.resourceVersion = resourceVersion
        }
    }

    package var subject: Subject
    /// Whether somebody should look at it.
    package var isWarning: Bool
    /// Why, in CamelCase.
    package var reason: String
    /// What was done, in CamelCase.
    package var action: String
    /// What happened, without secrets; at most 1 kB of it is kept.
    package var note: String

    package init(
        _ subject: Subject,
        isWarning: Bool,
        reason: String,
        action: String,
        note: String
    ) {
        self.subject = subject
        self.isWarning = isWarning
        self.reason = reason
        self.action = action
        self.note = note
    }
}

extension Client {
    /// Writes an event, in the name of the program `controller` and its instance.
    package func record(
        _ event: EventRecord,
        controller: String,
        instance: String,
        at seconds: Int = Timestamp.now
    ) async throws(APIError) {
        let subject = event.subject
        // Where events about objects without a namespace belong.
        let namespace = subject.namespace ?? "default"
        var json = JSONWriter()
        json.object { json in
            json.member("apiVersion", Resource.events.apiVersion)
            json.member("kind", Resource.events.kind)
            json.member("metadata") { json in
                json.object { json in
                    json.member("name", Self.name(of: event))
                    json.member("namespace", namespace)
                }
            }
            json.member("eventTime", Timestamp.text(seconds, microseconds: 0))
            json.member("reportingController", controller)
            json.member("reportingInstance", instance)
            json.member("type", event.isWarning ? "Warning" : "Normal")
            json.member("reason", event.reason)
            json.member("action", event.action)
            json.member("note", Self.shortened(event.note))
            json.member("regarding") { json in
                json.object { json in
                    json.member("apiVersion", subject.resource.apiVersion)
                    json.member("kind", subject.resource.kind)
                    json.member("name", subject.name)
                    json.member("namespace", subject.namespace)
                    if !subject.uid.isEmpty { json.member("uid", subject.uid) }
                    if !subject.resourceVersion.isEmpty {
                        json.member("resourceVersion", subject.resourceVersion)
                    }
                }
            }
        }
        _ = try await create(.events, in: namespace, json.take(), as: .metadata)
    }

    private static func name(of event: EventRecord) -> String {
        let number = String(UInt64.random(in: .min ... .max), radix: 16)
        return String(event.subject.name.prefix(200)) + "." + number
    }

    private static func shortened(_ note: String) -> String {
        guard note.utf8.count > 1_000 else { return note }
        var result = ""
        for character in note {
            guard result.utf8.count + character.utf8.count < 998 else { break }
            result.append(character)
        }
        return result + "…"
    }
}

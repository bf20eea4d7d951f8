internal import JSON
internal import Payloads
internal import Transport

/// What happens to objects from one resource version on, as the server tells it.
///
/// For one reader, who may be slow: then the server waits. Dropped, it ends the request.
package final class Watch {
    private let stream: ResponseStream
    private let operation: Operation
    private var lines = LineSplitter()

    init(_ stream: ResponseStream, _ operation: Operation) {
        self.stream = stream
        self.operation = operation
    }

    /// The next event; nil when the server has ended the watch, which it does every few minutes.
    ///
    /// `gone` is thrown when the server does not know any more what happened in between: the objects
    /// have to be listed again.
    package func next() async throws(APIError) -> WatchEvent? {
        while true {
            if let line = lines.next() {
                if let event = try event(line) { return event }
                continue
            }
            let chunk: Payload?
            do throws(TransportError) {
                chunk = try await stream.next()
            } catch {
                throw APIError(operation, error)
            }
            guard let chunk else { return nil }
            lines.add(chunk)
        }
    }

    private func event(_ line: Payload) throws(APIError) -> WatchEvent? {
        let root: JSONNode
        do throws(JSONError) {
            root = try JSONDocument(line.bytes).root
        } catch {
            throw APIError(operation, error)
        }
        guard let node = root["object"], let type = root["type"] else {
            throw APIError(.unusable, "\(operation): the answer is not an event")
        }
        let object = Object(node)
        switch type.string {
        case "ADDED": return .added(object)
        case "MODIFIED": return .modified(object)
        case "DELETED": return .deleted(object)
        case "BOOKMARK": return .bookmark(object.resourceVersion)
        case "ERROR": throw APIError(operation, status: node, code: node["code"]?.integer)
        // A kind of event that is not known yet tells nothing that we miss.
        default: return nil
        }
    }
}

extension Client {
    /// Watches objects from `version` on.
    package func watch(
        _ resource: Resource,
        _ selection: Selection = Selection(),
        as form: Form = .whole,
        from version: String,
        _ times: WatchTimes = WatchTimes()
    ) async throws(APIError) -> Watch {
        var call = Call(
            operation: Operation("watch", resource, selection.namespace),
            path: resource.path(in: selection.namespace)
        )
        call.query.add("watch", "1")
        call.query.add("resourceVersion", version)
        call.query.add("allowWatchBookmarks", "true")
        call.query.add("timeoutSeconds", String(times.server.components.seconds))
        call.query.add(selection)
        call.accept = form.accept("PartialObjectMetadata")
        call.timeouts = Timeouts(total: nil, idle: times.silence)
        // Of what came and was not read yet.
        call.limit = 1 << 20
        return Watch(try await stream(call), call.operation)
    }
}

/// How long a watch may last.
package struct WatchTimes: Sendable {
    /// After this time the server ends it.
    package var server: Duration
    /// After this time without a byte it is taken for dead.
    ///
    /// Servers write a bookmark each minute.
    package var silence: Duration

    /// Servers end watches after some five minutes, not all at once.
    package init(
        server: Duration = .seconds(Int.random(in: 270...330)),
        silence: Duration = .seconds(100)
    ) {
        self.server = server
        self.silence = silence
    }
}

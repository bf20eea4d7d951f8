internal import CommandLine
internal import Fleet
internal import JSON
internal import Kubernetes
internal import Reconciling
internal import SafeText

extension Command {
    static let breakGlass = Command(
        "break-glass",
        summary: "keep the agent off a Secret for a while",
        arguments: [.required("NAMESPACE/NAME", .document)],
        options: [
            .value("--reason", "TEXT", "why; everybody who may read the Secret's metadata sees it"),
            .value("--for", "TIME", "for how long, such as 30m, 2h, 1h30m; 24h at most"),
            .flag("--end", "end it now"),
        ] + ClusterConnection.options,
        details: """
            Nothing is written to the Secret until the time is over or --end: no change of its \
            document, no healing, no deletion. Then the agent goes on as before. Takes the right to \
            get and patch the Secret; its values are not transferred. Needs no repository.
            """,
        examples: [
            "fleetseal break-glass payments/db --reason \"incident 4711\" --for 2h --context us-east-1",
            "fleetseal break-glass payments/db --end --context us-east-1",
        ]
    ) { invocation in
        try BreakGlassChange(invocation).run()
        return .done
    }
}

/// Begins or ends break-glass of one Secret of one cluster.
struct BreakGlassChange {
    private let name: SecretName
    /// What to write; nothing to end it.
    private let wanted: BreakGlass?
    private let connection: ClusterConnection
    private let terminal: Terminal

    init(_ invocation: Invocation) throws {
        terminal = invocation.terminal
        let title = try SecretStore.Title(parsing: invocation.argument("NAMESPACE/NAME"))
        name = SecretName(title.namespace, title.name)
        wanted = try Self.wanted(invocation)
        connection = try ClusterConnection(invocation)
    }

    private static func wanted(_ invocation: Invocation) throws -> BreakGlass? {
        let (reason, time) = (invocation.value("--reason"), invocation.value("--for"))
        if invocation.flag("--end") {
            guard reason == nil, time == nil else {
                throw UsageError("--end takes neither --reason nor --for")
            }
            return nil
        }
        guard let reason, let time else {
            throw UsageError("--reason and --for are needed, or --end")
        }
        guard let duration = TimeSpan.seconds(of: time) else {
            throw UsageError("--for is not a time", hint: "such as 30m, 2h or 1h30m")
        }
        guard !reason.unicodeScalars.contains(where: { $0.isHarmful || $0 == "\n" })
        else { throw UsageError("--reason has a character that is not text") }
        let now = Moment(seconds: Timestamp.now)
        let wanted = BreakGlass(start: now, end: now + .seconds(duration), reason: reason)
        // As the agent will read it.
        guard case .active(wanted) = BreakGlass.read(wanted.text, at: now) else {
            if case .refused(let why) = BreakGlass.read(wanted.text, at: now) {
                throw UsageError("break-glass with these --reason and --for is refused: \(why)")
            }
            throw UsageError("break-glass with these --reason and --for would be over at once")
        }
        return wanted
    }

    func run() throws {
        let (connection, name, wanted) = (connection, name, wanted)
        let before = try AsynchronousWork.result {
            try await Self.change(connection.client, name, to: wanted)
        }
        let now = Moment(seconds: Timestamp.now)
        if let before, case .active(let old) = BreakGlass.read(before, at: now), let wanted {
            terminal.note(
                "replaces one until \(old.end): \(Terminal.escaped(old.reason))"
                    + (wanted.end < old.end ? " (it ends earlier now)" : "")
            )
        }
        if let wanted {
            terminal.note("nothing is written to Secret \(name) until \(wanted.end)")
        } else if before == nil {
            terminal.note("there is no break-glass on Secret \(name)")
        } else {
            terminal.note("break-glass on Secret \(name) has ended")
        }
    }

    /// Writes or removes the annotation, and gives the one that was there.
    private static func change(
        _ client: Client,
        _ name: SecretName,
        to wanted: BreakGlass?
    ) async throws -> String? {
        let metadata = try await client.get(
            .secrets,
            name.name,
            in: name.namespace,
            as: .metadata
        ).metadata
        let marks = SecretMarks(
            of: name,
            labels: metadata.labels,
            annotations: metadata.annotations
        )
        let before = metadata.annotations[SecretMarks.breakGlass]
        if wanted == nil, before == nil { return nil }
        guard marks != nil || wanted == nil else {
            throw CommandFailure(
                "break glass on Secret \(name): it is not fleetseal's, so nothing is written to it anyway"
            )
        }
        let text: JSONValue = wanted.map { .string($0.text) } ?? .null
        let body = JSONWriter.payload([
            "metadata": [
                "uid": .string(metadata.uid),
                "annotations": .object([.init(SecretMarks.breakGlass, text)]),
            ]
        ])
        _ = try await client.patch(
            .secrets,
            name.name,
            in: name.namespace,
            body,
            manager: "fleetseal-break-glass",
            as: .metadata
        )
        return before
    }
}

internal import Reconciling
internal import Telemetry

/// Every number that the agent keeps; docs/operations.md explains them.
struct AgentMetrics: Sendable {
    let all = Metrics()
    let build: Gauge
    let documents: Gauge
    let ready: Gauge
    let drifted: Gauge
    let strays: Gauge
    let writes: Counter
    let failures: Counter
    let reads: Counter
    let sourceKnown: Gauge
    let lastRead: Gauge
    let cycles: HistogramMetric
    let pruneBlocked: Gauge
    let held: Gauge
    let keys: Gauge
    let keyFailures: Counter
    let hooks: Counter
    let pushes: Counter
    let watching: Gauge
    let leading: Gauge

    init(version: String) {
        build = all.gauge(
            "fleetseal_agent_build_info",
            "Version of the agent, always 1.",
            by: "version",
            [version]
        )
        build.set(1, version)
        documents = all.gauge(
            "fleetseal_agent_documents",
            "Documents of the fleet by the reason of their state.",
            by: "reason",
            Reason.allCases.map(\.rawValue)
        )
        ready = all.gauge(
            "fleetseal_agent_documents_ready",
            "Documents whose Secret is as they last asked for."
        )
        drifted = all.gauge(
            "fleetseal_agent_documents_drifted",
            "Documents whose Secret was changed by somebody else."
        )
        strays = all.gauge(
            "fleetseal_agent_stray_files",
            "Files of the source that stand where a document should and are none."
        )
        writes = all.counter(
            "fleetseal_agent_changes_total",
            "Changes made to Secrets, by their cause.",
            by: "cause",
            Cause.allCases.map(\.rawValue)
        )
        failures = all.counter(
            "fleetseal_agent_change_failures_total",
            "Changes to Secrets that failed and are tried again."
        )
        reads = all.counter(
            "fleetseal_agent_source_reads_total",
            "Times the source was read, by what came of it.",
            by: "result",
            ["complete", "incomplete", "failed"]
        )
        sourceKnown = all.gauge(
            "fleetseal_agent_source_known",
            "Whether the source was fully read the last time it was tried."
        )
        lastRead = all.gauge(
            "fleetseal_agent_source_last_read_timestamp_seconds",
            "When the source was last fully read, in seconds since 1970."
        )
        cycles = all.histogram(
            "fleetseal_agent_cycle_seconds",
            "Time from a sign of change to all of its work done.",
            buckets: [0.001, 0.01, 0.05, 0.1, 0.5, 1, 5, 30]
        )
        pruneBlocked = all.gauge(
            "fleetseal_agent_prune_blocked",
            "Whether Secrets stay because too many documents went at once."
        )
        held = all.gauge(
            "fleetseal_agent_held",
            "Whether nothing is touched, because the fleet or this cluster is not believed."
        )
        keys = all.gauge("fleetseal_agent_keys", "Private keys of the cluster that are loaded.")
        keyFailures = all.counter(
            "fleetseal_agent_key_reload_failures_total",
            "Times keys were changed and could not be read."
        )
        hooks = all.counter(
            "fleetseal_agent_hooks_total",
            "Calls of Git servers, by whether they were authentic.",
            by: "result",
            ["accepted", "refused"]
        )
        pushes = all.counter(
            "fleetseal_agent_publication_pushes_total",
            "Times the publication was compared with its Git reference, by what came of it.",
            by: "result",
            ["pushed", "unchanged", "failed"]
        )
        watching = all.gauge(
            "fleetseal_agent_watching",
            "Whether changes are reported as they happen; if not, they are found by looking."
        )
        leading = all.gauge(
            "fleetseal_agent_leading",
            "Whether this process does the work, or waits for the one that does to end."
        )
        all.addProcess()
    }
}

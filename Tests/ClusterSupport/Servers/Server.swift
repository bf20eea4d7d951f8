import Threads

package import Foundation

/// A server of a test: started, killed, stopped, continued and started again on the same port.
package final class Server: Sendable {
    private let start: Child.Start
    private let name: String
    private let log: String
    private let whyNotReady: @Sendable () async throws -> String?
    private let child: Locked<Child?> = Locked(nil)

    /// Starts it, with what it prints in `log`, and returns once `whyNotReady` has nothing to say.
    package init(
        _ name: String,
        _ start: Child.Start,
        log: String,
        whyNotReady: @escaping @Sendable () async throws -> String?
    ) async throws {
        self.name = name
        self.start = start
        self.log = log
        self.whyNotReady = whyNotReady
        try await restart()
    }

    deinit {
        guard let child = child.withLock({ $0 }) else { return }
        child.signal(SIGKILL)
        try? Guardian.shared.get().forget(child)
    }

    /// Its number, while it runs.
    package var pid: pid_t? { child.withLock { $0?.pid } }

    /// What it printed so far.
    package var printed: String {
        (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
    }

    /// Starts it after `kill`; returns once it is ready.
    package func restart(within limit: Duration = .seconds(120)) async throws {
        try launch()
        try await ready(within: limit)
    }

    /// Starts it after `kill` and does not wait for it to be ready.
    package func launch() throws {
        _ = FileManager.default.createFile(atPath: log, contents: nil)
        guard let file = FileHandle(forUpdatingAtPath: log) else {
            throw Failure("open the log \(log)")
        }
        var start = start
        start.output = file
        start.error = file
        let child = try Child(start)
        try Guardian.shared.get().watch(child)
        self.child.withLock { $0 = child }
    }

    /// Waits until it is ready to serve.
    package func ready(within limit: Duration = .seconds(120)) async throws {
        let clock = ContinuousClock()
        let end = clock.now + limit
        var pause = Duration.milliseconds(20)
        while let reason = try await whyNotReady() {
            if let status = child.withLock({ $0?.status }) {
                throw Failure("\(name) ended with \(status): \(printed.suffix(4_000))")
            }
            guard clock.now < end else {
                throw Failure("\(name) is not ready after \(limit): \(reason)")
            }
            // It gives no other sign than an answer.
            try await Task.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(320))
        }
    }

    /// Ends it as a loss of power would; returns once it is gone.
    package func kill() async { await end(SIGKILL) }

    /// Asks it to end, and returns once it is gone.
    package func terminate() async { await end(SIGTERM) }

    /// Lets it hang: connections stay open, nothing answers.
    package func pause() { signal(SIGSTOP) }

    /// Lets it go on after `pause`.
    package func resume() { signal(SIGCONT) }

    /// Sends it a signal.
    package func signal(_ signal: Int32) { child.withLock { $0?.signal(signal) } }

    private func end(_ signal: Int32) async {
        guard let child = child.withLock({ $0 }) else { return }
        child.signal(signal)
        await child.wait()
        try? Guardian.shared.get().forget(child)
        self.child.withLock { if $0 === child { $0 = nil } }
    }
}

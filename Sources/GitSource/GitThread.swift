internal import Threads

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Runs an actor's jobs one after the other on a thread of their own, where they may block.
///
/// The thread ends when there is nothing left to do, and the next job starts another.
final class GitThread: SerialExecutor {
    private struct Line {
        var jobs: [UnownedJob] = []
        var isRunning = false
    }

    private let line = Locked(Line())

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let mustStart = line.withLock { line in
            line.jobs.append(job)
            defer { line.isRunning = true }
            return !line.isRunning
        }
        if mustStart { start() }
    }

    private func start() {
        while true {
            do throws(SystemThread.Failure) {
                return try SystemThread.detach { self.run() }
            } catch {
                // A job that is dropped would leave its caller waiting for ever.
                usleep(100_000)
            }
        }
    }

    private func run() {
        while let job = next() {
            unsafe job.runSynchronously(on: asUnownedSerialExecutor())
        }
    }

    private func next() -> UnownedJob? {
        line.withLock { line in
            guard line.jobs.isEmpty else { return line.jobs.removeFirst() }
            line.isRunning = false
            return nil
        }
    }
}

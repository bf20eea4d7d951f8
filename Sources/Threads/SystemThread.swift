#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Threads of the operating system, for what blocks: the few that Swift's tasks share are not for that.
package enum SystemThread {
    /// Why no thread could be started: an error number of the system.
    package struct Failure: Error {
        package let code: Int32
    }

    private final class Job {
        let run: () -> Void
        init(_ run: @escaping () -> Void) { self.run = run }
    }

    /// Runs `body` on a thread of its own, which nobody waits for.
    package static func detach(_ body: sending @escaping () -> Void) throws(Failure) {
        _ = pthread_detach(try start(body))
    }

    /// Runs `body` on this thread and on `count - 1` others, and returns when all are done.
    ///
    /// Where the system gives no more threads, fewer do all of it.
    package static func together(_ count: Int, _ body: () -> Void) {
        withoutActuallyEscaping(body) { body in
            var threads: [pthread_t] = []
            for _ in 1..<max(1, count) {
                guard let thread = try? start(body) else { break }
                threads.append(thread)
            }
            body()
            for thread in threads { _ = pthread_join(thread, nil) }
        }
    }

    private static func start(_ body: @escaping () -> Void) throws(Failure) -> pthread_t {
        let argument = unsafe Unmanaged.passRetained(Job(body)).toOpaque()
        var thread = pthread_t()
        let code = unsafe pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<Job>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            },
            argument
        )
        guard code == 0 else {
            unsafe Unmanaged<Job>.fromOpaque(argument).release()
            throw Failure(code: code)
        }
        return thread
    }
}

import Threads

package import Foundation

/// A program that was started and whose end is waited for on a thread of its own.
///
/// Foundation's `Process` is not used: it blocks one of the few threads that tests share.
package final class Child: Sendable {
    /// How a program is started.
    package struct Start: Sendable {
        /// A path, or a name that is looked for.
        package var program: String
        package var arguments: [String]
        package var environment: [String: String]
        package var folder: String
        /// What it reads; nothing if absent.
        package var input: FileHandle?
        package var output: FileHandle?
        package var error: FileHandle?

        package init(
            _ program: String,
            _ arguments: [String],
            environment: [String: String] = Programs.environment,
            folder: String = "/"
        ) {
            self.program = program
            self.arguments = arguments
            self.environment = environment
            self.folder = folder
        }
    }

    private struct State {
        var status: Int32?
        var waiting: [CheckedContinuation<Int32, Never>] = []
    }

    package let pid: pid_t
    private let state = Locked(State())

    /// Starts it in a session of its own, so that a signal to it reaches what it started.
    package init(_ start: Start) throws {
        let program = try Programs.path(of: start.program)
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        for (target, file) in [(0, start.input), (1, start.output), (2, start.error)] {
            if let file {
                unsafe posix_spawn_file_actions_adddup2(
                    &actions,
                    file.fileDescriptor,
                    Int32(target)
                )
            } else {
                unsafe posix_spawn_file_actions_addopen(
                    &actions,
                    Int32(target),
                    "/dev/null",
                    target == 0 ? O_RDONLY : O_WRONLY,
                    0
                )
            }
        }
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        // A blocked or ignored signal would be inherited.
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        unsafe sigaddset(&signals, SIGPIPE)
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        unsafe posix_spawnattr_setflags(
            &attributes,
            Int16(0x80 /* POSIX_SPAWN_SETSID */ | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)
        )
        // Swift does not show the call that would change the folder; `env` becomes the program.
        let arguments = CStrings(["env", "-C", start.folder, program] + start.arguments)
        let environment = CStrings(start.environment.map { "\($0)=\($1)" })
        var pid: pid_t = 0
        let failure = unsafe posix_spawn(
            &pid,
            "/usr/bin/env",
            &actions,
            &attributes,
            arguments.pointers,
            environment.pointers
        )
        guard failure == 0 else {
            throw Failure("start \(program): error \(failure)")
        }
        self.pid = pid
        Thread.detachNewThread { [self] in reap() }
    }

    /// Sends a signal to it and to what it started.
    ///
    /// Does nothing once it has ended.
    package func signal(_ signal: Int32) {
        state.withLock { state in
            // Its number is not given to another program before it was waited for, under this lock.
            if state.status == nil { _ = killpg(pid, signal) }
        }
    }

    /// Its exit status once it has ended, or 128 and the signal that ended it.
    package var status: Int32? { state.withLock { $0.status } }

    /// Waits for its end.
    @discardableResult
    package func wait() async -> Int32 {
        await withCheckedContinuation { continuation in
            let status = state.withLock { state -> Int32? in
                if state.status == nil { state.waiting.append(continuation) }
                return state.status
            }
            if let status { continuation.resume(returning: status) }
        }
    }

    private func reap() {
        var information = unsafe siginfo_t()
        // Waits without taking the number away, so that `signal` never meets a stranger.
        while unsafe waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) != 0, errno == EINTR
        {}
        let waiting = state.withLock { state in
            var status: Int32 = 0
            while unsafe waitpid(pid, &status, 0) < 0, errno == EINTR {}
            state.status = status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
            return state.waiting
        }
        for continuation in waiting {
            continuation.resume(returning: state.withLock { $0.status ?? 0 })
        }
    }
}

/// Strings as C wants them, for the time of one call.
@safe
private final class CStrings {
    @unsafe let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private let count: Int

    init(_ strings: [String]) {
        count = strings.count
        unsafe pointers = .allocate(capacity: count + 1)
        for (index, string) in strings.enumerated() {
            unsafe pointers[index] = strdup(string)
        }
        unsafe pointers[count] = nil
    }

    deinit {
        for index in 0..<count {
            unsafe free(pointers[index])
        }
        unsafe pointers.deallocate()
    }
}

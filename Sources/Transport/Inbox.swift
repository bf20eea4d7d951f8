internal import Threads
internal import CCurl

/// What tasks ask of a loop's thread.
enum Command: Sendable {
    case start(Transfer)
    case cancel(Transfer)
    case resume(Transfer)
    case stop
}

/// Hands commands to a loop's thread and wakes it.
@safe
final class Inbox: Sendable {
    @safe
    private struct State: @unchecked Sendable {
        var commands: [Command] = []
        var isClosed = false
        // The one thing of libcurl that other threads may touch, while the loop has not taken it back.
        var multi: UnsafeMutableRawPointer?
    }

    private let curl: Curl
    private let state = Locked(State())

    init(_ curl: Curl) {
        self.curl = curl
    }

    /// Adds a command; false if the thread has ended and nobody will read it.
    @discardableResult
    func post(_ command: Command) -> Bool {
        state.withLock { state in
            guard !state.isClosed else { return false }
            let isFirst = state.commands.isEmpty
            state.commands.append(command)
            // The thread takes all commands at once, so one call is enough for many.
            if isFirst, let multi = unsafe state.multi {
                unsafe _ = curl.functions.pointee.multi_wakeup(multi)
            }
            return true
        }
    }

    /// All commands since the last call.
    func take() -> [Command] {
        state.withLock { state in
            let taken = state.commands
            state.commands.removeAll(keepingCapacity: true)
            return taken
        }
    }

    /// Says what to wake from now on.
    func use(_ multi: UnsafeMutableRawPointer?) {
        state.withLock { state in unsafe state.multi = multi }
    }

    /// Takes the last commands; every later one is refused.
    func close() -> [Command] {
        state.withLock { state in
            unsafe state.multi = nil
            state.isClosed = true
            return state.commands
        }
    }
}

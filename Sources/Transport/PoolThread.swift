internal import CCurl
internal import Synchronization
internal import Threads

/// The loop of a pool's thread, and all that only this thread touches.
@safe
final class PoolThread {
    private let inbox: Inbox
    private let settings: PoolSettings
    private let curl: Curl
    private let security: Security
    private let multi: MultiHandle
    private var active: [ObjectIdentifier: Transfer] = [:]
    private var waiting: [Transfer] = []
    private var spare: [EasyHandle] = []
    private var nextCheck: ContinuousClock.Instant?
    private var isStopped = false

    private init(
        _ curl: Curl,
        _ inbox: Inbox,
        _ settings: PoolSettings,
        _ security: Security
    ) throws(TransportError) {
        self.inbox = inbox
        self.settings = settings
        self.curl = curl
        self.security = security
        multi = try MultiHandle(curl, settings, inbox)
    }

    /// Starts the thread; it ends when it is told to stop.
    static func start(
        _ curl: Curl,
        _ inbox: Inbox,
        _ settings: PoolSettings,
        _ security: Security
    ) throws(TransportError) {
        let loop = try PoolThread(curl, inbox, settings, security)
        do throws(SystemThread.Failure) {
            try SystemThread.detach { loop.run() }
        } catch {
            throw TransportError(.unusable, "start a thread for connections: error \(error.code)")
        }
    }

    private func run() {
        fleetseal_curl_block_sigpipe()
        while !isStopped {
            for command in inbox.take() { obey(command) }
            startWaiting()
            multi.perform()
            finishEnded()
            endOverdue()
            // What ended may have made room.
            if isStopped || (!waiting.isEmpty && active.count < settings.concurrency) { continue }
            multi.wait(until: nextCheck)
        }
        close()
    }

    private func obey(_ command: Command) {
        switch command {
        case .start(let transfer):
            waiting.append(transfer)
        case .cancel(let transfer):
            let failure = TransportError(.cancelled, "the request was cancelled")
            if transfer.handle != nil {
                end(transfer, failure)
            } else if let place = waiting.firstIndex(where: { $0 === transfer }) {
                waiting.remove(at: place).end(failure)
            }
        case .resume(let transfer):
            guard transfer.isPaused, let handle = transfer.handle else { return }
            transfer.isPaused = false
            transfer.active = .now
            expect(transfer.active + transfer.request.timeouts.idle)
            // Calls the receiver at once with what it would not take.
            handle.resume()
        case .stop:
            isStopped = true
        }
    }

    private func startWaiting() {
        var started = 0
        while started < waiting.count, active.count < settings.concurrency {
            start(waiting[started])
            started += 1
        }
        waiting.removeFirst(started)
    }

    private func start(_ transfer: Transfer) {
        guard !transfer.isCancelled.load(ordering: .acquiring) else {
            transfer.end(TransportError(.cancelled, "the request was cancelled"))
            return
        }
        do throws(TransportError) {
            let handle =
                if let last = spare.popLast() { last } else {
                    try EasyHandle(curl, settings, security)
                }
            try handle.prepare(for: transfer)
            transfer.handle = handle
            transfer.active = .now
            active[ObjectIdentifier(transfer)] = transfer
            expect(transfer.active + transfer.request.timeouts.idle)
            multi.add(handle)
        } catch {
            transfer.end(error)
        }
    }

    private func finishEnded() {
        while let (transfer, code) = multi.nextEnd() {
            end(transfer, transfer.failure ?? transfer.handle?.failure(code))
        }
    }

    private func end(_ transfer: Transfer, _ failure: TransportError?) {
        guard active.removeValue(forKey: ObjectIdentifier(transfer)) != nil,
            let handle = transfer.handle
        else { return }
        multi.remove(handle)
        transfer.handle = nil
        handle.clear()
        if spare.count < min(settings.concurrency, 64) { spare.append(handle) }
        transfer.end(failure)
    }
}

// MARK: - Silence

extension PoolThread {
    private func expect(_ instant: ContinuousClock.Instant) {
        nextCheck = min(nextCheck ?? instant, instant)
    }

    /// Ends the transfers from whose server nothing was heard for too long.
    ///
    /// They are looked at only when the first of them may be overdue.
    private func endOverdue() {
        let now = ContinuousClock.now
        guard let check = nextCheck, check <= now else { return }
        nextCheck = nil
        var overdue: [Transfer] = []
        for transfer in active.values where !transfer.isPaused {
            let end = transfer.active + transfer.request.timeouts.idle
            if end <= now { overdue.append(transfer) } else { expect(end) }
        }
        for transfer in overdue {
            let seconds = transfer.request.timeouts.idle.components.seconds
            transfer.handle?.forbidReuse()
            end(
                transfer,
                TransportError(.timeout, "nothing was heard from the server for \(seconds) s")
            )
        }
    }

    private func close() {
        let failure = TransportError(.cancelled, "the client was closed")
        for transfer in Array(active.values) { end(transfer, failure) }
        for transfer in waiting { transfer.end(failure) }
        for case .start(let transfer) in inbox.close() { transfer.end(failure) }
    }
}

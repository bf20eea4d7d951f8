internal import CCurl

/// libcurl's pool of connections; used by one thread.
@safe
final class MultiHandle {
    private let curl: Curl
    private let inbox: Inbox
    private let multi: UnsafeMutableRawPointer

    init(_ curl: Curl, _ settings: PoolSettings, _ inbox: Inbox) throws(TransportError) {
        guard let multi = unsafe curl.functions.pointee.multi_init() else {
            throw TransportError(.unusable, "start libcurl: out of memory")
        }
        self.curl = curl
        self.inbox = inbox
        unsafe self.multi = multi
        set(CURLMOPT_MAX_HOST_CONNECTIONS, settings.connections)
        // Connections that nobody uses at the moment, kept for the next request.
        set(CURLMOPT_MAXCONNECTS, settings.connections)
        unsafe inbox.use(multi)
    }

    deinit {
        unsafe inbox.use(nil)
        _ = unsafe curl.functions.pointee.multi_cleanup(multi)
    }

    private func set(_ option: CURLMoption, _ value: Int) {
        _ = unsafe fleetseal_curl_multi_set_long(curl.functions, multi, option, value)
    }

    func add(_ handle: EasyHandle) {
        let code = unsafe curl.functions.pointee.multi_add_handle(multi, handle.address)
        precondition(code == CURLM_OK, "a handle is added once")
    }

    func remove(_ handle: EasyHandle) {
        _ = unsafe curl.functions.pointee.multi_remove_handle(multi, handle.address)
    }

    /// Reads and writes what can be without waiting.
    func perform() {
        var running: Int32 = 0
        _ = unsafe curl.functions.pointee.multi_perform(multi, &running)
    }

    /// Waits until there is something to do.
    func wait(until instant: ContinuousClock.Instant?) {
        let longest = 3_600_000
        let milliseconds = instant.map { ContinuousClock.now.duration(to: $0).milliseconds }
        let timeout = Int32(max(0, min(milliseconds ?? longest, longest)))
        _ = unsafe curl.functions.pointee.multi_poll(multi, nil, 0, timeout, nil)
    }

    /// A transfer that has ended, if there is one.
    func nextEnd() -> (Transfer, CURLcode)? {
        let end = unsafe fleetseal_curl_next_end(curl.functions, multi)
        guard let owner = unsafe end.owner else { return nil }
        let transfer = unsafe Unmanaged<Transfer>.fromOpaque(owner).takeUnretainedValue()
        return unsafe (transfer, end.result)
    }
}

internal import CCurl
internal import Payloads

/// libcurl's handle for one request at a time; used by one thread.
@safe
final class EasyHandle {
    private let curl: Curl
    // Holds the certificates that the handle points to.
    private let security: Security
    private let proxy: String?
    private let handle: UnsafeMutableRawPointer
    /// Text in which libcurl explains a failure.
    private let reason: UnsafeMutablePointer<CChar>
    /// The header lines, as libcurl wants them.
    private var lines: UnsafeMutablePointer<curl_slist>?
    /// Where names lead to, if not where they say.
    private var detours: UnsafeMutablePointer<curl_slist>?

    /// A handle with all that the requests of a pool have in common.
    init(_ curl: Curl, _ settings: PoolSettings, _ security: Security) throws(TransportError) {
        guard let handle = unsafe curl.functions.pointee.easy_init() else {
            throw Self.outOfMemory
        }
        self.curl = curl
        self.security = security
        proxy = settings.proxy
        unsafe self.handle = handle
        unsafe reason = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe reason.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        unsafe set(CURLOPT_ERRORBUFFER, pointer: reason)
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_PROTOCOLS, Int(CURLPROTO_HTTP | CURLPROTO_HTTPS))
        let version = settings.isShared ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1
        set(CURLOPT_HTTP_VERSION, Int(version))
        // Most of what is sent and received is small, and every handle has a buffer for each.
        set(CURLOPT_UPLOAD_BUFFERSIZE, 16 << 10)  // the least that there may be
        set(CURLOPT_BUFFERSIZE, 8 << 10)
        // Better wait for a connection that is being made than make another one.
        set(CURLOPT_PIPEWAIT, settings.isShared ? 1 : 0)
        unsafe fleetseal_curl_watch_peer(curl.functions, handle)
        receive()
        secure()
    }

    deinit {
        unsafe curl.functions.pointee.easy_cleanup(handle)
        unsafe curl.functions.pointee.slist_free_all(lines)
        unsafe curl.functions.pointee.slist_free_all(detours)
        unsafe reason.deallocate()
    }

    /// What libcurl knows the handle by.
    @unsafe
    var address: UnsafeMutableRawPointer { unsafe handle }

    /// Goes on with a transfer that was paused.
    func resume() {
        _ = unsafe curl.functions.pointee.easy_pause(handle, CURLPAUSE_CONT)
    }

    /// Has the connection of this transfer closed with it.
    func forbidReuse() {
        set(CURLOPT_FORBID_REUSE, 1)
    }

    /// What it means that the transfer ended with `code`; nil if all went well.
    func failure(_ code: CURLcode) -> TransportError? {
        guard code != CURLE_OK else { return nil }
        var text = unsafe String(cString: reason)
        if text.isEmpty, let general = unsafe curl.functions.pointee.easy_strerror(code) {
            text = unsafe String(cString: general)
        }
        // Theirs are sentences, ours are not.
        if let first = text.first, first.isUppercase, text.dropFirst().first?.isLowercase == true {
            text = first.lowercased() + text.dropFirst()
        }
        return TransportError(Self.kind(of: code), text)
    }

    private static func kind(of code: CURLcode) -> TransportError.Kind {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT:
            .unreachable
        case CURLE_OPERATION_TIMEDOUT: .timeout
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE:
            .untrusted
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL, CURLE_FAILED_INIT,
            CURLE_OUT_OF_MEMORY:
            .unusable
        default: .broken
        }
    }

    private static var outOfMemory: TransportError {
        TransportError(.unusable, "make a request: out of memory")
    }
}

// MARK: - One request

extension EasyHandle {
    /// Sets everything for the request of `transfer`, which has to live until `clear`.
    func prepare(for transfer: Transfer) throws(TransportError) {
        let request = transfer.request
        unsafe reason.pointee = 0
        let owner = unsafe Unmanaged.passUnretained(transfer).toOpaque()
        unsafe set(CURLOPT_PRIVATE, pointer: owner)
        unsafe set(CURLOPT_WRITEDATA, pointer: owner)
        unsafe set(CURLOPT_HEADERDATA, pointer: owner)
        try setAddress(request.url)
        if let body = request.body {
            _ = unsafe fleetseal_curl_set_size(
                curl.functions,
                handle,
                CURLOPT_POSTFIELDSIZE_LARGE,
                curl_off_t(body.count)
            )
            // Not copied: the transfer holds the request.
            unsafe set(CURLOPT_POSTFIELDS, pointer: body.address)
        } else {
            set(CURLOPT_HTTPGET, 1)
        }
        set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        try setLines(of: request)
        set(CURLOPT_CONNECTTIMEOUT_MS, request.timeouts.connect.milliseconds)
        // 0 is for ever.
        let total = request.timeouts.total.map { max(1, $0.milliseconds) }
        set(CURLOPT_TIMEOUT_MS, total ?? 0)
    }

    /// Forgets everything that goes with a transfer.
    func clear() {
        unsafe set(CURLOPT_POSTFIELDS, pointer: nil)
        unsafe set(CURLOPT_HTTPHEADER, pointer: nil)
        unsafe set(CURLOPT_PRIVATE, pointer: nil)
        set(CURLOPT_FORBID_REUSE, 0)
        unsafe set(CURLOPT_CONNECT_TO, pointer: nil)
        unsafe curl.functions.pointee.slist_free_all(lines)
        unsafe curl.functions.pointee.slist_free_all(detours)
        unsafe lines = nil
        unsafe detours = nil
    }

    private func setAddress(_ url: String) throws(TransportError) {
        let address = Address(url)
        let proxy = address?.isLoopback == true ? "" : proxy
        // Without a text, it is what the environment says; an empty one is none at all.
        if let proxy { set(CURLOPT_PROXY, proxy) } else { unsafe set(CURLOPT_PROXY, pointer: nil) }
        guard let name = security.serverName, let address else {
            set(CURLOPT_URL, url)
            return
        }
        // TLS takes the name from the address; only where it leads to is the server's own.
        set(CURLOPT_URL, "\(address.scheme)://\(name):\(address.port)\(address.rest)")
        let detour = "\(name):\(address.port):\(address.host):\(address.port)"
        try unsafe add(detour, to: &detours)
        unsafe set(CURLOPT_CONNECT_TO, pointer: detours)
        try unsafe add("Host: \(address.host):\(address.port)", to: &lines)
    }

    private func setLines(of request: Request) throws(TransportError) {
        // A large body is sent at once: a server that refuses it says so all the same.
        for line in ["Expect:"] + request.headers {
            guard !line.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
                throw TransportError(.unusable, "a header line contains a control character")
            }
            try unsafe add(line, to: &lines)
        }
        if let secret = request.authorization {
            var line = PayloadWriter(capacity: secret.count + 20)
            line.append("Authorization: ")
            line.append(secret.bytes)
            line.append(0)
            let text = line.take()
            try unsafe add(text.address.assumingMemoryBound(to: CChar.self), to: &lines)
        }
        unsafe set(CURLOPT_HTTPHEADER, pointer: lines)
    }

    private func add(
        _ text: UnsafePointer<CChar>,
        to list: inout UnsafeMutablePointer<curl_slist>?
    ) throws(TransportError) {
        guard let added = unsafe curl.functions.pointee.slist_append(list, text) else {
            throw Self.outOfMemory
        }
        unsafe list = added
    }
}

// MARK: - All requests

extension EasyHandle {
    private func receive() {
        _ = unsafe fleetseal_curl_set_function(curl.functions, handle, CURLOPT_WRITEFUNCTION) {
            unsafe Transfer.called($0, $1 * $2, $3) { $0.receive($1) }
        }
        _ = unsafe fleetseal_curl_set_function(curl.functions, handle, CURLOPT_HEADERFUNCTION) {
            unsafe Transfer.called($0, $1 * $2, $3) { transfer, line in
                transfer.receiveLine(line)
                return line.byteCount
            }
        }
    }

    private func secure() {
        set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        set(CURLOPT_SSL_VERIFYPEER, security.acceptsAnyServer ? 0 : 1)
        set(CURLOPT_SSL_VERIFYHOST, security.acceptsAnyServer ? 0 : 2)
        set(CURLOPT_CAINFO_BLOB, security.authorities)
        set(CURLOPT_SSLCERT_BLOB, security.certificate)
        set(CURLOPT_SSLKEY_BLOB, security.key)
        unsafe fleetseal_curl_wipe_tls(curl.functions, handle)
    }

    private func set(_ option: CURLoption, _ value: Int) {
        _ = unsafe fleetseal_curl_set_long(curl.functions, handle, option, value)
    }

    private func set(_ option: CURLoption, _ text: String) {
        _ = unsafe fleetseal_curl_set_text(curl.functions, handle, option, text)
    }

    private func set(_ option: CURLoption, pointer: UnsafeRawPointer?) {
        _ = unsafe fleetseal_curl_set_pointer(curl.functions, handle, option, pointer)
    }

    private func set(_ option: CURLoption, _ blob: Payload?) {
        guard let blob else { return }
        _ = unsafe fleetseal_curl_set_blob(
            curl.functions,
            handle,
            option,
            blob.address,
            blob.count
        )
    }
}

extension Duration {
    /// Whole milliseconds, rounded up.
    var milliseconds: Int {
        Int(components.seconds) * 1_000
            + Int((components.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}

internal import CGit2

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// What C needs for one conversation, at addresses that stay.
@safe
final class ConnectionMemory {
    let place: UnsafeMutablePointer<fleetseal_connection>
    // Whose memory is pointed into.
    private let access: RemoteAccess
    private let cancellation: Cancellation
    private var texts: [UnsafeMutablePointer<CChar>] = unsafe []
    private var blocks: [UnsafeMutableRawPointer] = unsafe []

    init(_ access: RemoteAccess, _ limits: RemoteLimits, _ cancellation: Cancellation) {
        unsafe place = .allocate(capacity: 1)
        unsafe place.initialize(to: fleetseal_connection())
        self.access = access
        self.cancellation = cancellation
        unsafe place.pointee.deadline = fleetseal_now() + limits.time.milliseconds
        unsafe place.pointee.patience = limits.silence.milliseconds
        unsafe place.pointee.most_bytes = UInt64(max(limits.bytes, 0))
        unsafe place.pointee.most_objects = UInt32(clamping: limits.objects)
        unsafe place.pointee.is_cancelled = UnsafePointer(cancellation.flag)
        unsafe place.pointee.url = copy(access.url)
        unsafe place.pointee.host = copy(access.host)
        unsafe place.pointee.port = copy(access.port)
        switch access.channel {
        case .folder: break
        case .web(let web): fill(web)
        case .shell(let shell): fill(shell)
        }
    }

    deinit {
        unsafe fleetseal_connection_clear(place)
        unsafe texts.forEach { unsafe free($0) }
        unsafe blocks.forEach { unsafe free($0) }
        unsafe place.deallocate()
    }

    /// Whether something went wrong that libgit2 may not have noticed.
    var hasFailed: Bool { unsafe place.pointee.failure != fleetseal_no_failure }

    private func fill(_ web: RemoteAccess.Web) {
        if let authorities = web.authorities {
            unsafe place.pointee.authorities = UnsafePointer(
                copy(authorities).assumingMemoryBound(to: CChar.self)
            )
            unsafe place.pointee.authorities_size = authorities.count
        }
        unsafe place.pointee.header = web.header?.start
        if let proxy = web.proxy {
            unsafe place.pointee.proxy_host = copy(proxy.host)
            unsafe place.pointee.proxy_port = copy(proxy.port)
        }
    }

    private func fill(_ shell: RemoteAccess.Shell) {
        unsafe place.pointee.is_ssh = true
        unsafe place.pointee.user = copy(shell.user)
        unsafe place.pointee.path = copy(shell.path)
        unsafe place.pointee.private_key = shell.key.start
        unsafe place.pointee.private_key_size = shell.key.count
        unsafe place.pointee.passphrase = shell.passphrase?.start
        var algorithms: [String] = []
        for key in shell.hostKeys where !algorithms.contains(key.algorithm) {
            algorithms.append(key.algorithm)
        }
        unsafe place.pointee.host_key_algorithms = copy(algorithms.joined(separator: ","))
        let keys = UnsafeMutablePointer<fleetseal_host_key>.allocate(
            capacity: max(shell.hostKeys.count, 1)
        )
        for (index, key) in shell.hostKeys.enumerated() {
            unsafe (keys + index).initialize(
                to: fleetseal_host_key(
                    bytes: copy(key.bytes).assumingMemoryBound(to: UInt8.self),
                    count: key.bytes.count
                )
            )
        }
        unsafe blocks.append(UnsafeMutableRawPointer(keys))
        unsafe place.pointee.host_keys = UnsafePointer(keys)
        unsafe place.pointee.host_key_count = shell.hostKeys.count
    }

    private func copy(_ text: String) -> UnsafePointer<CChar>? {
        guard let copied = unsafe strdup(text) else { return nil }
        unsafe texts.append(copied)
        return unsafe UnsafePointer(copied)
    }

    private func copy(_ bytes: [UInt8]) -> UnsafeMutableRawPointer {
        let block = UnsafeMutableRawPointer.allocate(byteCount: max(bytes.count, 1), alignment: 16)
        unsafe block.copyMemory(from: bytes, byteCount: bytes.count)
        unsafe blocks.append(block)
        return unsafe block
    }
}

extension Duration {
    /// Whole milliseconds.
    var milliseconds: Int64 {
        let parts = components
        return parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000
    }
}

internal import CGit2
internal import Files

/// One connection to a Git server: asks for its references, then downloads or uploads, on one thread.
///
/// It blocks for as long as its limits allow.
@safe
package final class Conversation {
    private let git2: Git2
    private let connection: ConnectionMemory
    // Kept for as long as libgit2's remote points into it.
    private let repository: Repository
    private var remote: OpaquePointer?
    private let name: String

    /// Connects and makes the server list its references.
    ///
    /// `name` is how messages call the server. It lists, and takes, what whoever `uploads` may see and
    /// write.
    package init(
        _ name: String,
        _ access: RemoteAccess,
        _ limits: RemoteLimits,
        _ cancellation: Cancellation,
        into repository: Repository,
        uploads: Bool = false
    ) throws(RemoteError) {
        git2 = repository.git2
        self.name = name
        self.repository = repository
        connection = ConnectionMemory(access, limits, cancellation)
        unsafe remote = nil
        let place = unsafe connection.place
        let result = unsafe repository.lend { [git2] repository -> (OpaquePointer?, Int32) in
            var made: OpaquePointer?
            unsafe fleetseal_enter(place)
            defer { fleetseal_leave() }
            let code = unsafe git2.withFunctions {
                unsafe fleetseal_remote_connect($0, place, repository, uploads, &made)
            }
            return unsafe (made, code)
        }
        guard unsafe result.1 == 0, unsafe result.0 != nil, !connection.hasFailed else {
            throw unsafe RemoteError("connect to \(name)", code: result.1, place, git2)
        }
        unsafe remote = result.0
    }

    deinit {
        guard let remote = unsafe remote else { return }
        let place = unsafe connection.place
        unsafe fleetseal_enter(place)
        // Whether the goodbye arrived makes no difference.
        _ = unsafe git2.functions.remote_disconnect(remote)
        unsafe git2.functions.remote_free(remote)
        fleetseal_leave()
    }

    /// Bytes that came from the server.
    package var received: Int { unsafe Int(connection.place.pointee.received) }

    /// What the server listed when it was connected to.
    package func references() throws(RemoteError) -> [RemoteReference] {
        var heads: UnsafeMutablePointer<UnsafePointer<git_remote_head>?>?
        var count = 0
        let code = unsafe git2.functions.remote_ls(&heads, &count, remote)
        guard code == 0 else {
            throw unsafe RemoteError(
                "list references of \(name)",
                code: code,
                connection.place,
                git2
            )
        }
        var found: [RemoteReference] = []
        for index in 0..<count {
            guard let head = unsafe heads?[index], let name = unsafe head.pointee.name else {
                continue
            }
            found.append(
                RemoteReference(
                    name: unsafe String(cString: name),
                    id: ObjectID(unsafe head.pointee.oid)
                )
            )
        }
        return found
    }

    /// Downloads what a reference needs and this repository lacks.
    ///
    /// The reference itself is not made: that is for those who have looked at what came.
    package func download(_ reference: String) throws(RemoteError) {
        let place = unsafe connection.place
        let remote = unsafe remote
        let code = unsafe repository.lend { [git2] _ -> Int32 in
            guard let remote = unsafe remote else { return -1 }
            unsafe fleetseal_enter(place)
            defer { fleetseal_leave() }
            return unsafe git2.withFunctions {
                unsafe fleetseal_remote_download(
                    $0,
                    place,
                    remote,
                    "+\(reference):refs/fleetseal/downloaded"
                )
            }
        }
        guard code == 0, !connection.hasFailed else {
            throw unsafe RemoteError("download from \(name)", code: code, place, git2)
        }
    }

    /// Uploads a reference of this repository and what it needs, and puts it in place of the server's
    /// of the same name, whatever that was.
    ///
    /// Only for a conversation that uploads. Unless the server says of the reference that it was moved,
    /// it is an error.
    package func upload(_ reference: String) throws(RemoteError) {
        let place = unsafe connection.place
        let remote = unsafe remote
        let code = unsafe repository.lend { [git2] _ -> Int32 in
            guard let remote = unsafe remote else { return -1 }
            unsafe fleetseal_enter(place)
            defer { fleetseal_leave() }
            return unsafe git2.withFunctions {
                unsafe fleetseal_remote_upload($0, place, remote, "+\(reference):\(reference)")
            }
        }
        guard code == 0, !connection.hasFailed else {
            throw unsafe RemoteError("push to \(name)", code: code, place, git2)
        }
    }
}

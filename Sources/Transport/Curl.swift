internal import CCurl

/// libcurl, loaded when it is first needed.
@safe
struct Curl: @unchecked Sendable {
    // Written once, before anybody sees it, and never freed: the library's functions are the same
    // for all threads.
    let functions: UnsafePointer<fleetseal_curl>

    private static let loaded: Result<Curl, TransportError> = load()

    static func get() throws(TransportError) -> Curl {
        try loaded.get()
    }

    private static func load() -> Result<Curl, TransportError> {
        let place = UnsafeMutablePointer<fleetseal_curl>.allocate(capacity: 1)
        if let reason = unsafe fleetseal_curl_load(place) {
            let file = unsafe String(cString: fleetseal_curl_file)
            return .failure(
                TransportError(
                    .unusable,
                    "load \(file): \(unsafe String(cString: reason))",
                    hint: "requests are made with libcurl; on Debian: apt-get install libcurl4"
                )
            )
        }
        return unsafe .success(Curl(functions: UnsafePointer(place)))
    }
}

internal import CMicroHTTPD

/// libmicrohttpd, loaded when the first server starts.
@safe
final class MicroHTTPD: @unchecked Sendable {
    /// Filled once, never written after and never freed.
    let functions: UnsafeMutablePointer<fleetseal_mhd>

    static let loaded: Result<MicroHTTPD, HTTPServer.StartError> = {
        let functions = UnsafeMutablePointer<fleetseal_mhd>.allocate(capacity: 1)
        if let reason = unsafe fleetseal_mhd_load(functions) {
            let text = unsafe String(cString: reason)
            return .failure(
                HTTPServer.StartError(description: "load libmicrohttpd: \(text)")
            )
        }
        return .success(unsafe MicroHTTPD(functions))
    }()

    private init(_ functions: UnsafeMutablePointer<fleetseal_mhd>) {
        unsafe self.functions = functions
    }
}

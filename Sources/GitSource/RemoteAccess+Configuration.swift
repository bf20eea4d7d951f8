internal import Git

extension RemoteAccess {
    /// How to reach a configured repository; an error if that cannot work.
    init(_ configuration: GitConfiguration) throws(GitSourceError) {
        let address = configuration.address
        self.init(
            url: address.description,
            host: address.host,
            port: "\(address.port)",
            channel: .folder
        )
    }
}

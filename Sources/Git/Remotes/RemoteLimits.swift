/// How far one conversation with a server may go.
package struct RemoteLimits: Sendable, Equatable {
    /// From its beginning to its end.
    package var time: Duration
    /// Without a single byte from the server.
    package var silence: Duration
    /// Received from the server.
    package var bytes: Int
    /// Commits, folders and files together in one transfer.
    package var objects: Int

    package init(
        time: Duration = .seconds(120),
        silence: Duration = .seconds(30),
        bytes: Int = 1 << 30,
        objects: Int = 5_000_000
    ) {
        self.time = time
        self.silence = silence
        self.bytes = bytes
        self.objects = objects
    }
}

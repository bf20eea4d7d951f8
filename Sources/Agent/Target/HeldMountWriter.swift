internal import Files
internal import Fleet
internal import Reconciling
internal import Sealing

/// A version that waits for the disk, kept in a list until then.
final class HeldMountWriter {
    let writer: MountWriter

    init(_ writer: consuming MountWriter) { self.writer = writer }
}

/// Opened values on their way to the target, wiped when the last reference goes.
final class HeldOpenedSecret {
    let secret: OpenedSecret
    /// Of the document that they were opened from.
    let source: Digest
    let contents: ContentDigest

    init(_ secret: consuming OpenedSecret, source: Digest, contents: ContentDigest) {
        self.secret = secret
        self.source = source
        self.contents = contents
    }
}

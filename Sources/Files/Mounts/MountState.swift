/// What stands in the place of a mount.
package enum MountState: Equatable, Sendable {
    /// Nothing, or what an interrupted write left.
    case absent
    /// Something that no mount of ours is; what, in a few words.
    case foreign(String)
    /// A mount with its owner's note and what was changed about it since it was written; `mark` is
    /// another one after every change.
    case mounted(note: String, faults: [MountFault], mark: String)
}

/// Something about a mount that is not as it was written.
package enum MountFault: Hashable, Sendable {
    /// The key's file was written to, replaced or given another mode, or only copied elsewhere.
    case changed(key: String)
    /// The key's file or its link is gone.
    case missing(key: String)
    /// A name that was not written, beside the keys.
    case added(name: String)
}

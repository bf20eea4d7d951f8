/// The next thing to do for one Secret.
///
/// Whoever does it reports what came of it to the `Inventory` and asks for the next one.
package enum Action: Sendable {
    /// Open the document's values; nothing is written.
    case open
    /// Read the Secret once: contents, type, whether it is immutable.
    case look
    /// Create it; fails if it is there.
    case create(Write)
    /// Make it what is to be written, and take off it what is not, at once and on condition of the
    /// version.
    case update(Write, Removal, SecretVersion)
    /// Take fields off it, on condition of the version.
    case strip(Removal, Cause, SecretVersion)
    /// Write it and make all that is written ours, be it the same as before, on condition of the
    /// version. (An update makes those fields ours that it changes.)
    case adopt(Write, SecretVersion)
    /// Delete it on condition of the version, then create it, after a dry run of the creation under
    /// another name: for what cannot be changed in place.
    case replace(Write, SecretVersion)
    /// Delete it on condition of the version.
    case delete(SecretVersion)
    /// Write the token into the workloads' templates, then strip `SecretMarks.restart`.
    case restart([String], token: String, SecretVersion)

    /// Whether the document's values have to be opened for it.
    var needsValues: Bool {
        switch self {
        case .open, .create, .update, .adopt, .replace: true
        case .look, .strip, .delete, .restart: false
        }
    }

    /// Whether it changes anything in the target.
    package var isWrite: Bool {
        switch self {
        case .open, .look: false
        case .create, .update, .strip, .adopt, .replace, .delete, .restart: true
        }
    }

    /// Why it changes something; absent where it does not.
    package var cause: Cause? {
        switch self {
        case .open, .look: nil
        case .create(let write), .update(let write, _, _), .adopt(let write, _),
            .replace(let write, _):
            write.cause
        case .strip(_, let cause, _): cause
        case .delete: .pruned
        case .restart: .restarted
        }
    }
}

/// The next thing to do for one Secret.
///
/// Whoever does it reports what came of it to the `Inventory` and asks for the next one.
package enum Action: Sendable {
    /// Open the document's values; nothing is written.
    case open
    /// Read the Secret once: contents, type, whether it is immutable.
    case look
    /// Create it; fails if it is there.
    ///
    /// On an API server that is a server-side apply with `resourceVersion: "1"`, which no object
    /// has: it creates what is not there and conflicts with what is. (A plain create would leave an
    /// entry in `managedFields` that keeps later applies from taking keys away.)
    case create(Write)
    /// Take fields of others off it, on condition of the version.
    case strip(Strip, SecretVersion)
    /// Write it by server-side apply, with force, on condition of the version.
    case apply(Write, SecretVersion)
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
        case .open, .create, .apply, .replace: true
        case .look, .strip, .delete, .restart: false
        }
    }

    /// Whether it changes anything in the target.
    package var isWrite: Bool {
        switch self {
        case .open, .look: false
        case .create, .strip, .apply, .replace, .delete, .restart: true
        }
    }

    /// Why it changes something; absent where it does not.
    package var cause: Cause? {
        switch self {
        case .open, .look: nil
        case .create(let write), .apply(let write, _), .replace(let write, _): write.cause
        case .strip(let strip, _): strip.cause
        case .delete: .pruned
        case .restart: .restarted
        }
    }
}

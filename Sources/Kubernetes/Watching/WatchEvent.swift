/// Something that happened to the objects that are watched.
package enum WatchEvent: Sendable {
    /// It is new, or was there before the watch began.
    case added(Object)
    /// It changed.
    case modified(Object)
    /// It is gone; this is its last state.
    case deleted(Object)
    /// Nothing happened up to this resource version.
    case bookmark(String)
}

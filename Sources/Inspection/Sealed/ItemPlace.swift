/// A value's place within a secret.
struct ItemPlace: Hashable, Sendable {
    let group: String
    let key: String
}

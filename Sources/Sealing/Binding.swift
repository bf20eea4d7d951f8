/// The place that a value is sealed for.
///
/// A value that was moved elsewhere does not open. What a wider scope frees does not
/// count: two places that differ only there are equal bindings.
package struct Binding: Hashable, Sendable {
    package let fleet: String
    package let scope: Scope
    package let group: String
    /// Empty when the scope frees it.
    package let namespace: String
    /// Empty when the scope frees it.
    package let name: String
    package let key: String
    package let value: ValueID

    /// Names a place: the item `key` of the Secret `namespace`/`name`, in the layer for `group`.
    package init(
        fleet: String,
        scope: Scope,
        group: String,
        namespace: String,
        name: String,
        key: String,
        value: ValueID
    ) {
        self.fleet = fleet
        self.scope = scope
        self.group = group
        self.namespace = scope == .any ? "" : namespace
        self.name = scope == .strict ? name : ""
        self.key = key
        self.value = value
    }

    /// What is sealed beside the value and compared after opening.
    package var digest: Digest {
        Digest { output in append(to: &output) }
    }

    /// Compares bytes, as the digest does, where `String` would compare what they look like.
    package static func == (left: Binding, right: Binding) -> Bool {
        left.scope == right.scope && left.value == right.value
            && left.fleet.utf8.elementsEqual(right.fleet.utf8)
            && left.group.utf8.elementsEqual(right.group.utf8)
            && left.namespace.utf8.elementsEqual(right.namespace.utf8)
            && left.name.utf8.elementsEqual(right.name.utf8)
            && left.key.utf8.elementsEqual(right.key.utf8)
    }

    /// Appends the 32 bytes of the digest.
    func append(to output: inout OutputRawSpan) {
        Hash.append("fleetseal/value/v1", to: &output) { input in
            input.append(fleet)
            input.append(scope.rawValue)
            input.append(group)
            input.append(namespace)
            input.append(name)
            input.append(key)
            input.append(value.text)
        }
    }
}

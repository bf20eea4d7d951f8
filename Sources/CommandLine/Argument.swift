/// A positional argument of a command.
package struct Argument: Hashable, Sendable {
    /// How many values an argument takes.
    enum Count: Hashable, Sendable {
        case one
        case optional
        case many(atLeast: Int)
    }

    /// The name in usage lines and for `Invocation`: upper case, `CLUSTER`.
    package let name: String
    let count: Count
    let kind: ValueKind

    /// An argument that has to be there.
    package static func required(_ name: String, _ kind: ValueKind = .text) -> Argument {
        Argument(name: name, count: .one, kind: kind)
    }

    /// An argument that may be left out.
    package static func optional(_ name: String, _ kind: ValueKind = .text) -> Argument {
        Argument(name: name, count: .optional, kind: kind)
    }

    /// The last argument of a command, as often as it is given, and at least `atLeast` times.
    package static func many(
        _ name: String,
        _ kind: ValueKind = .text,
        atLeast: Int = 0
    ) -> Argument {
        Argument(name: name, count: .many(atLeast: atLeast), kind: kind)
    }
}

extension Argument {
    /// The argument as a usage line shows it.
    var usage: String {
        switch count {
        case .one: name
        case .optional: "[\(name)]"
        case .many(atLeast: 0): "[\(name)...]"
        case .many: "\(name)..."
        }
    }

    var isRequired: Bool {
        switch count {
        case .one: true
        case .optional: false
        case .many(let least): least > 0
        }
    }

    var isMany: Bool {
        if case .many = count { true } else { false }
    }
}

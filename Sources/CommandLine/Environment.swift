#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The variables a command may look at, one by one.
///
/// Nothing copies the whole environment: it may hold secrets of other programs.
package struct Environment: Sendable {
    private let lookup: @Sendable (String) -> String?

    /// The variables of this process.
    package static let process = Environment { name in
        unsafe getenv(name).flatMap { unsafe String(validatingCString: $0) }
    }

    private init(lookup: @escaping @Sendable (String) -> String?) {
        self.lookup = lookup
    }

    /// Exactly these variables.
    package init(_ variables: [String: String]) {
        lookup = { variables[$0] }
    }

    /// The variable's value, nil if it is unset or empty: no variable of ours means anything when
    /// empty, and `NO_COLOR` asks to be ignored then.
    package subscript(name: String) -> String? {
        lookup(name).flatMap { $0.isEmpty ? nil : $0 }
    }
}

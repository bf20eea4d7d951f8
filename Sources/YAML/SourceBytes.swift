/// The bytes of a file that was read, wherever they are kept.
enum SourceBytes: ~Copyable, Sendable {
    /// An array that the caller had anyway: neither copied nor wiped.
    case shared([UInt8])
    /// A copy of our own, wiped when it is dropped.
    case wiped(WipedBytes)

    var count: Int {
        switch self {
        case .shared(let bytes): bytes.count
        case .wiped(let bytes): bytes.count
        }
    }

    /// The bytes, for as long as `self` is borrowed.
    var span: Span<UInt8> {
        @_lifetime(borrow self)
        borrowing get {
            switch self {
            case .shared(let bytes): unsafe _overrideLifetime(bytes.span, borrowing: self)
            case .wiped(let bytes): unsafe _overrideLifetime(bytes.span, borrowing: self)
            }
        }
    }

    /// The bytes in `range`, for as long as the caller keeps the owner of `self` alive.
    ///
    /// Where a class owns `self`, the compiler lends no longer than for one access.
    @unsafe @_lifetime(immortal)
    borrowing func unguarded(_ range: Range<Int>) -> Span<UInt8> {
        let bytes = span.extracting(range)
        return unsafe _overrideLifetime(bytes, copying: ())
    }

    /// The bytes as an array: the caller's own one where it is shared, else a copy.
    var array: [UInt8] {
        switch self {
        case .shared(let bytes): bytes
        case .wiped(let bytes): bytes.span.array
        }
    }
}

import CSodium
internal import Threads

/// Pages of sodium memory that were in use and are wiped: to make one takes nine system calls.
///
/// As many are kept as an agent has documents open at a time.
enum SparePages {
    /// One page, less the 16 bytes that libsodium puts in front.
    static let capacity = 4_080

    /// A page that nobody else knows of.
    @safe
    struct Page: @unchecked Sendable {
        let start: UnsafeMutableRawPointer
    }

    private static let limit = 24
    private static let pages = Locked<[Page]>([])

    /// A wiped page, if one is there.
    static func take() -> Page? { pages.withLock { $0.popLast() } }

    /// Wipes a page and keeps it; false if there are enough.
    static func keep(_ page: Page) -> Bool {
        unsafe sodium_memzero(page.start, capacity)
        return pages.withLock { pages in
            guard pages.count < limit else { return false }
            pages.append(page)
            return true
        }
    }
}

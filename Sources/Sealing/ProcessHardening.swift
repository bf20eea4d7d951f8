import CSodium

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What keeps the memory of this process to itself.
package enum ProcessHardening {
    /// Forbids core dumps and, on Linux, looking into this process.
    ///
    /// Other processes of the same user can then neither trace it nor read its memory. Children
    /// inherit the limit on core dumps, and the rest until they `exec`. To be called once, before
    /// there are secrets.
    ///
    /// - Returns: Whether all of it took effect.
    @discardableResult
    package static func apply() -> Bool {
        let isUndumpable = process_forbid_dumps() == 0
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        #if canImport(Glibc)
            let limited = unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        #else
            let limited = unsafe setrlimit(RLIMIT_CORE, &none)
        #endif
        return isUndumpable && limited == 0
    }
}

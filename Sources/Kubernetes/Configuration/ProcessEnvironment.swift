#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// The variables that this process was started with.
package enum ProcessEnvironment {
    /// The value of the variable `name`.
    package static func value(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(cString: value)
    }
}

import Threads
import Foundation

/// Ports of the loopback interface that nothing else uses.
package enum Port {
    // Below those that the kernel gives to clients, which would take one between `free` and its use.
    private static let range = 20_000..<32_000
    private static let given = Locked<Set<Int>>([])

    /// A port that nobody listens on and that was not given before.
    package static func free() throws -> Int {
        for _ in 0..<100 {
            let port = Int.random(in: range)
            if given.withLock({ $0.insert(port).inserted }), canBind(port) { return port }
        }
        throw Failure("no free port between \(range.lowerBound) and \(range.upperBound)")
    }

    /// Whether somebody accepts connections there.
    package static func answers(_ port: Int) -> Bool {
        unsafe withSocket(port) { unsafe connect($0, $1, $2) }
    }

    private static func canBind(_ port: Int) -> Bool {
        unsafe withSocket(port) { unsafe bind($0, $1, $2) }
    }

    private static func withSocket(
        _ port: Int,
        _ call: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        return unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe call(descriptor, $0, size) == 0
            }
        }
    }
}

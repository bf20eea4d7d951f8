internal import CGit2

/// The name of a commit, a tree or a file's content in Git.
package struct ObjectID: Hashable, Sendable, CustomStringConvertible {
    private let high: UInt64
    private let middle: UInt64
    private let low: UInt32

    init(_ id: git_oid) {
        (high, middle, low) = unsafe withUnsafeBytes(of: id) { bytes in
            unsafe (
                bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
                bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
                bytes.loadUnaligned(fromByteOffset: 16, as: UInt32.self)
            )
        }
    }

    /// From its forty digits.
    package init?(digits: some Collection<UInt8>) {
        let values = digits.compactMap { UInt8(String(UnicodeScalar($0)), radix: 16) }
        guard values.count == 40, digits.count == 40 else { return nil }
        var id = git_oid()
        unsafe withUnsafeMutableBytes(of: &id) { bytes in
            for index in 0..<20 {
                unsafe bytes[index] = values[2 * index] << 4 | values[2 * index + 1]
            }
        }
        self.init(id)
    }

    var raw: git_oid {
        var id = git_oid()
        unsafe withUnsafeMutableBytes(of: &id) { bytes in
            unsafe bytes.storeBytes(of: high, toByteOffset: 0, as: UInt64.self)
            unsafe bytes.storeBytes(of: middle, toByteOffset: 8, as: UInt64.self)
            unsafe bytes.storeBytes(of: low, toByteOffset: 16, as: UInt32.self)
        }
        return id
    }

    /// As trees have it.
    var bytes: [UInt8] { unsafe withUnsafeBytes(of: raw) { unsafe Array($0) } }

    /// All forty digits.
    package var description: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self
        )
    }

    /// The first ten digits, as people name commits.
    package var short: String { String(description.prefix(10)) }
}

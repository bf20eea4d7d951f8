internal import CSimdjson
internal import Payloads

/// A document of JSON that was read strictly, kept as simdjson's flat form.
///
/// Nothing is made of it until it is asked for: a list of thousands of objects is a few arrays.
/// Duplicate names, invalid UTF-8 and integers that fit neither 64 bits with nor without a sign are
/// refused; other numbers are doubles. What it holds is wiped when its last node is dropped.
@safe
package final class JSONDocument: @unchecked Sendable {
    /// The deepest nesting that is accepted, unless told otherwise.
    package static let depth = 128

    // Never written after `init`.
    private let parsed: fleetseal_json

    /// Reads `bytes`, nested at most `depth` deep.
    package init(_ bytes: RawSpan, depth: Int = JSONDocument.depth) throws(JSONError) {
        var parsed = unsafe fleetseal_json()
        let result = unsafe bytes.withUnsafeBytes { buffer in
            unsafe fleetseal_json_parse(buffer.baseAddress, buffer.count, depth, &parsed)
        }
        unsafe self.parsed = parsed
        if result == fleetseal_json_not_loaded { throw Self.notLoaded() }
        if let reason = Self.reason(of: result) { throw JSONError(reason) }
        try root.refuseDuplicates()
    }

    deinit {
        var parsed = unsafe parsed
        unsafe fleetseal_json_free(&parsed)
    }

    /// The outermost value.
    package var root: JSONNode { JSONNode(document: self, index: 1) }

    /// The word at `index` of the tape.
    func word(_ index: Int) -> UInt64 {
        precondition(unsafe index >= 0 && index < parsed.tape_count, "outside the tape")
        return unsafe parsed.tape.unsafelyUnwrapped[index]
    }

    /// The string that starts at `offset`, for as long as `self` is borrowed.
    @_lifetime(borrow self)
    func string(_ offset: Int) -> RawSpan {
        let strings = unsafe UnsafeRawBufferPointer(
            start: parsed.strings,
            count: parsed.strings_count
        )
        let count = unsafe Int(strings.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        let bytes = unsafe strings.bytes.extracting(offset + 4..<offset + 4 + count)
        return unsafe _overrideLifetime(bytes, borrowing: self)
    }

    private static func notLoaded() -> JSONError {
        let reason = unsafe fleetseal_json_load_error().map { unsafe String(cString: $0) }
        return JSONError(
            "simdjson cannot be loaded (on Debian: apt-get install libsimdjson14): \(reason ?? "")"
        )
    }

    private static func reason(of result: fleetseal_json_result) -> String? {
        switch result {
        case fleetseal_json_parsed: nil
        case fleetseal_json_empty: "there is nothing"
        case fleetseal_json_too_deep: "it is nested too deeply"
        case fleetseal_json_not_utf8: "it is not UTF-8"
        case fleetseal_json_bad_number: "a number is malformed or too large"
        case fleetseal_json_bad_string: "a string is malformed"
        case fleetseal_json_out_of_memory: "it is too large"
        default: "it is malformed"
        }
    }
}

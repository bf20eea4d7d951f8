/// Why a text is not a sealed value or a sealed group key, or why what was in it is not one.
///
/// None of it repeats the text: where a sealed value belongs, people paste the secret itself.
package enum ValueTextError: Error, Hashable, Sendable, CustomStringConvertible {
    /// It is of a suite that this version does not know, such as `fs2`.
    case suite(String)
    /// It is not made of the parts that it should be made of.
    case structure
    /// The first id is not a key's.
    case keyID
    /// The second id is not a value's.
    case valueID
    /// The box is not canonical base64.
    case base64
    /// The box has a length that none has.
    case length(Int)
    /// What was in the box is of another kind: a value is 1, a group key 2.
    case kind(UInt8)
    /// What was in the box is not padded as a value is.
    case padding
    /// The seed that was in the box is not that of the group's signed key.
    case foreignKey

    package var description: String {
        switch self {
        case .suite(let name): "unknown suite \(name)"
        case .structure: "it is not a text that fleetseal seals into"
        case .keyID: "the key's id in it is malformed"
        case .valueID: "the value's id in it is malformed"
        case .base64: "the box in it is not canonical base64"
        case .length(let count): "no box has \(count) bytes"
        case .kind(let kind): "the box holds something else (kind \(kind))"
        case .padding: "what is in the box is not padded as a value is"
        case .foreignKey: "the box holds another key than the group's signed one"
        }
    }
}

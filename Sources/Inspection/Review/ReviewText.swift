internal import Documents
internal import Sealing
internal import YAML

/// A document as `git diff` shows it: what is sealed gives way to what a reviewer can tell about it.
///
/// Needs no key and no registry, and judges nothing: Git hands over a file without its path. Two
/// files that differ never look alike: every ciphertext leaves a mark of 80 bits of its hash, only
/// plain scalars are replaced, and a file that has the brackets of a replacement is left as it is.
package enum ReviewText {
    /// The form for review, or the bytes as they are wherever they cannot be read.
    package static func of(_ bytes: [UInt8]) -> [UInt8] {
        guard !bytes.contains(opening.utf8), let file = try? YAMLFile(bytes, limits: limits) else {
            return bytes
        }
        var replacements: [(range: Range<Int>, text: String)] = []
        for document in file.documents {
            switch document["kind"].flatMap({ Kind(rawValue: $0.text) }) {
            case .secret: values(document, &replacements)
            case .group: lines(document, &replacements)
            case .cluster, .fleet, nil: break
            }
        }
        return bytes.replacing(replacements)
    }

    private static let opening = "«"

    private static var limits: ReadingLimits {
        var limits = ReadingLimits()
        limits.bytes = DocumentFile.registryLimit
        return limits
    }

    private static func values(
        _ document: Node,
        _ replacements: inout [(range: Range<Int>, text: String)]
    ) {
        guard let layers = document["spec"]?["layers"] else { return }
        for layer in layers.items {
            guard let group = layer["for"]?.text, Names.isLabel(group), let table = layer["values"]
            else { continue }
            for entry in table.entries where entry.value.style == .plain {
                guard let value = try? SealedValue(parsing: entry.value.utf8) else { continue }
                replacements.append(
                    (
                        entry.value.range,
                        "«sealed to \(group), version \(value.id), key \(value.key), box \(mark(entry.value))»"
                    )
                )
            }
        }
    }

    private static func lines(
        _ document: Node,
        _ replacements: inout [(range: Range<Int>, text: String)]
    ) {
        guard let keys = document["spec"]?["keys"] else { return }
        for key in keys.items {
            guard let table = key["sealedTo"] else { continue }
            for entry in table.entries where entry.value.style == .plain {
                guard (try? SealedGroupKey(parsing: entry.value.utf8)) != nil,
                    let (member, id) = parts(entry.key.text)
                else { continue }
                replacements.append(
                    (entry.value.range, "«line for \(member), key \(id), box \(mark(entry.value))»")
                )
            }
        }
    }

    /// The halves of `cluster.us-east-1/kzyxwvutsrqp`.
    private static func parts(_ line: String) -> (member: String, key: KeyID)? {
        let halves = line.unicodeScalars.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, let member = Member(String(halves[0])),
            let key = KeyID(String(halves[1]))
        else { return nil }
        return (member.text, key)
    }

    /// What tells one ciphertext from another: 16 characters of base32.
    private static func mark(_ node: Node) -> String {
        let digest = Hash.digest("fleetseal/review/v1", Array(node.text.utf8))
        return Base32.encode(digest.bytes.prefix(10))
    }
}

extension [UInt8] {
    /// Whether the bytes of `text` occur.
    fileprivate func contains(_ text: String.UTF8View) -> Bool {
        guard let first = text.first else { return true }
        var start = startIndex
        while let found = self[start...].firstIndex(of: first) {
            if self[found...].starts(with: text) { return true }
            start = found + 1
        }
        return false
    }

    /// Puts texts in place of ranges, which come in order and do not overlap.
    fileprivate func replacing(_ replacements: [(range: Range<Int>, text: String)]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(count)
        var next = 0
        for (range, text) in replacements {
            result += self[next..<range.lowerBound]
            result += text.utf8
            next = range.upperBound
        }
        result += self[next...]
        return result
    }
}

/// Paths as texts: which is below which, and how they are shown to a person.
package enum PathText {
    /// Whether a path is a folder's own, or of something below it; everything is below "".
    package static func isBelow(_ path: String, _ folder: String) -> Bool {
        folder.isEmpty || path.utf8.elementsEqual(folder.utf8)
            || path.utf8.starts(with: (folder + "/").utf8)
    }

    /// Up to three of the paths, escaped, and how many more there are.
    package static func listed(_ paths: [String]) -> String {
        let shown = paths.prefix(3).map(escaped).joined(separator: ", ")
        return paths.count > 3 ? "\(shown) and \(paths.count - 3) more" : shown
    }

    /// How a name that is not UTF-8 is shown, as Git does it: `\377` for each byte that is no text.
    package static func standIn(for name: some Collection<UInt8>) -> String {
        var text = ""
        var rest = Array(name)[...]
        while !rest.isEmpty {
            // No character has more than four bytes.
            let count = (1...min(4, rest.count)).first {
                String(validating: rest.prefix($0), as: UTF8.self) != nil
            }
            if let count {
                text += String(decoding: rest.prefix(count), as: UTF8.self)
            } else if let byte = rest.first {
                text += "\\" + String(Int(byte) | 0o1000, radix: 8).dropFirst()
            }
            rest = rest.dropFirst(count ?? 1)
        }
        return text
    }

    /// Whether a path is written like one with a name that is not UTF-8.
    ///
    /// A file whose name really has a backslash and three digits is not told from those.
    package static func isStandIn(_ path: String) -> Bool {
        guard path.utf8.contains(UInt8(ascii: "\\")) else { return false }
        let bytes = Array(path.utf8)
        return bytes.indices.dropLast(3).contains { start in
            bytes[start] == UInt8(ascii: "\\")
                && (UInt8(ascii: "2")...UInt8(ascii: "3")).contains(bytes[start + 1])
                && bytes[(start + 2)...(start + 3)].allSatisfy {
                    (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0)
                }
        }
    }

    /// The path with everything that a terminal would act on, or not show, as an escape.
    ///
    /// File names come from whoever can write to the repository.
    package static func escaped(_ path: String) -> String {
        guard !path.utf8.allSatisfy({ (0x20..<0x7f).contains($0) }) else { return path }
        var text = ""
        for scalar in path.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse:
                text += "\\u{\(String(scalar.value, radix: 16))}"
            default:
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}

/// Paths as texts: which is below which, and how they are shown to a person.
package enum PathText {
    /// Whether a path is a folder's own, or of something below it; everything is below "".
    package static func isBelow(_ path: String, _ folder: String) -> Bool {
        folder.isEmpty || path.utf8.elementsEqual(folder.utf8)
            || path.utf8.starts(with: (folder + "/").utf8)
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

internal import Documents
internal import Files
internal import Fleet

/// The tracked files that are no documents of the fleet: only looked through.
struct OtherFiles {
    let matches: [PlaintextScan.Match]
    let findings: [Finding]

    init(_ tree: WorkTree, _ tracked: [String]) {
        let paths = tracked.filter { !Self.isRead($0) }
        let stray = StrayCheck(tracked)
        let scan = PlaintextScan()
        let folder = tree.folder
        let results = Workers.map(paths) { path -> ([PlaintextScan.Match], Finding?) in
            // What is gone, or is no file any more, holds nothing; what is too long is not looked at.
            guard let bytes = try? folder.read(path, limit: PlaintextScan.limit) else {
                return ([], nil)
            }
            let finding = Self.isSurveyed(path) ? nil : stray.finding(FileText(path, bytes))
            return (scan.matches(path, bytes), finding)
        }
        matches = results.flatMap(\.0)
        findings = results.compactMap(\.1)
    }

    /// Whether a survey says of this file that its name is not UTF-8.
    private static func isSurveyed(_ path: String) -> Bool {
        PathText.isStandIn(path) && (path.hasPrefix("keys/") || path.hasPrefix("secrets/"))
    }

    /// Whether a survey reads this file anyway.
    private static func isRead(_ path: String) -> Bool {
        guard path.hasSuffix(".yaml"), path.hasPrefix("keys/") || path.hasPrefix("secrets/") else {
            return path.utf8.elementsEqual(FleetDocument.path.utf8)
        }
        return !path.utf8.split(separator: UInt8(ascii: "/")).contains {
            $0.first == UInt8(ascii: ".")
        }
            && (try? Place(path: path)) != nil
    }
}

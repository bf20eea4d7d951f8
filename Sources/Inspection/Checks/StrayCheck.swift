internal import Documents
internal import YAML

/// Documents of a fleet outside its places, where no reader looks and people believe they count.
///
/// What `fleetseal render` wrote is meant to be elsewhere: its folder has a list of its files.
struct StrayCheck: Sendable {
    private let rendered: RenderedFolders

    init(_ paths: [String]) {
        rendered = RenderedFolders(paths)
    }

    func finding(_ file: FileText) -> Finding? {
        guard file.name.hasSuffix(".yaml") || file.name.hasSuffix(".yml"),
            let offset = offset(file),
            rendered.folder(of: file.path) == nil
        else { return nil }
        return Finding(
            .fileMisplaced,
            file.path,
            file.position(offset),
            "a document of a fleet does not belong here, and nothing reads it",
            hint:
                "fleetseal.yaml, keys/clusters/NAME.yaml, keys/groups/NAME.yaml, secrets/**/NAMESPACE/NAME.yaml; fleetseal render marks the folders that it writes"
        )
    }

    /// Where a line `apiVersion: fleetseal.dev/…` begins.
    private func offset(_ file: FileText) -> Int? {
        var next = file.search.first("apiVersion: fleetseal.dev/", from: 0)
        while let start = next {
            if start == 0 || file.bytes[start - 1] == UInt8(ascii: "\n") { return start }
            next = file.search.first("apiVersion: fleetseal.dev/", from: start + 1)
        }
        return nil
    }
}

internal import Documents
internal import Files
internal import Fleet

/// Folders that `fleetseal render` wrote and that stand in the repository, against what it gives now.
///
/// What is applied from them was reviewed elsewhere: a difference reaches a cluster past the review.
struct RenderedCheck {
    private let tree: WorkTree
    private let tracked: [String]
    private let survey: Survey

    /// Files that are named beyond the first.
    private static let nameLimit = 3

    init(_ tree: WorkTree, _ tracked: [String], _ survey: Survey) {
        self.tree = tree
        self.tracked = tracked
        self.survey = survey
    }

    func findings() -> [Finding] {
        let folders = RenderedFolders(tracked).paths.filter { !$0.isEmpty }
        // Nothing is rendered of a fleet that is not believed.
        guard !folders.isEmpty, let trust = survey.review?.earned else { return [] }
        let registry = Registry(tree, trust: trust)
        return folders.compactMap { finding($0, registry) }
    }

    private func finding(_ folder: String, _ registry: Registry) -> Finding? {
        let own = Set(
            tracked.filter { $0.utf8.starts(with: folder.utf8) }
                .map { String(decoding: $0.utf8.dropFirst(folder.utf8.count), as: UTF8.self) }
        )
        let names = own.compactMap { path -> String? in
            guard case .cluster(let name)? = try? Place(path: path) else { return nil }
            return name
        }
        guard names.count == 1, let view = try? ClusterView(names[0], registry) else {
            let what =
                names.count == 1 ? "a cluster that the fleet does not have" : "no one cluster"
            return Finding(
                .renderedDiffers,
                folder + RenderedFolders.list,
                nil,
                "the folder is marked as rendered and is for \(what)",
                hint:
                    "remove the folder, or render it again: fleetseal render --cluster NAME --out \(folder.dropLast())"
            )
        }
        // What keeps a view from being made is a finding of its own.
        guard let files = try? view.files(of: survey.secrets) else { return nil }
        var different = files.filter { file in
            (try? tree.read(folder + file.path)) != file.bytes
        }.map(\.path)
        let wanted = Set(files.map(\.path))
        different += own.filter { (try? Place(path: $0)) != nil && !wanted.contains($0) }.sorted()
        guard let first = different.first else { return nil }
        let more = different.dropFirst().prefix(Self.nameLimit).map(\.escapedForMessage)
        let rest = different.count - 1 - more.count
        let others =
            (more.isEmpty
                ? ""
                : ", and so \(more.count == 1 ? "does" : "do") \(more.joined(separator: ", "))")
            + (rest > 0 ? " and \(rest) more" : "")
        return Finding(
            .renderedDiffers,
            folder + first,
            nil,
            "differs from what fleetseal render gives for \(names[0])\(others)",
            hint:
                "render it again and commit that: fleetseal render --cluster \(names[0]) --out \(folder.dropLast())"
        )
    }
}

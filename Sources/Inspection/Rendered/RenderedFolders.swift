/// Folders that `fleetseal render` wrote, by the lists of their files that it leaves in them.
///
/// What is in them is a copy for one cluster, and stands where no document of the fleet belongs.
struct RenderedFolders: Sendable {
    static let list = ".fleetseal-rendered"
    /// With a slash at the end; empty for the root.
    let paths: [String]

    /// `files` are all files of a repository.
    init(_ files: [String]) {
        paths = files.filter {
            $0.utf8.elementsEqual(Self.list.utf8)
                || $0.utf8.suffix(Self.list.utf8.count + 1).elementsEqual("/\(Self.list)".utf8)
        }
        .map { String($0.dropLast(Self.list.count)) }
    }

    /// The folder that a file is in, if it is one of them.
    func folder(of path: String) -> String? {
        paths.first { path.utf8.starts(with: $0.utf8) }
    }
}

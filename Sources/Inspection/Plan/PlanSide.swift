package import Documents
package import Files
internal import Fleet

/// One of the two states of a repository that a plan compares.
package struct PlanSide: Sendable {
    package let tree: any FileTree
    /// Everything in `keys` and `secrets` and the files beside them, sorted by bytes.
    package let paths: [String]

    package init(_ tree: any FileTree, paths: [String]) {
        self.tree = tree
        self.paths = paths
    }

    /// fleetseal.yaml, not believed.
    package func fleet() throws -> FleetDocument {
        try Registry.unverifiedFleet(WorkTree(tree))
    }

    /// A file's bytes; nothing if there is no such file.
    func bytes(_ path: String) throws(FileError) -> [UInt8]? {
        do throws(FileError) {
            return try tree.read(path, limit: DocumentFile.registryLimit)
        } catch {
            guard error.reason == .notFound else { throw error }
            return nil
        }
    }

    /// Whether a file is there.
    func has(_ path: String) -> Bool {
        var (low, high) = (0, paths.count)
        while low < high {
            let middle = (low + high) / 2
            if paths[middle].utf8.lexicographicallyPrecedes(path.utf8) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low < paths.count && paths[low].utf8.elementsEqual(path.utf8)
    }
}

import Foundation

/// The repository that is followed, with a work tree beside it to commit from.
final class Upstream: Sendable {
    let folder: TemporaryFolder
    /// The bare repository that others read.
    var path: String { "\(folder.path)/fleet.git" }

    init() throws {
        folder = try TemporaryFolder()
        try folder.run(
            """
            git init -q --bare -b main fleet.git && git init -q -b main work \
            && git -C work remote add origin ../fleet.git
            """
        )
    }

    /// Writes files and pushes them as a commit; gives its name.
    @discardableResult
    func push(_ files: [String: String], _ options: String = "") throws -> String {
        for (path, text) in files {
            let url = URL(filePath: folder.path).appending(path: "work").appending(path: path)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(text.utf8).write(to: url)
        }
        return try git("add -A && git commit -q --allow-empty -m change && \(pushed(options))")
    }

    /// Runs `git …` in the work tree; gives the commit there.
    @discardableResult
    func git(_ line: String) throws -> String {
        let text = try folder.run("cd work && git \(line) && git rev-parse HEAD")
        return String(text.split(separator: "\n").last ?? "")
    }

    private func pushed(_ options: String) -> String { "git push -q \(options) origin HEAD:main" }
}

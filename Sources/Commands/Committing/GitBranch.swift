internal import CommandLine

/// The branch that is checked out, and where it is pushed to.
struct GitBranch {
    /// Where pushes go.
    struct Upstream: Equatable {
        /// The remote's name: `origin`.
        let remote: String
        /// The branch there: `refs/heads/main`.
        let reference: String

        /// The branch as git's own commands name it: `origin/main`.
        var shown: String { "\(remote)/\(GitBranch.name(of: reference))" }
    }

    /// `main`; nothing where HEAD is detached.
    let name: String?
    /// What it tracks, or the same name at `origin`; nothing where there is neither.
    let upstream: Upstream?

    init(_ git: GitProgram) throws {
        let name = try git.answer(["symbolic-ref", "--quiet", "HEAD"]).map(Self.name(of:))
        self.name = name
        guard let name else {
            upstream = try Self.hasOrigin(git) ? Upstream(remote: "origin", reference: "") : nil
            return
        }
        let format = "--format=%(upstream:remotename)%00%(upstream:remoteref)"
        let found = try git.output(["for-each-ref", format, "refs/heads/\(name)"])
            .split(separator: "\0", omittingEmptySubsequences: false).map(String.init)
        if found.count == 2, !found[0].isEmpty, !found[1].isEmpty {
            upstream = Upstream(remote: found[0], reference: found[1])
        } else if try Self.hasOrigin(git) {
            upstream = Upstream(remote: "origin", reference: "refs/heads/\(name)")
        } else {
            upstream = nil
        }
    }

    /// The branch of a full name: `main` of `refs/heads/main`.
    static func name(of reference: String) -> String {
        let prefix = "refs/heads/"
        return String(
            reference.hasPrefix(prefix) ? reference.dropFirst(prefix.count) : reference[...]
        )
    }

    private static func hasOrigin(_ git: GitProgram) throws -> Bool {
        try git.output(["remote"]).split(separator: "\n").contains("origin")
    }
}

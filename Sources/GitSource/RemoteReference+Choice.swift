internal import Files
internal import Git

extension RemoteReference {
    /// The one of a server's references that a configured name means.
    ///
    /// A short name is a branch, or else a tag.
    static func named(
        _ name: String,
        among all: [RemoteReference]
    ) throws(GitSourceError) -> RemoteReference {
        guard !name.isEmpty, !name.hasSuffix("^{}"), name.utf8.allSatisfy({ $0 > 0x20 }),
            !name.contains(where: { "*:+?[\\^~".contains($0) })
        else {
            throw GitSourceError(
                "read the reference's name: \(PathText.escaped(name)) is none",
                .configuration,
                hint: "a branch, a tag, or HEAD"
            )
        }
        let candidates =
            name == "HEAD" || name.hasPrefix("refs/")
            ? [name] : ["refs/heads/\(name)", "refs/tags/\(name)"]
        for candidate in candidates {
            let found = all.first { $0.name.utf8.elementsEqual(candidate.utf8) }
            if let found { return found }
        }
        throw GitSourceError(
            "find \(PathText.escaped(name)): the server has no such branch or tag",
            .referenceMissing,
            hint: GitConfiguration.isCommit(name)
                ? "a commit does not move: name a branch or a tag"
                : "what was in force stays; push the branch again or name another one"
        )
    }
}

internal import CommandLine
internal import Documents
internal import Files
internal import Inspection

extension Command {
    static let gitTextconv = Command(
        "git textconv",
        summary: "show a document as git diff does",
        arguments: [.required("FILE", .file)],
        details: """
            Called by git once `fleetseal git setup` was run. Every sealed value becomes one line with \
            its group, its version, its key and a mark of the ciphertext; so does every line that seals \
            a group's key to a member. The rest stays as it is, and so does a file that cannot be read. \
            Needs no key.
            """,
        examples: ["fleetseal git textconv secrets/payments/db.yaml"]
    ) { invocation in
        let bytes = try UserFile.read(invocation.argument("FILE"), limit: 64 << 20)
        try unsafe invocation.terminal.write(ReviewText.of(bytes).span.bytes)
        return .done
    }
}

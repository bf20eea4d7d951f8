/// Replaces what is random or belongs to one machine, so that two runs of a session can be compared.
///
/// Each thing keeps one name for the length of a session: `KEY1` is the same key everywhere in it.
struct Masks {
    private let folder: String
    private var names: [String: String] = [:]
    private var counts: [String: Int] = [:]

    init(folder: String) {
        self.folder = folder
    }

    mutating func masked(_ text: String) -> String {
        var text = text.replacing(folder, with: "FOLDER")
        text = text.replacing(/fs1:(k[a-z2-7]{11}):(v[a-z2-7]{7}):[A-Za-z0-9+\/]+=*/) {
            "fs1:\($0.output.1):\($0.output.2):BOX"
        }
        text = text.replacing(/box [a-z2-7]{16}»/) { _ in "box MARK»" }
        text = text.replacing(/fs1:[A-Za-z0-9+\/]{80,}=*/) { _ in "fs1:BOX" }
        text = text.replacing(/sig: [A-Za-z0-9+\/]{86}==/) { _ in "sig: SIGNATURE" }
        text = text.replacing(/FSKEY-1-[A-Z2-7]{20,}/) { _ in "PRIVATE" }
        text = text.replacing(/\d{4}-\d\d-\d\d/) { _ in "DATE" }
        replace(/fspub1[a-z2-7]{60,}/, "PUBLIC", in: &text)
        replace(/(?:[a-z2-7]{4}-){12}[a-z2-7]{4}/, "FINGERPRINT", in: &text)
        replace(/\bk[a-z2-7]{11}\b/, "KEY", in: &text)
        replace(/\bf[a-z2-7]{20,21}\b/, "FLEET", in: &text)
        text = text.replacing(/(KEY\d+):v[a-z2-7]{7}/) { "\($0.output.1):VALUE" }
        // Words of English that could be ids of values as well.
        replace(
            /(?!versions|verified|verifies|vouching|variable|validity)\bv[a-z2-7]{7}\b/,
            "VERSION",
            in: &text
        )
        // A commit's short name is the beginning of its long one.
        text = text.replacing(/\b([0-9a-f]{10})[0-9a-f]{30}\b/) { "\($0.output.1)" }
        replace(/\b[0-9a-f]{10}\b/, "COMMIT", in: &text)
        return text
    }

    private mutating func replace(
        _ pattern: Regex<Substring>,
        _ kind: String,
        in text: inout String
    ) {
        // `fs1:k…` would be one word of a language.
        let pattern = pattern.wordBoundaryKind(.simple)
        for found in text.matches(of: pattern) where names[String(found.output)] == nil {
            counts[kind, default: 0] += 1
            names[String(found.output)] = "\(kind)\(counts[kind, default: 0])"
        }
        text = text.replacing(pattern) { names[String($0.output)] ?? kind }
    }
}

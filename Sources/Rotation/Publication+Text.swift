internal import Sealing

extension Publication {
    private static let header = "fleetseal-publication-1"
    private static let none = "-"
    /// A line has about 400 bytes: enough for 2,500 groups.
    private static let byteLimit = 1 << 20

    /// The publication as it is written.
    package var text: String {
        body + signatures.map { "signed \($0.text)\n" }.joined()
    }

    /// What is signed.
    var body: String {
        var lines = [
            Self.header,
            "cluster \(origin.cluster)",
            "kube-system \(origin.kubeSystem ?? Self.none)",
            "instance \(origin.instance)",
            "counter \(counter)",
            "previous \(previous.map { Base32.encode($0.bytes) } ?? Self.none)",
            "fleet \(fleet ?? Self.none)",
            "active \(keys.active.text)",
        ]
        if let next = keys.next {
            lines.append("next \(next.publicKey.text) \(next.created) \(next.endorsement.text)")
        }
        lines += keys.others.map { "opens \($0.text)" }
        lines += self.lines.map {
            "line \($0.group) \($0.groupKey.text) \($0.sealed.text) \($0.proof.text)"
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// Reads a publication; nothing if any byte of it is not as it is written.
    ///
    /// Whether it is signed, and whether anybody should believe it, is another question.
    package init?(_ text: String) {
        guard text.utf8.count <= Self.byteLimit else { return nil }
        var reader = PublicationReader(text)
        guard reader.take([Self.header]) != nil,
            let cluster = reader.word("cluster"), let kubeSystem = reader.word("kube-system"),
            let instance = reader.word("instance"), let counter = reader.word("counter"),
            let number = Int(counter), number > 0, let previous = reader.word("previous"),
            let fleet = reader.word("fleet"),
            let active = reader.word("active").flatMap({ try? PublicKey(text: $0) })
        else { return nil }
        let next = reader.words("next", 3).flatMap(Self.next)
        var others: [PublicKey] = []
        while let words = reader.words("opens", 1) {
            guard let key = try? PublicKey(text: words[0]) else { return nil }
            others.append(key)
        }
        var lines: [PublishedLine] = []
        while let words = reader.words("line", 4) {
            guard let line = Self.line(words) else { return nil }
            lines.append(line)
        }
        var signatures: [Signature] = []
        while let words = reader.words("signed", 1) {
            guard let signature = Signature(text: words[0]) else { return nil }
            signatures.append(signature)
        }
        self.init(
            Origin(
                cluster: cluster,
                kubeSystem: kubeSystem == Self.none ? nil : kubeSystem,
                instance: instance
            ),
            counter: number,
            previous: Base32.decode(previous).flatMap { Digest(bytes: $0) },
            fleet: fleet == Self.none ? nil : fleet,
            keys: PublishedKeys(active: active, next: next, others: others),
            lines: lines,
            signatures: signatures
        )
        // Whatever is read another way than it is written is refused.
        guard reader.isAtEnd, self.text.utf8.elementsEqual(text.utf8) else { return nil }
    }

    private static func next(_ words: [String]) -> PublishedKeys.Next? {
        guard let key = try? PublicKey(text: words[0]), let signature = Signature(text: words[2])
        else { return nil }
        return PublishedKeys.Next(publicKey: key, created: words[1], endorsement: signature)
    }

    private static func line(_ words: [String]) -> PublishedLine? {
        guard let key = try? PublicKey(text: words[1]),
            let sealed = try? SealedGroupKey(parsing: words[2]),
            let proof = Signature(text: words[3])
        else { return nil }
        return PublishedLine(group: words[0], groupKey: key, sealed: sealed, proof: proof)
    }
}

/// Takes lines of words, the first of which says what the others are.
private struct PublicationReader {
    private var lines: ArraySlice<Substring>
    private let endsWell: Bool

    init(_ text: String) {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        endsWell = lines.popLast()?.isEmpty ?? false
        self.lines = lines
    }

    var isAtEnd: Bool { endsWell && lines.isEmpty }

    /// The next line if it is made of exactly these words.
    mutating func take(_ words: [String]) -> [String]? {
        guard let line = lines.first, line == words.joined(separator: " ") else { return nil }
        lines.removeFirst()
        return words
    }

    mutating func word(_ name: String) -> String? { words(name, 1)?.first }

    /// The words of the next line if it begins with `name` and has as many: printable, of bounded
    /// length.
    mutating func words(_ name: String, _ count: Int) -> [String]? {
        guard let line = lines.first else { return nil }
        let words = line.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == count + 1, words[0] == name,
            words.allSatisfy({ word in
                (1...512).contains(word.utf8.count)
                    && word.utf8.allSatisfy { (0x21...0x7E).contains($0) }
            })
        else { return nil }
        lines.removeFirst()
        return words.dropFirst().map(String.init)
    }
}

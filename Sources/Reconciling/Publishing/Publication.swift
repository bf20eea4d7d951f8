package import Sealing

/// What an agent says about its keys in public, for whoever keeps the registry.
///
/// It proves nothing: whoever can write it can put any key into it. So a person compares the
/// fingerprint over another way.
package struct Publication: Hashable, Sendable {
    /// The name that the agent was given.
    package let cluster: String
    /// The uid of the namespace kube-system, which tells the cluster from a copy; not every agent
    /// may read it.
    package let kubeSystem: String?
    /// The key to seal to.
    package let active: PublicKey
    /// Keys that only open.
    package let others: [PublicKey]

    package init(cluster: String, kubeSystem: String?, active: PublicKey, others: [PublicKey]) {
        self.cluster = cluster
        self.kubeSystem = kubeSystem
        self.active = active
        self.others = others
    }

    private static let header = "fleetseal-publication-1"

    /// The publication as it is written.
    package var text: String {
        var lines = [Self.header, "cluster \(cluster)"]
        if let kubeSystem { lines.append("kube-system \(kubeSystem)") }
        lines.append("active \(active.id) \(active.text)")
        lines += others.map { "opens \($0.id) \($0.text)" }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Reads a publication; nothing if any line of it is not as it is written.
    package init?(_ text: String) {
        guard text.utf8.count <= 1 << 20 else { return nil }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        guard lines.popLast()?.isEmpty ?? false else { return nil }
        guard lines.popFirst()?.elementsEqual(Self.header) ?? false,
            let cluster = lines.popFirst().flatMap({ Self.word("cluster", $0) })
        else { return nil }
        let kubeSystem = lines.first.flatMap { Self.word("kube-system", $0) }
        if kubeSystem != nil { lines.removeFirst() }
        guard let active = lines.popFirst().flatMap({ Self.key("active", $0) }) else { return nil }
        var others: [PublicKey] = []
        for line in lines {
            guard let key = Self.key("opens", line) else { return nil }
            others.append(key)
        }
        self.init(cluster: cluster, kubeSystem: kubeSystem, active: active, others: others)
        // Whatever is read another way than it is written is refused.
        guard self.text.utf8.elementsEqual(text.utf8) else { return nil }
    }

    /// What stands after a word: printable, without spaces, of bounded length.
    private static func word(_ name: String, _ line: Substring) -> String? {
        guard line.hasPrefix(name + " ") else { return nil }
        let rest = line.dropFirst(name.count + 1).utf8
        guard (1...253).contains(rest.count), rest.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        return String(Substring(rest))
    }

    private static func key(_ name: String, _ line: Substring) -> PublicKey? {
        let parts = line.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == name else { return nil }
        return try? PublicKey(text: String(parts[2]))
    }
}

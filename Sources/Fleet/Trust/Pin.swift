package import Documents
package import Sealing

/// What a computer trusts about a fleet: its operators' keys and the highest epochs it has seen.
///
/// It stands outside the repository, because whoever can write to the repository must not be able to
/// change it. docs/format.md specifies its text.
package struct Pin: Equatable, Sendable {
    package var fleet: String
    package var name: String
    /// Operators' public keys by name.
    package var operators: [String: PublicKey]
    /// Highest epochs seen, by `fleet`, `cluster/NAME`, `group/NAME`.
    package var epochs: [String: Int]

    package init(
        fleet: String,
        name: String,
        operators: [String: PublicKey],
        epochs: [String: Int] = [:]
    ) {
        self.fleet = fleet
        self.name = name
        self.operators = operators
        self.epochs = epochs
    }

    /// Whether everything that another pin knows stands in this one.
    package func covers(_ other: Pin) -> Bool {
        fleet == other.fleet && name == other.name && operators == other.operators
            && other.epochs.allSatisfy { name, epoch in (epochs[name] ?? 0) >= epoch }
    }

    private static let magic = "fleetseal-trust-1"

    package init(parsing text: String, path: String) throws(TrustError) {
        var fleet: (id: String, name: String)?
        operators = [:]
        epochs = [:]
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.first.map({ String($0) }) == Self.magic, lines.last?.isEmpty == true else {
            throw .damagedPin(path: path, line: 1)
        }
        for (index, line) in lines.dropFirst().dropLast().enumerated() {
            let words = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
                .map { String(decoding: $0, as: UTF8.self) }
            switch words.first {
            case "fleet"
            where words.count == 3 && fleet == nil && Names.isFleetID(words[1])
                && Names.isLabel(words[2]):
                fleet = (words[1], words[2])
            case "operator"
            where words.count == 3 && Names.isLabel(words[1]) && operators[words[1]] == nil:
                guard let key = try? PublicKey(text: words[2]) else {
                    throw .damagedPin(path: path, line: index + 2)
                }
                operators[words[1]] = key
            case "epoch"
            where words.count == 3 && Self.isSubject(words[1]) && epochs[words[1]] == nil:
                guard let number = Int(words[2]), number >= 1, String(number) == words[2] else {
                    throw .damagedPin(path: path, line: index + 2)
                }
                epochs[words[1]] = number
            default: throw .damagedPin(path: path, line: index + 2)
            }
        }
        guard let fleet, !operators.isEmpty else { throw .damagedPin(path: path, line: 2) }
        (self.fleet, name) = (fleet.id, fleet.name)
    }

    /// Whether epochs are kept for this: `fleet`, `cluster/NAME` or `group/NAME`.
    private static func isSubject(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count == 1 { return parts[0] == "fleet" }
        return parts.count == 2 && (parts[0] == "cluster" || parts[0] == "group")
            && Names.isLabel(String(parts[1]))
    }

    /// The text of the pin's file.
    package var text: String {
        var lines = [Self.magic, "fleet \(fleet) \(name)"]
        lines += operators.sorted { $0.key < $1.key }.map { "operator \($0.key) \($0.value.text)" }
        lines += epochs.sorted { $0.key < $1.key }.map { "epoch \($0.key) \($0.value)" }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension Pin {
    /// What to remember of a fleet that is believed.
    package init(of fleet: FleetDocument, epochs: [String: Int] = [:]) {
        self.init(
            fleet: fleet.id,
            name: fleet.name,
            operators: Dictionary(
                fleet.operators.map { ($0.name, $0.publicKey) },
                uniquingKeysWith: { first, _ in first }
            ),
            epochs: epochs
        )
    }
}

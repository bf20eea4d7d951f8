internal import Documents
internal import Fleet
internal import Sealing
internal import YAML

/// Sealed values that stand at two places though they are bound to one: one of the two does not open.
struct CopyCheck {
    private let entries: [SecretEntry]

    init(_ entries: [SecretEntry]) {
        self.entries = entries
    }

    func findings() -> [Finding] {
        // Ids alone first: next to none is there twice.
        var first: [ValueID: (entry: Int, layer: Int, value: Int)] = [:]
        var findings: [Finding] = []
        for (number, entry) in entries.enumerated() {
            for (place, found) in entry.allLayers.enumerated() {
                for (index, value) in found.layer.values.enumerated() {
                    guard let other = first[value.sealed.id] else {
                        first[value.sealed.id] = (number, place, index)
                        continue
                    }
                    let copy = SealedPlace(
                        value: value,
                        layer: found.layer,
                        source: found.source,
                        entry: entry
                    )
                    if let finding = finding(copy, of: self.place(other)) {
                        findings.append(finding)
                    }
                }
            }
        }
        return findings
    }

    private func place(_ place: (entry: Int, layer: Int, value: Int)) -> SealedPlace {
        let entry = entries[place.entry]
        let found = entry.allLayers[place.layer]
        return SealedPlace(
            value: found.layer.values[place.value],
            layer: found.layer,
            source: found.source,
            entry: entry
        )
    }

    private func finding(_ copy: SealedPlace, of other: SealedPlace) -> Finding? {
        guard copy.value.sealed == other.value.sealed, copy.binding != other.binding else {
            return nil
        }
        return Finding(
            .valueCopied,
            copy.source.path,
            copy.value.node.position,
            "the value of \(copy.value.key) for \(copy.layer.group) is a copy of \(other.source.path.escapedForMessage):\(other.value.node.position.line), \(other.value.key) for \(other.layer.group)",
            hint:
                "a value opens only where it was sealed for: set it anew at the wrong one of the two, such as fleetseal set \(copy.entry.title) \(copy.value.key) --for \(copy.layer.group)"
        )
    }
}

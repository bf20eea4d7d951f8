internal import Documents
internal import Fleet
internal import Sealing

/// The sealed values of a state that is taken to be right, by their versions.
///
/// The same bytes open only where their binding is the same, so that a value which was moved, copied
/// or swapped is known without opening it.
struct SealedPlaces: Sendable {
    private var places: [ValueID: [SealedPlace]] = [:]

    init(_ entries: [SecretEntry]) {
        for entry in entries { add(entry) }
    }

    mutating func add(_ entry: SecretEntry) {
        for place in SealedPlace.all(entry) { places[place.value.id, default: []].append(place) }
    }

    func has(_ id: ValueID) -> Bool { places[id] != nil }

    /// Where the same bytes stood, if they stood only where another binding is needed.
    func origin(of place: SealedPlace) -> SealedPlace? {
        let same = same(as: place)
        return same.contains { $0.binding == place.binding } ? nil : same.first
    }

    /// Whether the same bytes stand at a place of this one's binding.
    func holds(_ place: SealedPlace) -> Bool {
        same(as: place).contains { $0.binding == place.binding }
    }

    private func same(as place: SealedPlace) -> [SealedPlace] {
        guard let known = places[place.value.id] else { return [] }
        let sealed = place.value.sealed
        return known.filter { $0.value.sealed == sealed }
    }
}

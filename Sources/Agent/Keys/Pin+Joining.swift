internal import Fleet

extension Pin {
    /// All that two pins know: the highest epochs, and the operators of the newer fleet.
    ///
    /// This one alone if they are of two fleets.
    func joined(_ other: Pin) -> Pin {
        guard fleet == other.fleet else { return self }
        let isOlder = (epochs["fleet"] ?? 0) < (other.epochs["fleet"] ?? 0)
        var all = isOlder ? other : self
        all.epochs = epochs.merging(other.epochs) { max($0, $1) }
        return all
    }
}

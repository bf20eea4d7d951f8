import Fleet

/// Pins, which say whom this computer believes: one that is read is written as one that reads the same.
func fuzzOne(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    for candidate in [text, started + text] {
        guard let pin = try? Pin(parsing: candidate, path: "pin") else { continue }
        precondition(!pin.operators.isEmpty, "a pin without operators")
        precondition(pin.epochs.values.allSatisfy { $0 >= 1 })
        guard let again = try? Pin(parsing: pin.text, path: "pin") else {
            preconditionFailure("what was written is not read")
        }
        precondition(again == pin && again.text.utf8.elementsEqual(pin.text.utf8))
    }
}

private let started = """
    fleetseal-trust-1
    fleet fbenchmarkbenchmarkbe acme

    """

internal import Documents
internal import Files
internal import Sealing

/// Where pins are kept on this computer: `$XDG_CONFIG_HOME/fleetseal/trust/<fleet id>`.
package struct TrustStore: Sendable {
    package let path: String

    package init(configuration: String) {
        path = configuration + "/trust"
    }

    package func file(of fleet: String) -> String { path + "/" + fleet }

    package func pin(of fleet: String) throws -> Pin? {
        do {
            let bytes = try UserFile.read(file(of: fleet))
            return try Pin(parsing: String(decoding: bytes, as: UTF8.self), path: file(of: fleet))
        } catch let error as FileError where error.reason == .notFound {
            return nil
        }
    }

    /// The ids of other fleets of this name that are pinned.
    package func others(named name: String, than fleet: String) -> [String] {
        guard let entries = try? Folder(path).entries("") else { return [] }
        return entries.map(\.name).filter { id in
            Names.isFleetID(id) && id != fleet && (try? pin(of: id))?.name == name
        }
    }

    /// Keeps a pin; of each epoch the higher one of what is there and what is given stays.
    package func keep(_ pin: Pin) throws {
        var kept = pin
        if let before = try self.pin(of: pin.fleet) {
            // Another run may have followed a newer fleet meanwhile, which took an operator out.
            if let newest = before.epochs["fleet"],
                pin.epochs["fleet"].map({ $0 < newest }) ?? false
            {
                (kept.operators, kept.name) = (before.operators, before.name)
            }
            kept.epochs.merge(before.epochs) { max($0, $1) }
            if kept == before { return }
        }
        try replace(with: kept)
    }

    /// Puts a pin in the place of what was kept, with the epochs that it has and no others.
    package func replace(with pin: Pin) throws {
        try UserFile.makeFolder(path, mode: 0o700)
        try UserFile.write(
            file(of: pin.fleet),
            Array(pin.text.utf8),
            mode: 0o600,
            mustNotExist: false
        )
    }
}

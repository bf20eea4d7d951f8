internal import Sealing

/// Looks for sealed values in bytes of any kind, without reading them as a document.
enum SealedTexts {
    /// Whether a value sealed to one of these keys stands anywhere in the bytes.
    static func mention(_ keys: Set<KeyID>, in bytes: [UInt8]) -> Bool {
        var isFound = false
        search(bytes) { id in
            isFound = keys.contains(id)
            return !isFound
        }
        return isFound
    }

    /// Those of these keys that values anywhere in the bytes are sealed to.
    static func found(_ keys: Set<KeyID>, in bytes: [UInt8]) -> Set<KeyID> {
        var found: Set<KeyID> = []
        search(bytes) { id in
            if keys.contains(id) { found.insert(id) }
            return true
        }
        return found
    }

    /// Calls `visit` with the key of each sealed value, until it returns false.
    private static func search(_ bytes: [UInt8], _ visit: (KeyID) -> Bool) {
        // `fs1:` then the id of the key.
        let mark = Array("fs1:k".utf8)
        var index = 0
        let end = bytes.count - mark.count - KeyID.count
        while index <= end {
            // The colon is rarer than letters: looking for it alone skips most of a base64 text.
            guard bytes[index + 3] == mark[3] else {
                index += 1
                continue
            }
            if bytes[index] == mark[0], bytes[index + 1] == mark[1], bytes[index + 2] == mark[2],
                let id = KeyID(
                    String(decoding: bytes[(index + 4)..<(index + 4 + KeyID.count)], as: UTF8.self)
                ), !visit(id)
            {
                return
            }
            index += 1
        }
    }
}

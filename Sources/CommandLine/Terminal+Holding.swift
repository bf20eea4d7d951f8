import Threads

/// A command says what it changed when that is on the disk, not before.
extension Terminal {
    /// Keeps results and notes back while `body` runs, and drops them if it fails.
    ///
    /// Questions show what was kept back first: a person answers by it.
    package func holding<Result>(_ body: () throws -> Result) throws -> Result {
        state.held.withLock { $0 = [] }
        let result: Result
        do {
            result = try body()
        } catch {
            state.held.withLock { $0 = nil }
            throw error
        }
        try release()
        state.held.withLock { $0 = nil }
        return result
    }

    /// Shows what was kept back so far.
    func release() throws(Failure) {
        let held = state.held.withLock { held in
            defer { if held != nil { held = [] } }
            return held ?? []
        }
        for line in held {
            if line.isError { try? error.write(line.text) } else { try printNow(line.text) }
        }
    }

    /// Takes a text if texts are being kept back.
    func isHeld(_ text: String, isError: Bool) -> Bool {
        state.held.withLock { held in
            held?.append((text, isError))
            return held != nil
        }
    }
}

/// Why a test did not go on.
package struct NotSo: Error, CustomStringConvertible {
    package let description: String
}

/// Waits until something is so that gives no sign by itself, and fails when it is not so for long.
///
/// It sleeps between two looks: loops of `Task.yield()` keep both threads of a small machine from
/// what they wait for.
package func until(
    _ what: String,
    within limit: Duration = .seconds(60),
    _ isSo: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + limit
    while try await !isSo() {
        guard ContinuousClock.now < end else {
            throw NotSo(description: "not so after \(limit): \(what)")
        }
        try await Task.sleep(for: .milliseconds(10))
    }
}

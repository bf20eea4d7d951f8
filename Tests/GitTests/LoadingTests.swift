import Testing

@testable import Git

@Suite struct LoadingTests {
    @Test func `libgit2 is there and starts`() throws {
        _ = try Git2.get()
    }
}

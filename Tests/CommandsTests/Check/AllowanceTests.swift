import Testing

@testable import CommandLine
@testable import Commands

struct AllowanceTests {
    @Test(arguments: [
        "base-key-state-bakc:keys/clusters/eu.yaml", "Base-Key:keys", "plaintext:secrets", "a:b",
    ])
    func `a code that there is not is an error that does not repeat it`(text: String) {
        let error = #expect(throws: UsageError.self) { try Allowance(text) }
        #expect(
            error?.message == "--allow: what stands before the colon is not the code of a finding"
        )
        #expect(error?.hint?.contains("docs/checks.md") == true)
        #expect(error?.hint?.contains("bakc") == false)
        #expect(error?.exitCode == .usage)
    }

    @Test func `the nearest code is named`() {
        let error = #expect(throws: UsageError.self) {
            try Allowance("base-key-state-bakc:keys/clusters/eu.yaml")
        }
        #expect(error?.hint?.hasPrefix("base-key-state-back? ") == true)
        let far = #expect(throws: UsageError.self) { try Allowance("nothing-like-it:keys") }
        #expect(far?.hint?.hasPrefix("docs/checks.md") == true)
    }

    @Test(arguments: [
        "tests", "secrets/a:b.yaml", "./a:b", "db.yaml:old", ":x",
        "base-key-state-back:keys/clusters/eu.yaml",
    ])
    func `paths and codes are taken as before`(text: String) throws {
        _ = try Allowance(text)
    }
}

import Foundation
import Reconciling
import Telemetry
import Testing

@testable import Agent

@Suite struct ServedStatusTests {
    private static let source = SourceID("git")

    private static func report(_ reason: Reason, _ message: String) -> Report {
        Report(Problem(reason, message))
    }

    private func object(_ text: String) throws -> [String: Any] {
        #expect(text.hasSuffix("}\n") && text.filter { $0 == "\n" }.count == 1)
        let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
        return try #require(value as? [String: Any])
    }

    @Test func `names are for those who may see them`() throws {
        let status = ServedStatus(
            fields: [.init("cluster", "lab"), .init("ready", false)],
            documents: StatusFields.named([
                DocumentID(Self.source, "a/b"): Self.report(.applied, "it is"),
                DocumentID(Self.source, "z/\"y"): Self.report(.notOwned, "not\nours"),
            ]),
            problems: [Problem(.sourceUnknown, "no answer")]
        )
        let open = try object(status.text(withNames: true))
        let documents = try #require(open["documents"] as? [[String: Any]])
        #expect(documents.map { $0["document"] as? String } == ["git:z/\"y", "git:a/b", nil])
        #expect(
            documents.map { $0["message"] as? String } == ["not\nours", "it is", "no answer"]
        )
        #expect(documents.map { $0["ready"] as? Bool } == [false, true, nil])
        #expect(open["cluster"] as? String == "lab")
        let closed = try object(status.text(withNames: false))
        #expect(Set(closed.keys) == ["cluster", "ready"])
    }

    @Test func `before anything is known it is an object all the same`() throws {
        #expect(try object(ServedStatus().text(withNames: false)).isEmpty)
        let open = try object(ServedStatus().text(withNames: true))
        #expect((open["documents"] as? [Any])?.isEmpty == true)
    }

    @Test func `of many documents those are named that are not ready`() {
        var reports: [DocumentID: Report] = [:]
        for number in 0..<1_500 {
            let path = "a/" + String(10_000 + number)
            reports[DocumentID(Self.source, path)] = Self.report(.applied, "it is")
        }
        let late = DocumentID(Self.source, "z/late")
        reports[late] = Self.report(.notOwned, "not ours")
        let named = StatusFields.named(reports)
        #expect(named.count == 1_000)
        #expect(named.first?.document == late)
        #expect(named.dropFirst().first?.document.path == "a/10000")
        #expect(named.last?.document.path == "a/10998")
    }
}

import ClusterSupport
import Foundation
import Reconciling
import Testing

/// What Argo CD and Flux make of the conditions that the agent writes, for every reason that it has.
@Suite struct StatusTests {
    @Test(arguments: Reason.allCases)
    func `every reason is read as it is meant`(reason: Reason) async throws {
        let report = Report(Problem(reason, "words"))
        let document = Self.document(report)
        let health = try await Self.health(of: document)
        let flux = Self.kstatus(of: document)
        switch (reason.standing, reason) {
        case (.fine, _):
            #expect(health == "Healthy")
            #expect(flux == "Current")
        case (.waiting, .breakGlass):
            #expect(health == "Suspended")
            #expect(flux == "InProgress")
        case (.waiting, _):
            #expect(health == "Progressing")
            #expect(flux == "InProgress")
        case (.needsPerson, _):
            #expect(health == "Degraded")
            #expect(flux == "Failed")
        }
    }

    @Test func `drift that is only reported holds nothing up`() async throws {
        let report = Report(Problem(.drifted, "words"), drift: "kubectl changed password")
        #expect(try await Self.health(of: Self.document(report)) == "Healthy")
        #expect(Self.kstatus(of: Self.document(report)) == "Current")
    }

    @Test(arguments: [(true, "Current"), (false, "InProgress")])
    func `a suspended document says so, and holds nothing up once it was written`(
        isWritten: Bool,
        flux: String
    ) async throws {
        let report = Report(Problem(.suspended, "words"), isReady: isWritten)
        let document = Self.document(report, spec: ["suspend": .boolean(true)])
        #expect(try await Self.health(of: document) == "Suspended")
        #expect(Self.kstatus(of: document) == flux)
    }

    @Test(arguments: Reason.allCases)
    func `a change that was not seen is waited for, whatever was before`(reason: Reason)
        async throws
    {
        let document = Self.document(Report(Problem(reason, "words")), generation: 3)
        #expect(try await Self.health(of: document) == "Progressing")
        #expect(Self.kstatus(of: document) == "InProgress")
    }

    /// A document at a generation, with what the agent wrote about the second.
    private static func document(
        _ report: Report,
        spec: [String: JSON] = [:],
        generation: Double = 2
    ) -> JSON {
        let conditions = report.conditions(after: [], generation: 2, at: Moment(seconds: 0))
        return .table([
            "metadata": .table(["name": .text("db"), "generation": .number(generation)]),
            "spec": .table(spec),
            "status": .table([
                "observedGeneration": .number(2),
                "conditions": .list(
                    conditions.map {
                        .table([
                            "type": .text($0.kind.rawValue), "status": .text($0.status.rawValue),
                            "reason": .text($0.reason), "message": .text($0.message),
                        ])
                    }
                ),
            ]),
        ])
    }

    /// What Argo CD's check gives.
    private static func health(of document: JSON) async throws -> String {
        let file = Deployed.folder("examples/argocd/health.lua")
        let output = try await Command.checked(
            "lua5.3",
            ["-"],
            input: """
                local basic = {obj = \(lua(document)), ipairs = ipairs}
                print(assert(loadfile("\(file)", "t", basic))().status)
                """
        )
        return output.trimmingCharacters(in: .newlines)
    }

    /// A value as Lua writes it; texts here have nothing to escape.
    private static func lua(_ value: JSON) -> String {
        switch value {
        case .null: "nil"
        case .boolean(let flag): "\(flag)"
        case .number(let number): "\(Int(number))"
        case .text(let text): "[==[\(text)]==]"
        case .list(let items): "{\(items.map(lua).joined(separator: ", "))}"
        case .table(let table):
            "{\(table.map { "[ [==[\($0)]==] ] = \(lua($1))" }.joined(separator: ", "))}"
        }
    }

    /// The rules of kstatus for a kind that it does not know.
    private static func kstatus(of document: JSON) -> String {
        if document.at("metadata", "deletionTimestamp") != nil { return "Terminating" }
        let observed = document.at("status", "observedGeneration")
        if let observed, observed != document.at("metadata", "generation") { return "InProgress" }
        let conditions = document.at("status", "conditions").items
        for condition in conditions where condition.at("status").text == "True" {
            switch condition.at("type").text {
            case "Reconciling": return "InProgress"
            case "Stalled": return "Failed"
            default: continue
            }
        }
        let ready = conditions.first { $0.at("type").text == "Ready" }
        return ready.at("status").text == "True" ? "Current" : "InProgress"
    }
}

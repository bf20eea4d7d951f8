import ClusterSupport
import Foundation
import Kubernetes
import Testing

extension Site {
    /// Puts so many documents into a namespace.
    func fill(_ namespace: String, _ count: Int, _ value: String) async throws -> [String] {
        let names = (0..<count).map { "s-\($0)" }
        let documents = try await fleet.sealMany(names, in: namespace) {
            ["name": $0, "value": value]
        }
        #expect(documents.count == count)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (name, text) in documents {
                group.addTask { try await self.put(text, name, in: namespace) }
            }
            try await group.waitForAll()
        }
        return names
    }

    /// How many of the Secrets are as they should be; others than those would be a failure.
    func good(_ namespace: String, _ names: [String], _ value: String) async throws -> Int {
        let all = try await client.list(.secrets, Selection(namespace: namespace))
        let wanted = Set(names)
        for object in all { #expect(wanted.contains(object.name)) }
        return all.count { object in
            SeenSecret(object).values == ["name": object.name, "value": value]
        }
    }
}

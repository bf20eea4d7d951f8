import Foundation
import Testing
import TestSupport

@testable import YAML

/// Two branches change one value each: git puts them together without asking.
@Suite struct MergeTests {
    static let document = """
        apiVersion: fleetseal.dev/v1alpha1
        kind: FleetSecret
        metadata:
          name: db
          namespace: payments
        spec:
          layers:
          - for: fleet
            values:
              username:
                \(value("username"))
              password:
                \(value("password"))
              url:
                \(value("url"))
          - for: us-east-1
            values:
              password:
                \(value("east"))

        """

    static func value(_ seed: String) -> String {
        var random = Seeded(seed.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) })
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        return "fs1:kq4m2t7xabcd:vj2k3l4m:" + String((0..<216).map { _ in random.pick(letters) })
    }

    static func values(_ file: YAMLFile) -> [Node] {
        let layers = file.documents.first?["spec"]?["layers"]
        return layers?.items.flatMap { $0["values"]?.entries.map(\.value) ?? [] } ?? []
    }

    @Test(arguments: ["\n", "\r\n"])
    func `any two values can change on two branches`(lineEnd: String) throws {
        let text = Self.document.replacingOccurrences(of: "\n", with: lineEnd)
        let file = try file(text)
        let values = Self.values(file)
        try #require(values.count == 4)
        for one in values.indices {
            for other in values.indices where other != one {
                try check(file, values, one, other)
            }
        }
    }

    @Test func `values of a large document can change on two branches`() throws {
        var text = "values:\n"
        for number in 0..<200 { text += "  key-\(number):\n    \(Self.value("\(number)"))\n" }
        let file = try file(text)
        let values = try #require(file.documents.first?["values"]).entries.map(\.value)
        var random = Seeded(42)
        for _ in 0..<20 {
            let one = random.number(0...199)
            try check(file, values, one, one == 199 ? 0 : one + 1)
            try check(file, values, one, (one + random.number(1...199)) % 200)
        }
    }

    private func check(_ file: YAMLFile, _ values: [Node], _ one: Int, _ other: Int) throws {
        let ours = try edited(file, [(values[one], "ours")])
        let theirs = try edited(file, [(values[other], "theirs")])
        let both = try edited(file, [(values[one], "ours"), (values[other], "theirs")])
        #expect(try merge(ours, file.bytes, theirs) == both, "\(one) and \(other)")
    }

    private func edited(_ file: YAMLFile, _ changes: [(Node, String)]) throws -> [UInt8] {
        var edits = Edits(file)
        for (node, seed) in changes { edits.replace(node, with: .below(Self.value(seed))) }
        return try edits.applied()
    }

    private func merge(_ ours: [UInt8], _ base: [UInt8], _ theirs: [UInt8]) throws -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, bytes) in [("ours", ours), ("base", base), ("theirs", theirs)] {
            try Data(bytes).write(to: folder.appending(path: name))
        }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/git")
        process.arguments = ["merge-file", "-p", "ours", "base", "theirs"]
        process.currentDirectoryURL = folder
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let merged = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return Array(merged)
    }
}

import Foundation

/// A JSON value of an answer, looked at by paths.
package enum JSON: Sendable, Equatable, Decodable {
    case null
    case boolean(Bool)
    case number(Double)
    case text(String)
    case list([JSON])
    case table([String: JSON])

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([JSON].self) {
            self = .list(value)
        } else {
            self = .table(try container.decode([String: JSON].self))
        }
    }

    /// Reads a document.
    package init(_ text: String) throws {
        self = try JSONDecoder().decode(JSON.self, from: Data(text.utf8))
    }

    /// What is at the end of these keys.
    package func at(_ keys: String...) -> JSON? {
        var value = self
        for key in keys {
            guard case .table(let table) = value, let next = table[key] else { return nil }
            value = next
        }
        return value
    }
}

extension JSON? {
    /// What is at the end of these keys.
    package func at(_ keys: String...) -> JSON? {
        var value = self
        for key in keys { value = value?.at(key) }
        return value
    }

    /// The items of a list, or none.
    package var items: [JSON] {
        if case .list(let items) = self { items } else { [] }
    }

    /// A text, or the empty one.
    package var text: String {
        if case .text(let text) = self { text } else { "" }
    }

    /// A number.
    package var number: Double? {
        if case .number(let number) = self { number } else { nil }
    }
}

extension Cluster {
    /// What kubectl prints as JSON.
    package func json(
        _ arguments: [String],
        input: String? = nil,
        as kubeconfig: String? = nil
    ) async throws -> JSON {
        let result = try await tryKubectl(arguments, input: input, as: kubeconfig)
        guard result.status == 0 else {
            throw Failure("kubectl \(arguments.joined(separator: " ")): \(result.error)")
        }
        return try JSON(result.output)
    }

    /// An object, or a list of objects, as kubectl gets it.
    package func json(_ arguments: String..., as kubeconfig: String? = nil) async throws -> JSON {
        try await json(arguments + ["-o", "json"], as: kubeconfig)
    }
}

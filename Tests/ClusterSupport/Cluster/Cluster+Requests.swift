import Foundation

extension Cluster {
    /// A request that the API server answered, from its audit log.
    package struct Request: Sendable, Decodable {
        package struct User: Sendable, Decodable {
            package let username: String
        }
        package struct Object: Sendable, Decodable {
            package let resource: String?
            package let namespace: String?
            package let name: String?
            package let subresource: String?
            package let apiGroup: String?
        }
        package struct Response: Sendable, Decodable {
            package let code: Int?
        }

        /// When it came, as RFC 3339 with microseconds.
        package let requestReceivedTimestamp: String
        package let verb: String
        package let requestURI: String
        package let user: User
        package let userAgent: String?
        package let objectRef: Object?
        package let responseStatus: Response?
        package let stage: String

        /// Whether it could have changed something.
        package var isWrite: Bool { !["get", "list", "watch"].contains(verb) }
    }

    /// What the API server was asked so far, each request once; a watch only after it ended.
    package func requests(
        where isWanted: (Request) -> Bool = { _ in true }
    ) throws -> [Request] {
        let decoder = JSONDecoder()
        return try folder.text("audit.log").split(separator: "\n").compactMap { line in
            // The last line may be half written.
            guard let request = try? decoder.decode(Request.self, from: Data(line.utf8)) else {
                return nil
            }
            // 1.20 says both that a watch began and that it is complete when it ends.
            return request.stage == "ResponseComplete" && isWanted(request) ? request : nil
        }
    }
}

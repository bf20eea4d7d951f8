internal import JSON
internal import Payloads
internal import YAML

/// Content that a kubeconfig file holds as Base64.
enum Base64Content {
    /// The bytes that a scalar stands for; nil if it is not Base64.
    static func bytes(of node: Node) -> Payload? {
        Base64Text.bytes(of: node.utf8)
    }
}

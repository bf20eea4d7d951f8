internal import Documents
internal import Files
internal import YAML

/// What one side of a plan has at a path.
enum Reading<Document: Sendable>: Sendable {
    case absent
    case document(Document)
    case unreadable(Reason)

    /// Why a file cannot be read, and where.
    struct Reason: Sendable {
        let message: String
        let line: Int?
    }

    init(
        _ side: PlanSide,
        _ path: String,
        _ parse: ([UInt8]) throws(DocumentError) -> Document
    ) {
        let bytes: [UInt8]?
        do throws(FileError) {
            bytes = try side.bytes(path)
        } catch {
            self = .unreadable(Reason(message: "\(error)", line: nil))
            return
        }
        guard let bytes else {
            self = .absent
            return
        }
        do throws(DocumentError) {
            self = .document(try parse(bytes))
        } catch {
            self = .unreadable(Reason(message: error.message, line: error.position?.line))
        }
    }

    var document: Document? {
        if case .document(let document) = self { document } else { nil }
    }

    var reason: Reason? {
        if case .unreadable(let reason) = self { reason } else { nil }
    }
}

/// A file as both sides have it.
struct Pair<Document: Sendable>: Sendable {
    let path: String
    let old: Reading<Document>
    let new: Reading<Document>

    init(
        _ path: String,
        _ base: PlanSide,
        _ tip: PlanSide,
        _ parse: ([UInt8]) throws(DocumentError) -> Document
    ) {
        self.path = path
        old = Reading(base, path, parse)
        new = Reading(tip, path, parse)
    }

    /// What stands there now cannot be read.
    var alarm: PlanStatement? {
        guard let reason = new.reason else { return nil }
        return PlanStatement(
            "unreadable",
            danger: true,
            path,
            "\(path) cannot be read: \(reason.message)",
            details: ["agents keep to what they had; what it changes is not in this plan"],
            path: path,
            line: reason.line
        )
    }
}

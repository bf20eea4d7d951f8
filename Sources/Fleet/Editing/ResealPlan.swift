internal import Documents
internal import Files
internal import Sealing
internal import YAML

/// The values that have to move to another key, by file, with all that it takes to move them.
package struct ResealPlan: Sendable {
    /// Files that are computed, and then written, at a time: enough of them that a sync of all is cheap,
    /// few enough that a run that is stopped has lost little.
    private static let batchSize = 500

    /// A value that has to move.
    struct Value: Sendable {
        let node: Node
        let sealed: SealedValue
        let binding: Binding
        let from: HeldKey
        let to: PublicKey
        let title: String
        let key: String
    }

    private struct File: Sendable {
        let path: String
        let file: YAMLFile
        var values: [Value]
    }

    /// A file before and after.
    struct SealedFile: Sendable {
        let path: String
        let before: YAMLFile
        let after: YAMLFile
        let values: Int
    }

    typealias Sealed = Result<SealedFile, any Error>

    /// In the order of the secrets.
    private var files: [File] = []
    /// How many values have to move.
    package private(set) var count = 0

    /// Takes another value; those of one file come one after the other.
    mutating func add(_ value: Value, of source: SecretDocument) {
        count += 1
        if let last = files.last, last.path.utf8.elementsEqual(source.path.utf8) {
            files[files.count - 1].values.append(value)
        } else {
            files.append(File(path: source.path, file: source.spec.file, values: [value]))
        }
    }

    /// The files, cut into pieces.
    var batches: [Range<Int>] {
        stride(from: 0, to: files.count, by: Self.batchSize).map {
            $0..<min($0 + Self.batchSize, files.count)
        }
    }

    /// Opens, checks and seals the values of some files on all cores.
    func sealed(_ range: Range<Int>) -> [Sealed] {
        let files = Array(files[range])
        return Workers.chunks(of: files.count) { (part: Range<Int>) -> [Sealed] in
            var scratch = SecretScratch()
            var arena = SecretArena()
            return files[part].map { file in
                Result { try Self.sealed(file, &scratch, &arena) }
            }
        }.flatMap { $0 }
    }

    private static func sealed(
        _ file: File,
        _ scratch: inout SecretScratch,
        _ arena: inout SecretArena
    ) throws -> SealedFile {
        var edits = Edits(file.file)
        for value in file.values {
            let text = try sealed(value, file.path, &scratch, &arena).text
            edits.replace(value.node, with: .below(text))
        }
        return SealedFile(
            path: file.path,
            before: file.file,
            after: try edited(edits, file.path),
            values: file.values.count
        )
    }

    private static func edited(_ edits: Edits, _ path: String) throws(DocumentError) -> YAMLFile {
        do {
            return try edits.edited()
        } catch {
            throw DocumentError(path, error)
        }
    }

    private static func sealed(
        _ value: Value,
        _ path: String,
        _ scratch: inout SecretScratch,
        _ arena: inout SecretArena
    ) throws(OpeningError) -> SealedValue {
        do throws(OpenFailure) {
            arena.removeAll()
            let range = try value.sealed.open(
                with: value.from.key,
                binding: value.binding.digest,
                into: &arena
            )
            return SealedValue.seal(
                arena.bytes(range),
                to: value.to,
                binding: value.binding,
                id: value.sealed.id,
                scratch: &scratch
            )
        } catch {
            throw OpeningError(
                failure: error,
                title: value.title,
                key: value.key,
                group: value.binding.group,
                path: path,
                position: value.node.position
            )
        }
    }
}

/// What a mount's version says of itself: its files as they were written, and the owner's note.
///
/// It lies beside the files, so the two are exchanged in one step and never disagree.
struct MountMark: Sendable {
    /// The name of its file; keys of Secrets do not start with two dots.
    static let name = "..fleetseal"
    /// The most bytes of one: a Secret has 1 MiB, its keys are not all short.
    static let limit = 4 << 20
    private static let magic = "fleetseal-mount-1"

    /// Names with what the file system said of them once they were written.
    var files: [(name: String, stamp: MountStamp)]
    /// What the owner wants to remember: lines of text, not secret.
    var note: String

    init(files: [(name: String, stamp: MountStamp)], note: String) {
        self.files = files
        self.note = note
    }

    /// Reads what `text` gives, and nothing else.
    init?(parsing text: String) {
        let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
        guard let blank = lines.firstIndex(where: \.isEmpty),
            lines[0].elementsEqual(Self.magic.utf8)
        else { return nil }
        files = []
        for line in lines[1..<blank] {
            let words = line.split(separator: 0x20).map { String($0) ?? "" }
            guard words.count == 7, words[0] == "file", let stamp = MountStamp(words[2...]) else {
                return nil
            }
            files.append((words[1], stamp))
        }
        note = lines[(blank + 1)...].map { String($0) ?? "" }.joined(separator: "\n")
    }

    var text: String {
        let lines = files.map { "file \($0.name) \($0.stamp.text)\n" }
        return Self.magic + "\n" + lines.joined() + "\n" + note
    }
}

/// What changes when somebody changes a file, its mode or its owner, or puts another in its place.
struct MountStamp: Equatable, Sendable {
    let inode: UInt64
    let size: Int
    let seconds: Int
    let nanoseconds: Int
    let mode: UInt32

    init(inode: UInt64, size: Int, seconds: Int, nanoseconds: Int, mode: UInt32) {
        self.inode = inode
        self.size = size
        self.seconds = seconds
        self.nanoseconds = nanoseconds
        self.mode = mode
    }

    init?(_ words: ArraySlice<String>) {
        let numbers = words.compactMap { Int($0) }
        guard numbers.count == 5, words.count == 5 else { return nil }
        self.init(
            inode: UInt64(bitPattern: Int64(numbers[0])),
            size: numbers[1],
            seconds: numbers[2],
            nanoseconds: numbers[3],
            mode: UInt32(truncatingIfNeeded: numbers[4])
        )
    }

    var text: String {
        "\(Int64(bitPattern: inode)) \(size) \(seconds) \(nanoseconds) \(mode)"
    }
}

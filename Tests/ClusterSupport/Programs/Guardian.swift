import Threads
import Foundation

/// A small program beside the tests that cleans up after them, however they end.
///
/// It reads a pipe that only this process can write to. When this process is gone, whatever killed
/// it, the pipe ends: the guardian kills the servers that are still named and removes their folders.
/// The kernel's own signal for this (`PR_SET_PDEATHSIG`) follows the thread that started a program,
/// and those come and go.
package final class Guardian: Sendable {
    /// The one of this process.
    package static let shared = Result { try Guardian() }

    /// The guardian's own program.
    package let child: Child
    private let pipe: Locked<FileHandle>

    /// Starts another one, which guards until it is dropped.
    package init() throws {
        let pipe = Pipe()
        var start = Child.Start("sh", ["-c", Self.script])
        start.input = pipe.fileHandleForReading
        let writing = pipe.fileHandleForWriting
        _ = fcntl(writing.fileDescriptor, F_SETFD, FD_CLOEXEC)
        child = try Child(start)
        self.pipe = Locked(writing)
    }

    /// Has a program and those that it started killed, when this process ends.
    package func watch(_ child: Child) { say("watch \(child.pid)") }

    /// Takes a program off again, once it has ended: its number may be another's soon.
    package func forget(_ child: Child) { say("forget \(child.pid)") }

    /// Has a folder removed.
    package func remove(_ folder: String) { say("remove \(folder)") }

    private func say(_ line: String) {
        pipe.withLock { try? $0.write(contentsOf: Data("\(line)\n".utf8)) }
    }

    // Each word of the children has a blank on both sides.
    private static let script = """
        trap '' HUP INT TERM QUIT
        children=' ' folders=''
        while read -r what name; do
            case $what in
                watch) children="$children$name " ;;
                forget) children="${children%% $name *} ${children#* $name }" ;;
                remove) folders="$folders$name " ;;
            esac
        done
        for child in $children; do kill -KILL -"$child" 2> /dev/null; done
        for folder in $folders; do rm -rf "$folder"; done
        """
}

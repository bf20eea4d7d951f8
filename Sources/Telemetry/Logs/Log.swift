#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Lines of JSON, one an event: a constant message with what varies in fields.
///
/// It is handed down as a value. Messages are `StaticString`, so that nothing can be put into one.
package struct Log: Sendable {
    /// How much a line matters.
    package enum Level: String, CaseIterable, Comparable, Sendable {
        case debug, info, warning, error

        package static func < (left: Level, right: Level) -> Bool {
            left.order < right.order
        }

        private var order: Int {
            switch self {
            case .debug: 0
            case .info: 1
            case .warning: 2
            case .error: 3
            }
        }
    }

    private let least: Level
    private let take: @Sendable (String) -> Void

    /// A log that leaves out what matters less than `least`; `take` gets whole lines.
    package init(least: Level, take: @escaping @Sendable (String) -> Void) {
        self.least = least
        self.take = take
    }

    /// The log of a process: standard error, one write a line.
    package static func standardError(least: Level) -> Log {
        Log(least: least) { line in
            var line = line
            // A log that nobody can take is no reason to stop delivering secrets.
            line.withUTF8 { bytes in
                var rest = UnsafeRawBufferPointer(bytes)
                while unsafe !rest.isEmpty {
                    let count = unsafe write(2, rest.baseAddress, rest.count)
                    if count < 0 {
                        if errno == EINTR { continue }
                        return
                    }
                    unsafe rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
                }
            }
        }
    }

    package func debug(_ message: StaticString, _ fields: Field.Pair?...) {
        line(.debug, message, fields)
    }

    package func info(_ message: StaticString, _ fields: Field.Pair?...) {
        line(.info, message, fields)
    }

    package func warning(_ message: StaticString, _ fields: Field.Pair?...) {
        line(.warning, message, fields)
    }

    package func error(_ message: StaticString, _ fields: Field.Pair?...) {
        line(.error, message, fields)
    }

    /// What was done to a Secret: written whatever the level, for whoever keeps records.
    package func audit(_ fields: [Field.Pair]) {
        emit("audit", "change applied", fields)
    }

    private func line(_ level: Level, _ message: StaticString, _ fields: [Field.Pair?]) {
        guard level >= least else { return }
        emit(level.rawValue, message, fields)
    }

    private func emit(_ level: String, _ message: StaticString, _ fields: [Field.Pair?]) {
        let head = [
            Field.Pair("time", .text(WallTime.now())), Field.Pair("level", .text(level)),
            Field.Pair("message", .text(message.description)),
        ]
        take(Field.fields(head + fields.compactMap { $0 }).line + "\n")
    }
}

import Threads
import Synchronization

/// Where a command answers: standard output for results, standard error for everything else.
///
/// Text is written at once. Whoever prints text from files, names or other people passes it through
/// `escaped`; tables and error reports do so themselves.
package struct Terminal: Sendable {
    let input: Descriptor
    let output: Descriptor
    let error: Descriptor
    /// The device that questions go to, also when the standard streams are redirected.
    let device: String
    let state: State
    private var colours: (output: Bool, error: Bool)

    /// What copies of one terminal share.
    final class State: Sendable {
        /// Nobody reads standard output any more.
        let isClosed = Atomic(false)
        /// What was said and waits until what it says has happened.
        let held = Locked<[(text: String, isError: Bool)]?>(nil)
    }

    /// The streams of this process.
    package static let standard = Terminal()

    init(
        input: Descriptor = .input,
        output: Descriptor = .output,
        error: Descriptor = .error,
        device: String = "/dev/tty",
        environment: Environment = .process
    ) {
        self.input = input
        self.output = output
        self.error = error
        self.device = device
        state = State()
        let isRefused = environment["NO_COLOR"] != nil || environment["TERM"] == "dumb"
        colours = (
            output: !isRefused && output.isTerminal,
            error: !isRefused && error.isTerminal
        )
    }

    /// The same streams without colour.
    package var plain: Terminal {
        var copy = self
        copy.colours = (false, false)
        return copy
    }

    /// Whether somebody can type into standard input.
    package var isInputTerminal: Bool { input.isTerminal }
    /// Whether somebody looks at standard output.
    package var isOutputTerminal: Bool { output.isTerminal }
    /// Whether standard output goes to a file, with what permission bits a shell gave it.
    package var isOutputFile: Bool { output.isFile }
    /// Whether somebody looks at standard error.
    package var isErrorTerminal: Bool { error.isTerminal }
    /// The columns of the terminal; 80 where there is none.
    package var width: Int { output.width ?? error.width ?? 80 }
}

// MARK: - Writing

extension Terminal {
    /// Writes a result and a line end.
    ///
    /// When the reader has gone (`| head`) the rest is dropped and the command goes on to its end,
    /// so that its exit code still says what it found. A full disk is an error.
    package func print(_ text: String, end: String = "\n") throws(Failure) {
        guard !isHeld(text + end, isError: false) else { return }
        try printNow(text + end)
    }

    package func printNow(_ text: String) throws(Failure) {
        try written { () throws(Descriptor.WriteError) in try output.write(text) }
    }

    /// Writes bytes as they are, such as an opened value; they are not copied.
    package func write(_ bytes: RawSpan) throws(Failure) {
        try written { () throws(Descriptor.WriteError) in try output.write(bytes) }
    }

    /// Writes bytes that exist nowhere else, such as a new private key: a reader who has gone is an
    /// error here.
    package func hand(over bytes: RawSpan) throws(Failure) {
        guard !state.isClosed.load(ordering: .relaxed) else {
            throw Failure("write standard output: nobody reads it")
        }
        do {
            try output.write(bytes)
        } catch {
            switch error {
            case .closed: throw Failure("write standard output: nobody reads it")
            case .other(let code):
                throw Failure("write standard output: \(Descriptor.text(of: code))")
            }
        }
    }

    private func written(
        _ write: () throws(Descriptor.WriteError) -> Void
    ) throws(Failure) {
        guard !state.isClosed.load(ordering: .relaxed) else { return }
        do {
            try write()
        } catch {
            guard case .other(let code) = error else {
                state.isClosed.store(true, ordering: .relaxed)
                return
            }
            throw Failure("write standard output: \(Descriptor.text(of: code))")
        }
    }

    /// Writes a line to standard error: progress, warnings, what a command reached.
    ///
    /// Failing to do so is no reason to stop, and there is nowhere left to report it.
    package func note(_ text: String) {
        let line = text.hasSuffix("\n") ? text : text + "\n"
        guard !isHeld(line, isError: true) else { return }
        try? error.write(line)
    }

    /// Writes a line to standard error even while notes are kept back.
    package func noteNow(_ text: String) {
        let line = text.hasSuffix("\n") ? text : text + "\n"
        try? error.write(line)
    }

    /// Writes to standard error as it is, without a line end.
    func draw(_ text: String) {
        try? error.write(text)
    }

    /// Writes `warning: …` to standard error.
    package func warn(_ text: String, hint: String? = nil) {
        note(styled("warning:", .yellow, on: .error) + " " + text)
        if let hint { note(hinted(hint)) }
    }

    /// Writes what went wrong: `path:line:column: error: …`, then the hint.
    package func report(_ failure: any Error) {
        let known = failure as? any ReportedError
        let place = known?.place.map { Self.escaped($0.description) + ": " } ?? ""
        let message = Self.escaped(known?.message ?? "\(failure)")
        note(place + styled("error:", .red, on: .error) + " " + message)
        if let hint = known?.hint { note(hinted(hint)) }
    }

    private func hinted(_ hint: String) -> String {
        let lines = hint.split(separator: "\n", omittingEmptySubsequences: false)
        let text = lines.map { Self.escaped(String($0)) }.joined(separator: "\n        ")
        return "  " + styled("hint:", .cyan, on: .error) + " " + text
    }
}

// MARK: - Colour

extension Terminal {
    /// The streams that text is written to.
    package enum Stream: Sendable {
        case output
        case error
    }

    /// How text stands out; never the only sign of anything.
    package enum Style: Int, Sendable {
        case bold = 1
        case dim = 2
        case red = 31
        case green = 32
        case yellow = 33
        case cyan = 36
    }

    /// The text in a style, or unchanged where the stream shows no colour.
    package func styled(_ text: String, _ style: Style, on stream: Stream = .output) -> String {
        let isColoured = stream == .output ? colours.output : colours.error
        return isColoured ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }
}

package import Sealing

// `environ` is a global variable of C; nothing in these programs changes it.
#if canImport(Glibc)
    @unsafe @preconcurrency import Glibc
#else
    @unsafe @preconcurrency import Darwin
#endif

/// A program that is run for the user: a shell command of theirs, by `/bin/sh -c`, or a program of
/// the `PATH` such as git.
///
/// It inherits standard error, so that its own messages and prompts are seen, and no other
/// descriptor. A shell command's text stays out of our messages: it may hold a secret.
package struct ChildProcess: ~Copyable {
    private let id: pid_t

    /// Where standard input comes from.
    package enum Input: Sendable {
        /// From `/dev/null`.
        case nothing
        /// From where ours comes, such as the terminal.
        case inherited
    }

    /// What the command prints, straight into secret memory.
    ///
    /// It fails if the command does, prints more than `limit` bytes, or is stopped by a signal.
    /// `purpose` begins the message: `run the identity command`.
    package static func output(
        of command: String,
        for purpose: String,
        input: Input = .nothing,
        limit: Int = 1 << 20
    ) throws(Failure) -> SecretBytes {
        let pipe = try Descriptor.pipe()
        let child: ChildProcess
        do {
            defer { _ = close(pipe.writing) }
            let streams = Streams(input: input, output: pipe.writing)
            child = try ChildProcess(Self.shell(command), for: purpose, streams)
        } catch {
            _ = close(pipe.reading)
            throw error
        }
        defer { _ = close(pipe.reading) }
        let secret: SecretBytes
        do {
            secret = try Descriptor(number: pipe.reading).readSecret(limit: limit)
        } catch {
            child.kill()
            throw Failure("\(purpose): its output: \(error.message)")
        }
        let status = child.wait()
        guard status == 0 else { throw Self.failure(purpose, status: status) }
        return secret
    }

    /// Runs a command in our place, with more variables, and gives its exit status.
    ///
    /// `variables` holds `NAME=value` with a NUL byte after each, in secret memory: the kernel
    /// copies them to the child and nothing else does. A signal's status is 128 and its number, as
    /// shells have it.
    package static func run(
        _ command: String,
        for purpose: String,
        variables: borrowing SecretBytes
    ) throws(Failure) -> Int32 {
        let child = try ChildProcess(
            Self.shell(command),
            for: purpose,
            Streams(input: .inherited),
            variables: variables.bytes
        )
        return Self.exitStatus(child.wait())
    }

    /// The exit status as shells have it: 128 and its number for a signal.
    static func exitStatus(_ status: Int32) -> Int32 {
        status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + (status & 0x7F)
    }

    private static func failure(_ purpose: String, status: Int32) -> Failure {
        let signal = status & 0x7F
        guard signal == 0 else { return Failure("\(purpose): it was ended by signal \(signal)") }
        return Failure("\(purpose): it ended with exit status \(status >> 8 & 0xFF)")
    }
}

// MARK: - Starting

extension ChildProcess {
    /// What takes the place of the standard streams.
    struct Streams {
        var input = Input.nothing
        /// The descriptor that is standard input, in place of `input`.
        var inputDescriptor: Int32?
        /// The descriptor that is standard output, if it is not ours.
        var output: Int32?
        /// Whether standard error goes to `/dev/null`: for questions whose answer is the exit status.
        var isQuiet = false
    }

    /// A program and the words that it is called with, its name first.
    struct Call {
        /// Where it is; a name alone is looked for on the `PATH`.
        var program: String
        var words: [String]
    }

    private static func shell(_ command: String) -> Call {
        Call(program: "/bin/sh", words: ["sh", "-c", command])
    }

    /// Starts a program.
    init(
        _ call: Call,
        for purpose: String,
        _ streams: Streams,
        variables: RawSpan = RawSpan()
    ) throws(Failure) {
        Self.keepDescriptors()
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { _ = unsafe posix_spawn_file_actions_destroy(&actions) }
        if let input = streams.inputDescriptor {
            unsafe posix_spawn_file_actions_adddup2(&actions, input, 0)
        } else if streams.input == .nothing {
            unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        if let output = streams.output {
            unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
        }
        if streams.isQuiet {
            unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        }

        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { _ = unsafe posix_spawnattr_destroy(&attributes) }
        // We ignore it, and what is ignored stays so across exec.
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, SIGPIPE)
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))

        var id: pid_t = 0
        let error = unsafe variables.withUnsafeBytes { variables in
            var environment = unsafe Self.environment(adding: variables)
            return unsafe Self.withArguments(call.words) { arguments in
                unsafe posix_spawnp(
                    &id,
                    call.program,
                    &actions,
                    &attributes,
                    arguments,
                    &environment
                )
            }
        }
        guard error == 0 else {
            throw Failure(
                "\(purpose): start \(call.program): \(Descriptor.text(of: error))",
                hint: error == ENOENT ? "is \(call.program) installed, and on the PATH?" : nil
            )
        }
        self.id = id
    }

    private static func withArguments<Result>(
        _ arguments: [String],
        _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies = unsafe arguments.map { unsafe strdup($0) }
        defer { unsafe copies.forEach { unsafe free($0) } }
        return unsafe body(copies + [nil])
    }

    /// Our variables, except those that `added` has too, then those of `added`.
    private static func environment(
        adding added: UnsafeRawBufferPointer
    ) -> [UnsafeMutablePointer<CChar>?] {
        var news: [UnsafeMutablePointer<CChar>] = unsafe []
        var start = 0
        for offset in added.indices where unsafe added[offset] == 0 {
            if let base = added.baseAddress {
                let text = unsafe UnsafeMutableRawPointer(mutating: base + start)
                unsafe news.append(text.assumingMemoryBound(to: CChar.self))
            }
            start = offset + 1
        }
        precondition(start == added.count, "a NUL byte after every variable")
        var all: [UnsafeMutablePointer<CChar>?] = unsafe []
        var next = unsafe environ
        while let variable = unsafe next.pointee {
            let isReplaced = unsafe news.contains { unsafe haveSameName($0, variable) }
            if !isReplaced { unsafe all.append(variable) }
            unsafe next += 1
        }
        return unsafe all + news + [nil]
    }

    private static func haveSameName(
        _ left: UnsafeMutablePointer<CChar>,
        _ right: UnsafeMutablePointer<CChar>
    ) -> Bool {
        let equals = CChar(bitPattern: UInt8(ascii: "="))
        var index = 0
        while unsafe left[index] == right[index] {
            if unsafe left[index] == equals || left[index] == 0 { return true }
            index += 1
        }
        return false
    }

    /// Keeps every descriptor from the third on to this process.
    ///
    /// What we open is marked from the start; this is for what the process was started with.
    private static func keepDescriptors() {
        guard let folder = unsafe opendir("/dev/fd") else {
            for number in Int32(3)..<1_024 { _ = fcntl(number, F_SETFD, FD_CLOEXEC) }
            return
        }
        defer { unsafe closedir(folder) }
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                unsafe String(cString: UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self))
            }
            guard let number = Int32(name), number > 2 else { continue }
            _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        }
    }
}

// MARK: - Ending

extension ChildProcess {
    consuming func wait() -> Int32 {
        var status: Int32 = 0
        while unsafe waitpid(id, &status, 0) == -1 {
            // Somebody else took it, so how it ended is not known: as good as killed.
            guard errno == EINTR else { return SIGKILL }
        }
        return status
    }

    consuming func kill() {
        #if canImport(Glibc)
            _ = Glibc.kill(id, SIGKILL)
        #else
            _ = Darwin.kill(id, SIGKILL)
        #endif
        _ = wait()
    }
}

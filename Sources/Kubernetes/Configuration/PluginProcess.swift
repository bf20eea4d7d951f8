internal import Payloads

// `environ` is a global variable of C; nothing in these programs changes it.
#if canImport(Glibc)
    @unsafe @preconcurrency internal import Glibc
#else
    @unsafe @preconcurrency internal import Darwin
#endif

/// Runs a program without a shell and takes what it prints.
enum PluginProcess {
    /// The most that a program may print.
    private static let limit = 1 << 20
    /// How long a program may take: somebody may have to log in with a browser.
    private static let patience = Duration.seconds(60)

    /// What `command` prints, with our standard error; blocks.
    static func output(
        of command: String,
        _ arguments: [String],
        variables: [String]
    ) throws(ConfigurationError) -> Payload {
        var ends: [Int32] = [-1, -1]
        guard openPipe(&ends) else {
            throw ConfigurationError("run \(command): \(text(of: errno))")
        }
        defer { close(ends[0]) }
        let child = try startClosing(command, arguments, variables, output: ends[1])
        var output = PayloadWriter()
        let end = ContinuousClock.now + patience
        var failure = collect(from: ends[0], into: &output, until: end)
        var status: Int32 = 0
        // It may have closed its output and go on.
        while failure == nil, unsafe waitpid(child, &status, WNOHANG) == 0 {
            if ContinuousClock.now >= end { failure = late } else { usleep(2_000) }
        }
        if failure != nil {
            kill(child, SIGKILL)
            while unsafe waitpid(child, &status, 0) == -1, errno == EINTR {}
        }
        if let failure { throw ConfigurationError("run \(command): \(failure)") }
        guard status & 0x7F == 0 else {
            throw ConfigurationError("run \(command): it was ended by signal \(status & 0x7F)")
        }
        guard status == 0 else {
            throw ConfigurationError(
                "run \(command): it ended with exit status \(status >> 8 & 0xFF)"
            )
        }
        return output.take()
    }

    private static var late: String { "it took longer than \(patience.components.seconds) s" }

    private static func collect(
        from pipe: Int32,
        into output: inout PayloadWriter,
        until end: ContinuousClock.Instant
    ) -> String? {
        while true {
            let left = ContinuousClock.now.duration(to: end).components
            var wanted = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
            let wait = Int32(
                max(0, left.seconds * 1_000 + left.attoseconds / 1_000_000_000_000_000)
            )
            let ready = unsafe poll(&wanted, 1, wait)
            if ready == 0 { return late }
            if ready < 0 {
                if errno == EINTR { continue }
                return text(of: errno)
            }
            var count = 0
            output.append(capacity: 4_096) { room in
                unsafe room.withUnsafeMutableBytes { buffer, filled in
                    count = unsafe read(pipe, buffer.baseAddress, 4_096)
                    filled += max(0, count)
                }
            }
            if count == 0 { return nil }
            if count < 0, errno != EINTR { return text(of: errno) }
            if output.count > limit { return "it printed more than \(limit) bytes" }
        }
    }

    /// Opens two ends that no other program inherits, whoever starts one at this moment.
    private static func openPipe(_ ends: inout [Int32]) -> Bool {
        #if canImport(Glibc)
            // A pipe would be marked only after it is open.
            let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
            return unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0
        #else
            guard unsafe pipe(&ends) == 0 else { return false }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            return true
        #endif
    }

    private static func startClosing(
        _ command: String,
        _ arguments: [String],
        _ variables: [String],
        output: Int32
    ) throws(ConfigurationError) -> pid_t {
        // Otherwise its end would never be the end.
        defer { close(output) }
        return try start(command, arguments, variables, output: output)
    }

    private static func start(
        _ command: String,
        _ arguments: [String],
        _ variables: [String],
        output: Int32
    ) throws(ConfigurationError) -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { _ = unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { _ = unsafe posix_spawnattr_destroy(&attributes) }
        // What is ignored or blocked here would stay so there.
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        unsafe sigaddset(&signals, SIGPIPE)
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        unsafe posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK)
        )
        var child: pid_t = 0
        let code = unsafe withStrings([command] + arguments) { arguments in
            unsafe withStrings(environment(adding: variables)) { environment in
                unsafe posix_spawnp(
                    &child,
                    command,
                    &actions,
                    &attributes,
                    arguments,
                    environment
                )
            }
        }
        guard code == 0 else { throw ConfigurationError("run \(command): \(text(of: code))") }
        return child
    }

    private static func environment(adding variables: [String]) -> [String] {
        let names = variables.map { $0.prefix { $0 != "=" } + "=" }
        var all: [String] = []
        var next = unsafe environ
        while let variable = unsafe next.pointee {
            let text = unsafe String(cString: variable)
            if !names.contains(where: { text.hasPrefix($0) }) { all.append(text) }
            unsafe next += 1
        }
        return all + variables
    }

    private static func withStrings<Result>(
        _ strings: [String],
        _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies = unsafe strings.map { unsafe strdup($0) }
        defer { unsafe copies.forEach { unsafe free($0) } }
        return unsafe body(copies + [nil])
    }

    private static func text(of code: Int32) -> String {
        guard let text = unsafe strerror(code) else { return "error \(code)" }
        return unsafe String(cString: text).lowercased()
    }
}

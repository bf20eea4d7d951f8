import ClusterSupport
import Foundation

/// A wall clock for one program that a test moves; clocks that only count on are left alone.
final class FalseClock: Sendable {
    private let folder: TemporaryFolder

    init() async throws {
        folder = try TemporaryFolder("clock")
        try folder.write(Self.source, to: "clock.c")
        try await Command.checked(
            "clang",
            ["-shared", "-fPIC", "-O1", "-o", folder.file("clock.so"), folder.file("clock.c")]
        )
        try move(by: 0)
    }

    /// What a program is started with.
    var environment: [String: String] {
        ["LD_PRELOAD": folder.file("clock.so"), "FALSE_CLOCK": folder.file("seconds")]
    }

    /// Moves it this far from the true time.
    func move(by seconds: Int) throws {
        try folder.write("\(seconds)\n", to: "seconds.next")
        try FileManager.default.removeItemIfThere(folder.file("seconds"))
        try FileManager.default.moveItem(
            atPath: folder.file("seconds.next"),
            toPath: folder.file("seconds")
        )
    }

    private static let source = """
        #define _GNU_SOURCE
        #include <fcntl.h>
        #include <stdlib.h>
        #include <sys/syscall.h>
        #include <sys/time.h>
        #include <time.h>
        #include <unistd.h>

        static long moved(void) {
            char text[32] = {0};
            int file = open(getenv("FALSE_CLOCK"), O_RDONLY | O_CLOEXEC);
            if (file < 0) return 0;
            long count = read(file, text, sizeof text - 1);
            close(file);
            return count > 0 ? atol(text) : 0;
        }

        int clock_gettime(clockid_t clock, struct timespec *now) {
            int result = syscall(SYS_clock_gettime, clock, now);
            if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
                now->tv_sec += moved();
            return result;
        }

        time_t time(time_t *now) {
            struct timespec value;
            clock_gettime(CLOCK_REALTIME, &value);
            if (now) *now = value.tv_sec;
            return value.tv_sec;
        }

        int gettimeofday(struct timeval *now, void *zone) {
            struct timespec value;
            int result = clock_gettime(CLOCK_REALTIME, &value);
            now->tv_sec = value.tv_sec;
            now->tv_usec = value.tv_nsec / 1000;
            return result;
        }
        """
}

extension FileManager {
    fileprivate func removeItemIfThere(_ path: String) throws {
        if fileExists(atPath: path) { try removeItem(atPath: path) }
    }
}

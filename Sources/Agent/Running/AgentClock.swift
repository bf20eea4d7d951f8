internal import Reconciling

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// The clocks of this computer, read in one place and handed down from there.
enum AgentClock {
    static func now() -> Time {
        var wall = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME, &wall)
        var steady = timespec()
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &steady)
        return Time(
            wall: Moment(seconds: wall.tv_sec),
            steady: .seconds(steady.tv_sec) + .nanoseconds(steady.tv_nsec)
        )
    }
}

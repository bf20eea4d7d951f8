#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

extension Metrics {
    /// What Prometheus' own clients say of every process: memory, time, descriptors.
    package func addProcess() {
        add(
            "process_resident_memory_bytes",
            "Memory of the process that is in RAM, in bytes.",
            .gauge
        ) {
            Double(Self.residentBytes())
        }
        add(
            "process_cpu_seconds_total",
            "Processor time used so far, in seconds.",
            .counter
        ) {
            var time = timespec()
            _ = unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        }
        let start = gauge(
            "process_start_time_seconds",
            "When the process started, in seconds since 1970."
        )
        var now = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME, &now)
        start.set(now.tv_sec)
    }

    /// The second number of `/proc/self/statm`, in pages; 0 where there is no such file.
    private static func residentBytes() -> Int {
        let file = unsafe open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return 0 }
        defer { _ = close(file) }
        let text = unsafe withUnsafeTemporaryAllocation(byteCount: 128, alignment: 1) { buffer in
            let count = unsafe read(file, buffer.baseAddress, buffer.count)
            return unsafe String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
        }
        let numbers = text.split(separator: " ")
        guard numbers.count > 1, let pages = Int(numbers[1]) else { return 0 }
        return pages * sysconf(Int32(_SC_PAGESIZE))
    }
}

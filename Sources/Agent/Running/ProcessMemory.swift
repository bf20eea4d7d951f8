internal import CLinux

/// How much memory the process keeps that it does not need any more.
enum ProcessMemory {
    /// Lets the system have freed memory again, to be called once, before there are threads.
    ///
    /// An agent needs several megabytes for each page of a list when it starts, and then hardly any for
    /// weeks. Left alone, the allocator keeps that: it takes larger and larger blocks for small ones,
    /// and has an arena for every thread.
    static func keepLittle() {
        linux_keep_little_memory(128 << 10, 2)
    }

    /// Gives the system what is free now, which takes some milliseconds.
    static func giveBack() { linux_return_memory() }
}

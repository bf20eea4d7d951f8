import Commands

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@main
enum Main {
    static func main() {
        // Not `exit`: what OpenSSL frees at the end may be in use by a thread of connections.
        _exit(Fleetseal.main())
    }
}

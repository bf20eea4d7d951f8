import Agent

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@main
enum Main {
    static func main() {
        exit(FleetsealAgent.main())
    }
}

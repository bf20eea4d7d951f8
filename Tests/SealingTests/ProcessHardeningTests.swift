import Testing

@testable import Sealing

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct ProcessHardeningTests {
    @Test func `takes effect and leaves a core dump no room`() async {
        await #expect(processExitsWith: .success) {
            guard ProcessHardening.apply() else { exit(1) }
            var limit = rlimit()
            guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit) == 0 else {
                exit(2)
            }
            exit(limit.rlim_cur == 0 && limit.rlim_max == 0 ? 0 : 3)
        }
    }
}

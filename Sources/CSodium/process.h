#pragma once

// Not of libsodium, but there for the same reason. prctl is variadic, which Swift cannot call.
#if defined(__linux__)
#include <sys/prctl.h>

/// Keeps other processes of the same user, and core dumps, away from this one's memory.
static inline int process_forbid_dumps(void) {
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}
#else
static inline int process_forbid_dumps(void) {
    return 0;
}
#endif

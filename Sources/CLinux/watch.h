#pragma once

// Watching folders and receiving signals through descriptors. On other systems each call fails with
// ENOSYS, and the callers look again from time to time.

#include <errno.h>
#include <stdint.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/inotify.h>
#include <sys/syscall.h>

// Changes of names and contents in a folder, and of the folder itself; links are not followed.
enum {
    linux_watch_changes = IN_CREATE | IN_DELETE | IN_MODIFY | IN_ATTRIB | IN_MOVED_FROM |
                          IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR |
                          IN_DONT_FOLLOW | IN_EXCL_UNLINK,
    linux_watch_overflow = IN_Q_OVERFLOW,
    linux_watch_ended = IN_IGNORED,
};

static inline int linux_watch_open(void) { return inotify_init1(IN_NONBLOCK | IN_CLOEXEC); }

static inline int linux_watch_add(int watch, const char *path) {
    return inotify_add_watch(watch, path, linux_watch_changes);
}

static inline int linux_watch_remove(int watch, int folder) {
    return inotify_rm_watch(watch, folder);
}

// `signals` has bit N - 1 for signal N. By number: signal.h would drag half of libc into this module.
static inline int linux_signals_open(uint64_t signals) {
    enum { nonblocking = 04000, close_on_exec = 02000000 };
    return (int)syscall(SYS_signalfd4, -1, &signals, sizeof signals, nonblocking | close_on_exec);
}

// The number of the signal that came, or 0.
static inline int linux_signals_next(int signals) {
    // 128 bytes for each signal, of which the first 4 are its number.
    union {
        uint32_t number;
        uint8_t bytes[128];
    } info;
    return read(signals, &info, sizeof info) == sizeof info ? (int)info.number : 0;
}

#else
enum { linux_watch_overflow, linux_watch_ended };

static inline int linux_watch_open(void) {
    errno = ENOSYS;
    return -1;
}

static inline int linux_watch_add(int watch, const char *path) {
    errno = ENOSYS;
    return -1;
}

static inline int linux_watch_remove(int watch, int folder) {
    errno = ENOSYS;
    return -1;
}

static inline int linux_signals_open(uint64_t signals) {
    errno = ENOSYS;
    return -1;
}

static inline int linux_signals_next(int signals) { return 0; }

#endif

#pragma once

// System calls of Linux that Swift's Glibc module does not show. On other systems each of them
// fails with ENOSYS, and the callers do without.

#include <errno.h>
#include <stdint.h>
#include <unistd.h>

#include "memory.h"
#include "watch.h"

#if defined(__linux__)
#include <sys/syscall.h>
#include <sys/vfs.h>

// The kernel's numbers: they are part of its interface and never change.
enum {
    linux_resolve_no_magiclinks = 0x02,
    linux_resolve_no_symlinks = 0x04,
    linux_resolve_beneath = 0x08,
    linux_rename_noreplace = 1,
    linux_rename_exchange = 2,
};

// The kind of file system that an open folder is on, by its magic number, or 0.
static inline long linux_file_system(int folder) {
    struct statfs system;
    return fstatfs(folder, &system) == 0 ? (long)system.f_type : 0;
}

static inline int linux_openat2(int folder, const char *path, uint64_t flags, uint64_t mode,
                                uint64_t resolve) {
    struct {
        uint64_t flags, mode, resolve;
    } how = {flags, mode, resolve};
    return (int)syscall(437, folder, path, &how, sizeof how);
}

static inline int linux_renameat2(int from_folder, const char *from, int to_folder, const char *to,
                                  unsigned flags) {
    return (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
}

static inline int linux_syncfs(int file) { return (int)syscall(SYS_syncfs, file); }

#else
static inline long linux_file_system(int folder) {
    (void)folder;
    return 0;
}

enum {
    linux_resolve_no_magiclinks,
    linux_resolve_no_symlinks,
    linux_resolve_beneath,
    linux_rename_noreplace,
    linux_rename_exchange,
};

static inline int linux_openat2(int folder, const char *path, uint64_t flags, uint64_t mode,
                                uint64_t resolve) {
    errno = ENOSYS;
    return -1;
}

static inline int linux_renameat2(int from_folder, const char *from, int to_folder, const char *to,
                                  unsigned flags) {
    errno = ENOSYS;
    return -1;
}

static inline int linux_syncfs(int file) {
    errno = ENOSYS;
    return -1;
}

#endif

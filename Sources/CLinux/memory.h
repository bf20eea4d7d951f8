#pragma once

// How the allocator of glibc keeps memory that was given back to it. On other systems nothing is set.

#include <stddef.h>
#include <unistd.h>

#if defined(__GLIBC__)
// By number, which is part of glibc's interface: malloc.h would drag half of libc into this module.
extern int mallopt(int parameter, int value);
extern int malloc_trim(size_t pad);

// Blocks of `large` bytes and more are the kernel's again as soon as they are freed, and so is the
// end of an arena; there are at most `arenas`.
static inline void linux_keep_little_memory(int large, int arenas) {
    enum { trim_threshold = -1, mmap_threshold = -3, arena_max = -8 };
    mallopt(trim_threshold, large);
    mallopt(mmap_threshold, large);
    mallopt(arena_max, arenas);
}

// Gives the kernel every page that has nothing on it any more.
static inline void linux_return_memory(void) { malloc_trim(0); }
#else
static inline void linux_return_memory(void) {}

static inline void linux_keep_little_memory(int large, int arenas) {
    (void)large;
    (void)arenas;
}
#endif

// A full disk under a mapped file.
//
// libgit2 writes packs through mappings of sparse files. Where the disk is full, the first touch of a
// new page is answered by SIGBUS, which ends the process. Here the page is replaced by memory of our
// own, the loss is noted, and whoever started the download throws the pack away.

#define _GNU_SOURCE
#include "network.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

static _Thread_local volatile sig_atomic_t is_guarded;
static _Thread_local volatile sig_atomic_t is_lost;
static struct sigaction before;
static uintptr_t page_size;

static void on_bus_error(int signal, siginfo_t *info, void *context) {
    if (is_guarded && info->si_code == BUS_ADRERR) {
        const int saved = errno;
        void *page = (void *)((uintptr_t)info->si_addr & ~(page_size - 1));
        void *mapped = mmap(page, page_size, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
        errno = saved;
        if (mapped == page) {
            is_lost = 1;
            return;
        }
    }
    // Not ours: as if we were not here.
    if (before.sa_flags & SA_SIGINFO) {
        before.sa_sigaction(signal, info, context);
    } else if (before.sa_handler == SIG_DFL || before.sa_handler == SIG_IGN) {
        // The access is tried again, and ends the process.
        sigaction(SIGBUS, &before, NULL);
    } else {
        before.sa_handler(signal);
    }
}

static void install(void) {
    page_size = (uintptr_t)sysconf(_SC_PAGESIZE);
    struct sigaction action = {.sa_sigaction = on_bus_error, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    sigaction(SIGBUS, &action, &before);
}

void fleetseal_guard_mappings(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, install);
    is_lost = 0;
    is_guarded = 1;
}

bool fleetseal_take_lost_mapping(void) {
    is_guarded = 0;
    const bool lost = is_lost;
    is_lost = 0;
    return lost;
}

#pragma once
#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>

// A table of functions from libraries that are loaded when they are first needed: see CGit2.h.
#define FLEETSEAL_POINTER(name) __typeof__(name) *name;
#define FLEETSEAL_LOOK_UP(name)                                                                    \
    if (!table.name) table.name = (__typeof__(name) *)dlsym(library, #name);                       \
    if (!table.name) return dlerror();

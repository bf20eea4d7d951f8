#include "CGit2.h"

#include <dlfcn.h>

#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)

#ifdef __APPLE__
const char *const fleetseal_git2_file =
    "libgit2." TEXT(LIBGIT2_VER_MAJOR) "." TEXT(LIBGIT2_VER_MINOR) ".dylib";
#else
const char *const fleetseal_git2_file =
    "libgit2.so." TEXT(LIBGIT2_VER_MAJOR) "." TEXT(LIBGIT2_VER_MINOR);
#endif

const char *fleetseal_git2_load(struct fleetseal_git2 *functions) {
    void *library = dlopen(fleetseal_git2_file, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return dlerror();
    void *found;
#define FIND(name)                                                                                 \
    found = dlsym(library, "git_" #name);                                                          \
    if (found == NULL) return dlerror();                                                           \
    functions->name = (__typeof__(functions->name))found;
    FLEETSEAL_GIT2_FUNCTIONS(FIND)
#undef FIND
    return NULL;
}

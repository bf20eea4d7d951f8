#include "load.h"

#include <dlfcn.h>

// Of the library itself the headers call one function, given here; all else are virtual functions of
// what it gives. So the library is loaded by whoever reads JSON, and no other program waits for it.

namespace {

using Active = simdjson::internal::atomic_ptr<const simdjson::implementation> &(*)();

#define TEXT_OF(tokens) #tokens
#define TEXT(macro) TEXT_OF(macro)

constexpr bool begins(const char *text, const char *start) {
    return *start == 0 || (*text == *start && begins(text + 1, start + 1));
}

// The file's number stands for the layout of the library's objects, which the headers fix. Which
// number another version has is not known here; its development files bring the name without one.
#ifdef __APPLE__
constexpr const char *file = "libsimdjson.dylib";
#else
constexpr const char *file =
    begins(TEXT(SIMDJSON_VERSION), "3.0.") ? "libsimdjson.so.14" : "libsimdjson.so";
#endif

struct Library {
    Active active = nullptr;
    const char *error = nullptr;
    Library() {
        void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
        if (library != nullptr) {
            // `simdjson::get_active_implementation()`, as compilers spell it.
            active = reinterpret_cast<Active>(
                dlsym(library, "_ZN8simdjson25get_active_implementationEv"));
        }
        if (active == nullptr) error = dlerror();
    }
};

const Library &library() {
    static const Library loaded;
    return loaded;
}

} // namespace

bool fleetseal::is_loaded() { return library().active != nullptr; }

const char *fleetseal_json_load_error() { return library().error; }

// Hidden, so that the library's own calls do not come here.
__attribute__((visibility("hidden"))) simdjson::internal::atomic_ptr<const simdjson::implementation> &
simdjson::get_active_implementation() {
    return library().active();
}

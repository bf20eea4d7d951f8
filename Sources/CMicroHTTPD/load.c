#include "CMicroHTTPD.h"

#include <dlfcn.h>
#include <netinet/in.h>

#ifdef __APPLE__
static const char *const file = "libmicrohttpd.12.dylib";
#else
static const char *const file = "libmicrohttpd.so.12";
#endif

const char *fleetseal_mhd_load(struct fleetseal_mhd *functions) {
    void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return dlerror();
    void *found;
#define FIND(name)                                                                                 \
    found = dlsym(library, "MHD_" #name);                                                          \
    if (found == NULL) return dlerror();                                                           \
    functions->name = (__typeof__(functions->name))found;
    FLEETSEAL_MHD_FUNCTIONS(FIND)
#undef FIND
    return NULL;
}

struct MHD_Daemon *fleetseal_mhd_start(const struct fleetseal_mhd *functions,
                                       const struct sockaddr *address, unsigned connections,
                                       unsigned seconds, size_t memory,
                                       MHD_AccessHandlerCallback handler,
                                       MHD_RequestCompletedCallback completed, void *context) {
    unsigned flags = MHD_USE_AUTO | MHD_USE_INTERNAL_POLLING_THREAD;
    if (address->sa_family == AF_INET6) flags |= MHD_USE_IPv6;
    return functions->start_daemon(
        flags, 0, NULL, NULL, handler, context, MHD_OPTION_SOCK_ADDR, address,
        MHD_OPTION_CONNECTION_LIMIT, connections, MHD_OPTION_CONNECTION_TIMEOUT, seconds,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, memory, MHD_OPTION_NOTIFY_COMPLETED, completed, context,
        MHD_OPTION_END);
}

unsigned fleetseal_mhd_port(const struct fleetseal_mhd *functions, struct MHD_Daemon *daemon) {
    const union MHD_DaemonInfo *info = functions->get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT);
    return info == NULL ? 0 : info->port;
}

#pragma once
#include <microhttpd.h>
#include <sys/socket.h>

// The functions of libmicrohttpd that are used, without `MHD_`.
#define FLEETSEAL_MHD_FUNCTIONS(X)                                                                 \
    X(start_daemon)                                                                                \
    X(stop_daemon)                                                                                 \
    X(get_daemon_info)                                                                             \
    X(create_response_from_buffer)                                                                 \
    X(add_response_header)                                                                         \
    X(queue_response)                                                                              \
    X(destroy_response)                                                                            \
    X(lookup_connection_value)

// libmicrohttpd, loaded while the program runs: only agents that were told to listen need it and
// what it loads itself.
struct fleetseal_mhd {
#define FLEETSEAL_MEMBER(name) __typeof__(MHD_##name) *_Nonnull name;
    FLEETSEAL_MHD_FUNCTIONS(FLEETSEAL_MEMBER)
#undef FLEETSEAL_MEMBER
};

// Loads libmicrohttpd into `functions`. Gives NULL, or why it could not be loaded, in memory that is
// never freed. To be called once.
const char *_Nullable fleetseal_mhd_load(struct fleetseal_mhd *_Nonnull functions);

// Calls `start_daemon`, which takes variable arguments, for one thread that serves at most
// `connections` at a time, each with at most `memory` bytes for its headers and ended after
// `seconds` without a sign of life.
struct MHD_Daemon *_Nullable fleetseal_mhd_start(
    const struct fleetseal_mhd *_Nonnull functions, const struct sockaddr *_Nonnull address,
    unsigned connections, unsigned seconds, size_t memory,
    MHD_AccessHandlerCallback _Nonnull handler, MHD_RequestCompletedCallback _Nonnull completed,
    void *_Nullable context);

// The port that a daemon listens on, or 0.
unsigned fleetseal_mhd_port(const struct fleetseal_mhd *_Nonnull functions,
                            struct MHD_Daemon *_Nonnull daemon);

// Conversations with Git servers: libgit2 speaks Git's protocol, over sockets, TLS and ssh of our own.
//
// libgit2 1.5 has no time limit on a socket, one set of certificate authorities for the whole process,
// and reads known_hosts from a home folder. Streams and transports are what it lets a program replace.

#if defined(__linux__)
#define _GNU_SOURCE
#include "network.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

_Thread_local struct fleetseal_connection *fleetseal_current;
const struct fleetseal_git2 *fleetseal_functions;

static _Thread_local sigset_t mask_before;
static _Thread_local bool pipe_was_pending;

int64_t fleetseal_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void fleetseal_cancel(int32_t *flag) { __atomic_store_n(flag, 1, __ATOMIC_RELEASE); }

int fleetseal_fail(struct fleetseal_connection *connection, enum fleetseal_failure failure,
                   const char *format, ...) {
    if (connection->failure == fleetseal_no_failure) {
        connection->failure = failure;
        va_list arguments;
        va_start(arguments, format);
        if (vasprintf(&connection->reason, format, arguments) < 0) connection->reason = NULL;
        va_end(arguments);
    }
    fleetseal_functions->error_set_str(GIT_ERROR_NET,
                                       connection->reason ? connection->reason : "out of memory");
    return -1;
}

void fleetseal_connection_clear(struct fleetseal_connection *connection) {
    free(connection->reason);
    free(connection->shown_key);
    connection->reason = NULL;
    connection->shown_key = NULL;
    connection->shown_key_size = 0;
    connection->failure = fleetseal_no_failure;
}

bool fleetseal_may_go_on(struct fleetseal_connection *connection) {
    if (connection->failure != fleetseal_no_failure) return false;
    if (connection->is_cancelled && __atomic_load_n(connection->is_cancelled, __ATOMIC_ACQUIRE)) {
        fleetseal_fail(connection, fleetseal_cancelled, "cancelled");
        return false;
    }
    if (fleetseal_now() > connection->deadline) {
        fleetseal_fail(connection, fleetseal_time_limit, "not done within the time limit");
        return false;
    }
    return true;
}

bool fleetseal_count(struct fleetseal_connection *connection, size_t count) {
    connection->received += count;
    if (connection->received <= connection->most_bytes) return true;
    fleetseal_fail(connection, fleetseal_too_large, "more than %llu bytes",
                   (unsigned long long)connection->most_bytes);
    return false;
}

int fleetseal_git2_isolate(const struct fleetseal_git2 *functions, size_t most_object_bytes) {
    fleetseal_functions = functions;
    static const int levels[] = {GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_GLOBAL,
                                 GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_PROGRAMDATA};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        if (functions->libgit2_opts(GIT_OPT_SET_SEARCH_PATH, levels[i], "") < 0) return -1;
    }
    // Every object is read once: what libgit2 would keep is memory for nothing. Nor need whole packs
    // be mapped.
    if (functions->libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, (ssize_t)(1 << 20)) < 0) return -1;
    if (functions->libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, (size_t)(1 << 20)) < 0) return -1;
    if (functions->libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, (size_t)(8 << 20)) < 0) return -1;
    if (functions->libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1) < 0) return -1;
    if (functions->libgit2_opts(GIT_OPT_SET_PACK_MAX_OBJECT_SIZE, most_object_bytes) < 0) return -1;
    git_stream_registration plain = {GIT_STREAM_VERSION, fleetseal_plain_stream, NULL};
    if (functions->stream_register(GIT_STREAM_STANDARD, &plain) < 0) return -1;
    git_stream_registration tls = {GIT_STREAM_VERSION, fleetseal_tls_stream, NULL};
    return functions->stream_register(GIT_STREAM_TLS, &tls);
}

void fleetseal_enter(struct fleetseal_connection *connection) {
    fleetseal_current = connection;
    sigset_t pipe, pending;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    sigpending(&pending);
    pipe_was_pending = sigismember(&pending, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, &mask_before);
}

void fleetseal_leave(void) {
    fleetseal_current = NULL;
    if (!pipe_was_pending) {
        sigset_t pipe;
        sigemptyset(&pipe);
        sigaddset(&pipe, SIGPIPE);
        const struct timespec none = {0, 0};
        while (sigtimedwait(&pipe, NULL, &none) < 0 && errno == EINTR) {}
    }
    pthread_sigmask(SIG_SETMASK, &mask_before, NULL);
}

// The credential went with the request already: a server that asks for one refused it.
static int credential_asked(git_credential **out, const char *url, const char *user,
                            unsigned int types, void *payload) {
    (void)out, (void)url, (void)user, (void)types;
    struct fleetseal_connection *connection = payload;
    if (connection->header) {
        return fleetseal_fail(connection, fleetseal_credential, "the server refuses the credential");
    }
    return fleetseal_fail(connection, fleetseal_credential, "the server asks for a credential");
}

// Certificates were checked before; those of ssh never get here.
static int certificate_shown(git_cert *certificate, int is_valid, const char *host, void *payload) {
    (void)certificate, (void)host, (void)payload;
    return is_valid ? 0 : GIT_ECERTIFICATE;
}

static int progressed(const git_indexer_progress *progress, void *payload) {
    struct fleetseal_connection *connection = payload;
    if (!fleetseal_may_go_on(connection)) return GIT_EUSER;
    if (progress->total_objects > connection->most_objects) {
        fleetseal_fail(connection, fleetseal_too_large, "%u objects, which are more than %u",
                       progress->total_objects, connection->most_objects);
        return GIT_EUSER;
    }
    if (progress->received_bytes > connection->most_bytes) {
        fleetseal_fail(connection, fleetseal_too_large, "more than %llu bytes",
                       (unsigned long long)connection->most_bytes);
        return GIT_EUSER;
    }
    return 0;
}

// Called once for each reference, with what the server has against it.
static int reference_pushed(const char *reference, const char *refusal, void *payload) {
    (void)reference;
    if (!refusal) return 0;
    return fleetseal_fail(payload, fleetseal_refused, "the server refuses: %s", refusal);
}

static void set_callbacks(git_remote_callbacks *callbacks, struct fleetseal_connection *connection) {
    callbacks->credentials = credential_asked;
    callbacks->certificate_check = certificate_shown;
    callbacks->transfer_progress = progressed;
    callbacks->push_update_reference = reference_pushed;
    if (connection->is_ssh) callbacks->transport = fleetseal_ssh_transport;
    callbacks->payload = connection;
}

int fleetseal_remote_connect(const struct fleetseal_git2 *functions,
                             struct fleetseal_connection *connection, git_repository *repository,
                             bool uploads, git_remote **remote) {
    *remote = NULL;
    git_remote_create_options creation;
    int code = functions->remote_create_options_init(&creation, GIT_REMOTE_CREATE_OPTIONS_VERSION);
    if (code < 0) return code;
    creation.repository = repository;
    creation.flags = GIT_REMOTE_CREATE_SKIP_INSTEADOF | GIT_REMOTE_CREATE_SKIP_DEFAULT_FETCHSPEC;
    git_remote *made = NULL;
    code = functions->remote_create_with_opts(&made, connection->url, &creation);
    if (code < 0) return code;

    git_remote_connect_options options;
    code = functions->remote_connect_options_init(&options, GIT_REMOTE_CONNECT_OPTIONS_VERSION);
    if (code == 0) {
        set_callbacks(&options.callbacks, connection);
        // Ours is asked by the socket.
        options.proxy_opts.type = GIT_PROXY_NONE;
        options.follow_redirects = GIT_REMOTE_REDIRECT_NONE;
        code = functions->remote_connect_ext(
            made, uploads ? GIT_DIRECTION_PUSH : GIT_DIRECTION_FETCH, &options);
    }
    if (code < 0) {
        functions->remote_free(made);
        return code;
    }
    *remote = made;
    return 0;
}

int fleetseal_remote_download(const struct fleetseal_git2 *functions,
                              struct fleetseal_connection *connection, git_remote *remote,
                              const char *refspec) {
    git_fetch_options options;
    int code = functions->fetch_options_init(&options, GIT_FETCH_OPTIONS_VERSION);
    if (code < 0) return code;
    set_callbacks(&options.callbacks, connection);
    options.proxy_opts.type = GIT_PROXY_NONE;
    options.follow_redirects = GIT_REMOTE_REDIRECT_NONE;
    options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE;
    options.update_fetchhead = 0;
    char *wanted[] = {(char *)refspec};
    const git_strarray refspecs = {wanted, 1};
    return functions->remote_download(remote, &refspecs, &options);
}

int fleetseal_remote_upload(const struct fleetseal_git2 *functions,
                            struct fleetseal_connection *connection, git_remote *remote,
                            const char *refspec) {
    git_push_options options;
    int code = functions->push_options_init(&options, GIT_PUSH_OPTIONS_VERSION);
    if (code < 0) return code;
    set_callbacks(&options.callbacks, connection);
    options.pb_parallelism = 1;
    options.proxy_opts.type = GIT_PROXY_NONE;
    options.follow_redirects = GIT_REMOTE_REDIRECT_NONE;
    char *wanted[] = {(char *)refspec};
    const git_strarray refspecs = {wanted, 1};
    return functions->remote_upload(remote, &refspecs, &options);
}

#endif

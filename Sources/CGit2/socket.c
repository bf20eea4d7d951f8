// Sockets that never block for longer than their conversation allows.

#if defined(__linux__)
#define _GNU_SOURCE
#include "network.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

// How often a waiting thread looks whether it was cancelled.
enum { slice = 50 };

// 1 if there is something to do, 0 after `patience` of silence, -1 if the conversation is over.
static int await_events(struct fleetseal_connection *connection, int file, short events,
                        int64_t patience) {
    const int64_t start = fleetseal_now();
    for (;;) {
        if (!fleetseal_may_go_on(connection)) return -1;
        struct pollfd polled = {file, events, 0};
        const int count = poll(&polled, 1, slice);
        if (count > 0) return 1;
        if (count < 0 && errno != EINTR) {
            return fleetseal_fail(connection, fleetseal_closed, "wait: %s", strerror(errno));
        }
        if (fleetseal_now() - start > patience) return 0;
    }
}

int fleetseal_wait(struct fleetseal_connection *connection, int file, short events) {
    const int result = await_events(connection, file, events, connection->patience);
    if (result > 0) return 0;
    if (result == 0) {
        fleetseal_fail(connection, fleetseal_silence, "the server is silent for %.1f s",
                       (double)connection->patience / 1000);
    }
    return -1;
}

// Why one address did not answer, or 0.
static int connect_to(struct fleetseal_connection *connection, int file,
                      const struct addrinfo *address) {
    if (connect(file, address->ai_addr, address->ai_addrlen) == 0) return 0;
    if (errno != EINPROGRESS) return errno;
    switch (await_events(connection, file, POLLOUT, connection->patience)) {
    case 0: return ETIMEDOUT;
    case 1: break;
    default: return ECANCELED;
    }
    int error = 0;
    socklen_t size = sizeof error;
    if (getsockopt(file, SOL_SOCKET, SO_ERROR, &error, &size) < 0) return errno;
    return error;
}

int fleetseal_dial(struct fleetseal_connection *connection, const char *host, const char *port) {
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
    struct addrinfo *addresses = NULL;
    const int code = getaddrinfo(host, port, &hints, &addresses);
    if (code != 0) {
        return fleetseal_fail(connection, fleetseal_unresolved, "look up %s: %s", host,
                              gai_strerror(code));
    }
    int error = 0, file = -1;
    for (const struct addrinfo *address = addresses; address; address = address->ai_next) {
        file = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (file < 0) {
            error = errno;
            continue;
        }
        error = connect_to(connection, file, address);
        if (error == 0) break;
        close(file);
        file = -1;
        if (connection->failure != fleetseal_no_failure) break;
    }
    freeaddrinfo(addresses);
    if (file < 0) {
        return fleetseal_fail(connection, fleetseal_unreachable, "%s port %s: %s", host, port,
                              strerror(error));
    }
    const int yes = 1;
    setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return file;
}

struct plain_stream {
    git_stream parent;
    struct fleetseal_connection *connection;
    char *host, *port;
    int file;
};

static int plain_connect(git_stream *stream) {
    struct plain_stream *plain = (struct plain_stream *)stream;
    plain->file = fleetseal_dial(plain->connection, plain->host, plain->port);
    return plain->file < 0 ? -1 : 0;
}

static ssize_t plain_read(git_stream *stream, void *data, size_t size) {
    struct plain_stream *plain = (struct plain_stream *)stream;
    for (;;) {
        if (!fleetseal_may_go_on(plain->connection)) return -1;
        const ssize_t count = recv(plain->file, data, size, 0);
        if (count >= 0) return fleetseal_count(plain->connection, (size_t)count) ? count : -1;
        if (errno == EAGAIN || errno == EWOULDBLOCK) {
            if (fleetseal_wait(plain->connection, plain->file, POLLIN) < 0) return -1;
        } else if (errno != EINTR) {
            return fleetseal_fail(plain->connection, fleetseal_closed, "receive: %s",
                                  strerror(errno));
        }
    }
}

static ssize_t plain_write(git_stream *stream, const char *data, size_t size, int flags) {
    (void)flags;
    struct plain_stream *plain = (struct plain_stream *)stream;
    for (;;) {
        const ssize_t count = send(plain->file, data, size, MSG_NOSIGNAL);
        if (count >= 0) return count;
        if (errno == EAGAIN || errno == EWOULDBLOCK) {
            if (fleetseal_wait(plain->connection, plain->file, POLLOUT) < 0) return -1;
        } else if (errno != EINTR) {
            return fleetseal_fail(plain->connection, fleetseal_closed, "send: %s",
                                  strerror(errno));
        }
    }
}

static int plain_close(git_stream *stream) {
    struct plain_stream *plain = (struct plain_stream *)stream;
    if (plain->file >= 0) close(plain->file);
    plain->file = -1;
    return 0;
}

static void plain_free(git_stream *stream) {
    struct plain_stream *plain = (struct plain_stream *)stream;
    plain_close(stream);
    free(plain->host);
    free(plain->port);
    free(plain);
}

// A name without the brackets of an IPv6 address.
static char *bare_host(const char *host) {
    const size_t size = strlen(host);
    if (size > 2 && host[0] == '[' && host[size - 1] == ']') return strndup(host + 1, size - 2);
    return strdup(host);
}

bool fleetseal_is_destination(struct fleetseal_connection *connection, const char *host,
                              const char *port) {
    return connection->host && connection->port && strcasecmp(host, connection->host) == 0 &&
           strcmp(port, connection->port) == 0;
}

int fleetseal_plain_stream(git_stream **out, const char *host, const char *port) {
    *out = NULL;
    struct fleetseal_connection *connection = fleetseal_current;
    struct plain_stream *plain = calloc(1, sizeof *plain);
    if (!connection || !plain) {
        free(plain);
        return -1;
    }
    plain->host = bare_host(host);
    plain->port = strdup(port);
    plain->connection = connection;
    plain->file = -1;
    if (!plain->host || !plain->port) {
        plain_free(&plain->parent);
        return -1;
    }
    // Whatever address a server may have named: a credential goes to the configured one alone.
    if (!fleetseal_is_destination(connection, plain->host, port)) {
        fleetseal_fail(connection, fleetseal_redirected, "the server redirects to %s port %s",
                       plain->host, port);
        plain_free(&plain->parent);
        return -1;
    }
    plain->parent.version = GIT_STREAM_VERSION;
    plain->parent.connect = plain_connect;
    plain->parent.read = plain_read;
    plain->parent.write = plain_write;
    plain->parent.close = plain_close;
    plain->parent.free = plain_free;
    *out = &plain->parent;
    return 0;
}

#endif

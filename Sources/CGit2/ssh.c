// Git over ssh by libssh2: keys and known hosts from memory, and no wait without end.

#if defined(__linux__)
#define _GNU_SOURCE
#include "library.h"
#include "network.h"

#include <errno.h>
#include <libssh2.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SSH_FUNCTIONS(X)                                                                           \
    X(libssh2_init)                                                                                \
    X(libssh2_session_init_ex)                                                                     \
    X(libssh2_session_set_blocking)                                                                \
    X(libssh2_session_block_directions)                                                            \
    X(libssh2_session_method_pref)                                                                 \
    X(libssh2_session_handshake)                                                                   \
    X(libssh2_session_hostkey)                                                                     \
    X(libssh2_session_last_error)                                                                  \
    X(libssh2_session_free)                                                                        \
    X(libssh2_userauth_publickey_frommemory)                                                       \
    X(libssh2_channel_open_ex)                                                                     \
    X(libssh2_channel_process_startup)                                                             \
    X(libssh2_channel_read_ex)                                                                     \
    X(libssh2_channel_write_ex)                                                                    \
    X(libssh2_channel_eof)

static struct {
    SSH_FUNCTIONS(FLEETSEAL_POINTER)
} table;

static const char *load_problem;

static const char *load(void) {
    void *library = dlopen("libssh2.so.1", RTLD_NOW | RTLD_LOCAL);
    if (!library) return dlerror();
    SSH_FUNCTIONS(FLEETSEAL_LOOK_UP)
    return table.libssh2_init(0) == 0 ? NULL : "it does not start";
}

static void load_once(void) {
    const char *problem = load();
    load_problem = problem ? strdup(problem) : NULL;
}

static const char *loaded(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load_once);
    return load_problem;
}

// One login on one server, which runs one program.
struct shell {
    git_smart_subtransport transport;
    git_smart_subtransport_stream stream;
    struct fleetseal_connection *connection;
    int file;
    LIBSSH2_SESSION *session;
    LIBSSH2_CHANNEL *channel;
    // The beginning of what the program complains of.
    char complaint[201];
    size_t complaint_size;
};

static int wait_for(struct shell *shell) {
    const int directions = table.libssh2_session_block_directions(shell->session);
    short events = 0;
    if (directions & LIBSSH2_SESSION_BLOCK_INBOUND) events |= POLLIN;
    if (directions & LIBSSH2_SESSION_BLOCK_OUTBOUND) events |= POLLOUT;
    return fleetseal_wait(shell->connection, shell->file, events ? events : POLLIN);
}

static int fail(struct shell *shell, enum fleetseal_failure failure, const char *operation) {
    char *words = NULL;
    const int code = table.libssh2_session_last_error(shell->session, &words, NULL, 0);
    if (code == LIBSSH2_ERROR_SOCKET_DISCONNECT || code == LIBSSH2_ERROR_SOCKET_RECV ||
        code == LIBSSH2_ERROR_SOCKET_SEND) {
        failure = fleetseal_closed;
    }
    return fleetseal_fail(shell->connection, failure, "%s: %s", operation,
                          words && *words ? words : "no reason given");
}

// Calls until it need not wait any more; -1 if the conversation is over.
#define UNTIL_DONE(shell, result, call)                                                            \
    while (((result) = (call)) == LIBSSH2_ERROR_EAGAIN) {                                          \
        if (wait_for(shell) < 0) return -1;                                                        \
    }

static int check_host_key(struct shell *shell) {
    struct fleetseal_connection *connection = shell->connection;
    size_t size = 0;
    int type = 0;
    const char *key = table.libssh2_session_hostkey(shell->session, &size, &type);
    if (!key) return fail(shell, fleetseal_ssh, "read the server's key");
    for (size_t i = 0; i < connection->host_key_count; i++) {
        const struct fleetseal_host_key *known = &connection->host_keys[i];
        if (known->count == size && memcmp(known->bytes, key, size) == 0) return 0;
    }
    free(connection->shown_key);
    connection->shown_key = malloc(size ? size : 1);
    connection->shown_key_size = connection->shown_key ? size : 0;
    if (connection->shown_key) memcpy(connection->shown_key, key, size);
    return fleetseal_fail(connection, fleetseal_host_key,
                          connection->host_key_count == 0
                              ? "no key of this server is known"
                              : "the server shows another key than those known");
}

static int shake_hands(struct shell *shell) {
    struct fleetseal_connection *connection = shell->connection;
    const char *wanted = connection->host_key_count > 0
                             ? connection->host_key_algorithms
                             : "ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,"
                               "ecdsa-sha2-nistp521,ssh-rsa";
    if (table.libssh2_session_method_pref(shell->session, LIBSSH2_METHOD_HOSTKEY, wanted) != 0) {
        return fail(shell, fleetseal_host_key, "use the known keys of the server");
    }
    int result;
    UNTIL_DONE(shell, result, table.libssh2_session_handshake(shell->session, shell->file))
    if (result == LIBSSH2_ERROR_KEX_FAILURE || result == LIBSSH2_ERROR_METHOD_NONE) {
        return fleetseal_fail(connection, fleetseal_host_key,
                              "the server has no key of the kinds that are known (%s), or no method "
                              "in common",
                              wanted);
    }
    if (result != 0) return fail(shell, fleetseal_ssh, "agree on encryption");
    return check_host_key(shell);
}

static int log_in(struct shell *shell) {
    struct fleetseal_connection *connection = shell->connection;
    if (!connection->private_key || !connection->user) {
        return fleetseal_fail(connection, fleetseal_credential, "the server asks for a key");
    }
    int result;
    UNTIL_DONE(shell, result,
               table.libssh2_userauth_publickey_frommemory(
                   shell->session, connection->user, strlen(connection->user), NULL, 0,
                   connection->private_key, connection->private_key_size, connection->passphrase))
    switch (result) {
    case 0: return 0;
    case LIBSSH2_ERROR_AUTHENTICATION_FAILED:
    case LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED:
        return fleetseal_fail(connection, fleetseal_credential,
                              "the server refuses the key of user %s", connection->user);
    case LIBSSH2_ERROR_FILE:
        return fleetseal_fail(connection, fleetseal_credential,
                              "the private key cannot be read: not one, of a kind that is not "
                              "supported, or under another passphrase");
    default: return fail(shell, fleetseal_credential, "log in");
    }
}

// `git-upload-pack 'path'`, quoted for the shell on the other side.
static char *command_for(const char *program, const char *path) {
    char *command = malloc(strlen(program) + 4 * strlen(path) + 4);
    if (!command) return NULL;
    char *end = stpcpy(command, program);
    *end++ = ' ';
    *end++ = '\'';
    for (; *path; path++) {
        if (*path == '\'' || *path == '!') {
            *end++ = '\'';
            *end++ = '\\';
            *end++ = *path;
            *end++ = '\'';
        } else {
            *end++ = *path;
        }
    }
    *end++ = '\'';
    *end = 0;
    return command;
}

static int start_program(struct shell *shell, const char *program) {
    for (;;) {
        shell->channel = table.libssh2_channel_open_ex(
            shell->session, "session", sizeof "session" - 1, LIBSSH2_CHANNEL_WINDOW_DEFAULT,
            LIBSSH2_CHANNEL_PACKET_DEFAULT, NULL, 0);
        if (shell->channel) break;
        if (table.libssh2_session_last_error(shell->session, NULL, NULL, 0) !=
            LIBSSH2_ERROR_EAGAIN) {
            return fail(shell, fleetseal_ssh, "open a channel");
        }
        if (wait_for(shell) < 0) return -1;
    }
    char *command = command_for(program, shell->connection->path ? shell->connection->path : "");
    if (!command) return -1;
    int result;
    do {
        result = table.libssh2_channel_process_startup(shell->channel, "exec", 4, command,
                                                       (unsigned)strlen(command));
    } while (result == LIBSSH2_ERROR_EAGAIN && wait_for(shell) == 0);
    free(command);
    if (result == 0) return 0;
    return fail(shell, fleetseal_ssh, "run the program of Git");
}

static void hang_up(struct shell *shell) {
    // With the socket shut nothing below can wait.
    if (shell->file >= 0) shutdown(shell->file, SHUT_RDWR);
    if (shell->session) {
        for (int i = 0; i < 100; i++) {
            if (table.libssh2_session_free(shell->session) != LIBSSH2_ERROR_EAGAIN) break;
        }
    }
    if (shell->file >= 0) close(shell->file);
    shell->session = NULL;
    shell->channel = NULL;
    shell->file = -1;
}

static int dial(struct shell *shell, const char *program) {
    struct fleetseal_connection *connection = shell->connection;
    const char *problem = loaded();
    if (problem) return fleetseal_fail(connection, fleetseal_ssh, "load libssh2: %s", problem);
    shell->file = fleetseal_dial(connection, connection->host, connection->port);
    if (shell->file < 0) return -1;
    shell->session = table.libssh2_session_init_ex(NULL, NULL, NULL, NULL);
    if (!shell->session) return fleetseal_fail(connection, fleetseal_ssh, "out of memory");
    table.libssh2_session_set_blocking(shell->session, 0);
    if (shake_hands(shell) < 0 || log_in(shell) < 0) return -1;
    return start_program(shell, program);
}

// Takes what the program writes to its standard error: unread, it hides the end.
static void read_complaint(struct shell *shell) {
    char data[256];
    for (;;) {
        const ssize_t count = table.libssh2_channel_read_ex(shell->channel, 1, data, sizeof data);
        if (count <= 0) return;
        const size_t room = sizeof shell->complaint - 1 - shell->complaint_size;
        const size_t size = (size_t)count < room ? (size_t)count : room;
        memcpy(shell->complaint + shell->complaint_size, data, size);
        shell->complaint_size += size;
        if (!fleetseal_count(shell->connection, (size_t)count)) return;
    }
}

// What the program said before it gave up.
static int ended(struct shell *shell) {
    char *words = shell->complaint;
    words[shell->complaint_size] = 0;
    words[strcspn(words, "\r\n")] = 0;
    if (!*words) {
        return fleetseal_fail(shell->connection, fleetseal_closed, "the server ended without a word");
    }
    const bool missing = strcasestr(words, "not appear to be a git repository") ||
                         strcasestr(words, "not found") || strcasestr(words, "does not exist");
    return fleetseal_fail(shell->connection, missing ? fleetseal_not_found : fleetseal_ssh,
                          "the server says: %s", words);
}

static int shell_read(git_smart_subtransport_stream *stream, char *data, size_t size,
                      size_t *count) {
    struct shell *shell = (struct shell *)stream->subtransport;
    *count = 0;
    for (;;) {
        if (!fleetseal_may_go_on(shell->connection)) return -1;
        const ssize_t got = table.libssh2_channel_read_ex(shell->channel, 0, data, size);
        if (got > 0) {
            *count = (size_t)got;
            return fleetseal_count(shell->connection, (size_t)got) ? 0 : -1;
        }
        if (got < 0 && got != LIBSSH2_ERROR_EAGAIN) return fail(shell, fleetseal_ssh, "receive");
        read_complaint(shell);
        if (table.libssh2_channel_eof(shell->channel)) return ended(shell);
        if (wait_for(shell) < 0) return -1;
    }
}

static int shell_write(git_smart_subtransport_stream *stream, const char *data, size_t size) {
    struct shell *shell = (struct shell *)stream->subtransport;
    while (size > 0) {
        ssize_t sent;
        UNTIL_DONE(shell, sent, table.libssh2_channel_write_ex(shell->channel, 0, data, size))
        if (sent < 0) return fail(shell, fleetseal_ssh, "send");
        data += sent;
        size -= (size_t)sent;
    }
    return 0;
}

// Part of the transport, freed with it.
static void stream_free(git_smart_subtransport_stream *stream) { (void)stream; }

static int shell_action(git_smart_subtransport_stream **out, git_smart_subtransport *transport,
                        const char *url, git_smart_service_t action) {
    (void)url;
    struct shell *shell = (struct shell *)transport;
    *out = NULL;
    switch (action) {
    case GIT_SERVICE_UPLOADPACK_LS:
    case GIT_SERVICE_RECEIVEPACK_LS:
        hang_up(shell);
        if (dial(shell, action == GIT_SERVICE_UPLOADPACK_LS ? "git-upload-pack"
                                                            : "git-receive-pack") < 0) {
            return -1;
        }
        break;
    default:
        if (!shell->channel) return -1;
    }
    *out = &shell->stream;
    return 0;
}

static int shell_close(git_smart_subtransport *transport) {
    hang_up((struct shell *)transport);
    return 0;
}

static void shell_free(git_smart_subtransport *transport) {
    hang_up((struct shell *)transport);
    free(transport);
}

static int make_shell(git_smart_subtransport **out, git_transport *owner, void *parameter) {
    (void)owner;
    *out = NULL;
    struct shell *shell = calloc(1, sizeof *shell);
    if (!shell) return -1;
    shell->connection = parameter;
    shell->file = -1;
    shell->transport.action = shell_action;
    shell->transport.close = shell_close;
    shell->transport.free = shell_free;
    shell->stream.subtransport = &shell->transport;
    shell->stream.read = shell_read;
    shell->stream.write = shell_write;
    shell->stream.free = stream_free;
    *out = &shell->transport;
    return 0;
}

int fleetseal_ssh_transport(git_transport **out, git_remote *owner, void *payload) {
    git_smart_subtransport_definition definition = {make_shell, 0, payload};
    return fleetseal_functions->transport_smart(out, owner, &definition);
}

#endif

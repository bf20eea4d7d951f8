// TLS by OpenSSL: each conversation has certificate authorities of its own.

#if defined(__linux__)
#define _GNU_SOURCE
#include "library.h"
#include "network.h"

#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <openssl/err.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define SSL_FUNCTIONS(X)                                                                           \
    X(TLS_client_method)                                                                           \
    X(SSL_CTX_new)                                                                                 \
    X(SSL_CTX_free)                                                                                \
    X(SSL_CTX_ctrl)                                                                                \
    X(SSL_CTX_set_verify)                                                                          \
    X(SSL_CTX_set_default_verify_paths)                                                            \
    X(SSL_CTX_get_cert_store)                                                                      \
    X(SSL_new)                                                                                     \
    X(SSL_free)                                                                                    \
    X(SSL_set_fd)                                                                                  \
    X(SSL_ctrl)                                                                                    \
    X(SSL_get0_param)                                                                              \
    X(SSL_connect)                                                                                 \
    X(SSL_read)                                                                                    \
    X(SSL_write)                                                                                   \
    X(SSL_shutdown)                                                                                \
    X(SSL_get_error)                                                                               \
    X(SSL_get_verify_result)

#define CRYPTO_FUNCTIONS(X)                                                                        \
    X(BIO_new_mem_buf)                                                                             \
    X(BIO_free)                                                                                    \
    X(PEM_read_bio_X509)                                                                           \
    X(X509_STORE_add_cert)                                                                         \
    X(X509_free)                                                                                   \
    X(X509_verify_cert_error_string)                                                               \
    X(X509_VERIFY_PARAM_set1_host)                                                                 \
    X(X509_VERIFY_PARAM_set1_ip_asc)                                                               \
    X(X509_VERIFY_PARAM_set_hostflags)                                                             \
    X(X509_VERIFY_PARAM_set_flags)                                                                 \
    X(ERR_get_error)                                                                               \
    X(ERR_peek_error)                                                                              \
    X(ERR_clear_error)                                                                             \
    X(ERR_reason_error_string)                                                                     \
    X(EVP_sha1)                                                                                    \
    X(EVP_sha256)                                                                                  \
    X(EVP_Digest)                                                                                  \
    X(HMAC)

static struct {
    SSL_FUNCTIONS(FLEETSEAL_POINTER)
    CRYPTO_FUNCTIONS(FLEETSEAL_POINTER)
} table;

static const char *load_problem;

static const char *load(void) {
    void *library = dlopen("libcrypto.so.3", RTLD_NOW | RTLD_LOCAL);
    if (!library) return dlerror();
    CRYPTO_FUNCTIONS(FLEETSEAL_LOOK_UP)
    library = dlopen("libssl.so.3", RTLD_NOW | RTLD_LOCAL);
    if (!library) return dlerror();
    SSL_FUNCTIONS(FLEETSEAL_LOOK_UP)
    return NULL;
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

struct tls_stream {
    git_stream parent;
    struct fleetseal_connection *connection;
    char *host, *port;
    int file;
    SSL_CTX *context;
    SSL *session;
    git_cert certificate;
};

// OpenSSL's words for what went wrong last on this thread.
static const char *last_words(void) {
    const char *words = NULL;
    for (unsigned long code; (code = table.ERR_get_error()) != 0;) {
        words = table.ERR_reason_error_string(code);
    }
    return words ? words : "no reason given";
}

static int add_authorities(struct tls_stream *tls) {
    struct fleetseal_connection *connection = tls->connection;
    if (!connection->authorities) {
        if (table.SSL_CTX_set_default_verify_paths(tls->context) == 1) return 0;
        return fleetseal_fail(connection, fleetseal_tls, "load the system's authorities: %s",
                              last_words());
    }
    if (connection->authorities_size > INT_MAX) return -1;
    BIO *text = table.BIO_new_mem_buf(connection->authorities, (int)connection->authorities_size);
    if (!text) return fleetseal_fail(connection, fleetseal_tls, "out of memory");
    X509_STORE *store = table.SSL_CTX_get_cert_store(tls->context);
    int count = 0;
    for (X509 *one; (one = table.PEM_read_bio_X509(text, NULL, NULL, NULL)) != NULL; count++) {
        const int added = table.X509_STORE_add_cert(store, one);
        table.X509_free(one);
        if (added != 1) break;
    }
    table.BIO_free(text);
    table.ERR_clear_error();
    if (count > 0) return 0;
    return fleetseal_fail(connection, fleetseal_certificate,
                          "the given authorities hold no PEM certificate");
}

static int set_up(struct tls_stream *tls) {
    struct fleetseal_connection *connection = tls->connection;
    const char *problem = loaded();
    if (problem) return fleetseal_fail(connection, fleetseal_tls, "load OpenSSL: %s", problem);
    table.ERR_clear_error();
    tls->context = table.SSL_CTX_new(table.TLS_client_method());
    if (!tls->context) {
        return fleetseal_fail(connection, fleetseal_tls, "start TLS: %s", last_words());
    }
    table.SSL_CTX_ctrl(tls->context, SSL_CTRL_SET_MIN_PROTO_VERSION, TLS1_2_VERSION, NULL);
    table.SSL_CTX_set_verify(tls->context, SSL_VERIFY_PEER, NULL);
    if (add_authorities(tls) < 0) return -1;
    tls->session = table.SSL_new(tls->context);
    if (!tls->session || table.SSL_set_fd(tls->session, tls->file) != 1) {
        return fleetseal_fail(connection, fleetseal_tls, "start TLS: %s", last_words());
    }
    X509_VERIFY_PARAM *rules = table.SSL_get0_param(tls->session);
    // One authority given alone may itself be signed by another: it is what is trusted.
    if (connection->authorities) {
        table.X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_PARTIAL_CHAIN);
    }
    unsigned char address[sizeof(struct in6_addr)];
    if (inet_pton(AF_INET, tls->host, address) == 1 || inet_pton(AF_INET6, tls->host, address) == 1) {
        if (table.X509_VERIFY_PARAM_set1_ip_asc(rules, tls->host) == 1) return 0;
    } else {
        table.X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
        const long named = table.SSL_ctrl(tls->session, SSL_CTRL_SET_TLSEXT_HOSTNAME,
                                          TLSEXT_NAMETYPE_host_name, tls->host);
        if (named == 1 && table.X509_VERIFY_PARAM_set1_host(rules, tls->host, 0) == 1) return 0;
    }
    return fleetseal_fail(connection, fleetseal_tls, "start TLS: %s", last_words());
}

// 0 if the call may be made again, else -1.
static int after(struct tls_stream *tls, int result, const char *operation) {
    struct fleetseal_connection *connection = tls->connection;
    const int reason = errno;
    unsigned long code;
    switch (table.SSL_get_error(tls->session, result)) {
    case SSL_ERROR_WANT_READ: return fleetseal_wait(connection, tls->file, POLLIN);
    case SSL_ERROR_WANT_WRITE: return fleetseal_wait(connection, tls->file, POLLOUT);
    case SSL_ERROR_SYSCALL:
        return fleetseal_fail(connection, fleetseal_closed, "%s: %s", operation,
                              reason ? strerror(reason) : "the connection was closed");
    default:
        code = table.ERR_peek_error();
        if (ERR_GET_LIB(code) == ERR_LIB_SSL &&
            ERR_GET_REASON(code) == SSL_R_UNEXPECTED_EOF_WHILE_READING) {
            return fleetseal_fail(connection, fleetseal_closed,
                                  "%s: the connection was closed", operation);
        }
        return fleetseal_fail(connection, fleetseal_tls, "%s: %s", operation, last_words());
    }
}

// Makes a proxy pass everything on to the server. libgit2 could, and would never free its address.
static int pass_proxy(struct tls_stream *tls) {
    struct fleetseal_connection *connection = tls->connection;
    const bool is_address = strchr(tls->host, ':') != NULL;
    char *request = NULL;
    const int size = asprintf(&request, "CONNECT %s%s%s:%s HTTP/1.1\r\nHost: %s%s%s:%s\r\n\r\n",
                              is_address ? "[" : "", tls->host, is_address ? "]" : "", tls->port,
                              is_address ? "[" : "", tls->host, is_address ? "]" : "", tls->port);
    if (size < 0) return fleetseal_fail(connection, fleetseal_tls, "out of memory");
    for (int sent = 0; sent < size;) {
        const ssize_t count = send(tls->file, request + sent, (size_t)(size - sent), MSG_NOSIGNAL);
        if (count >= 0) {
            sent += (int)count;
        } else if (errno != EINTR && (errno != EAGAIN ||
                                      fleetseal_wait(connection, tls->file, POLLOUT) < 0)) {
            free(request);
            return fleetseal_fail(connection, fleetseal_unreachable, "the proxy: %s",
                                  strerror(errno));
        }
    }
    free(request);
    // One byte after the other, since those behind the head are the server's.
    char answer[4096];
    size_t length = 0;
    while (length < 4 || memcmp(answer + length - 4, "\r\n\r\n", 4) != 0) {
        const ssize_t count = length < sizeof answer ? recv(tls->file, answer + length, 1, 0) : 0;
        if (count == 1) {
            length++;
        } else if (count == 0) {
            return fleetseal_fail(connection, fleetseal_unreachable, "the proxy does not answer");
        } else if (errno != EINTR && (errno != EAGAIN ||
                                      fleetseal_wait(connection, tls->file, POLLIN) < 0)) {
            return fleetseal_fail(connection, fleetseal_unreachable, "the proxy: %s",
                                  strerror(errno));
        }
    }
    if (length > 9 && memcmp(answer, "HTTP/1.", 7) == 0 && answer[9] == '2') return 0;
    const char *end = memchr(answer, '\r', length);
    return fleetseal_fail(connection, fleetseal_unreachable, "the proxy answers: %.*s",
                          (int)(end - answer), answer);
}

static int tls_connect(git_stream *stream) {
    struct tls_stream *tls = (struct tls_stream *)stream;
    struct fleetseal_connection *connection = tls->connection;
    tls->file = connection->proxy_host
                    ? fleetseal_dial(connection, connection->proxy_host, connection->proxy_port)
                    : fleetseal_dial(connection, tls->host, tls->port);
    if (tls->file < 0) return -1;
    if (connection->proxy_host && pass_proxy(tls) < 0) return -1;
    if (set_up(tls) < 0) return -1;
    for (;;) {
        table.ERR_clear_error();
        errno = 0;
        const int result = table.SSL_connect(tls->session);
        // Looked at in any case, although OpenSSL ends the handshake by itself.
        const long verdict = table.SSL_get_verify_result(tls->session);
        if (verdict != X509_V_OK) {
            return fleetseal_fail(connection, fleetseal_certificate,
                                  "the server's certificate is not one to trust: %s",
                                  table.X509_verify_cert_error_string(verdict));
        }
        if (result == 1) return 0;
        if (after(tls, result, "agree on TLS") < 0) return -1;
    }
}

static int tls_certificate(git_cert **out, git_stream *stream) {
    struct tls_stream *tls = (struct tls_stream *)stream;
    tls->certificate.cert_type = GIT_CERT_NONE;
    *out = &tls->certificate;
    return 0;
}

static ssize_t tls_read(git_stream *stream, void *data, size_t size) {
    struct tls_stream *tls = (struct tls_stream *)stream;
    const int most = size > INT_MAX ? INT_MAX : (int)size;
    for (;;) {
        if (!fleetseal_may_go_on(tls->connection)) return -1;
        table.ERR_clear_error();
        errno = 0;
        const int count = table.SSL_read(tls->session, data, most);
        if (count > 0) return fleetseal_count(tls->connection, (size_t)count) ? count : -1;
        if (table.SSL_get_error(tls->session, count) == SSL_ERROR_ZERO_RETURN) return 0;
        if (after(tls, count, "receive") < 0) return -1;
    }
}

static ssize_t send_some(struct tls_stream *tls, const char *data, size_t size) {
    const int most = size > INT_MAX ? INT_MAX : (int)size;
    for (;;) {
        table.ERR_clear_error();
        errno = 0;
        const int count = table.SSL_write(tls->session, data, most);
        if (count > 0) return count;
        if (after(tls, count, "send") < 0) return -1;
    }
}

static int send_all(struct tls_stream *tls, const char *data, size_t size) {
    while (size > 0) {
        const ssize_t count = send_some(tls, data, size);
        if (count < 0) return -1;
        data += count;
        size -= (size_t)count;
    }
    return 0;
}

// libgit2 1.5 never frees the headers of a download, so the credential is not given to it: it is put
// behind the first line of each request here, where the server is known to be the right one. What
// follows a request's head are lines of Git's protocol, which begin with their length.
static ssize_t tls_write(git_stream *stream, const char *data, size_t size, int flags) {
    (void)flags;
    struct tls_stream *tls = (struct tls_stream *)stream;
    const char *header = tls->connection->header;
    const bool is_request = (size > 5 && memcmp(data, "GET /", 5) == 0) ||
                            (size > 6 && memcmp(data, "POST /", 6) == 0);
    const char *end = header && is_request ? memmem(data, size, "\r\n", 2) : NULL;
    if (!end) return send_some(tls, data, size);
    const size_t line = (size_t)(end - data) + 2;
    if (send_all(tls, data, line) < 0 || send_all(tls, header, strlen(header)) < 0 ||
        send_all(tls, "\r\n", 2) < 0) {
        return -1;
    }
    return (ssize_t)line;
}

static int tls_close(git_stream *stream) {
    struct tls_stream *tls = (struct tls_stream *)stream;
    // One message of farewell, if it goes out at once.
    if (tls->session && tls->connection->failure == fleetseal_no_failure) {
        table.ERR_clear_error();
        table.SSL_shutdown(tls->session);
    }
    if (tls->session) table.SSL_free(tls->session);
    if (tls->context) table.SSL_CTX_free(tls->context);
    if (tls->file >= 0) close(tls->file);
    tls->session = NULL;
    tls->context = NULL;
    tls->file = -1;
    return 0;
}

static void tls_free(git_stream *stream) {
    struct tls_stream *tls = (struct tls_stream *)stream;
    tls_close(stream);
    free(tls->host);
    free(tls->port);
    free(tls);
}

int fleetseal_tls_stream(git_stream **out, const char *host, const char *port) {
    *out = NULL;
    struct fleetseal_connection *connection = fleetseal_current;
    struct tls_stream *tls = calloc(1, sizeof *tls);
    if (!connection || !tls) {
        free(tls);
        return -1;
    }
    const size_t size = strlen(host);
    const bool has_brackets = size > 2 && host[0] == '[' && host[size - 1] == ']';
    tls->host = has_brackets ? strndup(host + 1, size - 2) : strdup(host);
    tls->port = strdup(port);
    tls->connection = connection;
    tls->file = -1;
    if (!tls->host || !tls->port) {
        tls_free(&tls->parent);
        return -1;
    }
    if (!fleetseal_is_destination(connection, tls->host, port)) {
        fleetseal_fail(connection, fleetseal_redirected, "the server redirects to %s port %s",
                       tls->host, tls->port);
        tls_free(&tls->parent);
        return -1;
    }
    tls->parent.version = GIT_STREAM_VERSION;
    tls->parent.encrypted = 1;
    tls->parent.connect = tls_connect;
    tls->parent.certificate = tls_certificate;
    tls->parent.read = tls_read;
    tls->parent.write = tls_write;
    tls->parent.close = tls_close;
    tls->parent.free = tls_free;
    *out = &tls->parent;
    return 0;
}

bool fleetseal_hmac_sha1(const unsigned char *key, size_t key_size, const unsigned char *data,
                         size_t size, unsigned char *code) {
    unsigned int count = 0;
    return !loaded() && key_size <= INT_MAX &&
           table.HMAC(table.EVP_sha1(), key, (int)key_size, data, size, code, &count) != NULL;
}

bool fleetseal_sha256(const unsigned char *data, size_t size, unsigned char *digest) {
    unsigned int count = 0;
    return !loaded() && table.EVP_Digest(data, size, digest, &count, table.EVP_sha256(), NULL) == 1;
}

#endif

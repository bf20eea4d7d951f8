// For what POSIX adds to C.
#define _DEFAULT_SOURCE 1

#include "CCurl.h"

#include <dlfcn.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#ifdef __APPLE__
const char *const fleetseal_curl_file = "libcurl.4.dylib";
#else
const char *const fleetseal_curl_file = "libcurl.so.4";
#endif

// MARK: memory

// As large as the strictest alignment that malloc promises.
enum { header = 16 };

static void wipe(void *start, size_t count) {
    memset(start, 0, count);
    // Keeps the compiler from dropping a store that nobody reads.
    __asm__ __volatile__("" : : "r"(start) : "memory");
}

static void *wiping_malloc(size_t size) {
    if (size > SIZE_MAX - header) return NULL;
    unsigned char *start = malloc(header + size);
    if (start == NULL) return NULL;
    memcpy(start, &size, sizeof size);
    return start + header;
}

static void wiping_free(void *pointer) {
    if (pointer == NULL) return;
    unsigned char *start = (unsigned char *)pointer - header;
    size_t size;
    memcpy(&size, start, sizeof size);
    wipe(pointer, size);
    free(start);
}

static void *wiping_realloc(void *pointer, size_t size) {
    if (pointer == NULL) return wiping_malloc(size);
    size_t old;
    memcpy(&old, (unsigned char *)pointer - header, sizeof old);
    void *moved = wiping_malloc(size);
    if (moved == NULL) return NULL;
    memcpy(moved, pointer, old < size ? old : size);
    wiping_free(pointer);
    return moved;
}

static void *wiping_calloc(size_t count, size_t size) {
    if (size != 0 && count > SIZE_MAX / size) return NULL;
    void *start = wiping_malloc(count * size);
    return start == NULL ? NULL : memset(start, 0, count * size);
}

static char *wiping_strdup(const char *text) {
    size_t size = strlen(text) + 1;
    void *copy = wiping_malloc(size);
    return copy == NULL ? NULL : memcpy(copy, text, size);
}

// MARK: loading

static void find_openssl(void);

const char *fleetseal_curl_load(struct fleetseal_curl *functions) {
    void *library = dlopen(fleetseal_curl_file, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return dlerror();
    void *found;
#define FIND(name)                                                                                 \
    found = dlsym(library, "curl_" #name);                                                         \
    if (found == NULL) return dlerror();                                                           \
    functions->name = (__typeof__(functions->name))found;
    FLEETSEAL_CURL_FUNCTIONS(FIND)
#undef FIND
    find_openssl();
    CURLcode code = functions->global_init_mem(CURL_GLOBAL_ALL, wiping_malloc, wiping_free,
                                               wiping_realloc, wiping_strdup, wiping_calloc);
    return code == CURLE_OK ? NULL : functions->easy_strerror(code);
}

// MARK: options

CURLcode fleetseal_curl_set_long(const struct fleetseal_curl *curl, CURL *handle, CURLoption option,
                                 long value) {
    return curl->easy_setopt(handle, option, value);
}

CURLcode fleetseal_curl_set_size(const struct fleetseal_curl *curl, CURL *handle, CURLoption option,
                                 curl_off_t value) {
    return curl->easy_setopt(handle, option, value);
}

CURLcode fleetseal_curl_set_text(const struct fleetseal_curl *curl, CURL *handle, CURLoption option,
                                 const char *value) {
    return curl->easy_setopt(handle, option, value);
}

CURLcode fleetseal_curl_set_pointer(const struct fleetseal_curl *curl, CURL *handle,
                                    CURLoption option, const void *value) {
    return curl->easy_setopt(handle, option, value);
}

CURLcode fleetseal_curl_set_function(const struct fleetseal_curl *curl, CURL *handle,
                                     CURLoption option, fleetseal_curl_data value) {
    return curl->easy_setopt(handle, option, value);
}

CURLcode fleetseal_curl_set_blob(const struct fleetseal_curl *curl, CURL *handle, CURLoption option,
                                 const void *start, size_t count) {
    struct curl_blob blob = {(void *)start, count, CURL_BLOB_NOCOPY};
    return curl->easy_setopt(handle, option, &blob);
}

CURLMcode fleetseal_curl_multi_set_long(const struct fleetseal_curl *curl, CURLM *multi,
                                        CURLMoption option, long value) {
    return curl->multi_setopt(multi, option, value);
}

long fleetseal_curl_get_long(const struct fleetseal_curl *curl, CURL *handle, CURLINFO info) {
    long value = 0;
    return curl->easy_getinfo(handle, info, &value) == CURLE_OK ? value : 0;
}

struct fleetseal_curl_end fleetseal_curl_next_end(const struct fleetseal_curl *curl, CURLM *multi) {
    int left;
    const CURLMsg *message;
    while ((message = curl->multi_info_read(multi, &left)) != NULL) {
        if (message->msg != CURLMSG_DONE) continue;
        struct fleetseal_curl_end end = {NULL, message->data.result};
        (void)curl->easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &end.owner);
        return end;
    }
    return (struct fleetseal_curl_end){NULL, CURLE_OK};
}

// MARK: connections

static int prepare_socket(void *argument, curl_socket_t socket, curlsocktype purpose) {
    (void)argument;
    (void)purpose;
#ifdef TCP_USER_TIMEOUT
    unsigned milliseconds = 20000;
    // Without it a dead peer is still noticed, by the timeouts of the requests.
    (void)setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds, sizeof milliseconds);
#else
    (void)socket;
#endif
    return CURL_SOCKOPT_OK;
}

// A program that is started meanwhile must not have the connection: it could read and write on it,
// and keep it open after it was closed here. libcurl 7.88 does not see to it.
static curl_socket_t open_socket(void *argument, curlsocktype purpose,
                                 struct curl_sockaddr *address) {
    (void)argument;
    (void)purpose;
#ifdef SOCK_CLOEXEC
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
#else
    return socket(address->family, address->socktype, address->protocol);
#endif
}

void fleetseal_curl_watch_peer(const struct fleetseal_curl *curl, CURL *handle) {
    curl_sockopt_callback callback = prepare_socket;
    curl->easy_setopt(handle, CURLOPT_SOCKOPTFUNCTION, callback);
    curl_opensocket_callback opening = open_socket;
    curl->easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, opening);
    curl->easy_setopt(handle, CURLOPT_TCP_KEEPALIVE, 1L);
    curl->easy_setopt(handle, CURLOPT_TCP_KEEPIDLE, 15L);
    curl->easy_setopt(handle, CURLOPT_TCP_KEEPINTVL, 5L);
}

// MARK: TLS

// Functions of the OpenSSL that libcurl itself uses, if it does.
static uint64_t (*ssl_ctx_set_options)(void *context, uint64_t options);

static void find_openssl(void) {
    // Without loading anything: there only if libcurl brought it.
    void *library = dlopen("libssl.so.3", RTLD_NOW | RTLD_LOCAL | RTLD_NOLOAD);
    if (library == NULL) return;
    ssl_ctx_set_options = (__typeof__(ssl_ctx_set_options))dlsym(library, "SSL_CTX_set_options");
}

static CURLcode prepare_context(CURL *handle, void *context, void *argument) {
    (void)handle;
    (void)argument;
    // SSL_OP_CLEANSE_PLAINTEXT, a part of OpenSSL's interface.
    ssl_ctx_set_options(context, UINT64_C(1) << 1);
    return CURLE_OK;
}

void fleetseal_curl_wipe_tls(const struct fleetseal_curl *curl, CURL *handle) {
    if (ssl_ctx_set_options == NULL) return;
    curl_ssl_ctx_callback callback = prepare_context;
    curl->easy_setopt(handle, CURLOPT_SSL_CTX_FUNCTION, callback);
}

// MARK: signals

void fleetseal_curl_block_sigpipe(void) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
}

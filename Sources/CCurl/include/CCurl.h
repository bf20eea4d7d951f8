#pragma once
// Options that newer versions replace are used on purpose: older ones know only those.
#define CURL_DISABLE_DEPRECATION
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <stddef.h>

// The functions of libcurl that are used, without `curl_`.
#define FLEETSEAL_CURL_FUNCTIONS(X)                                                                \
    X(global_init_mem)                                                                             \
    X(version)                                                                                     \
    X(version_info)                                                                                \
    X(slist_append)                                                                                \
    X(slist_free_all)                                                                              \
    X(easy_init)                                                                                   \
    X(easy_cleanup)                                                                                \
    X(easy_setopt)                                                                                 \
    X(easy_getinfo)                                                                                \
    X(easy_pause)                                                                                  \
    X(easy_strerror)                                                                               \
    X(multi_init)                                                                                  \
    X(multi_cleanup)                                                                               \
    X(multi_setopt)                                                                                \
    X(multi_add_handle)                                                                            \
    X(multi_remove_handle)                                                                         \
    X(multi_perform)                                                                               \
    X(multi_info_read)                                                                             \
    X(multi_poll)                                                                                  \
    X(multi_wakeup)                                                                                \
    X(multi_strerror)

// libcurl, loaded while the program runs: by what talks to a server. Linked as usual, it and what it
// needs would multiply the time in which every command starts.
struct fleetseal_curl {
#define FLEETSEAL_MEMBER(name) __typeof__(curl_##name) *_Nonnull name;
    FLEETSEAL_CURL_FUNCTIONS(FLEETSEAL_MEMBER)
#undef FLEETSEAL_MEMBER
};

// Loads libcurl into `functions` and starts it with an allocator that wipes what it gives back.
// Gives NULL, or why that failed, in memory that is never freed. To be called once.
const char *_Nullable fleetseal_curl_load(struct fleetseal_curl *_Nonnull functions);

// The file that is looked for.
extern const char *_Nonnull const fleetseal_curl_file;

// Swift cannot call functions with variable arguments: one function for each type of argument.
typedef size_t (*fleetseal_curl_data)(char *_Nullable, size_t, size_t, void *_Nullable);

CURLcode fleetseal_curl_set_long(const struct fleetseal_curl *_Nonnull, CURL *_Nonnull, CURLoption,
                                 long);
CURLcode fleetseal_curl_set_size(const struct fleetseal_curl *_Nonnull, CURL *_Nonnull, CURLoption,
                                 curl_off_t);
CURLcode fleetseal_curl_set_text(const struct fleetseal_curl *_Nonnull, CURL *_Nonnull, CURLoption,
                                 const char *_Nullable);
CURLcode fleetseal_curl_set_pointer(const struct fleetseal_curl *_Nonnull, CURL *_Nonnull,
                                    CURLoption, const void *_Nullable);
CURLcode fleetseal_curl_set_function(const struct fleetseal_curl *_Nonnull, CURL *_Nonnull,
                                     CURLoption, fleetseal_curl_data _Nullable);
// The bytes are not copied: they have to live as long as the handle.
CURLcode fleetseal_curl_set_blob(const struct fleetseal_curl *_Nonnull, CURL *_Nonnull, CURLoption,
                                 const void *_Nonnull, size_t);
CURLMcode fleetseal_curl_multi_set_long(const struct fleetseal_curl *_Nonnull, CURLM *_Nonnull,
                                        CURLMoption, long);
long fleetseal_curl_get_long(const struct fleetseal_curl *_Nonnull, CURL *_Nonnull, CURLINFO);

// Has the system give a connection up when nothing that was sent on it is acknowledged for so long,
// and keep it from programs that are started.
void fleetseal_curl_watch_peer(const struct fleetseal_curl *_Nonnull, CURL *_Nonnull);

// Has TLS wipe what it decrypted as soon as it was handed on. Nothing where libcurl was built
// without OpenSSL.
void fleetseal_curl_wipe_tls(const struct fleetseal_curl *_Nonnull, CURL *_Nonnull);

// What a finished transfer reports; without an owner when there is no more.
struct fleetseal_curl_end {
    // CURLOPT_PRIVATE of the handle.
    void *_Nullable owner;
    CURLcode result;
};
struct fleetseal_curl_end fleetseal_curl_next_end(const struct fleetseal_curl *_Nonnull,
                                                  CURLM *_Nonnull);

// Keeps SIGPIPE from a thread that writes to sockets.
void fleetseal_curl_block_sigpipe(void);

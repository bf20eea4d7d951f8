#pragma once
#include "CGit2.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Why a conversation with a server failed, where libgit2 itself cannot say it well.
enum fleetseal_failure {
    fleetseal_no_failure = 0,
    fleetseal_cancelled,
    fleetseal_time_limit,
    fleetseal_silence,
    fleetseal_too_large,
    fleetseal_unresolved,
    fleetseal_unreachable,
    fleetseal_closed,
    fleetseal_redirected,
    fleetseal_certificate,
    fleetseal_tls,
    fleetseal_host_key,
    fleetseal_credential,
    fleetseal_ssh,
    fleetseal_not_found,
    fleetseal_refused,
};

// A public key that an ssh server may show.
struct fleetseal_host_key {
    const unsigned char *_Nullable bytes;
    size_t count;
};

// One conversation with one server: what it may do, how far it may go, what became of it.
//
// Whatever it points to belongs to the caller and must outlive it.
struct fleetseal_connection {
    // Where it leads; sockets are opened to this host and port, or to the proxy, and to no other.
    const char *_Nullable url;
    const char *_Nullable host;
    const char *_Nullable port;
    const char *_Nullable proxy_host;
    const char *_Nullable proxy_port;

    // https: the certificates of the authorities to trust as PEM, or NULL for the system's.
    const char *_Nullable authorities;
    size_t authorities_size;
    // https: one more line of each request's head, with the credential, or NULL.
    const char *_Nullable header;

    // ssh: with which key to log in, and which keys the server may show.
    bool is_ssh;
    const char *_Nullable user;
    const char *_Nullable path;
    const char *_Nullable private_key;
    size_t private_key_size;
    const char *_Nullable passphrase;
    const struct fleetseal_host_key *_Nullable host_keys;
    size_t host_key_count;
    // The names of those keys' algorithms, separated by commas, most wanted first.
    const char *_Nullable host_key_algorithms;

    // Limits: milliseconds of the monotonic clock; of silence; bytes; objects.
    int64_t deadline;
    int64_t patience;
    uint64_t most_bytes;
    uint32_t most_objects;
    // Set to another value than 0 by another thread: stop at once.
    const int32_t *_Nullable is_cancelled;

    // What became of it.
    enum fleetseal_failure failure;
    char *_Nullable reason;
    uint64_t received;
    // The key that the ssh server showed, if it was not accepted.
    unsigned char *_Nullable shown_key;
    size_t shown_key_size;
};

// Frees what became of a conversation.
void fleetseal_connection_clear(struct fleetseal_connection *_Nonnull connection);

// Milliseconds of the clock that deadlines are on.
int64_t fleetseal_now(void);

// Tells the thread that uses a connection to stop.
void fleetseal_cancel(int32_t *_Nonnull flag);

// Settings of the whole process, before the first conversation: no configuration of the system or of
// a user is read, objects have at most `most_object_bytes`, files are synced, little is cached, and
// sockets and TLS are ours.
int fleetseal_git2_isolate(const struct fleetseal_git2 *_Nonnull functions,
                           size_t most_object_bytes);

// Between `enter` and `leave` this thread's sockets belong to the connection, and a broken pipe is an
// error instead of a signal.
void fleetseal_enter(struct fleetseal_connection *_Nonnull connection);
void fleetseal_leave(void);

// Connects, to download or to upload, and makes the server list its references. To be called between
// `enter` and `leave`.
int fleetseal_remote_connect(const struct fleetseal_git2 *_Nonnull functions,
                             struct fleetseal_connection *_Nonnull connection,
                             git_repository *_Nonnull repository, bool uploads,
                             git_remote *_Nullable *_Nonnull remote);

// Downloads what a refspec names, as one pack. To be called between `enter` and `leave`.
int fleetseal_remote_download(const struct fleetseal_git2 *_Nonnull functions,
                              struct fleetseal_connection *_Nonnull connection,
                              git_remote *_Nonnull remote, const char *_Nonnull refspec);

// Uploads what a refspec names and the server lacks; fails also if the server takes the objects and
// refuses to move the reference. To be called between `enter` and `leave`.
int fleetseal_remote_upload(const struct fleetseal_git2 *_Nonnull functions,
                            struct fleetseal_connection *_Nonnull connection,
                            git_remote *_Nonnull remote, const char *_Nonnull refspec);

// A key's authentication code by SHA-1, as hashed lines of known_hosts have it; and a digest.
bool fleetseal_hmac_sha1(const unsigned char *_Nonnull key, size_t key_size,
                         const unsigned char *_Nonnull data, size_t size,
                         unsigned char *_Nonnull code);
bool fleetseal_sha256(const unsigned char *_Nonnull data, size_t size,
                      unsigned char *_Nonnull digest);

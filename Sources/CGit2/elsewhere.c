// Conversations with servers are for Linux, where the agent runs: elsewhere they fail.

#if !defined(__linux__)
#include "network.h"

int64_t fleetseal_now(void) { return 0; }
void fleetseal_cancel(int32_t *flag) { *flag = 1; }
void fleetseal_connection_clear(struct fleetseal_connection *connection) { (void)connection; }

int fleetseal_git2_isolate(const struct fleetseal_git2 *functions, size_t most_object_bytes) {
    (void)functions, (void)most_object_bytes;
    return -1;
}

void fleetseal_enter(struct fleetseal_connection *connection) { (void)connection; }
void fleetseal_leave(void) {}

int fleetseal_remote_connect(const struct fleetseal_git2 *functions,
                             struct fleetseal_connection *connection, git_repository *repository,
                             bool uploads, git_remote **remote) {
    (void)functions, (void)connection, (void)repository, (void)uploads;
    *remote = NULL;
    return -1;
}

int fleetseal_remote_download(const struct fleetseal_git2 *functions,
                              struct fleetseal_connection *connection, git_remote *remote,
                              const char *refspec) {
    (void)functions, (void)connection, (void)remote, (void)refspec;
    return -1;
}

int fleetseal_remote_upload(const struct fleetseal_git2 *functions,
                            struct fleetseal_connection *connection, git_remote *remote,
                            const char *refspec) {
    (void)functions, (void)connection, (void)remote, (void)refspec;
    return -1;
}

bool fleetseal_hmac_sha1(const unsigned char *key, size_t key_size, const unsigned char *data,
                         size_t size, unsigned char *code) {
    (void)key, (void)key_size, (void)data, (void)size, (void)code;
    return false;
}

bool fleetseal_sha256(const unsigned char *data, size_t size, unsigned char *digest) {
    (void)data, (void)size, (void)digest;
    return false;
}

#endif

#pragma once
#include "CGit2Network.h"

#include <sys/types.h>

// The conversation of this thread.
extern _Thread_local struct fleetseal_connection *fleetseal_current;

// libgit2, for its streams, which get no other context.
extern const struct fleetseal_git2 *fleetseal_functions;

// Notes why the conversation failed, unless that is known already; gives -1.
int fleetseal_fail(struct fleetseal_connection *connection, enum fleetseal_failure failure,
                   const char *format, ...) __attribute__((format(printf, 3, 4)));

// Whether the conversation may go on: not cancelled, in time, within its size.
bool fleetseal_may_go_on(struct fleetseal_connection *connection);

// Counts bytes received; whether they were not too many.
bool fleetseal_count(struct fleetseal_connection *connection, size_t count);

// A socket that never blocks, connected; or -1.
int fleetseal_dial(struct fleetseal_connection *connection, const char *host, const char *port);

// Waits until poll(2) reports one of `events`; 0, or -1 after a failure.
int fleetseal_wait(struct fleetseal_connection *connection, int file, short events);

// Whether this is the host and the port that the conversation is with.
bool fleetseal_is_destination(struct fleetseal_connection *connection, const char *host,
                              const char *port);

int fleetseal_plain_stream(git_stream **out, const char *host, const char *port);
int fleetseal_tls_stream(git_stream **out, const char *host, const char *port);
int fleetseal_ssh_transport(git_transport **out, git_remote *owner, void *payload);

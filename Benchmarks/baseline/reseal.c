// The least that re-sealing can take: COUNT boxes of BYTES opened and sealed to another key, shared out among
// THREADS; then every file that standard input names gets as many bytes as it has: written beside it, one sync, renamed.
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static unsigned char old_public[crypto_box_PUBLICKEYBYTES], old_private[crypto_box_SECRETKEYBYTES];
static unsigned char new_public[crypto_box_PUBLICKEYBYTES], new_private[crypto_box_SECRETKEYBYTES];
static unsigned char *sealed;
static size_t bytes;

static void *reseal(void *argument) {
    size_t count = *(size_t *)argument;
    size_t length = bytes + crypto_box_SEALBYTES;
    unsigned char *plain = malloc(bytes);
    unsigned char *box = malloc(length);
    if (plain == NULL || box == NULL) abort();
    for (size_t index = 0; index < count; index++) {
        if (crypto_box_seal_open(plain, sealed, length, old_public, old_private) != 0) abort();
        if (crypto_box_seal(box, plain, bytes, new_public) != 0) abort();
    }
    free(plain);
    free(box);
    return NULL;
}

// All files are written before one sync of the file system, and named after it.
static void write_all(void) {
    size_t size = 0, capacity = 0, count = 0;
    char **paths = NULL, *line = NULL;
    static char content[1 << 21];
    memset(content, 'x', sizeof content);
    ssize_t read_count;
    while ((read_count = getline(&line, &size, stdin)) > 0) {
        line[read_count - 1] = 0;
        if (count == capacity) {
            capacity = capacity ? capacity * 2 : 1024;
            paths = realloc(paths, capacity * sizeof *paths);
            if (paths == NULL) abort();
        }
        paths[count++] = strdup(line);
    }
    char name[4096];
    int last = -1;
    for (size_t index = 0; index < count; index++) {
        struct stat status;
        if (stat(paths[index], &status) != 0) abort();
        snprintf(name, sizeof name, "%s.new", paths[index]);
        int file = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0644);
        if (file < 0 || write(file, content, status.st_size) != status.st_size) abort();
        if (last >= 0) close(last);
        last = file;
    }
    if (last >= 0 && syncfs(last) != 0) abort();
    for (size_t index = 0; index < count; index++) {
        snprintf(name, sizeof name, "%s.new", paths[index]);
        if (rename(name, paths[index]) != 0) abort();
    }
}

int main(int argc, char **argv) {
    if (argc != 4 || sodium_init() < 0) return 2;
    size_t count = strtoul(argv[1], NULL, 10);
    bytes = strtoul(argv[2], NULL, 10);
    size_t threads = strtoul(argv[3], NULL, 10);
    if (threads < 1 || threads > 256) return 2;
    crypto_box_keypair(old_public, old_private);
    crypto_box_keypair(new_public, new_private);
    unsigned char *plain = calloc(1, bytes);
    sealed = malloc(bytes + crypto_box_SEALBYTES);
    if (plain == NULL || sealed == NULL) return 1;
    if (crypto_box_seal(sealed, plain, bytes, old_public) != 0) return 1;
    pthread_t handles[256];
    size_t counts[256];
    for (size_t index = 0; index < threads; index++) {
        counts[index] = count / threads + (index < count % threads);
        if (pthread_create(&handles[index], NULL, reseal, &counts[index]) != 0) return 1;
    }
    for (size_t index = 0; index < threads; index++) pthread_join(handles[index], NULL);
    write_all();
    return 0;
}

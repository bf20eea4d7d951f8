// The least that sealing can take: COUNT boxes of BYTES, shared out among THREADS.
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned char public_key[crypto_box_PUBLICKEYBYTES];
static size_t bytes;

static void *seal(void *argument) {
    size_t count = *(size_t *)argument;
    unsigned char *plain = malloc(bytes);
    unsigned char *box = malloc(bytes + crypto_box_SEALBYTES);
    if (plain == NULL || box == NULL) abort();
    memset(plain, 7, bytes);
    for (size_t index = 0; index < count; index++) {
        if (crypto_box_seal(box, plain, bytes, public_key) != 0) abort();
    }
    free(plain);
    free(box);
    return NULL;
}

int main(int argc, char **argv) {
    if (argc != 4 || sodium_init() < 0) return 2;
    size_t count = strtoul(argv[1], NULL, 10);
    bytes = strtoul(argv[2], NULL, 10);
    size_t threads = strtoul(argv[3], NULL, 10);
    if (threads < 1 || threads > 256) return 2;
    unsigned char private_key[crypto_box_SECRETKEYBYTES];
    crypto_box_keypair(public_key, private_key);
    pthread_t handles[256];
    size_t counts[256];
    for (size_t index = 0; index < threads; index++) {
        counts[index] = count / threads + (index < count % threads);
        if (pthread_create(&handles[index], NULL, seal, &counts[index]) != 0) return 1;
    }
    for (size_t index = 0; index < threads; index++) pthread_join(handles[index], NULL);
    return 0;
}

// libyaml's allocator, replaced so that what it read is wiped before the memory is given back.
//
// libyaml copies its input, grows its buffers by moving them and hands every scalar out in memory of
// its own. All of that goes through the four functions below, which the library exports and calls
// through its own dynamic symbol table, so the definitions of the program win. Not on macOS, where a
// library binds its own calls to itself: there only what the program allocates itself is wiped.

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "CYAML.h"

// As large as the strictest alignment that malloc promises.
enum { header = 16 };

static void wipe(void *start, size_t count) {
    memset(start, 0, count);
    // Keeps the compiler from dropping a store that nobody reads.
    __asm__ __volatile__("" : : "r"(start) : "memory");
}

void *yaml_malloc(size_t size) {
    if (size > SIZE_MAX - header) return NULL;
    unsigned char *start = malloc(header + (size ? size : 1));
    if (!start) return NULL;
    memcpy(start, &size, sizeof size);
    return start + header;
}

void yaml_free(void *pointer) {
    if (!pointer) return;
    unsigned char *start = (unsigned char *)pointer - header;
    size_t size;
    memcpy(&size, start, sizeof size);
    wipe(pointer, size);
    free(start);
}

void *yaml_realloc(void *pointer, size_t size) {
    if (!pointer) return yaml_malloc(size);
    size_t old;
    memcpy(&old, (unsigned char *)pointer - header, sizeof old);
    void *grown = yaml_malloc(size);
    if (!grown) return NULL;
    memcpy(grown, pointer, old < size ? old : size);
    yaml_free(pointer);
    return grown;
}

yaml_char_t *yaml_strdup(const yaml_char_t *text) {
    if (!text) return NULL;
    size_t size = strlen((const char *)text) + 1;
    void *copy = yaml_malloc(size);
    return copy ? memcpy(copy, text, size) : NULL;
}

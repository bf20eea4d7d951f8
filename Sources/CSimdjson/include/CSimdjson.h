#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// A parsed document in simdjson's own form ("tape"): words that say what comes and where it ends,
// and the strings that some of them point to.
struct fleetseal_json {
    uint64_t *_Nullable tape;
    size_t tape_count;
    // Each string is four bytes of length, its bytes, and a zero.
    uint8_t *_Nullable strings;
    size_t strings_count;
};

enum fleetseal_json_result {
    fleetseal_json_parsed,
    fleetseal_json_empty,
    fleetseal_json_too_deep,
    fleetseal_json_not_utf8,
    fleetseal_json_bad_number,
    fleetseal_json_bad_string,
    fleetseal_json_out_of_memory,
    // Why says `fleetseal_json_load_error`.
    fleetseal_json_not_loaded,
    fleetseal_json_invalid,
};

// Why the library cannot be loaded, in memory that is never freed; NULL once it is.
const char *_Nullable fleetseal_json_load_error(void);

// Parses `count` bytes, nested at most `depth` deep. What was parsed has to be given back.
enum fleetseal_json_result fleetseal_json_parse(const void *_Nullable bytes, size_t count,
                                                size_t depth,
                                                struct fleetseal_json *_Nonnull parsed);

// Wipes and frees what was parsed.
void fleetseal_json_free(struct fleetseal_json *_Nonnull parsed);

#ifdef __cplusplus
}
#endif

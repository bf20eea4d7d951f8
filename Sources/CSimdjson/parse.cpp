#include "load.h"

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>

using namespace simdjson;

namespace {

void wipe(void *start, size_t count) {
    if (count == 0) return;
    std::memset(start, 0, count);
    // Keeps the compiler from dropping a store that nobody reads.
    __asm__ __volatile__("" : : "r"(start) : "memory");
}

// The input with the room behind it that simdjson reads from; wiped.
struct Padded {
    uint8_t *start;
    size_t count;
    Padded(const void *bytes, size_t count)
        : start(static_cast<uint8_t *>(std::malloc(count + SIMDJSON_PADDING))), count(count) {
        if (start == nullptr) return;
        if (count > 0) std::memcpy(start, bytes, count);
        std::memset(start + count, 0, SIMDJSON_PADDING);
    }
    Padded(const Padded &) = delete;
    ~Padded() {
        if (start != nullptr) wipe(start, count);
        std::free(start);
    }
};

// How many bytes of the strings are used: they stand in the order of the tape.
size_t used_strings(const uint64_t *tape, size_t count, const uint8_t *strings) {
    size_t used = 0;
    for (size_t index = 1; index < count; index++) {
        switch (tape[index] >> 56) {
        case '"': {
            size_t offset = tape[index] & UINT64_C(0x00FFFFFFFFFFFFFF);
            uint32_t length;
            std::memcpy(&length, strings + offset, sizeof length);
            used = offset + sizeof length + length + 1;
            break;
        }
        case 'l':
        case 'u':
        case 'd': index++; break; // the number itself
        default: break;
        }
    }
    return used;
}

// Simdjson writes whole blocks of at most 64 bytes, beyond what it then uses.
constexpr size_t block = 64;

// The first `used` bytes and what may have been written behind them; the rest was never touched, and
// stays memory that the system did not have to provide.
void wipe_strings(dom::document &document, size_t used) {
    if (document.string_buf == nullptr) return;
    size_t room = SIMDJSON_ROUNDUP_N(5 * document.capacity() / 3 + SIMDJSON_PADDING, 64);
    wipe(document.string_buf.get(), used < room - 2 * block ? used + 2 * block : room);
}

template <typename Item> Item *copied(const Item *items, size_t count) {
    auto copy = static_cast<Item *>(std::malloc(count * sizeof(Item) + 1));
    if (copy != nullptr && count > 0) std::memcpy(copy, items, count * sizeof(Item));
    return copy;
}

fleetseal_json_result result(error_code code) {
    switch (code) {
    case SUCCESS: return fleetseal_json_parsed;
    case EMPTY: return fleetseal_json_empty;
    case DEPTH_ERROR: return fleetseal_json_too_deep;
    case UTF8_ERROR: return fleetseal_json_not_utf8;
    case NUMBER_ERROR: return fleetseal_json_bad_number;
    case STRING_ERROR:
    case UNESCAPED_CHARS:
    case UNCLOSED_STRING: return fleetseal_json_bad_string;
    case MEMALLOC:
    case CAPACITY: return fleetseal_json_out_of_memory;
    default: return fleetseal_json_invalid;
    }
}

} // namespace

fleetseal_json_result fleetseal_json_parse(const void *bytes, size_t count, size_t depth,
                                           fleetseal_json *parsed) {
    *parsed = {nullptr, 0, nullptr, 0};
    if (!fleetseal::is_loaded()) return fleetseal_json_not_loaded;
    if (count == 0) return fleetseal_json_empty;
    Padded input(bytes, count);
    if (input.start == nullptr) return fleetseal_json_out_of_memory;
    dom::parser parser;
    dom::document document;
    error_code code = parser.allocate(count, depth);
    if (code == SUCCESS) {
        code = parser.parse_into_document(document, input.start, count, false).error();
    }
    // Unless it is known better, all of it.
    size_t touched = SIZE_MAX;
    if (document.tape != nullptr && document.string_buf != nullptr && code == SUCCESS) {
        const uint64_t *tape = document.tape.get();
        size_t words = tape[0] & UINT64_C(0x00FFFFFFFFFFFFFF);
        size_t used = used_strings(tape, words, document.string_buf.get());
        touched = used;
        // Copies as large as what they hold: simdjson reserves for the worst case.
        *parsed = {copied(tape, words), words, copied(document.string_buf.get(), used), used};
        wipe(document.tape.get(), words * sizeof(uint64_t));
        if (parsed->tape == nullptr || parsed->strings == nullptr) {
            fleetseal_json_free(parsed);
            code = MEMALLOC;
        }
    }
    wipe_strings(document, touched);
    return result(code);
}

void fleetseal_json_free(fleetseal_json *parsed) {
    wipe(parsed->tape, parsed->tape_count * sizeof(uint64_t));
    wipe(parsed->strings, parsed->strings_count);
    std::free(parsed->tape);
    std::free(parsed->strings);
    *parsed = {nullptr, 0, nullptr, 0};
}

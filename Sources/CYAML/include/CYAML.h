#pragma once
#include <yaml.h>

// libyaml's own allocator, which yaml.h keeps to itself. memory.c defines it: what it gives back is
// wiped first.
void *yaml_malloc(size_t size);
void *yaml_realloc(void *pointer, size_t size);
void yaml_free(void *pointer);

#pragma once
#include "CSimdjson.h"

#include <simdjson.h>

namespace fleetseal {

// Whether the library is there; it is loaded when this is asked first.
bool is_loaded();

} // namespace fleetseal

#!/usr/bin/env bash
# Builds .build/release/fleetseal with the Swift runtime inside, and looks at what it still loads.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/need.sh
need_build
build_release fleetseal
binary=.build/release/fleetseal
if command -v ldd > /dev/null; then
    # Sealing starts in milliseconds because none of these is loaded.
    if ldd "$binary" | grep -E 'libcurl|libgit2|libstdc|libswift|libFoundation|lib_Foundation|libdispatch'; then
        die "$binary loads the libraries above"
    fi
fi

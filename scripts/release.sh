#!/usr/bin/env bash
# Builds .build/release/fleetseal and fleetseal-agent with the Swift runtime inside, and looks at what they still load.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/need.sh
need_build
for program in fleetseal fleetseal-agent; do
    build_release "$program"
    binary=.build/release/$program
    # Both start in milliseconds because none of these is loaded then.
    if command -v ldd > /dev/null &&
        ldd "$binary" |
        grep -E 'libcurl|libgit2|libmicrohttpd|libsimdjson|libstdc|libswift|libFoundation|lib_Foundation|libdispatch'; then
        die "$binary loads the libraries above"
    fi
done

#!/usr/bin/env bash
# Builds .build/release/fleetseal and fleetseal-agent with the Swift runtime inside, and looks at what they still load.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/need.sh
need_build
for program in fleetseal fleetseal-agent; do
    build_release "$program"
    binary=.build/release/$program
    # The agent reads JSON with a library that is C++.
    refused='libcurl|libgit2|libmicrohttpd|libswift|libFoundation|lib_Foundation|libdispatch'
    [ "$program" = fleetseal-agent ] || refused+='|libstdc'
    if command -v ldd > /dev/null; then
        # Both start in milliseconds because none of these is loaded then.
        if ldd "$binary" | grep -E "$refused"; then
            die "$binary loads the libraries above"
        fi
    fi
done
if command -v ldd > /dev/null && ldd .build/release/fleetseal | grep -E 'libstdc|libsimdjson'; then
    die ".build/release/fleetseal loads the libraries above"
fi

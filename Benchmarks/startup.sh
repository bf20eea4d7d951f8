#!/usr/bin/env bash
# What it costs to start the program, against the smallest program there is.
set -euo pipefail
rounds=500
[ "${SHORT:-}" = "" ] || rounds=100

# Prints microseconds for one run of a command.
each() {
    local start=${EPOCHREALTIME/[.,]/} index
    for ((index = 0; index < rounds; index++)); do "$@" > /dev/null; done
    echo $(((${EPOCHREALTIME/[.,]/} - start) / rounds))
}

nothing=$(each /bin/true)
ours=$(each "$FLEETSEAL" --version)
awk -v ours="$ours" -v nothing="$nothing" 'BEGIN {
    printf "  fleetseal --version: %.1f ms, %.1f times /bin/true\n", ours / 1000, ours / nothing
}'

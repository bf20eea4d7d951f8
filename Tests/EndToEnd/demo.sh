#!/usr/bin/env bash
# What `make demo` and `make demo-kubernetes` show is so: they fail if it is not.
#
# Prints `ok` or `not ok` for each.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1

failed=0
for name in demo demo-kubernetes; do
    if output=$("scripts/$name.sh" 2>&1); then
        printf 'ok - %s\n' "$name"
    else
        printf '%s\n' "$output" | tail -n 40
        printf 'not ok - %s\n' "$name"
        failed=1
    fi
done
exit "$failed"

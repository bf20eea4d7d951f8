#!/usr/bin/env bash
# Checks the form of what is not compiled, and of what is; one `ok` or `not ok` line a tool.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/need.sh
need_swift
need_debian shellcheck yamllint

failed=0
check() {
    local name=$1
    shift
    if "$@"; then
        echo "ok - $name"
    else
        echo "not ok - $name"
        failed=1
    fi
}

scripts=(scripts/*.sh .ci/run)
while IFS= read -r file; do scripts+=("$file"); done < <(find Benchmarks Tests -name '*.sh')
# Fixtures may be wrong on purpose.
documents=(.yamllint)
while IFS= read -r file; do documents+=("$file"); done < <(
    find . \( -path ./.build -o -path ./Tests -o -path ./Fuzz -o -path ./.git \) -prune \
        -o \( -name '*.yaml' -o -name '*.yml' \) -print
)

check "swift format" swift format lint --strict -r Sources Tests Fuzz Benchmarks Package.swift
check "shellcheck" shellcheck -x "${scripts[@]}"
check "yamllint" yamllint --strict "${documents[@]}"
exit "$failed"

#!/usr/bin/env bash
# Runs the fuzz targets, two at a time, FUZZ_SECONDS (60) each: see Fuzz/README.md.
#
#     scripts/fuzz.sh [TARGET [INPUT]]
#
# Prints `ok` or `not ok` for every target. A failing input is kept and shown.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/need.sh
need_build

seconds=${FUZZ_SECONDS:-60}
scratch=.build/fuzz
mkdir -p .build
# Of two options --sanitize the compiler takes the last, in an order that changes from run to run.
build=(
    -c release -Xswiftc -enable-testing --scratch-path "$scratch"
    --sanitize fuzzer -Xswiftc '-sanitize=fuzzer,address'
)
if [ $# -gt 0 ]; then
    targets=("$1")
else
    targets=()
    for folder in Fuzz/*/; do targets+=("$(basename "$folder")"); done
fi

export FLEETSEAL_FUZZ=1 SWIFT_BACKTRACE=enable=no
export LSAN_OPTIONS=suppressions=$PWD/lsan.supp:print_suppressions=0
for target in "${targets[@]}"; do
    swift build "${build[@]}" --product "Fuzz$target" > "$scratch-$target.log" 2>&1 || {
        cat "$scratch-$target.log"
        echo "not ok - fuzz $target: does not build"
        exit 1
    }
done
binaries=$(swift build "${build[@]}" --show-bin-path)

if [ $# -gt 1 ]; then exec "$binaries/Fuzz$1" "$2"; fi

# One target to its end; the result is a line for standard output, with what led to it.
fuzz() {
    local target=$1 log=$scratch/$1.log found=$scratch/corpus/$1 runs input
    mkdir -p "$found" "$scratch/crashes"
    if "$binaries/Fuzz$target" "$found" "Fuzz/$target/corpus" -max_total_time="$seconds" \
        -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 -verbosity=1 \
        -artifact_prefix="$scratch/crashes/$target-" > "$log" 2>&1 < /dev/null; then
        runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
        echo "ok - fuzz $target: $runs inputs in $seconds s"
    else
        tail -n 60 "$log"
        input=$(sed -n 's/.*Test unit written to //p' "$log" | tail -n 1)
        echo "not ok - fuzz $target: $(grep -m 1 -E 'Fatal error|ERROR:|SUMMARY:' "$log" || echo stopped)"
        echo "  input: ${input:-none}; again: scripts/fuzz.sh $target ${input:-INPUT}"
    fi
}

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
running=0
for target in "${targets[@]}"; do
    fuzz "$target" > "$results/$target" &
    running=$((running + 1))
    if [ "$running" -eq 2 ]; then
        wait -n
        running=1
    fi
done
wait
for target in "${targets[@]}"; do cat "$results/$target"; done
! grep -q '^not ok' "$results"/*

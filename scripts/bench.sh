#!/usr/bin/env bash
# Runs the benchmarks: Benchmarks/*.sh, each of which prints ratios. Short ones with SHORT=1.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/need.sh
need_build
scripts/release.sh
export FLEETSEAL=$PWD/.build/release/fleetseal
for benchmark in Benchmarks/*.sh; do
    echo "$(basename "$benchmark" .sh):"
    "$benchmark"
done

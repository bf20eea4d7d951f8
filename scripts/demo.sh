#!/usr/bin/env bash
# Shows the program at work.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/need.sh
need_build
scripts/release.sh
.build/release/fleetseal --version

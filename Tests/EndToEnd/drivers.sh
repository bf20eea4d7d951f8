#!/usr/bin/env bash
# Git with the drivers of fleetseal: setup and its undoing, diffs, merges, rebases, picked commits.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/need.sh
need_debian git python3
exec python3 Tests/EndToEnd/support/drivers.py

#!/usr/bin/env bash
# Branches that change the fleet, merged by stock git.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/need.sh
need_debian git python3
exec python3 Tests/EndToEnd/support/merging.py

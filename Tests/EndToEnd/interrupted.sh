#!/usr/bin/env bash
# Writers that are killed, that run out of space, and that run at once.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/need.sh
need_debian git python3 mount
exec python3 Tests/EndToEnd/support/interrupted.py

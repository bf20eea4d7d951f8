#!/usr/bin/env bash
# Damaged, hostile and misplaced files through the real program.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/need.sh
need_debian git python3
exec python3 Tests/EndToEnd/support/bad_input.py

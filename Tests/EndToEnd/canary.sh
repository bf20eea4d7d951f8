#!/usr/bin/env bash
# A value that may be seen nowhere: files, messages, processes and memory.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/need.sh
need_debian git python3 gdb
exec python3 Tests/EndToEnd/support/canary.py

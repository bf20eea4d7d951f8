#!/usr/bin/env bash
# Re-sealing in bulk, stopped and run again, and dropping old keys once nobody needs them.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/need.sh
need_debian git python3
exec python3 Tests/EndToEnd/support/resealing.py

#!/usr/bin/env bash
# What agents push to references of their own, read by the command line: bounds, and what strangers push.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/need.sh
need_debian git python3
exec python3 Tests/EndToEnd/support/references.py

#!/usr/bin/env bash
# The page of `fleetseal coverage --output html` in a real browser: width, sorting, filters, requests.
# SCREENSHOTS names a folder to keep pictures in.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/need.sh
need_debian git python3 chromium
exec python3 Tests/EndToEnd/support/page.py

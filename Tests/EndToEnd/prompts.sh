#!/usr/bin/env bash
# Questions on a real terminal: hidden values, passphrases, trust, choices, signals.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/need.sh
need_debian git python3
exec python3 Tests/EndToEnd/support/prompts.py

#!/usr/bin/env bash
# The commands in examples/ci, run as GitHub Actions and GitLab CI run them, against servers on this computer
# that take the comments.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/need.sh
need_debian git python3 curl jq
need_python PyYAML
exec "$FLEETSEAL_PYTHON" -B Tests/EndToEnd/support/ci.py

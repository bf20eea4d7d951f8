#!/usr/bin/env bash
# The jobs in examples/ci that rotate keys and report by the clock, run as GitHub Actions and GitLab CI run them,
# with a Git host on this computer, real agents and a real API server.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/need.sh
need_debian git python3 curl jq openssl faketime
need_python PyYAML
exec "$FLEETSEAL_PYTHON" -B Tests/EndToEnd/support/ci_rotation.py

#!/usr/bin/env bash
# What Argo CD and Flux make of a document's status, in every state that it can have.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/need.sh
need_debian lua5.3 python3
need_python PyYAML
exec "$FLEETSEAL_PYTHON" -B Tests/EndToEnd/support/gitops.py

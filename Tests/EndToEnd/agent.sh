#!/usr/bin/env bash
# The agent without Kubernetes: directories and Git in, files out; killed, starved, lied to and watched.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/need.sh
need_debian git python3 gdb curl libmicrohttpd12 prometheus
exec python3 Tests/EndToEnd/support/agent.py

#!/usr/bin/env bash
# Commands that commit and push what they wrote: what is in the commit, races, refusals, nothing half done.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/need.sh
need_debian git python3 openssh-client
exec python3 Tests/EndToEnd/support/committing.py

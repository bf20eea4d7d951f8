#!/usr/bin/env bash
# The packages in deploy/Containerfile have every library that the agent loads, at its start or later.
# AGENT is the program, if not the release.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/need.sh
agent=${AGENT:-.build/release/fleetseal-agent}
[ -x "$agent" ] || die "$agent is missing" "scripts/release.sh"
need_debian libsodium23 libyaml-0-2 libsimdjson14 libgit2-1.5 libcurl4 libmicrohttpd12 ca-certificates

mapfile -t named < <(sed -n '/^FROM .*debian/,$p' deploy/Containerfile |
    grep -v '^ENTRYPOINT\|^COPY' | grep -oE '\b(lib[a-z0-9.+-]*[0-9]|ca-certificates)\b')
# With what each of them needs itself; C and its like are in every image.
there=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces \
    --no-enhances "${named[@]}" | grep -E '^[a-z]' | sort -u)
failed=0
found=0
# Those that it is linked with and those that it opens by name are both in it as texts.
while IFS= read -r library; do
    found=$((found + 1))
    package=$(dpkg -S "*/$library" 2> /dev/null | head -n 1 | cut -d : -f 1 || true)
    if [ -n "$package" ] && grep -qxF "$package" <<< "$there"; then
        echo "ok - $library is in the image, by $package"
    else
        echo "not ok - $library is not in the image (${package:-no package here has it})"
        failed=1
    fi
done < <(grep -aoE '\blib[a-z0-9_+-]+\.so\.[0-9.]*[0-9]' "$agent" |
    grep -vE '^lib(swift|_?Foundation|dispatch|Blocks)' | sort -u)
[ "$found" -ge 6 ] || {
    echo "not ok - the libraries in $agent are found: only $found"
    failed=1
}
exit "$failed"

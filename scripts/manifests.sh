#!/usr/bin/env bash
# Writes the manifests of deploy/ into the sources of the command line, which carries them for
# `fleetseal cluster install`. To be run after a change of deploy/; a test compares them.
set -euo pipefail
cd "$(dirname "$0")/.."
out=Sources/Commands/Clusters/Manifests
rm -f "$out"/Manifest+*.swift
mkdir -p "$out"
for file in deploy/{crds,base,cluster-wide,namespaced/payments,roles,restart}/*.yaml; do
    path=${file#deploy/}
    [ "${path##*/}" != kustomization.yaml ] || continue
    # crds/fleetgroups.yaml is crdsFleetgroups.
    name=$(sed -E 's/\.yaml$//; s/[^a-z]+(.)/\U\1/g' <<< "$path")
    {
        # The backticks are of a doc comment.
        # shellcheck disable=SC2016
        printf 'extension Manifest {\n    /// As in `deploy/%s`.\n' "$path"
        printf '    static let %s = Manifest(\n        "%s",\n        #"""\n' "$name" "$path"
        sed -E 's/^(.+)$/        \1/' "$file"
        printf '        """#\n    )\n}\n'
    } > "$out/Manifest+${name^}.swift"
done

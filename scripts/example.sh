#!/usr/bin/env bash
# Makes examples/quickstart anew, and the copy of its public registry in keys/.
#
#     scripts/example.sh
#
# All private keys are made in a temporary folder and thrown away: nobody can open these examples, which are there to be
# read, verified and rendered. FLEETSEAL names the program, if not .build/release/fleetseal.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/need.sh
need_debian git
fleetseal=$(realpath "${FLEETSEAL:-.build/release/fleetseal}")
[ -x "$fleetseal" ] || die "$fleetseal is missing" "make release"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export XDG_CONFIG_HOME=$scratch/config
unset FLEETSEAL_TRUST FLEETSEAL_IDENTITY FLEETSEAL_IDENTITY_COMMAND
fleet=$scratch/fleet
git init -q "$fleet"
act() { "$fleetseal" -C "$fleet" "$@"; }

act init example --bare --operator alice
for cluster in us-east-1:us eu-west-1:eu; do
    act cluster add "${cluster%:*}" --label env=production --label "region=${cluster#*:}" \
        --new-key "$scratch/${cluster%:*}.key"
done
act cluster add lab --label env=staging --label region=eu --new-key "$scratch/lab.key"
act group add production --select env=production

printf app | act set payments/db username --for fleet --stdin
act set payments/db password --for fleet --generate password:32
act set payments/db password --for production --generate password:32
act set payments/db password --for us-east-1 --generate password:32
# What the command line does not write is written by hand: documents of kind FleetSecret are not signed.
document=$fleet/secrets/payments/db.yaml
cat > "$scratch/template" << 'TEMPLATE'
  template:
    labels: {app: db}
    data:
      url: "postgres://{{username}}:{{password | urlquery}}@db.{{cluster.region}}.example.org/payments"
    omit: [username]
TEMPLATE
cat "$scratch/template" >> "$document"
act split payments/db
# Still what it was made for?
for cluster in us-east-1 eu-west-1 lab; do
    act open payments/db --cluster "$cluster" --identity "$scratch/$cluster.key" > "$scratch/opened"
    grep -q '^  url: ' "$scratch/opened" || die "payments/db of $cluster has no url"
done

rm -rf examples/quickstart/{fleetseal.yaml,keys,secrets,example.trust} keys/{fleetseal.yaml,clusters,groups,example.trust}
mkdir -p examples/quickstart keys
act trust show --export > "$scratch/example.trust"
for place in examples/quickstart keys; do cp "$fleet/fleetseal.yaml" "$scratch/example.trust" "$place"; done
cp -R "$fleet/keys" "$fleet/secrets" examples/quickstart
cp -R "$fleet/keys/." keys
if grep -rq 'FSKEY-' keys examples; then die "a private key got into keys or examples"; fi

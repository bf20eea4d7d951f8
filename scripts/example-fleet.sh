#!/usr/bin/env bash
# Makes examples/fleet anew: 15 clusters, two tenants, rules.
#
#     scripts/example-fleet.sh
#
# All private keys are made in a temporary folder and thrown away: nobody can open this example, which is there to be
# read, verified, compared and rendered. FLEETSEAL names the program, if not .build/release/fleetseal.
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
put() { # NAMESPACE/NAME KEY GROUP [VALUE]
    local place=${1%%/*}
    case $place in shop-*) place=shop ;; kube-system | monitoring | cert-manager) place=platform ;; esac
    if [ $# -eq 4 ]; then
        printf %s "$4" | act set "$1" "$2" --for "$3" --under "$place" --stdin
    else
        act set "$1" "$2" --for "$3" --under "$place" --generate password:32
    fi
}
# What the command line does not write is written by hand: documents of kind FleetSecret are not signed.
more() { # PATH, then lines of spec on standard input
    local document=$fleet/secrets/$1
    sed 's/^/  /' > "$scratch/lines"
    sed -i "/^spec:$/r $scratch/lines" "$document"
}

act init example-fleet --bare --operator alice
bob=$(act identity new --no-passphrase "$scratch/bob.key")
ci=$(act identity new --no-passphrase "$scratch/ci.key")
act operator add ci --key "$ci" --opens none

clusters='
prod-eu-1:production:eu:standard prod-eu-2:production:eu:standard prod-eu-3:production:eu:restricted
prod-us-1:production:us:standard prod-us-2:production:us:standard prod-us-3:production:us:restricted
prod-ap-1:production:ap:standard prod-ap-2:production:ap:standard
stage-eu-1:staging:eu:standard stage-eu-2:staging:eu:standard stage-us-1:staging:us:standard stage-ap-1:staging:ap:standard
dev-eu-1:dev:eu:standard dev-us-1:dev:us:standard dev-ap-1:dev:ap:standard'
add() { # NAME:ENV:REGION:TIER
    local name env region tier
    IFS=: read -r name env region tier <<< "$1"
    act cluster add "$name" --label "env=$env" --label "region=$region" --label "tier=$tier" \
        --new-key "$scratch/$name.key"
}
for cluster in prod-us-0:production:us:standard $clusters; do add "$cluster"; done
for env in production staging dev; do act group add "$env" --select "env=$env"; done
act group add nonproduction --select 'env in (dev,staging)'
for region in eu us ap; do act group add "$region" --select "region=$region"; done
act group add restricted --select tier=restricted
act operator add bob --key "$bob" --opens staging,dev,nonproduction

# A cluster that is gone leaves a tombstone; its groups get new keys, which it does not have.
act cluster remove prod-us-0
act group rekey fleet production us
act group retire fleet production us

cat > "$scratch/rules" << 'RULES'
  rules:
  # Who may put what where.
  - name: platform
    paths: [secrets/platform/**]
    allow:
      namespaces: [cert-manager, kube-system, monitoring]
      scopes: [strict]
  - name: shop
    paths: [secrets/shop/**]
    allow:
      namespaces: [shop, shop-*]
      groups: [production, nonproduction, prod-*, stage-*, dev-*]
      types: [Opaque]
      scopes: [strict, namespace]
  - name: payments
    paths: [secrets/payments/**]
    allow:
      namespaces: [payments]
      groups: [restricted, staging, prod-eu-3, prod-us-3]
      types: [Opaque]
      scopes: [strict]
  # Who must get what.
  - name: registry-credential
    all: true
    require: {secret: kube-system/registry, keys: [.dockerconfigjson]}
  - name: shop-database
    select: {matchExpressions: [{key: env, operator: In, values: [production, staging]}]}
    require: {secret: shop/database, keys: [url]}
  - name: payments-gateway
    select: {matchLabels: {tier: restricted}}
    require: {secret: payments/gateway, keys: [api-key, signing-key]}
RULES
sed -i '/^  rules:/d' "$fleet/fleetseal.yaml"
sed -i "/^  revoked:/r $scratch/rules" "$fleet/fleetseal.yaml"
act sign --yes fleetseal.yaml

put kube-system/registry username fleet puller
put kube-system/registry password nonproduction
put kube-system/registry password production
more platform/kube-system/registry.yaml << 'LINES'
# The form in which a kubelet reads it.
type: kubernetes.io/dockerconfigjson
template:
  data:
    .dockerconfigjson: '{"auths":{"registry.example.org":{"username":{{username | json}},"password":{{password | json}}}}}'
  omit: [username, password]
LINES

put monitoring/remote-write username fleet metrics
for cluster in $clusters; do put monitoring/remote-write token "${cluster%%:*}"; done
act split monitoring/remote-write # a token of its own for each cluster: parts
more platform/monitoring/remote-write.yaml << 'LINES'
template:
  labels: {app: prometheus}
  data: {url: "https://metrics.{{cluster.region}}.example.org/api/{{cluster.name}}/push"}
LINES

put monitoring/alerts webhook fleet https://alerts.example.org/hook/4711
put monitoring/alerts pager-key fleet
more platform/monitoring/alerts.yaml << 'LINES'
optional: [pager-key] # nobody is called for dev
LINES
cat >> "$fleet/secrets/platform/monitoring/alerts.yaml" << 'LAYER'
  - for: dev
    remove: [pager-key]
LAYER

for region in eu us ap; do put cert-manager/dns api-token "$region"; done

for group in nonproduction production; do
    put shop/database username "$group" shop
    put shop/database password "$group"
done
put shop/database analytics-token production
put shop/database password prod-us-1 # its database was moved and has another password
act split shop/database
more shop/shop/database.yaml << 'LINES'
optional: [analytics-token]
restart: [deployment/shop]
template:
  labels: {app: shop}
  data:
    url: "postgres://{{username | urlquery}}:{{password | urlquery}}@db.{{cluster.region}}.example.org/shop"
LINES

# The workers of one namespace share a queue under several names.
for group in nonproduction production; do
    act set shop-jobs/queue password --for "$group" --under shop --scope namespace --generate password:32
done

for group in staging restricted; do
    put payments/gateway api-key "$group"
    put payments/gateway signing-key "$group"
    put payments/ledger username "$group" ledger
    put payments/ledger password "$group"
done
put payments/ledger hsm-pin prod-eu-3
more payments/payments/ledger.yaml << 'LINES'
optional: [hsm-pin] # one module, in one data center
immutable: false
drift: heal
template:
  data: {basic: "{{username}}:{{password | base64}}"}
LINES

# Still what it was made for?
for cluster in $clusters; do
    name=${cluster%%:*}
    for secret in kube-system/registry monitoring/remote-write monitoring/alerts cert-manager/dns shop/database shop-jobs/queue; do
        act open "$secret" --cluster "$name" --identity "$scratch/$name.key" > "$scratch/opened"
    done
    act render --cluster "$name" --out "$scratch/rendered/$name"
done
act open payments/gateway --cluster prod-us-3 --identity "$scratch/prod-us-3.key" > "$scratch/opened"

mkdir -p examples/fleet
rm -rf examples/fleet/{fleetseal.yaml,keys,secrets,example.trust}
act trust show --export > examples/fleet/example.trust
cp -R "$fleet/fleetseal.yaml" "$fleet/keys" "$fleet/secrets" examples/fleet
if grep -rq 'FSKEY-' examples; then die "a private key got into examples"; fi

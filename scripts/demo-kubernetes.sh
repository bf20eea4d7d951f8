#!/usr/bin/env bash
# Shows the agent at work on a real API server, in a temporary folder that is gone afterwards: documents become Secrets,
# a value changes, a Secret that was edited is put back. Fails if anything is not as it says. Needs no terminal.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/need.sh
need_build
say "looking for an API server; building it the first time takes some minutes…"
tools=$(scripts/testbed.sh)
if [ -z "${FLEETSEAL:-}" ]; then
    say "building a release; the first time takes a few minutes…"
    scripts/release.sh >&2
fi
fleetseal=$(realpath "${FLEETSEAL:-.build/release/fleetseal}")
agent=$(realpath "${FLEETSEAL_AGENT:-$(dirname "$fleetseal")/fleetseal-agent}")
source=$PWD

scratch=$(mktemp -d)
running=()
end() {
    [ ${#running[@]} -eq 0 ] || kill "${running[@]}" 2> /dev/null || true
    exec 9>&- || true
    wait
    rm -rf "$scratch"
}
trap end EXIT
part() { printf '\n== %s\n\n' "$1"; }
wrong() {
    printf '\nerror: this demo is not as it says: %s\n' "$1" >&2
    exit 1
}
k() { "$tools/kubectl" --kubeconfig "$scratch/cluster/kubeconfig" "$@"; }
fleet() { (cd "$scratch/fleet" && "$fleetseal" "$@"); }
value() { k -n payments get secret db -o "jsonpath={.data.$1}" 2> /dev/null | base64 -d; }
becomes() { # KEY VALUE
    for _ in $(seq 400); do
        [ "$(value "$1")" = "$2" ] && return
        sleep 0.05
    done
    tail -n 5 "$scratch/agent.log" >&2
    wrong "payments/db has another $1"
}
export KUBEBUILDER_ASSETS=$tools XDG_CONFIG_HOME=$scratch/alice USER=alice
unset FLEETSEAL_TRUST FLEETSEAL_IDENTITY FLEETSEAL_IDENTITY_COMMAND

part "An API server of Kubernetes"
mkdir "$scratch/cluster" && mkfifo "$scratch/stop"
"$source/scripts/cluster.sh" "$scratch/cluster" < "$scratch/stop" &
exec 9> "$scratch/stop"
for _ in $(seq 400); do
    [ -f "$scratch/cluster/kubeconfig" ] && break
    sleep 0.25
done
[ -f "$scratch/cluster/kubeconfig" ] || wrong "the API server did not start"
k version -o json | sed -n 's/.*"gitVersion": "\(.*\)".*/\1/p' | tail -n 1
for kind in fleets fleetgroups fleetclusters fleetsecrets; do
    k apply -f "$source/deploy/crds/$kind.yaml"
    k wait --for=condition=Established "crd/$kind.fleetseal.dev" > /dev/null
done
k create namespace payments

part "A fleet with one cluster and one Secret, sealed on a laptop"
git init -q -b main "$scratch/fleet"
fleet identity new --no-passphrase > /dev/null
fleet init --bare demo > /dev/null
fleet cluster add us-east-1 --label env=production --new-key "$scratch/us-east-1.key"
printf app | fleet set payments/db username --for fleet --stdin
printf first | fleet set payments/db password --for us-east-1 --stdin
fleet trust show --export > "$scratch/trust"
deliver() { fleet render --cluster us-east-1 --out "$scratch/rendered" && k apply -R -f "$scratch/rendered"; }
deliver

part "The agent makes the Secret"
"$agent" run --cluster us-east-1 --trust "$scratch/trust" --key "$scratch/us-east-1.key" --drift heal \
    --source custom-resources --target kubernetes --kubeconfig "$scratch/cluster/kubeconfig" \
    > "$scratch/agent.log" 2>&1 &
running+=($!)
becomes password first
k wait -n payments --for=condition=Ready fsec/db --timeout=20s > /dev/null
k get fsec -A

part "A value changes"
printf second | fleet set payments/db password --for us-east-1 --stdin
deliver
becomes password second
printf 'the Secret has the new value\n'

part "Somebody edits the Secret, and somebody deletes it"
k -n payments patch secret db --type merge -p '{"stringData": {"password": "mine", "more": "mine"}}'
becomes password second
[ -z "$(value more)" ] || becomes more ""
printf 'put back\n'
k -n payments delete secret db
becomes password second
printf 'put back\n'
k -n payments get events --field-selector reason=Healed --no-headers | sed 's/^/    /'
sed -n 's/.*"action":"\([a-z]*\)","cause":"\([A-Za-z]*\)".*/    \1: \2/p' "$scratch/agent.log"

part "All of it happened as it says"

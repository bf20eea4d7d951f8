#!/usr/bin/env bash
# Shows three agents at work, each on a real API server of its own, in a temporary folder that is gone afterwards: one
# document becomes a Secret with another value in each cluster, a value changes, a Secret that was edited is put back.
# Fails if anything is not as it says. Needs no terminal.
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
clusters=(us-east-1 eu-west-1 lab)
k() { # CLUSTER ARGUMENT...
    "$tools/kubectl" --kubeconfig "$scratch/$1/kubeconfig" "${@:2}"
}
fleet() { (cd "$scratch/fleet" && "$fleetseal" "$@"); }
value() { # CLUSTER KEY
    k "$1" -n payments get secret db -o "jsonpath={.data.$2}" 2> /dev/null | base64 -d
}
becomes() { # CLUSTER KEY VALUE
    for _ in $(seq 400); do
        if [ "$(value "$1" "$2")" = "$3" ]; then
            printf '    %-10s %-9s %s\n' "$1" "$2" "$3"
            return
        fi
        sleep 0.05
    done
    tail -n 5 "$scratch/$1.log" >&2
    wrong "payments/db of $1 has another $2"
}
export KUBEBUILDER_ASSETS=$tools XDG_CONFIG_HOME=$scratch/alice USER=alice
unset FLEETSEAL_TRUST FLEETSEAL_IDENTITY FLEETSEAL_IDENTITY_COMMAND

part "Three API servers of Kubernetes"
mkfifo "$scratch/stop"
for name in "${clusters[@]}"; do
    mkdir "$scratch/$name"
    "$source/scripts/cluster.sh" "$scratch/$name" < "$scratch/stop" &
done
exec 9> "$scratch/stop"
for name in "${clusters[@]}"; do
    for _ in $(seq 400); do
        [ -f "$scratch/$name/kubeconfig" ] && break
        sleep 0.25
    done
    [ -f "$scratch/$name/kubeconfig" ] || wrong "the API server of $name did not start"
    version=$(k "$name" version -o json | sed -n 's/.*"gitVersion": "\(.*\)".*/\1/p' | tail -n 1)
    for kind in fleets fleetgroups fleetclusters fleetsecrets; do
        k "$name" apply -f "$source/deploy/crds/$kind.yaml" > /dev/null
        k "$name" wait --for=condition=Established "crd/$kind.fleetseal.dev" > /dev/null
    done
    k "$name" create namespace payments > /dev/null
    printf '    %-10s %s, with the kinds of fleetseal\n' "$name" "$version"
done

part "A fleet of three clusters and one Secret, sealed on a laptop"
git init -q -b main "$scratch/fleet"
fleet identity new --no-passphrase > /dev/null 2>&1
fleet init --bare demo 2> /dev/null
for cluster in us-east-1:production eu-west-1:production lab:staging; do
    IFS=: read -r name env <<< "$cluster"
    fleet cluster add "$name" --label env="$env" --new-key "$scratch/$name.key" 2> /dev/null
done
fleet group add production --select env=production
printf app | fleet set payments/db username --for fleet --stdin
printf lab-password | fleet set payments/db password --for fleet --stdin
printf first | fleet set payments/db password --for production --stdin
printf own | fleet set payments/db password --for us-east-1 --stdin
fleet trust show --export > "$scratch/trust"
deliver() {
    for name in "${clusters[@]}"; do
        fleet render --cluster "$name" --out "$scratch/rendered/$name" 2> /dev/null
        k "$name" apply -R -f "$scratch/rendered/$name" > /dev/null
    done
}
mkdir "$scratch/rendered"
deliver

part "Each cluster's agent makes the Secret, with the values for its cluster"
for name in "${clusters[@]}"; do
    "$agent" run --cluster "$name" --trust "$scratch/trust" --key "$scratch/$name.key" --drift heal \
        --source custom-resources --target kubernetes --kubeconfig "$scratch/$name/kubeconfig" \
        > "$scratch/$name.log" 2>&1 &
    running+=($!)
done
for name in "${clusters[@]}"; do becomes "$name" username app; done
becomes us-east-1 password own
becomes eu-west-1 password first
becomes lab password lab-password
k eu-west-1 wait -n payments --for=condition=Ready fsec/db --timeout=20s > /dev/null
k eu-west-1 get fsec -A | sed 's/^/    /'

part "A value changes for production"
printf second | fleet set payments/db password --for production --stdin
deliver
becomes eu-west-1 password second
becomes us-east-1 password own
becomes lab password lab-password

part "Somebody edits the Secret of eu-west-1, and somebody deletes it"
k eu-west-1 -n payments patch secret db --type merge -p '{"stringData": {"password": "mine", "more": "mine"}}'
becomes eu-west-1 password second
becomes eu-west-1 more "" > /dev/null
k eu-west-1 -n payments delete secret db
becomes eu-west-1 password second
printf 'both times it was put back; all that the agent wrote:\n'
sed -n 's/.*"action":"\([a-z]*\)","cause":"\([A-Za-z]*\)".*/    \1: \2/p' "$scratch/eu-west-1.log"

part "All of it happened as it says"

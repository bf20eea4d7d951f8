#!/usr/bin/env bash
# Shows the programs at work, in a temporary folder that is gone afterwards: a fleet of three clusters, what each of them
# gets of a Secret, what strangers cannot do, and three agents that deliver. Fails if anything is not as it says. Needs no
# terminal and no cluster.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/need.sh
need_build
need_debian curl libmicrohttpd12
if [ -z "${FLEETSEAL:-}" ]; then
    say "building a release; the first time takes a few minutes…"
    scripts/release.sh >&2
fi
fleetseal=$(realpath "${FLEETSEAL:-.build/release/fleetseal}")
agent=$(realpath "${FLEETSEAL_AGENT:-$(dirname "$fleetseal")/fleetseal-agent}")

scratch=$(mktemp -d)
agents=()
end() {
    [ ${#agents[@]} -eq 0 ] || kill "${agents[@]}" 2> /dev/null || true
    wait
    rm -rf "$scratch"
}
trap end EXIT
export XDG_CONFIG_HOME=$scratch/alice USER=alice
unset FLEETSEAL_TRUST FLEETSEAL_IDENTITY FLEETSEAL_IDENTITY_COMMAND
fleet=$scratch/fleet
git init -q -b main "$fleet"
cd "$fleet"
git config user.name Alice
git config user.email alice@example.org
fleetseal() { "$fleetseal" "$@"; }

part() { printf '\n== %s\n\n' "$1"; }
tell() { printf '%s\n' "$@"; }
wrong() {
    printf '\nerror: this demo is not as it says: %s\n' "$1" >&2
    exit 1
}
# Shows a command, runs it, and indents what it prints.
show() {
    printf '$ fleetseal %s\n' "$*" | sed "s|$scratch|…|g"
    "$fleetseal" "$@" > "$scratch/out" 2>&1 || { sed 's/^/    /' "$scratch/out"; wrong "that failed"; }
    sed -e "s|$scratch|…|g" -e 's/^/    /' "$scratch/out"
}
# Expects a command to fail for a reason, and shows how it says so.
refused() { # REASON COMMAND...
    local reason=$1 status=0
    shift
    "$fleetseal" "$@" > "$scratch/out" 2>&1 || status=$?
    [ "$status" -eq 1 ] || wrong "fleetseal $* was not refused (exit status $status)"
    grep -q "$reason" "$scratch/out" || { cat "$scratch/out"; wrong "fleetseal $* was refused for another reason"; }
    printf '$ fleetseal %s\n' "$*" | sed "s|$scratch|…|g"
    # Ids and fingerprints are different each time.
    grep -m 1 'error:' "$scratch/out" | sed -e "s|$scratch|…|g" -e 's/\<k[a-z2-7]\{11\}\>/k…/g' -e 's/^/    /'
}
gets() { # CLUSTER KEY EXPECTED: opened with the cluster's own key
    local value
    value=$(fleetseal open payments/db --cluster "$1" --key "$2" --identity "$scratch/$1.key")
    [ "$value" = "$3" ] || wrong "$1 gets another $2"
    printf '    %-10s %-9s %s\n' "$1" "$2" "$value"
}

part "A fleet of three clusters"
tell "Alice starts a fleet in a Git repository. Two clusters are in production, one is a lab." ""
"$fleetseal" init acme > "$scratch/out" 2>&1 || wrong "init failed"
for cluster in us-east-1:production:us eu-west-1:production:eu lab:staging:eu; do
    IFS=: read -r name env region <<< "$cluster"
    "$fleetseal" cluster add "$name" --label env="$env" --label region="$region" --new-key "$scratch/$name.key" \
        > "$scratch/out" 2>&1 || wrong "cluster add $name failed"
done
show group add production --select env=production
fleetseal cluster list > "$scratch/out"
awk '{ printf "    %-10s %-18s %s\n", $1, $3, $4 }' "$scratch/out"
git add . && git commit -qm "Start the fleet"

part "Values: for the fleet, for a group, for one cluster"
tell "Sealing takes public keys only: Bob, who has the repository and no key of it, could do the same." ""
set_value() { # KEY GROUP VALUE
    printf '$ … | fleetseal set payments/db %s --for %s --stdin\n' "$1" "$2"
    printf '%s' "$3" | fleetseal set payments/db "$1" --for "$2" --stdin 2>&1 | sed 's/^/    /'
}
set_value username fleet app
set_value password fleet lab-password
set_value password production production-password
set_value password us-east-1 password-of-us-east-1
tell "" "One document holds all of it. It grows with the values, not with the clusters:" ""
cut -c 1-72 secrets/payments/db.yaml | sed -e 's/fs1:.*/fs1:…/' -e 's/^/    /'
git add . && git commit -qm "Add payments/db"

part "What each cluster gets, opened with its own key"
gets us-east-1 username app
gets us-east-1 password password-of-us-east-1
gets eu-west-1 username app
gets eu-west-1 password production-password
gets lab username app
gets lab password lab-password
tell "" "What Argo CD, Flux or kubectl would bring to eu-west-1: its layers only, still sealed, still signed." ""
show render --cluster eu-west-1 --out "$scratch/rendered"
grep -q 'for: us-east-1' "$scratch/rendered/secrets/payments/db.yaml" && wrong "eu-west-1 got a layer of us-east-1"
grep '  - for:' "$scratch/rendered/secrets/payments/db.yaml" | sed 's/^/    /'

part "What strangers cannot"
tell "Somebody who has all of the repository, its history included, finds no value in it:"
for value in lab-password production-password password-of-us-east-1; do
    for text in "$value" "$(printf '%s' "$value" | base64)"; do
        if grep -rqF "$text" "$fleet" || git log -p --all | grep -qF "$text"; then wrong "$value is in the repository"; fi
    done
done
tell "    searched files and history for 3 values, plain and in base64: 0 found"
tell "" "The lab, with a key of its own, cannot open production's:"
refused "not sealed to this identity" open payments/db --cluster eu-west-1 --identity "$scratch/lab.key"
tell "" "Mallory has made herself a key, and cannot open anything:"
"$fleetseal" identity new --no-passphrase "$scratch/mallory.key" > "$scratch/mallory.pub" 2> "$scratch/out"
refused "not sealed to this identity" open payments/db --cluster lab --identity "$scratch/mallory.key"
tell "" "Nor sign herself a cluster in:"
refused "not an operator" cluster add mallory --label env=production --key "$(cat "$scratch/mallory.pub")" \
    --identity "$scratch/mallory.key" | sed "s/fspub1[a-z2-7]*/fspub1…/"
[ ! -e keys/clusters/mallory.yaml ] || wrong "a cluster of Mallory's got into the fleet"

tell "" "Say she can write to Git as well. She moves the lab into production by its label:"
sed -i 's/env: staging/env: production/; s/groups: \[fleet, lab\]/groups: [fleet, production, lab]/' keys/clusters/lab.yaml
git diff --quiet && wrong "the label was not changed"
refused "signature of alice does not match" group rekey production
git checkout -q .
tell "" "She puts a key of her own in place of production's, so that the next value is sealed to it:"
mallory=$("$fleetseal" identity show --identity "$scratch/mallory.key")
sed -i -e "s/^    public: .*/    public: $(cat "$scratch/mallory.pub")/" \
    -e "s/^  - id: .*/  - id: $(awk '/^id/ { print $2 }' <<< "$mallory")/" keys/groups/production.yaml
refused "signature of alice does not match" set payments/db token --for production --generate hex:32
git checkout -q .
tell "" "She copies production's password into a Secret of a namespace that she may read:"
mkdir secrets/mallory
stolen=$(grep -A 3 'for: production' secrets/payments/db.yaml | tail -n 1)
sed -e '/^  layers:/q' -e 's/{name: db, namespace: payments}/{name: notes, namespace: mallory}/' secrets/payments/db.yaml \
    > secrets/mallory/notes.yaml
printf '  - for: production\n    values:\n      password:\n%s\n' "$stolen" >> secrets/mallory/notes.yaml
refused "bound elsewhere" open mallory/notes --cluster eu-west-1
rm -r secrets/mallory
tell "" "She brings back the registry of last week, from before a change that Alice has seen:"
fleetseal cluster label lab tier=test > "$scratch/out" 2>&1
fleetseal cluster list > "$scratch/out"
git checkout -q keys/clusters/lab.yaml
refused "RegistryRolledBack" cluster list

part "Three agents deliver"
tell "Alice's work goes to a Git server. Each cluster runs an agent with its own key and Alice's fingerprint; it follows the" \
    "repository and keeps a folder for each Secret, with a file for each key. Nothing here is Kubernetes." ""
git clone -q --bare "$fleet" "$scratch/server.git"
git remote add origin "$scratch/server.git"
trust=$("$fleetseal" operator list | awk '$1 == "alice" { print $3 }')
head -c 24 /dev/urandom | base64 > "$scratch/hook"
for name in us-east-1 eu-west-1 lab; do
    "$agent" run --cluster "$name" --trust "$trust" --key "$scratch/$name.key" --source git --git-url "$scratch/server.git" \
        --git-ref main --git-interval 1h --target "directory:$scratch/run/$name" --state "$scratch/state/$name" --drift heal \
        --listen 127.0.0.1:0 --hook-secret "$scratch/hook" 2> "$scratch/$name.log" &
    agents+=($!)
done
printf '$ fleetseal-agent run --cluster us-east-1 --trust %s… --key …/us-east-1.key \\\n    --source git --git-url …/server.git --target directory:…/run/us-east-1 --state … --drift heal\n' "${trust:0:14}"
# Waits until a file of an agent holds a value.
arrives() { # CLUSTER FILE EXPECTED
    local try
    for try in {1..500}; do
        if [ "$(cat "$scratch/run/$1/$2" 2> /dev/null)" = "$3" ]; then
            printf '    %-10s %-22s %s\n' "$1" "$2" "$3"
            return
        fi
        sleep 0.02
    done
    cat "$scratch/$1.log"
    wrong "$1 does not have $3 in $2 (try $try)"
}
arrives us-east-1 payments/db/username app
arrives us-east-1 payments/db/password password-of-us-east-1
arrives eu-west-1 payments/db/password production-password
arrives lab payments/db/password lab-password

tell "" "A new password for production, pushed; the Git server's hook tells the agents:" ""
set_value password production better-password
git add . && git commit -qm "A better password" && git push -q origin main
for name in us-east-1 eu-west-1 lab; do
    port=$(sed -n 's/.*"agent started".*"port":\([0-9]*\).*/\1/p' "$scratch/$name.log")
    curl -sf -o "$scratch/out" -X POST -H "X-Gitlab-Token: $(cat "$scratch/hook")" "http://127.0.0.1:$port/hooks/git" ||
        wrong "the agent of $name does not take the hook"
done
arrives eu-west-1 payments/db/password better-password
arrives us-east-1 payments/db/password password-of-us-east-1
grep -h '"change applied"' "$scratch/eu-west-1.log" | tail -n 1 | sed -e 's/"digest":"[a-z2-7]*",//' -e 's/^/    /' | cut -c 1-240

tell "" "Somebody edits a file by hand. The agent puts it back:" ""
file=$scratch/run/eu-west-1/payments/db/password
chmod u+w "$file"
printf 'hacked' > "$file"
arrives eu-west-1 payments/db/password better-password
for _ in {1..500}; do # The file is there before its line in the log.
    if grep -q '"cause":"Healed"' "$scratch/eu-west-1.log"; then break; fi
    sleep 0.02
done
grep -q '"cause":"Healed"' "$scratch/eu-west-1.log" || wrong "nothing was healed"
for pid in "${agents[@]}"; do kill "$pid"; done
for pid in "${agents[@]}"; do wait "$pid" || wrong "an agent did not end in order"; done
agents=()

part "Done"
tell "Everything was as told. docs/concepts.md explains it, SECURITY.md says what is not protected."

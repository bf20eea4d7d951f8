#!/usr/bin/env bash
# Functions are called through `check`, which shellcheck does not see.
# shellcheck disable=SC2317
# The program and the independent implementation (Tests/Independent) read each other's fleets.
#
# FLEETSEAL is the program, by default the release build. Each line `ok` or `not ok` is one test.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
. scripts/need.sh
need_debian git
need_python PyNaCl PyYAML

root=$PWD
fleetseal=$(realpath "${FLEETSEAL:-.build/release/fleetseal}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_CONFIG_HOME=$work/config SWIFT_BACKTRACE=enable=no GIT_CONFIG_GLOBAL=/dev/null
unset FLEETSEAL_TRUST FLEETSEAL_IDENTITY FLEETSEAL_IDENTITY_COMMAND
status=0

independent() { PYTHONDONTWRITEBYTECODE=1 "$FLEETSEAL_PYTHON" "$root/Tests/Independent" "$@"; }

# Runs a command in the fleet's folder; one line says how it went, the rest what it said.
check() { # NAME COMMAND...
    local name=$1
    shift
    if "$@" > "$work/said" 2>&1; then
        echo "ok $name"
    else
        echo "not ok $name"
        sed 's/^/# /' "$work/said"
        status=1
    fi
}

refuses() { # COMMAND...: fails by itself, neither by a crash nor as a wrong use
    local code=0
    "$@" || code=$?
    [ "$code" -eq 1 ]
}

# The data of a Secret as sorted JSON, from either implementation.
data() { "$FLEETSEAL_PYTHON" -c '
import json, sys
found = json.load(sys.stdin)
print(json.dumps(found["data"] if found.get("kind") == "Secret" else found, sort_keys=True))'; }

theirs() { # IDENTITY CLUSTER DOCUMENT [FOLDER]
    independent open "${4:-.}" "$3" --trust "$pin" --identity "$1" --cluster "$2" | data
}

ours() { # IDENTITY CLUSTER DOCUMENT
    "$fleetseal" open "$3" --cluster "$2" --identity "$1" --output json | data
}

expected() { # CLUSTER DOCUMENT
    "$FLEETSEAL_PYTHON" -c '
import json, sys
found = json.load(open(sys.argv[1]))[sys.argv[2]].get(sys.argv[3])
if found is None: sys.exit(1)
print(json.dumps(found, sort_keys=True))' "$keys/expected.json" "$1" "$2"
}

same() { # WANTED FOUND: both not empty and equal
    [ -n "$1" ] && [ "$1" = "$2" ] && return
    printf 'wanted: %s\nfound:  %s\n' "$1" "$2"
    return 1
}

opens_as_expected() { # IDENTITY CLUSTER DOCUMENT
    if wanted=$(expected "$2" "$3"); then
        same "$wanted" "$(ours "$@")"
    else
        refuses ours "$@"
    fi
}

both_open_alike() { # IDENTITY CLUSTER DOCUMENT [RENDERED]
    same "$(ours "$1" "$2" "$3")" "$(theirs "$@")"
}

verified() { independent verify "${1:-.}" --trust "$pin"; }

documents="shop/database ingress/wildcard.example.com ops/lengths"
identities_of() { # CLUSTER: whose keys are active or next
    case $1 in
        eu1) echo cluster-eu1 ;;
        eu2) echo cluster-eu2-2 ;;
        us1) echo cluster-us1 cluster-us1-2 ;;
    esac
}

# A fleet that the independent implementation made.
foreign_fleet() { # SEED
    local seed=$1 cluster identity document folder=$work/foreign-$1
    keys=$folder/keys
    pin=$folder/pin
    printf '%s' "$seed" > "$work/seed"
    independent make "$folder/repo" --identities "$keys" --pin "$pin" --seed-file "$work/seed" || return
    cd "$folder/repo" || return
    git init -q
    export FLEETSEAL_TRUST=$pin
    for cluster in eu1 eu2 us1; do
        for document in $documents; do
            for identity in $(identities_of "$cluster") operator-alice; do
                check "seed $seed: $identity opens $document for $cluster" \
                    opens_as_expected "$keys/$identity.key" "$cluster" "$document"
            done
            check "seed $seed: a stranger opens nothing of $document for $cluster" \
                refuses ours "$keys/operator-ci.key" "$cluster" "$document"
        done
        check "seed $seed: renders $cluster" \
            "$fleetseal" render --cluster "$cluster" --out "$folder/rendered-$cluster"
        check "seed $seed: the rendered $cluster verifies" verified "$folder/rendered-$cluster"
        check "seed $seed: the rendered $cluster opens" same "$(expected "$cluster" shop/database)" \
            "$(theirs "$keys/$(identities_of "$cluster" | cut -d ' ' -f 1).key" "$cluster" shop/database \
                "$folder/rendered-$cluster")"
    done
    check "seed $seed: lists its clusters" listed "cluster list --json" eu1 eu2 us1
    check "seed $seed: lists its groups" listed "group list --json" fleet production staging
    check "seed $seed: lists its operators" listed "operator list --json" alice ci
    changed_by_us "$seed"
    unset FLEETSEAL_TRUST
    cd "$root" || return
}

listed() { # COMMAND NAME...
    local found
    # Words on purpose.
    # shellcheck disable=SC2086
    found=$("$fleetseal" $1) || return
    shift
    for name in "$@"; do
        case $found in *"\"$name\""*) ;; *) echo "$name is not in $found"; return 1 ;; esac
    done
}

# What the program changes in it, the independent implementation still believes and opens.
changed_by_us() { # SEED
    local cluster document
    export FLEETSEAL_IDENTITY=$keys/operator-alice.key
    check "seed $1: rekeys" "$fleetseal" group rekey production
    check "seed $1: reseals" "$fleetseal" reseal
    check "seed $1: nothing is left to reseal" unchanged "$fleetseal" reseal
    check "seed $1: retires" "$fleetseal" group retire production
    check "seed $1: adds a cluster" "$fleetseal" cluster add eu3 --label env=prod --label region=eu \
        --new-key "$keys/cluster-eu3.key"
    check "seed $1: splits" "$fleetseal" split shop/database
    check "seed $1: syncs" "$fleetseal" group sync
    check "seed $1: is verified after our changes" verified
    for cluster in eu1 eu2 us1; do
        for document in $documents; do
            expected "$cluster" "$document" > /dev/null || continue
            check "seed $1: $document for $cluster is the same after our changes" \
                same "$(expected "$cluster" "$document")" \
                "$(theirs "$keys/$(identities_of "$cluster" | cut -d ' ' -f 1).key" "$cluster" "$document")"
        done
    done
    check "seed $1: both open shop/database for the new cluster alike" \
        both_open_alike "$keys/cluster-eu3.key" eu3 shop/database
    unset FLEETSEAL_IDENTITY
}

unchanged() { # COMMAND...
    local before after
    before=$(find . -path ./.git -prune -o -type f -exec sha256sum {} + | sort)
    "$@" || return
    after=$(find . -path ./.git -prune -o -type f -exec sha256sum {} + | sort)
    [ "$before" = "$after" ]
}

# A fleet that the program made, with everything that it can make.
own_fleet() {
    local folder=$work/own cluster
    keys=$folder/keys
    pin=$folder/pin
    mkdir -p "$folder/repo" "$keys"
    cd "$folder/repo" || return
    git init -q
    check "makes a fleet" "$fleetseal" init acme --operator alice
    check "adds the group production" "$fleetseal" group add production --select 'env=production,region in (eu,us),!edge'
    check "adds the group europe" "$fleetseal" group add europe --select 'region=eu'
    check "adds the cluster us-east-1" "$fleetseal" cluster add us-east-1 --label env=production --label region=us --new-key "$keys/us-east-1"
    check "adds the cluster eu-1" "$fleetseal" cluster add eu-1 --label env=production --label region=eu --new-key "$keys/eu-1"
    check "adds the cluster lab" "$fleetseal" cluster add lab --label env=staging --label region=eu --new-key "$keys/lab"
    check "adds the cluster edge" "$fleetseal" cluster add edge --label env=production --label region=us --label edge= --new-key "$keys/edge"
    check "makes the key of an operator" "$fleetseal" identity new --no-passphrase "$keys/ci"
    check "adds an operator" "$fleetseal" operator add ci --opens europe \
        --key "$("$fleetseal" identity show --identity "$keys/ci" | grep -oE 'fspub1[a-z2-7]+')"
    check "sets a value for all" fed 'app' "$fleetseal" set payments/db username --for fleet --stdin
    check "sets a value for production" fed 'p"ä\ss' "$fleetseal" set payments/db password --for production --stdin
    check "sets a value for europe" fed 'eu' "$fleetseal" set payments/db region --for europe --after production --stdin
    check "sets a value for one cluster" fed 'own' "$fleetseal" set payments/db password --for us-east-1 --stdin
    check "sets binary values" fed_bytes "$fleetseal" set ops/binary all.bytes --for fleet --stdin --keep-newline --scope namespace
    check "sets a value of any scope" fed 'any' "$fleetseal" set ops/any key --for fleet --stdin --scope any
    check "seals a manifest" manifest
    templated
    check "splits" "$fleetseal" split payments/db
    check "rekeys" "$fleetseal" group rekey production
    check "sets beside values of the old key" fed 'new' "$fleetseal" set payments/db token --for production --stdin
    check "changes labels" "$fleetseal" cluster label lab env=production
    check "revokes" "$fleetseal" cluster revoke edge
    check "removes" "$fleetseal" cluster remove edge
    check "exports the pin" exported
    check "the independent implementation verifies all of it" verified
    for cluster in us-east-1 eu-1 lab; do
        for document in payments/db ops/binary ops/any web/tls; do
            check "both open $document for $cluster alike" both_open_alike "$keys/$cluster" "$cluster" "$document"
        done
        check "renders $cluster" "$fleetseal" render --cluster "$cluster" --out "$folder/rendered-$cluster"
        check "the rendered $cluster verifies" verified "$folder/rendered-$cluster"
        check "both open the rendered $cluster alike" \
            both_open_alike "$keys/$cluster" "$cluster" payments/db "$folder/rendered-$cluster"
    done
    check "the revoked cluster opens nothing" refuses theirs "$keys/edge" edge payments/db
    check "reseals" "$fleetseal" reseal
    check "retires" "$fleetseal" group retire production
    check "the independent implementation verifies after the reseal" verified
    check "both open after the reseal alike" both_open_alike "$keys/lab" lab payments/db
    merged_by_hand strict payments db region europe
    merged_by_hand namespace ops binary all.bytes fleet
    merged_by_hand any ops any key fleet
    cd "$root" || return
}

fed() { # TEXT COMMAND...
    local text=$1
    shift
    printf '%s' "$text" | "$@"
}

fed_bytes() { "$FLEETSEAL_PYTHON" -c 'import sys; sys.stdout.buffer.write(bytes(range(256)) * 3)' | "$@"; }

exported() { "$fleetseal" trust show --export > "$pin"; }

manifest() {
    printf '%s\n' 'apiVersion: v1' 'kind: Secret' 'type: kubernetes.io/tls' \
        'metadata: {name: tls, namespace: web, labels: {app: web}}' \
        'data: {tls.crt: Y2VydA==, tls.key: a2V5}' | "$fleetseal" seal -f - --for fleet
}

# Everything of a template, written by hand as people do.
templated() {
    cat >> secrets/payments/db.yaml << 'END'
  optional: [region]
  template:
    labels: {app: db}
    data:
      url: "postgres://{{username | urlquery}}:{{ password|urlquery }}@{{cluster.region}}/{{cluster.name}}"
      json: "{{password | json}}"
      both: "{{{{ {{password | base64 | json}} }}"
    omit: [username]
END
}

item() { # KEY
    "$FLEETSEAL_PYTHON" -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"
}

# A value that the independent implementation seals stands in the document instead of ours.
merged_by_hand() { # SCOPE NAMESPACE NAME KEY GROUP
    local sealed public fleet
    public=$(grep -oE 'public: fspub1[a-z2-7]+' "keys/groups/$5.yaml" | head -n 1 | cut -d ' ' -f 2)
    fleet=$(grep -oE '^  id: f[a-z2-7]{20}$' fleetseal.yaml | cut -d ' ' -f 4)
    sealed=$(printf 'by hand' | independent seal --public "$public" --fleet "$fleet" --group "$5" \
        --namespace "$2" --name "$3" --key "$4" --scope "$1") || return
    "$FLEETSEAL_PYTHON" - "secrets/$2/$3.yaml" "$4" "$sealed" << 'END'
import re, sys
path, key, sealed = sys.argv[1:]
text = open(path, encoding="utf-8").read()
new = re.sub(rf"(\n +{re.escape(key)}:\n +)fs1:\S+", lambda found: found[1] + sealed, text, count=1)
assert new != text
open(path, "w", encoding="utf-8").write(new)
END
    check "opens what the independent implementation sealed in scope $1" \
        same "$(printf 'by hand' | base64)" "$(ours "$keys/lab" lab "$2/$3" | item "$4")"
}

for seed in one two three; do foreign_fleet "$seed"; done
own_fleet
exit "$status"

#!/usr/bin/env bash
# Holds the documentation against the program: its commands run, its tables name what --help names, its links lead
# somewhere, its JSON has the shape that is printed. FLEETSEAL is the program; prints `ok` and `not ok` lines.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/need.sh
need_debian git python3
FLEETSEAL=$(realpath "${FLEETSEAL:-.build/release/fleetseal}")
[ -x "$FLEETSEAL" ] || die "$FLEETSEAL is missing" "make release"
export FLEETSEAL

source=$PWD
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
number=0
failed=0
result() { # STATUS NAME
    number=$((number + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $number - $2"
    else
        echo "not ok $number - $2"
        failed=1
    fi
}

# Runs the `sh` blocks of a page, top to bottom, in a Git repository of its own.
run_page() { # PAGE
    local place=$scratch/${1//\//-}
    mkdir -p "$place/repository" "$place/bin"
    ln -s "$FLEETSEAL" "$place/bin/fleetseal"
    awk '/^```sh$/ { on = 1; next } /^```/ { on = 0 } on' "$1" > "$place/script"
    [ -s "$place/script" ] || return 0
    git init -q -b main "$place/repository"
    git -C "$place/repository" config user.name "Alice"
    git -C "$place/repository" config user.email "alice@example.org"
    (
        cd "$place/repository"
        export SOURCE=$source
        unset FLEETSEAL_TRUST FLEETSEAL_IDENTITY FLEETSEAL_IDENTITY_COMMAND
        PATH=$place/bin:$PATH HOME=$place XDG_CONFIG_HOME=$place/config USER=alice \
            GIT_CONFIG_GLOBAL=/dev/null bash -eux "$place/script"
    ) > "$place/log" 2>&1 < /dev/null || {
        tail -n 30 "$place/log"
        return 1
    }
}

pages=(README.md SECURITY.md docs/*.md examples/*/README.md keys/README.md)
for page in "${pages[@]}"; do
    if ! grep -q '^```sh$' "$page"; then continue; fi
    status=0
    run_page "$page" || status=$?
    result "$status" "the commands of $page run"
done

# What the README says about the size of a document.
size() {
    local place=$scratch/size said found
    mkdir -p "$place/repository"
    git init -q "$place/repository"
    (
        cd "$place/repository"
        export XDG_CONFIG_HOME=$place/config USER=alice
        "$FLEETSEAL" init acme
        "$FLEETSEAL" group add production --all
        printf app | "$FLEETSEAL" set payments/db username --for production --stdin
        "$FLEETSEAL" set payments/db password --for production --generate password:32
    ) > "$place/log" 2>&1 || return 1
    said=$(sed -n 's/^| size of a two-value Secret[^|]*| \([0-9]*\) bytes |.*/\1/p' README.md)
    found=$(wc -c < "$place/repository/secrets/payments/db.yaml")
    [ "$said" = "$found" ] || { echo "README.md says $said bytes, it is $found"; return 1; }
}
status=0
size || status=$?
result "$status" "the README gives the size of a document"

# The registry in keys/ is the example's, and nobody put a private key into either.
example() {
    local file
    for file in fleetseal.yaml example.trust; do cmp "keys/$file" "examples/quickstart/$file" || return 1; done
    for file in clusters groups; do diff -r "keys/$file" "examples/quickstart/keys/$file" || return 1; done
    ! grep -rE 'FSKEY-1-[A-Z2-7]{58}' keys examples docs ./*.md
}
status=0
example || status=$?
result "$status" "keys/ has the public registry of the example, and no private key"

for check in commands options variables mentions json links; do
    status=0
    python3 Tests/EndToEnd/support/docs.py "$check" "$scratch/docs-cli.md" || status=$?
    case $check in
        commands) name="docs/cli.md has every command of --help and no other" ;;
        options) name="docs/cli.md has every option of --help and no other" ;;
        variables) name="docs/cli.md has every environment variable of the sources and no other" ;;
        mentions) name="the commands and options in all pages exist" ;;
        json) name="JSON has the shape that docs/cli.md gives" ;;
        links) name="links between pages lead to files and headings" ;;
    esac
    result "$status" "$name"
done
exit "$failed"

#!/usr/bin/env bash
# Makes a real API server of Kubernetes available to tests, and prints the folder with its programs:
#
#     export KUBEBUILDER_ASSETS=$(scripts/testbed.sh)
#
# kube-apiserver, etcd and kubectl are looked for, one by one, in KUBEBUILDER_ASSETS, on the PATH and
# in the cache of this project. What is nowhere comes from Debian: etcd and kubectl as packages,
# kube-apiserver built from the source package `kubernetes`, which is not shipped as a program. The
# build takes some minutes, once for a user. Nothing outside apt's packages and the cache changes.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/need.sh

folder=$FLEETSEAL_CACHE/testbed
work=

# A run that is killed leaves its folder behind: the next one removes it.
clean() { [ -z "$work" ] || rm -rf "$work"; }
trap clean EXIT

# Where a program is, looked for in the promised order. Nothing is printed if it is nowhere.
find_program() { # NAME
    local place
    for place in "${KUBEBUILDER_ASSETS:+$KUBEBUILDER_ASSETS/$1}" \
        "$(command -v "$1" || true)" "$FLEETSEAL_CACHE/built/$1"; do
        # What this script itself made last time leads to the program.
        if [ "${place%/*}" = "$folder" ]; then place=$(readlink "$place" || true); fi
        if [ -n "$place" ] && [ -x "$place" ]; then
            printf '%s\n' "$place"
            return
        fi
    done
}

# The index of source packages is kept beside the build, so that the system's own lists stay as they
# are: Debian's repositories as this machine knows them, or Debian's own if it knows none by name.
source_lists() { # FOLDER
    local keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    [ -e "$keyring" ] || need_debian debian-archive-keyring
    mkdir -p "$1/lists/partial" "$1/archives/partial"
    {
        # shellcheck disable=SC2016 # apt's own variables
        apt-get indextargets --format '$(ORIGIN) $(REPO_URI) $(CODENAME)' 'Created-By: Packages' |
            sed -n 's/^Debian //p'
        printf '%s\n' 'http://deb.debian.org/debian/ bookworm' \
            'http://deb.debian.org/debian-security/ bookworm-security'
    } | sort -u | grep ' bookworm' | while read -r place name; do
        printf 'deb-src [signed-by=%s] %s %s main\n' "$keyring" "$place" "$name"
    done > "$1/sources.list"
    cat > "$1/apt.conf" << CONF
Dir::Etc::sourcelist "$1/sources.list";
Dir::Etc::sourceparts "-";
Dir::State::lists "$1/lists";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
APT::Sandbox::User "";
CONF
}

build_api_server() {
    local tree version started=$SECONDS
    command -v apt-get > /dev/null ||
        die "no kube-apiserver, and no apt-get here to get its source with" \
            "put kube-apiserver and etcd into a folder and name it by KUBEBUILDER_ASSETS"
    need_debian dpkg-dev golang-go make jq rsync golang-github-modern-go-reflect2-dev
    say "building kube-apiserver from Debian's source package, which takes some minutes once"
    source_lists "$work"
    # In a subshell, since apt's variable must not reach the other calls.
    (
        export APT_CONFIG=$work/apt.conf
        cd "$work"
        apt-get update -q >&2
        # A release that is not 1.20 needs another way to be built.
        version=$(apt-cache showsrc --only-source kubernetes 2> /dev/null |
            sed -n 's/^Version: //p' | grep 'really1\.20\.\|^1\.20\.' | sort -V | tail -n 1)
        [ -n "$version" ] || die "Debian's source package kubernetes 1.20 is in none of: $(cut -d ' ' -f 3,4 sources.list | paste -s -d ';')"
        apt-get source -q "kubernetes=$version" > source.log 2>&1 || {
            tail -n 20 source.log >&2
            die "cannot get the source package kubernetes $version" "is the network reachable?"
        }
    ) || exit 1
    tree=$(find "$work" -maxdepth 1 -type d -name 'kubernetes-*' -print -quit)
    [ -n "$tree" ] || die "the source package kubernetes has no folder kubernetes-*"
    # The one that is vendored crashes under Go 1.18 and later once a custom resource is made.
    rm -rf "$tree/vendor/github.com/modern-go/reflect2"
    cp -rL /usr/share/gocode/src/github.com/modern-go/reflect2 "$tree/vendor/github.com/modern-go/reflect2"
    say "the source is there after $((SECONDS - started)) s"
    env -u GOFLAGS -u MAKEFLAGS -u MFLAGS HOME="$work" GOCACHE="$work/cache" \
        nice -n 10 make -C "$tree" WHAT=cmd/kube-apiserver GOLDFLAGS="-s -w" \
        KUBE_GIT_VERSION=v1.20.2 KUBE_GIT_COMMIT=debian KUBE_GIT_TREE_STATE=clean \
        KUBE_GIT_MAJOR=1 KUBE_GIT_MINOR=20 KUBE_STATIC_OVERRIDES=kube-apiserver \
        > "$work/build.log" 2>&1 || {
        tail -n 40 "$work/build.log" >&2
        die "kube-apiserver does not build" "the end of what make printed is above"
    }
    "$tree/_output/bin/kube-apiserver" --version > /dev/null ||
        die "the kube-apiserver that was built does not run"
    mkdir -p "$FLEETSEAL_CACHE/built"
    mv "$tree/_output/bin/kube-apiserver" "$FLEETSEAL_CACHE/built/.kube-apiserver.$$"
    mv "$FLEETSEAL_CACHE/built/.kube-apiserver.$$" "$FLEETSEAL_CACHE/built/kube-apiserver"
    say "kube-apiserver is built after $((SECONDS - started)) s"
}

# Puts a link to each program into the one folder, each at once, as others may be using them.
link_program() { # NAME PATH
    local link=$folder/.$1.$$
    if [ "$(readlink "$folder/$1" 2> /dev/null)" != "$2" ]; then
        ln -s "$2" "$link"
        mv -T "$link" "$folder/$1"
    fi
}

mkdir -p "$folder"
# Two runs at once would build it twice.
exec 9> "$FLEETSEAL_CACHE/testbed.lock"
flock 9
rm -rf "$FLEETSEAL_CACHE"/.testbed.*

for program in etcd:etcd-server kubectl:kubernetes-client; do
    [ -n "$(find_program "${program%:*}")" ] || need_debian_stopped "${program#*:}"
done
if [ -z "$(find_program kube-apiserver)" ]; then
    work=$(mktemp -d "$FLEETSEAL_CACHE/.testbed.XXXXXX")
    build_api_server
fi
for program in kube-apiserver etcd kubectl; do
    place=$(find_program "$program")
    [ -n "$place" ] || die "no $program on this machine" \
        "put it on the PATH or into a folder that is named by KUBEBUILDER_ASSETS"
    link_program "$program" "$place"
done

# The Git servers of the tests.
need_debian git openssl
need_debian_stopped nginx-light fcgiwrap openssh-server openssh-client
printf '%s\n' "$folder"

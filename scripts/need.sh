# shellcheck shell=bash
# Finds what a script needs and installs what is missing, saying so. To be sourced:
#
#     . "$(dirname "$0")/need.sh"
#     need_swift
#     need_debian libsodium-dev libyaml-dev
#     need_python jsonschema
#
# Takes well under a second when everything is there. Nothing is installed silently: Debian packages
# by apt-get (with sudo for anyone but root), Python packages into a folder of this project's own.

FLEETSEAL_CACHE=${XDG_CACHE_HOME:-${HOME:-/var/tmp}/.cache}/fleetseal
export FLEETSEAL_CACHE

say() { printf '%s\n' "$*" >&2; }

die() {
    say "error: $1"
    shift
    local line
    for line in "$@"; do say "  hint: $line"; done
    exit 1
}

# A Swift toolchain of version 6.2 or later on the PATH.
need_swift() {
    local folder version
    if ! command -v swift > /dev/null; then
        for folder in "${HOME:-}/.local/share/swiftly/bin" /usr/local/swift/usr/bin; do
            if [ -x "$folder/swift" ]; then
                PATH=$folder:$PATH
                break
            fi
        done
    fi
    command -v swift > /dev/null || die "no swift found on the PATH" \
        "install Swift 6.2 or later from https://www.swift.org/install/linux/, then run this again"
    if ! version=$(swift --version 2>&1); then
        say "$version"
        die "$(command -v swift) does not run" \
            "see https://www.swift.org/install/linux/ for the libraries that it needs"
    fi
    version=$(printf '%s\n' "$version" | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
    case $version in
        [0-5].* | 6.0 | 6.1 | '')
            die "Swift ${version:-of an unknown version} is too old: 6.2 is needed" \
                "install a newer one from https://www.swift.org/install/linux/"
            ;;
    esac
}

# What a build needs besides Swift.
need_build() {
    need_swift
    need_debian gcc libc6-dev libstdc++-12-dev libsodium-dev libyaml-dev libgit2-dev libcurl4-openssl-dev \
        libsimdjson-dev libmicrohttpd-dev pkg-config make git
}

# Builds a product as it is released: with the Swift runtime inside, and the C++ library that this
# needs, which takes longer to load than all else together.
build_release() { # PRODUCT
    local library
    local -a options=(-c release --static-swift-stdlib --product "$1")
    library=$(cc -print-file-name=libstdc++.a)
    if [ -f "$library" ]; then
        # A folder with nothing else in it: a search path that has only the static one.
        mkdir -p .build/static
        ln -sf "$library" .build/static/libstdc++.a
        options+=(-Xlinker "-L$PWD/.build/static")
    fi
    swift build "${options[@]}"
}

# Debian packages, by name.
need_debian() {
    local package installed missing=()
    if ! command -v dpkg-query > /dev/null; then
        # Other systems name them otherwise: the build says what it misses.
        say "not a Debian system; needed, under whatever name they have here: $*"
        return 0
    fi
    # Fails for a package that it has never heard of, which is then missing.
    installed=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "$@" 2> /dev/null || true)
    for package in "$@"; do
        case $'\n'$installed$'\n' in
            *$'\n'"$package installed"$'\n'*) ;;
            *) missing+=("$package") ;;
        esac
    done
    [ ${#missing[@]} -eq 0 ] || install_debian "${missing[@]}"
}

# Debian packages of servers. None of them starts, now or with the machine: tests start their own.
need_debian_stopped() {
    local package policy=/usr/sbin/policy-rc.d status=0 missing=()
    for package in "$@"; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2> /dev/null)" = installed ] ||
            missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ ! -d /run/systemd/system ] || [ -e "$policy" ]; then
        need_debian "${missing[@]}"
        return
    fi
    printf '#!/bin/sh\nexit 101\n' | as_root install -m 0755 /dev/stdin "$policy"
    (need_debian "${missing[@]}") || status=$?
    as_root rm -f "$policy"
    [ "$status" -eq 0 ] || exit "$status"
    # As far as the package has a service, it is named like this.
    for package in "${missing[@]}"; do
        case $package in
            etcd-server) as_root systemctl disable --quiet etcd || true ;;
            nginx-light) as_root systemctl disable --quiet nginx || true ;;
            fcgiwrap) as_root systemctl disable --quiet fcgiwrap.service fcgiwrap.socket || true ;;
            openssh-server) as_root systemctl disable --quiet ssh || true ;;
        esac
    done
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif [ -t 0 ]; then
        sudo "$@"
    else
        sudo -n "$@"
    fi
}

install_debian() {
    local run=() updated=false
    command -v apt-get > /dev/null || die "missing: $*" "there is no apt-get here to install them with"
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo > /dev/null ||
            die "missing: $*" "run as root: apt-get install $*" "or install sudo and run this again"
        run=(sudo)
        # Without a terminal nobody can answer a question for a password.
        [ -t 0 ] || run=(sudo -n)
    fi
    say "installing with apt-get: $*"
    if ! have_recent_lists; then
        "${run[@]}" apt-get update -q >&2 || say "apt-get update failed, going on with what is known"
        updated=true
    fi
    apt_install "$@" && return 0
    if [ "$updated" = false ]; then
        "${run[@]}" apt-get update -q >&2 || true
        apt_install "$@" && return 0
    fi
    die "apt-get could not install: $*" "its messages are above; try: ${run[*]} apt-get install $*"
}

# Uses `run` of its caller.
apt_install() {
    "${run[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends "$@" >&2 < /dev/null
}

have_recent_lists() {
    [ -n "$(find /var/lib/apt/lists -maxdepth 1 -name '*_Packages*' -mtime -7 -print -quit 2> /dev/null)" ]
}

# Python packages in a virtual environment of this project. Sets FLEETSEAL_PYTHON to its interpreter.
need_python() {
    local folder=$FLEETSEAL_CACHE/python package missing=()
    FLEETSEAL_PYTHON=$folder/bin/python
    export FLEETSEAL_PYTHON
    for package in "$@"; do
        [ -e "$folder/.have-$package" ] || missing+=("$package")
    done
    # An interpreter that was upgraded or removed leaves a link to nowhere.
    if [ ! -x "$FLEETSEAL_PYTHON" ]; then
        missing=("$@")
        make_python "$folder"
    fi
    [ ${#missing[@]} -gt 0 ] || return 0
    say "installing with pip into $folder: ${missing[*]}"
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check "${missing[@]}" >&2 ||
        die "pip could not install: ${missing[*]}" "its messages are above; is the network reachable?"
    for package in "${missing[@]}"; do : > "$folder/.have-$package"; done
}

make_python() {
    local folder=$1
    if ! python3 -c 'import ensurepip, venv' 2> /dev/null; then need_debian python3 python3-venv; fi
    say "making a Python environment in $folder"
    rm -rf "$folder"
    mkdir -p "$(dirname "$folder")"
    python3 -m venv "$folder" ||
        die "cannot make a Python environment in $folder" "install python3 and python3-venv"
}

#!/usr/bin/env bash
# Starts an API server of Kubernetes with its etcd in a folder, for demos and benchmarks; they end with this script,
# which waits for the end of its standard input.
#
#     mkfifo stop; scripts/cluster.sh FOLDER < stop &   # writes FOLDER/kubeconfig once the server is ready
#
# Further arguments are options of the API server.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/need.sh
need_debian openssl
tools=$(scripts/testbed.sh)
folder=$(realpath "$1")
cd "$folder"

free() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
sign() { # NAME SUBJECT [EXTENSION]
    openssl req -newkey rsa:2048 -nodes -keyout "$1.key" -out "$1.csr" -subj "$2" 2> /dev/null
    openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -out "$1.crt" -days 2 \
        -extfile <(printf '%s' "${3:-}") 2> /dev/null
}
openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.crt -subj /CN=ca -days 2 2> /dev/null
sign server /CN=server "subjectAltName=IP:127.0.0.1,IP:10.96.0.1"
sign admin /O=system:masters/CN=admin
openssl genrsa -out accounts.key 2048 2> /dev/null

etcd_port=$(free) peer_port=$(free) port=$(free)
programs=()
# shellcheck disable=SC2317
end() { kill -9 "${programs[@]}" 2> /dev/null || true; }
trap end EXIT
"$tools/etcd" --data-dir etcd --unsafe-no-fsync --logger zap --log-level error \
    --listen-client-urls "http://127.0.0.1:$etcd_port" --advertise-client-urls "http://127.0.0.1:$etcd_port" \
    --listen-peer-urls "http://127.0.0.1:$peer_port" --initial-advertise-peer-urls "http://127.0.0.1:$peer_port" \
    --initial-cluster "default=http://127.0.0.1:$peer_port" > etcd.log 2>&1 &
programs+=($!)
"$tools/kube-apiserver" --etcd-servers="http://127.0.0.1:$etcd_port" --bind-address=127.0.0.1 \
    --secure-port="$port" --tls-cert-file=server.crt --tls-private-key-file=server.key --client-ca-file=ca.crt \
    --authorization-mode=RBAC --endpoint-reconciler-type=none --service-cluster-ip-range=10.96.0.0/24 \
    --service-account-issuer=https://kubernetes.default.svc --service-account-key-file=accounts.key \
    --service-account-signing-key-file=accounts.key --disable-admission-plugins=ServiceAccount \
    "${@:2}" > apiserver.log 2>&1 &
programs+=($!)
cat > kubeconfig.new << EOF
apiVersion: v1
kind: Config
clusters: [{name: demo, cluster: {server: "https://127.0.0.1:$port", certificate-authority: "$folder/ca.crt"}}]
users: [{name: demo, user: {client-certificate: "$folder/admin.crt", client-key: "$folder/admin.key"}}]
contexts: [{name: demo, context: {cluster: demo, user: demo}}]
current-context: demo
EOF
for _ in $(seq 240); do
    if "$tools/kubectl" --kubeconfig kubeconfig.new get --raw /readyz > /dev/null 2>&1; then
        mv kubeconfig.new kubeconfig
        cat > /dev/null || true
        exit 0
    fi
    kill -0 "${programs[1]}" 2> /dev/null || die "the API server ended: $(tail -n 3 apiserver.log)"
    sleep 0.25
done
die "the API server is not ready after a minute: $(tail -n 3 apiserver.log)"

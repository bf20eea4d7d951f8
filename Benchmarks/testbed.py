"""A real API server to measure with, and the fewest means to speak to it."""

import base64
import http.client
import json
import pathlib
import re
import ssl
import subprocess
import time
import urllib.parse
from dataclasses import dataclass

from measuring import Failed, run

SOURCE = pathlib.Path(__file__).resolve().parent.parent
CUSTOM = "/apis/fleetseal.dev/v1alpha1"
EVENTS = "/apis/events.k8s.io/v1"
APPLY = "application/apply-patch+yaml"
MERGE = "application/merge-patch+json"
JSON = "application/json"
YAML = "application/yaml"
# Every request of a client with this name is in the audit log.
COUNTED = "counted"


@dataclass
class Request:
    """One request whose body was made beforehand."""

    method: str
    path: str
    type: str = JSON
    body: bytes = b"{}"


class Cluster:
    """An API server with its etcd, in a folder; it ends with the `with` that it was made for."""

    def __init__(self, folder, requests):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()
        self.requests = requests
        self.namespaces = set()
        policy = self.folder / "audit.yaml"
        counted = {"level": "Metadata", "users": [COUNTED], "omitStages": ["RequestReceived"]}
        policy.write_text(
            json.dumps(
                {
                    "apiVersion": "audit.k8s.io/v1",
                    "kind": "Policy",
                    "rules": [counted, {"level": "None"}],
                }
            )
        )
        self.audit = self.folder / "audit.log"
        script = str(SOURCE / "scripts" / "cluster.sh")
        options = [f"--audit-policy-file={policy}", f"--audit-log-path={self.audit}"]
        self.process = subprocess.Popen(
            [script, str(self.folder), *options], stdin=subprocess.PIPE
        )

    def __enter__(self):
        self.kubeconfig = self.folder / "kubeconfig"
        while not self.kubeconfig.exists():
            if self.process.poll() is not None:
                raise Failed("the API server did not start")
            time.sleep(0.1)
        self.base = re.search(r"https://[0-9.]+:\d+", self.kubeconfig.read_text()).group(0)
        self.security = [str(self.folder / name) for name in ("ca.crt", "admin.crt", "admin.key")]
        self.connection = self.connect()
        for kind in ("fleets", "fleetgroups", "fleetclusters", "fleetsecrets"):
            self.define(kind)
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()

    def define(self, kind):
        """Makes the definition of a kind, and waits until the kind is served."""
        definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
        text = (SOURCE / "deploy" / "crds" / f"{kind}.yaml").read_bytes()
        self.send("POST", definitions, text, YAML)
        while True:
            try:
                self.get(f"{CUSTOM}/{kind}")
                return
            except Failed:
                time.sleep(0.1)

    # One request at a time.

    def connect(self):
        authority, certificate, key = self.security
        context = ssl.create_default_context(cafile=authority)
        context.load_cert_chain(certificate, key)
        return http.client.HTTPSConnection(self.base.removeprefix("https://"), context=context)

    def send(self, method, path, body=None, kind=JSON):
        headers = {"Content-Type": kind} if body is not None else {}
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status // 100 != 2:
            raise Failed(f"{method} {path}: {answer.status} {content[:300].decode()}")
        return json.loads(content)

    def get(self, path):
        return self.send("GET", path)

    def watch(self, path):
        """A watch on a connection of its own, once it is open, as an endless row of events."""
        connection = self.connect()
        connection.request("GET", path)
        answer = connection.getresponse()
        if answer.status != 200:
            raise Failed(f"watch {path}: {answer.status}")
        return (json.loads(line) for line in iter(answer.readline, b""))

    @property
    def revision(self):
        """Of the store: it grows by one with every write of any object."""
        return int(self.get("/api/v1/secrets?limit=1")["metadata"]["resourceVersion"])

    def audited(self):
        """What was asked by the user whose requests are counted: verb and resource of each."""
        if not self.audit.exists():
            return []
        events = [json.loads(line) for line in self.audit.read_text().splitlines()]
        return [(event["verb"], event["objectRef"]["resource"]) for event in events]

    def counted_kubeconfig(self):
        """The configuration of a user whose requests are in the audit log."""
        folder, target = self.folder, self.folder / "counted.kubeconfig"
        if target.exists():
            return str(target)
        subject = f"/O=system:masters/CN={COUNTED}"
        for command in (
            ["req", "-newkey", "rsa:2048", "-nodes", "-keyout", "counted.key", "-out", "counted.csr"]
            + ["-subj", subject],
            ["x509", "-req", "-in", "counted.csr", "-CA", "ca.crt", "-CAkey", "ca.key"]
            + ["-CAcreateserial", "-out", "counted.crt", "-days", "2"],
        ):
            subprocess.run(["openssl", *command], cwd=folder, check=True, capture_output=True)
        target.write_text(self.kubeconfig.read_text().replace("/admin.", "/counted."))
        return str(target)

    # Many at a time.

    def make_namespaces(self, names):
        """They stay: without its controllers, an API server does not get rid of them."""
        new = sorted(set(names) - self.namespaces)
        bodies = [encoded({"metadata": {"name": name}}) for name in new]
        self.run_requests([Request("POST", "/api/v1/namespaces", JSON, body) for body in bodies])
        self.namespaces |= set(new)

    def run_requests(self, requests, mode=(1, 32, 1)):
        """Makes all requests by the bare loader; the time and memory of its whole process."""
        path = self.folder / "requests"
        with open(path, "wb") as file:
            for one in requests:
                file.write(f"{one.method} {one.path} {one.type} {len(one.body)}\n".encode())
                file.write(one.body + b"\n")
        mode = [str(number) for number in mode]
        return run([self.requests, self.base, *self.security, "send", str(path), *mode])

    def run_lists(self, lists, limit=500):
        """Reads whole lists, page by page, all at the same time."""
        parts = [part for path, accept in lists for part in (path, accept)]
        return run([self.requests, self.base, *self.security, "list", str(limit), *parts])


def path_of(item, plural, prefix="/api/v1"):
    metadata = item["metadata"]
    name = urllib.parse.quote(metadata["name"])
    return f"{prefix}/namespaces/{metadata['namespace']}/{plural}/{name}"


def encoded(item):
    return json.dumps(item, separators=(",", ":")).encode()


def value(secret, key):
    """A value of a Secret."""
    return base64.b64decode(secret.get("data", {}).get(key, ""))

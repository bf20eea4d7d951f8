"""Measures the agent on a real API server, beside the least that the same work can take.

    agent.py PROGRAMS AGENT FLEETSEAL FOLDER

PROGRAMS holds the executables of Benchmarks/; FOLDER is filled with fleets and an API server.
"""

import base64
import collections
import functools
import glob
import http.client
import itertools
import json
import os
import pathlib
import re
import socket
import statistics
import subprocess
import sys
import time

from measuring import Failed, Run, Sample, report, run
from testbed import (
    APPLY,
    CUSTOM,
    EVENTS,
    JSON,
    MERGE,
    YAML,
    Cluster,
    Request,
    encoded,
    path_of,
    value,
)

PROGRAMS, AGENT, FLEETSEAL, FOLDER = sys.argv[1:5]
SHORT = bool(os.environ.get("SHORT"))
ROUNDS = 2 if SHORT else 5
START = time.monotonic()
# After so many seconds the short form begins nothing new.
PATIENCE = 150
METADATA = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
OURS = "labelSelector=fleetseal.dev/managed%3Dtrue"
# How the bare loader may send: version of HTTP, connections, requests at a time on each.
MODES = [(1, 16, 1), (1, 32, 1), (1, 64, 1), (2, 1, 64), (2, 4, 16)]
SHORT_MODES = [(1, 32, 1)]


def say(text):
    print(text, flush=True)


class Documents:
    """A fleet of one cluster whose documents are custom resources."""

    def __init__(self, cluster, count):
        self.cluster = cluster
        self.count = count
        self.folder = pathlib.Path(FOLDER, f"documents-{count}")
        sizes = ["1", "1", str(count), "2"]
        subprocess.run([f"{PROGRAMS}/BenchFleet", str(self.folder), *sizes], check=True)
        self.namespaces = sorted(
            folder.name for folder in (self.folder / "repository" / "secrets").iterdir()
        )
        self.resources = [
            Request("POST", f"{CUSTOM}/namespaces/{path.parent.name}/fleetsecrets", YAML, path.read_bytes())
            for path in sorted((self.folder / "repository" / "secrets").glob("*/*.yaml"))
        ]

    def __enter__(self):
        keys = self.folder / "repository"
        texts = {
            "fleets": (keys / "fleetseal.yaml").read_bytes(),
            "fleetgroups": (keys / "keys" / "groups" / "fleet.yaml").read_bytes(),
        }
        own = (keys / "keys" / "clusters" / "cluster-0.yaml").read_bytes()
        texts["fleetclusters"], group = own.split(b"\n---\n", 1)
        for kind, text in [*texts.items(), ("fleetgroups", group)]:
            self.cluster.send("POST", f"{CUSTOM}/{kind}", text, YAML)
        self.cluster.make_namespaces(self.namespaces)
        self.cluster.run_requests(self.resources)
        return self

    def __exit__(self, *_):
        self.clean()
        for kind in ("fleets", "fleetgroups", "fleetclusters"):
            self.cluster.send("DELETE", f"{CUSTOM}/{kind}")

    def clean(self):
        """Takes away all documents, Secrets and events."""
        everything = [
            Request("DELETE", f"{prefix}/namespaces/{name}/{plural}")
            for prefix, plural in (("/api/v1", "secrets"), (EVENTS, "events"), (CUSTOM, "fleetsecrets"))
            for name in self.namespaces
        ]
        self.cluster.run_requests(everything)

    def renew(self):
        """As if nothing had ever been done about the documents."""
        self.clean()
        self.cluster.run_requests(self.resources)

    # By the agent.

    @property
    def arguments(self):
        (pin,) = glob.glob(f"{self.folder}/config/fleetseal/trust/*")
        return [AGENT, "run", "--cluster", "cluster-0", "--trust", pin, "--target", "kubernetes"]

    @property
    def by_resources(self):
        """Further arguments for an agent with its key in a file, and custom resources."""
        return ["--key", str(self.folder / "cluster.key"), "--source", "custom-resources"]

    @functools.cached_property
    def own_namespace(self):
        """A namespace with the cluster's key, for an agent that holds a Lease."""
        name = f"agent-{self.count}"
        self.cluster.make_namespaces([name])
        key = {
            "metadata": {"name": "fleetseal-key", "labels": {"fleetseal.dev/key-of": "cluster-0"}},
            "type": "fleetseal.dev/key",
            "data": {"key": base64.b64encode((self.folder / "cluster.key").read_bytes()).decode()},
        }
        self.cluster.send("POST", f"/api/v1/namespaces/{name}/secrets", encoded(key))
        return name

    def converge(self):
        """One run of the agent that does all there is to do."""
        place = ["--kubeconfig", str(self.cluster.kubeconfig)]
        return run([*self.arguments, *self.by_resources, *place, "--once"])

    # By the bare loader.

    def writes(self):
        """What the agent wrote, as requests that write the same: by creating, and by applying."""
        secrets = self.listed(f"/api/v1/secrets?{OURS}")
        documents = self.listed(f"{CUSTOM}/fleetsecrets")
        events = self.listed(f"{EVENTS}/events")
        if not len(secrets) == len(documents) == len(events) == self.count:
            raise Failed(
                f"{len(secrets)} Secrets, {len(events)} events of {len(documents)} documents"
            )
        created, applied = [], []
        for secret, document, event in zip(secrets, documents, events):
            body = bare(secret) | {"data": secret["data"], "type": secret["type"]}
            told = [
                Request(
                    "PATCH",
                    path_of(document, "fleetsecrets", CUSTOM) + "/status?fieldManager=bench",
                    MERGE,
                    encoded({"status": document["status"]}),
                ),
                Request("POST", folder(event, "events", EVENTS), JSON, encoded(event_of(event))),
            ]
            place, manager = folder(secret, "secrets"), "?fieldManager=bench"
            created += [Request("POST", place + manager, JSON, encoded(body)), *told]
            name = path_of(secret, "secrets") + manager + "&force=true"
            applied += [Request("PATCH", name, APPLY, encoded(body)), *told]
        return {"create": created, "apply": applied}

    def listed(self, path):
        """All items of a list, in the same order for every kind."""
        items = self.cluster.get(path)["items"]
        shared = {"events": lambda item: item["regarding"], "": lambda item: item["metadata"]}
        name = shared["events" if path.endswith("/events") else ""]
        ours = set(self.namespaces)
        items = [item for item in items if item["metadata"]["namespace"] in ours]
        return sorted(items, key=lambda item: (name(item)["namespace"], name(item)["name"]))

    @property
    def lists(self):
        """The lists that an agent reads when it starts."""
        custom = [(f"{CUSTOM}/{kind}", JSON) for kind in ("fleets", "fleetgroups", "fleetclusters")]
        secrets = (f"/api/v1/secrets?{OURS}", METADATA)
        return [*custom, (f"{CUSTOM}/fleetsecrets", JSON), secrets, ("/api/v1/namespaces", METADATA)]


def folder(item, plural, prefix="/api/v1"):
    return f"{prefix}/namespaces/{item['metadata']['namespace']}/{plural}"


def bare(item):
    """An object without what the server adds."""
    kept = ("name", "namespace", "labels", "annotations")
    metadata = {key: item["metadata"][key] for key in kept if key in item["metadata"]}
    return {
        "apiVersion": item.get("apiVersion", "v1"),
        "kind": item.get("kind", "Secret"),
        "metadata": metadata,
    }


def event_of(item):
    kept = ("eventTime", "reportingController", "reportingInstance", "type", "reason", "action", "note")
    metadata = {key: item["metadata"][key] for key in ("name", "namespace")}
    return {key: item[key] for key in kept} | {
        "apiVersion": "events.k8s.io/v1",
        "kind": "Event",
        "metadata": metadata,
        "regarding": item["regarding"],
    }


class Agent:
    """An agent that runs until the end of the `with` that it was made for; a standby waits for another's end."""

    def __init__(self, documents, *arguments, kubeconfig=None, is_standby=False):
        self.documents = documents
        self.is_standby = is_standby
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        self.log = documents.folder / ("standby.log" if is_standby else "agent.log")
        given = ["--kubeconfig", str(kubeconfig or documents.cluster.kubeconfig)]
        given += ["--listen", self.address]
        self.command = [*documents.arguments, *given, *arguments]

    def __enter__(self):
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log)
        if self.is_standby:
            self.wait("it serves", lambda: self.ask("GET", "/healthz")[0] == 200)
        else:
            self.wait("every document is ready", self.is_ready)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def wait(self, what, is_so):
        end = time.monotonic() + 600
        while not is_so():
            if self.process.poll() is not None or time.monotonic() > end:
                raise Failed(f"the agent: {what}: {self.log.read_bytes()[-500:].decode()}")
            time.sleep(0.05)

    def ask(self, method, path, body=None, headers={}):
        connection = http.client.HTTPConnection(self.address)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except ConnectionRefusedError:
            return 0, b""

    def is_ready(self):
        status, body = self.ask("GET", "/v1/status")
        counts = json.loads(body)["reasons"] if status == 200 else {}
        return sum(counts.values()) == self.documents.count == counts.get("Applied", 0)

    def rest(self):
        """Waits until nothing is written any more."""
        cluster, before = self.documents.cluster, None
        while before != (before := self.written()):
            time.sleep(1)

    def written(self):
        """The newest versions of what the agent writes but its Lease."""
        cluster = self.documents.cluster
        paths = (f"/api/v1/secrets?{OURS}", f"{CUSTOM}/fleetsecrets", f"{EVENTS}/events")
        return [
            sorted(item["metadata"]["resourceVersion"] for item in cluster.get(path)["items"])
            for path in paths
        ]

    def memory(self, name):
        """In MiB: `VmHWM`, the most that there ever was, or `VmRSS`, what there is now."""
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{name}:\s+(\d+) kB", text).group(1)) / 1024

    def busy(self):
        """What the processors have worked for it, in seconds."""
        text = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text()
        user, system = text.rsplit(")", 1)[1].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


# MARK: What is measured


def loading(documents, best):
    """(1): all documents for the first time, beside the best that the bare loader can do."""
    cluster = documents.cluster
    documents.converge()
    writes = documents.writes()
    how, mode = best or fastest(documents, writes)
    ours, bare = [], []
    for number in range(ROUNDS if documents.count <= 1000 else 1):
        if SHORT and number > 0 and time.monotonic() - START > PATIENCE / 2:
            break
        documents.renew()
        bare.append(cluster.run_requests(writes[how], mode))
        documents.renew()
        ours.append(documents.converge())
    what, name = f"{documents.count:,} documents of two values", f"{how}, {name_of(mode)}"
    report(what, Sample(ours), Sample(bare), f"the bare loader ({name})", ratio=1.3)
    return Sample(ours), (how, mode)


def fastest(documents, writes):
    """The best way to send these writes."""
    taken = {}
    for how, mode in itertools.product(writes, SHORT_MODES if SHORT else MODES):
        documents.renew()
        run = documents.cluster.run_requests(writes[how], mode)
        taken[how, mode] = run.milliseconds
        say(f"    bare loader, {how}, {name_of(mode)}: {run.milliseconds:.0f} ms, busy {run.busy:.0f} ms")
    return min(taken, key=taken.get)


def name_of(mode):
    version, connections, streams = mode
    return f"HTTP/{version} × {connections}" + (f" × {streams}" if version == 2 else "")


def restarting(documents):
    """(2): everything is there already."""
    cluster = documents.cluster
    documents.converge()
    ours, lists = [], []
    before = cluster.revision
    for _ in range(ROUNDS + 1):
        lists.append(cluster.run_lists(documents.lists))
        ours.append(documents.converge())
    written = cluster.revision - before
    what = f"restart with {documents.count:,} in place"
    report(what, Sample(ours[1:]), Sample(lists[1:]), "bare lists", ratio=1.5)
    judge(f"{what}, writes", f"{written}", written == 0, "0")


def remembering(documents):
    """(3): memory, after everything was made, and after a restart."""
    limit = 32 if documents.count <= 1000 else 64
    documents.renew()
    for when in ("made", "found"):
        with Agent(documents, *documents.by_resources) as agent:
            agent.rest()
            most, now = agent.memory("VmHWM"), agent.memory("VmRSS")
        what = f"memory, {documents.count:,} documents {when}"
        judge(what, f"{now:.1f} MiB, at most {most:.1f} MiB", most <= limit, f"{limit} MiB")


def healing(documents):
    """(4): from the answer to an edit by hand to the news that it was undone."""
    cluster, times = documents.cluster, {"edited": [], "deleted": []}
    with Agent(documents, *documents.by_resources, "--drift", "heal") as agent:
        agent.rest()
        secrets = documents.listed(f"/api/v1/secrets?{OURS}")
        for number, secret in enumerate(secrets[: 40 if SHORT else 200]):
            what = "deleted" if number % 4 == 3 else "edited"
            times[what].append(healed(cluster, secret, what))
    for what, taken in times.items():
        middle, worst = statistics.median(taken), max(taken)
        text = f"median {middle:.1f} ms, at most {worst:.1f} ms of {len(taken)}"
        judge(f"healing of a Secret that was {what}", text, middle < 100, "100 ms")


def failing_over(documents):
    """(8): from the death of the replica that leads to the first Secret that the other one puts back."""
    cluster, times = documents.cluster, []
    arguments = ["--source", "custom-resources", "--key-namespace", documents.own_namespace]
    arguments += ["--drift", "heal"]
    secrets = documents.listed(f"/api/v1/secrets?{OURS}")
    for number in range(1 if SHORT else 5):
        with Agent(documents, *arguments) as leader:
            leader.rest()
            with Agent(documents, *arguments, is_standby=True):
                leader.process.kill()
                leader.process.wait()
                times.append(healed(cluster, secrets[number], "deleted") / 1000)
    middle, worst = statistics.median(times), max(times)
    text = f"median {middle:.1f} s, at most {worst:.1f} s of {len(times)}"
    judge("a leader's death until the other one heals", text, worst < 15, "15 s")


def healed(cluster, secret, what):
    metadata, path = secret["metadata"], path_of(secret, "secrets")
    selection = f"fieldSelector=metadata.name%3D{metadata['name']}"
    version = cluster.get(path)["metadata"]["resourceVersion"]
    place = folder(secret, "secrets")
    events = cluster.watch(f"{place}?watch=1&{selection}&resourceVersion={version}")
    if what == "deleted":
        cluster.send("DELETE", path)
    else:
        body = encoded({"stringData": {"key-0": "mine", "more": "mine"}})
        cluster.send("PATCH", path, body, MERGE)
    start = time.perf_counter()
    for event in events:
        if event["type"] != "DELETED" and event["object"].get("data") == secret["data"]:
            return (time.perf_counter() - start) * 1000
    raise Failed("a watch has ended")


def resting(documents):
    """(6): nothing happens, for a while."""
    cluster, seconds = documents.cluster, 30 if SHORT else 300
    arguments = ["--source", "custom-resources", "--key-namespace", documents.own_namespace]
    with Agent(documents, *arguments, kubeconfig=cluster.counted_kubeconfig()) as agent:
        agent.rest()
        # The last second's bookkeeping.
        time.sleep(2)
        before, start, mark = agent.busy(), time.monotonic(), len(cluster.audited())
        time.sleep(seconds)
        taken, used = time.monotonic() - start, agent.busy() - before
        asked = cluster.audited()[mark:]
    calls = collections.Counter(f"{verb} {resource}" for verb, resource in asked)
    others = sum(
        count
        for (verb, resource), count in collections.Counter(asked).items()
        if verb != "watch" and resource != "leases"
    )
    listed = ", ".join(f"{count} × {call}" for call, count in sorted(calls.items()))
    what = f"{taken:.0f} s of rest with {documents.count:,} documents"
    share = used / taken * 100
    judge(f"{what}, processor", f"{share:.2f} % of a core", share < 0.5, "0.5 %")
    judge(f"{what}, requests", listed or "none", others == 0, "only watches and the Lease")


def hooked(cluster):
    """(5): from a hook after a push to the news that the Secret has changed."""
    documents = Documents(cluster, 20)
    repository, origin = documents.folder / "repository", documents.folder / "origin.git"
    git(None, "init", "--quiet", "--bare", "--initial-branch=main", str(origin))
    git(repository, "init", "--quiet", "--initial-branch=main")
    git(repository, "remote", "add", "origin", str(origin))
    push(repository)
    cluster.make_namespaces(documents.namespaces)
    secret = documents.folder / "hook"
    secret.write_text("a secret of a hook")
    arguments = ["--source", "git", "--git-url", str(origin), "--git-ref", "main"]
    arguments += ["--state", str(documents.folder / "state"), "--hook-secret", str(secret)]
    arguments += ["--key", str(documents.folder / "cluster.key")]
    times = []
    with Agent(documents, *arguments) as agent:
        agent.rest()
        for number in range(10 if SHORT else 40):
            times.append(delivered(documents, agent, repository, number))
    documents.clean()
    middle, worst = statistics.median(times), max(times)
    text = f"median {middle:.0f} ms, at most {worst:.0f} ms of {len(times)}"
    judge("a hook to the changed Secret, 20 documents", text, middle < 1000, "1 s")


def delivered(documents, agent, repository, number):
    """Sets a value, pushes it, and calls the hook; how long it then takes until it is in its Secret."""
    cluster, text = documents.cluster, f"value {number}".encode()
    subprocess.run(
        [FLEETSEAL, "set", "team-0/secret-7", "key-0", "--for", "fleet", "--stdin"],
        cwd=repository,
        input=text,
        check=True,
        capture_output=True,
        env=dict(os.environ, XDG_CONFIG_HOME=str(documents.folder / "config")),
    )
    push(repository)
    place = "/api/v1/namespaces/team-0/secrets"
    version = cluster.get(place)["metadata"]["resourceVersion"]
    selection = "fieldSelector=metadata.name%3Dsecret-7"
    events = cluster.watch(f"{place}?watch=1&{selection}&resourceVersion={version}")
    start = time.perf_counter()
    status, _ = agent.ask("POST", "/hooks/git", b"{}", {"X-Gitlab-Token": "a secret of a hook"})
    if status != 202:
        raise Failed(f"the hook was answered by {status}")
    for event in events:
        if value(event["object"], "key-0") == text:
            return (time.perf_counter() - start) * 1000
    raise Failed("a watch has ended")


def push(repository):
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "change")
    git(repository, "push", "--quiet", "origin", "main")


def git(folder, *arguments):
    environment = dict(os.environ, GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_NOSYSTEM="1")
    who = ["-c", "user.name=b", "-c", "user.email=b@b.invalid", "-c", "gc.auto=0"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, env=environment)


def growing(samples):
    """(7): what more documents cost."""
    if not samples:
        return
    (few, base), *more = sorted(samples.items())
    for count, sample in more:
        for what, ours, before in (
            ("time", sample.milliseconds, base.milliseconds),
            ("processor", sample.busy, base.busy),
        ):
            text = f"{ours:.0f} ms, {few:,}: {before:.0f} ms, {ours / before:.1f} × as much"
            holds = ours / before <= count / few
            judge(f"{count:,} documents, {what}", text, holds, f"{count // few} ×")


def judge(what, text, holds, budget):
    say(f"{what}: {text}, budget {budget}, {'ok' if holds else 'over'}")


def main():
    say(f"{len(os.sched_getaffinity(0))} cores, load {os.getloadavg()[0]:.1f}")
    samples, best, measured = {}, None, True
    # The first decides how the bare loader sends.
    counts = {
        1_000: [remembering, restarting, healing, failing_over, resting],
        100: [],
        10_000: [remembering, restarting, resting],
    }
    with Cluster(pathlib.Path(FOLDER, "cluster"), f"{PROGRAMS}/bare-requests") as cluster:
        for count, parts in counts.items():
            if count == 10_000 and SHORT:
                continue
            with Documents(cluster, count) as documents:
                try:
                    samples[count], best = loading(documents, best)
                except Failed as failure:
                    say(f"{count:,} documents: not measured: {failure}")
                    measured = False
                    continue
                for part in parts:
                    measured &= tried(part, documents)
        measured &= tried(hooked, cluster)
    growing(samples)
    say(f"load {os.getloadavg()[0]:.1f}")
    return 0 if measured else 1


def tried(part, what):
    """No number is a failure, but an agent that does not do its work is."""
    if SHORT and time.monotonic() - START > PATIENCE:
        say(f"{part.__name__}: left out, this machine is too busy for the short form")
        return True
    try:
        part(what)
    except Failed as failure:
        say(f"{part.__name__}: not measured: {failure}")
        return False
    return True


sys.exit(main())

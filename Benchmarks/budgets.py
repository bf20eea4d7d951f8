"""Measures what has a budget, each beside a peer or the bare limit in the same minute.

    budgets.py PROGRAMS FLEETSEAL SOPS FOLDER

PROGRAMS holds the executables of Benchmarks/; FOLDER is filled with fleets to measure with.
"""

import base64
import subprocess
import sys

from fleets import CORES, FOLDER, PLAIN_BYTES, PROGRAMS, SHORT, SOPS, Fleet, age_key, labels, written
from measuring import Failed, Run, Sample, alternate, report, run
from rotating import rotating

TIMES = 7 if SHORT else 25
# As many as a document of 1 MiB takes, with their names.
LARGEST = 5000


def manifest(path, names):
    """A Secret as Kubernetes has it; one document for each list of names."""
    documents = []
    for number, keys in enumerate(names):
        data = "".join(
            f"  {key}: {base64.b64encode(f'value of {key}'.encode()).decode()}\n" for key in keys
        )
        documents.append(
            "apiVersion: v1\nkind: Secret\n"
            f"metadata: {{name: large-{number}, namespace: bench}}\ndata:\n{data}"
        )
    path.write_text("---\n".join(documents))
    return str(path)


def small_secret():
    fleet = Fleet("small", 1, 1, 0)
    path = manifest(fleet.folder / "secret.yaml", [["username", "password"]])
    recipient = age_key(fleet.folder / "age.key")
    ours, sops = alternate(
        TIMES,
        lambda _: fleet.ours("seal", "-f", path, "--for", "fleet", "--out", "-"),
        lambda _: run([SOPS, "encrypt", "--age", recipient, path]),
    )
    report("seal a Secret of two values", ours, sops, "sops", ratio=0.35)
    report("seal a Secret of two values, memory", ours, sops, "sops", ratio=0.5, memory=True)


def large_secret():
    fleet = Fleet("large", 1, 1, 0)
    keys = [f"key-{index}" for index in range(5000)]
    bare = lambda _: run([f"{PROGRAMS}/bare-seal", "5000", str(PLAIN_BYTES), str(CORES)])
    path = manifest(fleet.folder / "secret.yaml", [keys])
    ours, loop = alternate(
        TIMES, lambda _: fleet.ours("seal", "-f", path, "--for", "fleet", "--out", "-"), bare
    )
    report("seal 5,000 values", ours, loop, "crypto_box_seal", ratio=1.3)
    path = manifest(fleet.folder / "secret.yaml", [keys[:LARGEST]])
    fleet.ours("seal", "-f", path, "--for", "fleet")
    setting(fleet, f"set one of {LARGEST:,} values", "bench/large-0", "key-1000")


def setting(fleet, name, title, key):
    ours, bare = alternate(
        TIMES,
        lambda index: fleet.ours(
            "set", title, key, "--for", "fleet", "--stdin", stdin=f"new {index}".encode()
        ),
        lambda _: written(fleet.folder / "written", 1),
    )
    report(name, ours, bare, "one file synced", limit=15)


def adding(fleet, name, limit):
    keys = [fleet.public_key(f"new-{index}") for index in range(TIMES + 1)]
    ours, bare = alternate(
        TIMES,
        lambda index: fleet.ours("cluster", "add", f"new-{index}", "--key", keys[index], *labels()),
        lambda _: written(fleet.folder / "written", 21),
    )
    report(name, ours, bare, "21 files synced", limit=limit)


def loading(fleet):
    times = 3 if SHORT else 9
    # Our loader repeats inside one process, so that its time is that of loading alone.
    done = subprocess.run(
        [
            f"{PROGRAMS}/BenchLoad",
            str(fleet.repository),
            str(fleet.folder / "config" / "fleetseal"),
            str(times + 1),
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    lines = [line.split() for line in done.stdout.splitlines()][1:]
    ours = Sample([Run(float(line[0]), 0) for line in lines])
    (bare,) = alternate(times, bare_events(fleet))
    what = f"load {lines[0][2]} clusters, {lines[0][3]} groups, {lines[0][4]} documents"
    report(what, ours, bare, "libyaml's events", limit=600)


def bare_events(fleet):
    """Reads the files of the fleet with libyaml alone."""
    files = sorted(str(path) for path in fleet.repository.rglob("*.yaml"))
    names = fleet.folder / "files"
    names.write_text("".join(f"{path}\n" for path in files))
    listing = f"exec {PROGRAMS}/bare-events {CORES} < {names}"
    return lambda _: run(["sh", "-c", listing])


def knowing(fleet):
    """What answers questions about the fleet; beside it, reading the same files with libyaml alone."""
    bare = bare_events(fleet)
    questions = {
        "explain": (["explain", "team-3/secret-77", "--cluster", "cluster-5"], 700),
        "diff of two clusters": (["diff", "cluster-5", "cluster-8"], 700),
        "check": (["check"], 1000),
    }
    for name, (arguments, limit) in questions.items():
        ours, peer = alternate(3 if SHORT else 9, lambda _: fleet.ours(*arguments), bare)
        report(f"{name}, among 10,000 documents", ours, peer, "libyaml's events", limit=limit)


def reviewing(fleet):
    """What says what a change does, in the work tree and as a commit; beside it, Git's own diff."""
    times = 3 if SHORT else 9
    fleet.git("add", "--all")
    fleet.git("commit", "--quiet", "--message", "all")

    def compare(what, arguments, revisions):
        ours, peer = alternate(
            times,
            lambda _: fleet.ours(*arguments),
            lambda _: fleet.git("diff", *revisions),
        )
        report(what, ours, peer, "git diff", limit=500 if arguments[0] == "plan" else 1000)

    for number in range(100):
        fleet.set_value(number * 97, b"new")
    compare("plan of 100 documents in the work tree", ["plan"], ["HEAD"])
    fleet.git("commit", "--quiet", "--all", "--message", "100 documents")
    revisions = ["HEAD~1", "HEAD"]
    compare("plan of 100 documents in a commit", ["plan", "HEAD~1..HEAD"], revisions)
    compare("check against the commit before", ["check", "--base", "HEAD~1"], revisions)
    fleet.ours("cluster", "add", "added", "--key", fleet.public_key("added"), *labels())
    compare("plan of a new cluster in 21 files", ["plan"], ["HEAD"])
    fleet.git("add", "--all")
    fleet.git("commit", "--quiet", "--message", "a cluster")


def remembering(fleet):
    """What a cluster could ever read; beside it, Git's own listing of what the commits changed."""
    commits = 100 if SHORT else 1000
    history = bytearray()
    for number in range(commits):
        text = fleet.set_value(number * 13, f"version {number}".encode()).read_bytes()
        path = fleet.path(number * 13)
        history += f"commit refs/heads/main\ncommitter b <b@b.invalid> {number} +0000\n".encode()
        history += f"data 1\n{number % 10}\n".encode()
        history += b"from refs/heads/main^0\n" if number == 0 else b""
        history += f"M 100644 inline {path}\ndata {len(text)}\n".encode() + text + b"\n"
    importing = ["git", "-C", str(fleet.repository), "fast-import", "--quiet"]
    subprocess.run(importing, input=bytes(history), check=True)
    fleet.git("reset", "--quiet")
    ours, peer = alternate(
        3,
        lambda _: fleet.ours("exposure", "cluster-5"),
        lambda _: fleet.git("log", "--all", "--patch"),
    )
    what = f"exposure over {commits:,} commits to 10,000 documents"
    report(what, ours, peer, "git log --patch", limit=10_000)


def whole_fleet():
    clusters, groups, documents = 1000, 200, 10_000
    fleet = Fleet("registry", clusters, groups, 0)
    adding(fleet, "cluster add, 1,000 clusters and 200 groups", limit=100)
    fleet = Fleet("fleet", clusters, groups, documents)
    loading(fleet)
    knowing(fleet)
    reviewing(fleet)
    setting(fleet, "set one value among 10,000 documents", "team-0/secret-7", "key-0")
    remembering(fleet)
    # It says which documents the cluster gets, so it loads them all: both budgets together.
    adding(fleet, "cluster add, with 10,000 documents", limit=700)


def main():
    print(f"{CORES} cores, medians of {TIMES} runs ± half the distance between their quartiles")
    measured = True
    for part in (small_secret, large_secret, *rotating, whole_fleet):
        try:
            part()
        except Failed as failure:
            # No number is a failure, but a command that does not work is.
            print(f"{part.__name__}: not measured: {failure}", flush=True)
            measured = False
    return 0 if measured else 1


sys.exit(main())

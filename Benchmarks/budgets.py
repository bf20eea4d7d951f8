"""Measures what has a budget, each beside a peer or the bare limit in the same minute.

    budgets.py PROGRAMS FLEETSEAL SOPS FOLDER

PROGRAMS holds the executables of Benchmarks/; FOLDER is filled with fleets to measure with.
"""

import base64
import os
import pathlib
import re
import shutil
import subprocess
import sys

from measuring import Failed, Run, Sample, alternate, in_process, report, run

PROGRAMS, FLEETSEAL, SOPS, FOLDER = sys.argv[1:5]
SHORT = bool(os.environ.get("SHORT"))
TIMES = 7 if SHORT else 25
CORES = len(os.sched_getaffinity(0))
# What one value of up to 63 bytes is, before it is sealed.
PLAIN_BYTES = 1 + 32 + 64
# As many as a document of 1 MiB takes, with their names.
LARGEST = 5000


class Fleet:
    """A fleet made for measuring, and how to run our program in it."""

    def __init__(self, name, clusters, groups, documents, values=5):
        self.folder = pathlib.Path(FOLDER, name)
        shutil.rmtree(self.folder, ignore_errors=True)
        sizes = [str(size) for size in (clusters, groups, documents, values)]
        subprocess.run([f"{PROGRAMS}/BenchFleet", str(self.folder), *sizes], check=True)
        self.repository = self.folder / "repository"
        subprocess.run(["git", "init", "-q", str(self.repository)], check=True)
        self.environment = dict(os.environ, XDG_CONFIG_HOME=str(self.folder / "config"))
        os.sync()

    def ours(self, *arguments, stdin=b""):
        return run(
            [FLEETSEAL, *arguments],
            folder=self.repository,
            environment=self.environment,
            stdin=stdin,
        )

    def public_key(self, name):
        """A new key for a cluster."""
        done = subprocess.run(
            [FLEETSEAL, "identity", "new", "--no-passphrase", str(self.folder / f"{name}.key")],
            check=True,
            capture_output=True,
            text=True,
            env=self.environment,
        )
        return re.search(r"fspub1\w+", done.stdout).group(0)


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


def written(folder, count):
    """The least that an atomic change of so many files costs: write, one sync, rename."""
    folder.mkdir(exist_ok=True)

    def write():
        for index in range(count):
            with open(folder / f"new-{index}", "wb") as file:
                file.write(b"x" * 4096)
                file.flush()
                os.fdatasync(file.fileno())
        for index in range(count):
            os.rename(folder / f"new-{index}", folder / f"old-{index}")

    return in_process(write)


def small_secret():
    fleet = Fleet("small", 1, 1, 0)
    path = manifest(fleet.folder / "secret.yaml", [["username", "password"]])
    age_key = fleet.folder / "age.key"
    subprocess.run(["age-keygen", "-o", str(age_key)], check=True, capture_output=True)
    recipient = re.search(r"age1\w+", age_key.read_text()).group(0)
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
    labels = ["--label", "env=production", "--label", "region=region-1"]
    labels += [part for trait in range(16) for part in ("--label", f"trait-{trait}=v1")]
    keys = [fleet.public_key(f"new-{index}") for index in range(TIMES + 1)]
    ours, bare = alternate(
        TIMES,
        lambda index: fleet.ours("cluster", "add", f"new-{index}", "--key", keys[index], *labels),
        lambda _: written(fleet.folder / "written", 21),
    )
    report(name, ours, bare, "21 files synced", limit=limit)


def loading(fleet):
    files = sorted(str(path) for path in fleet.repository.rglob("*.yaml"))
    names = fleet.folder / "files"
    names.write_text("".join(f"{path}\n" for path in files))
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
    listing = f"exec {PROGRAMS}/bare-events {CORES} < {names}"
    (bare,) = alternate(times, lambda _: run(["sh", "-c", listing]))
    what = f"load {lines[0][2]} clusters, {lines[0][3]} groups, {lines[0][4]} documents"
    report(what, ours, bare, "libyaml's events", limit=600)


def knowing(fleet):
    """What answers questions about the fleet; beside it, reading the same files with libyaml alone."""
    files = sorted(str(path) for path in fleet.repository.rglob("*.yaml"))
    names = fleet.folder / "files"
    names.write_text("".join(f"{path}\n" for path in files))
    listing = f"exec {PROGRAMS}/bare-events {CORES} < {names}"
    questions = {
        "explain": ["explain", "team-3/secret-77", "--cluster", "cluster-5"],
        "diff of two clusters": ["diff", "cluster-5", "cluster-8"],
    }
    for name, arguments in questions.items():
        ours, bare = alternate(
            3 if SHORT else 9, lambda _: fleet.ours(*arguments), lambda _: run(["sh", "-c", listing])
        )
        report(f"{name}, among 10,000 documents", ours, bare, "libyaml's events", limit=700)


def whole_fleet():
    clusters, groups, documents = 1000, 200, 10_000
    fleet = Fleet("registry", clusters, groups, 0)
    adding(fleet, "cluster add, 1,000 clusters and 200 groups", limit=100)
    fleet = Fleet("fleet", clusters, groups, documents)
    loading(fleet)
    knowing(fleet)
    setting(fleet, "set one value among 10,000 documents", "team-0/secret-7", "key-0")
    # It says which documents the cluster gets, so it loads them all: both budgets together.
    adding(fleet, "cluster add, with 10,000 documents", limit=700)


def main():
    print(f"{CORES} cores, medians of {TIMES} runs ± half the distance between their quartiles")
    measured = True
    for part in (small_secret, large_secret, whole_fleet):
        try:
            part()
        except Failed as failure:
            # No number is a failure, but a command that does not work is.
            print(f"{part.__name__}: not measured: {failure}", flush=True)
            measured = False
    return 0 if measured else 1


sys.exit(main())

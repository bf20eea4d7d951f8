"""Measures the rotation of keys: of one cluster, of all of them, of a group and its values."""

import json
import os
import shutil
import subprocess

from fleets import (
    CORES,
    FLEETSEAL,
    PLAIN_BYTES,
    PROGRAMS,
    SHORT,
    SOPS,
    Fleet,
    age_key,
    labels,
    written,
)
from measuring import Sample, alternate, in_all, report, report_size, run

TIMES = 3 if SHORT else 9


class Rotation:
    """Takes clusters' keys through all steps, with agents that are played by BenchAgents."""

    steps = 3

    def __init__(self, fleet):
        self.fleet = fleet
        self.publications = fleet.folder / "publications"
        self.publications.mkdir()
        fleet.git("add", "--all")
        fleet.git("commit", "--quiet", "--message", "all")

    def all_steps(self, *clusters):
        """What our program takes for all steps; each is a commit."""
        chosen = [part for name in clusters for part in ("--cluster", name)] or ["--all"]
        asked = self.step(*chosen, "--older-than", "0d")
        subprocess.run(
            [f"{PROGRAMS}/BenchAgents", str(self.fleet.folder), str(self.publications)], check=True
        )
        names = clusters or os.listdir(self.publications)
        read = [part for name in names for part in ("--from", str(self.publications / name))]
        # A promoted key is of today, and would be asked to go again.
        rest = [self.step(*chosen, "--older-than", "1d", *read) for _ in ("take", "promote")]
        return in_all((asked, *rest))

    def step(self, *arguments):
        done = self.fleet.ours("rotate", *arguments)
        self.fleet.git("commit", "--quiet", "--all", "--message", " ".join(arguments[:2]))
        if changed := self.changed("HEAD~1", "HEAD", "secrets"):
            raise AssertionError(f"documents were touched: {changed[:3]}")
        return done

    def changed(self, before, after, folder):
        return self.output("diff", "--name-only", before, after, "--", folder).splitlines()

    def output(self, *arguments):
        return subprocess.run(
            ["git", *arguments],
            cwd=self.fleet.repository,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def largest_diff(self):
        """The most that the last rotation changed in one group's file, in KiB, without context."""
        sizes = {}
        for step in range(self.steps):
            revisions = (f"HEAD~{step + 1}", f"HEAD~{step}")
            for path in self.changed(*revisions, "keys/groups"):
                diff = self.output("diff", "--unified=0", *revisions, "--", path)
                sizes[path] = sizes.get(path, 0) + len(diff) / 1024
        return max(sizes.values())

    def packed(self):
        """What all objects take, in MiB, packed as Git does by itself now and then."""
        self.fleet.git("repack", "-a", "-d", "--quiet")
        sizes = dict(line.split(": ") for line in self.output("count-objects", "-v").splitlines())
        return int(sizes["size-pack"]) / 1024


def cluster_keys():
    """The keys of one cluster after another, then those of all clusters at once."""
    clusters = 1000
    fleet = Fleet("keys", clusters, 20, 10_000)
    rotation = Rotation(fleet)
    ours, bare = alternate(
        TIMES,
        lambda index: rotation.all_steps(f"cluster-{index}"),
        lambda _: in_all(written(fleet.folder / "written", 4) for _ in range(3)),
    )
    report("all steps of one cluster's key", ours, bare, "3 × 4 files synced", limit=200)
    report_size("its changes in one group's file", rotation.largest_diff(), "KiB", limit=1)
    # The agents that are played have their first keys only.
    fleet.git("reset", "--quiet", "--hard", f"HEAD~{rotation.steps * (TIMES + 1)}")
    before = rotation.packed()
    ours = Sample([rotation.all_steps()])
    bare = Sample([in_all(written(fleet.folder / "written", clusters + 20) for _ in range(3))])
    what = f"all steps of {clusters:,} clusters' keys"
    report(what, ours, bare, f"3 × {clusters + 20:,} files synced", limit=10_000)
    report_size(f"{what}, packed objects", rotation.packed() - before, "MiB", limit=2)


def resealing():
    """Gives the largest group a new key and moves its values; beside it, the bare boxes and the same files."""
    # One value in 25 is a single cluster's: the group has 50,000.
    documents = 10_417
    fleet = Fleet("reseal", 1000, 20, documents)
    copies = fleet.folder / "copies"
    shutil.copytree(fleet.repository / "secrets", copies)
    names = fleet.folder / "copied"
    names.write_text("".join(f"{path}\n" for path in sorted(copies.rglob("*.yaml"))))
    fleet.ours("group", "rekey", "fleet")
    values = sum(
        one["values"]
        for one in json.loads(
            subprocess.run(
                [FLEETSEAL, "reseal", "--dry-run", "--json"],
                cwd=fleet.repository,
                env=fleet.environment,
                check=True,
                capture_output=True,
            ).stdout
        )
    )
    command = f"exec {PROGRAMS}/bare-reseal {values} {PLAIN_BYTES} {CORES} < {names}"

    def ours(_):
        os.sync()
        return in_all([fleet.ours("group", "rekey", "fleet"), fleet.ours("reseal")])

    def bare(_):
        os.sync()
        return run(["sh", "-c", command])

    mine, loop = alternate(TIMES, ours, bare)
    report(f"re-key, reseal {values:,} values in {documents:,} files", mine, loop, "bare boxes and files", ratio=1.3)


def beside_sops():
    """A new recipient, and a new key, for files of five values that 100 recipients can open."""
    recipients, files = 100, 60 if SHORT else 300
    fleet = Fleet("recipients", recipients, 1, files)
    folder = fleet.folder / "sops"
    folder.mkdir()
    keys = [age_key(folder / f"{index}.age") for index in range(recipients + 1)]
    settings = folder / ".sops.yaml"

    def recipients_are(count):
        text = "creation_rules:\n  - age: " + ",".join(keys[:count]) + "\n"
        settings.write_text(text)

    recipients_are(recipients)
    plain = "".join(f"key-{index}: {'x' * 40}\n" for index in range(5))
    environment = dict(os.environ, SOPS_AGE_KEY_FILE=str(folder / "0.age"))
    names = [f"{index}.yaml" for index in range(files)]
    for name in names:
        (folder / name).write_text(plain)
    run(each([SOPS, "encrypt", "--in-place"], names), folder=folder, environment=environment)
    new = [fleet.public_key(f"new-{index}") for index in range(2)]

    def update(index):
        recipients_are(recipients + 1 - index % 2)
        return run(each([SOPS, "updatekeys", "--yes"], names), folder=folder, environment=environment)

    def rotate(_):
        return run(each([SOPS, "rotate", "--in-place"], names), folder=folder, environment=environment)

    def rekey(_):
        return in_all((fleet.ours("group", "rekey", "fleet"), fleet.ours("reseal")))

    ours, sops = alternate(
        1, lambda index: fleet.ours("cluster", "add", f"new-{index}", "--key", new[index]), update
    )
    what = f"{files} files, {recipients} recipients"
    report(f"one more recipient: {what}", ours, sops, "sops updatekeys")
    ours, sops = alternate(1, rekey, rotate)
    report(f"a new key for all: {what}", ours, sops, "sops rotate")


def each(command, names):
    """A command that is run for one file after another, as sops has to be."""
    return ["sh", "-ec", 'for name in $0; do "$@" "$name"; done', " ".join(names), *command]


rotating = (cluster_keys, resealing, beside_sops)

"""Fleets to measure with, and what is measured beside them. Reads the program's arguments."""

import os
import pathlib
import re
import shutil
import subprocess
import sys

from measuring import in_process, run

PROGRAMS, FLEETSEAL, SOPS, FOLDER = sys.argv[1:5]
SHORT = bool(os.environ.get("SHORT"))
CORES = len(os.sched_getaffinity(0))
# What one value of up to 63 bytes is, before it is sealed.
PLAIN_BYTES = 1 + 32 + 64


class Fleet:
    """A fleet made for measuring, and how to run our program in it."""

    def __init__(self, name, clusters, groups, documents, values=5):
        self.folder = pathlib.Path(FOLDER, name)
        shutil.rmtree(self.folder, ignore_errors=True)
        sizes = [str(size) for size in (clusters, groups, documents, values)]
        subprocess.run([f"{PROGRAMS}/BenchFleet", str(self.folder), *sizes], check=True)
        self.repository = self.folder / "repository"
        subprocess.run(
            ["git", "init", "--quiet", "--initial-branch=main", str(self.repository)], check=True
        )
        self.environment = dict(os.environ, XDG_CONFIG_HOME=str(self.folder / "config"))
        os.sync()

    def ours(self, *arguments, stdin=b""):
        return run(
            [FLEETSEAL, *arguments],
            folder=self.repository,
            environment=self.environment,
            stdin=stdin,
        )

    def git(self, *arguments):
        """Git itself, the same whatever this computer has set."""
        environment = dict(os.environ, GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_NOSYSTEM="1")
        who = ["-c", "user.name=b", "-c", "user.email=b@b.invalid", "-c", "gc.auto=0"]
        return run(["git", *who, *arguments], folder=self.repository, environment=environment)

    def path(self, document):
        """The place of a document, as BenchFleet makes it: 20 in a namespace."""
        return f"secrets/team-{document // 20}/secret-{document}.yaml"

    def set_value(self, document, value):
        """Gives a document a new value for all clusters, and returns its file."""
        title = f"team-{document // 20}/secret-{document}"
        self.ours("set", title, "key-0", "--for", "fleet", "--stdin", stdin=value)
        return self.repository / self.path(document)

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


def labels():
    """Those of a cluster that is in 20 groups."""
    pairs = ["env=production", "region=region-1"] + [f"trait-{trait}=v1" for trait in range(16)]
    return [part for pair in pairs for part in ("--label", pair)]


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


def age_key(path):
    """Makes a key of age, and returns its recipient."""
    subprocess.run(["age-keygen", "-o", str(path)], check=True, capture_output=True)
    return re.search(r"age1\w+", path.read_text()).group(0)

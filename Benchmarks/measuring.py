"""Runs programs and says how long they took: medians, and how far the runs lie apart."""

import os
import resource
import statistics
import time
from dataclasses import dataclass


@dataclass
class Run:
    milliseconds: float
    mebibytes: float
    # What the processors worked for it.
    busy: float = 0


@dataclass
class Sample:
    """Several runs of one thing."""

    runs: list[Run]

    @property
    def milliseconds(self) -> float:
        return statistics.median(run.milliseconds for run in self.runs)

    @property
    def mebibytes(self) -> float:
        return statistics.median(run.mebibytes for run in self.runs)

    @property
    def busy(self) -> float:
        return statistics.median(run.busy for run in self.runs)

    @property
    def spread(self) -> float:
        """Half the distance between the quartiles, as a part of the median."""
        times = sorted(run.milliseconds for run in self.runs)
        quarter = len(times) // 4
        return (times[-1 - quarter] - times[quarter]) / 2 / self.milliseconds


def in_all(runs):
    """Several runs, one after another, as one."""
    runs = list(runs)
    return Run(sum(one.milliseconds for one in runs), max(one.mebibytes for one in runs))


class Failed(Exception):
    """A program under measurement did not do its work."""


def run(arguments, *, folder=None, environment=None, stdin=b""):
    """One run of a whole process: its time, and the most memory that it had."""
    reading, writing = os.pipe()
    os.write(writing, stdin)
    os.close(writing)
    log = os.memfd_create("output")
    null = os.open(os.devnull, os.O_WRONLY)
    here = os.getcwd()
    if folder:
        os.chdir(folder)
    start = time.perf_counter()
    child = os.posix_spawnp(
        arguments[0],
        arguments,
        environment or os.environ,
        file_actions=[
            (os.POSIX_SPAWN_DUP2, reading, 0),
            (os.POSIX_SPAWN_DUP2, null, 1),
            (os.POSIX_SPAWN_DUP2, log, 2),
        ],
    )
    _, status, usage = os.wait4(child, 0)
    end = time.perf_counter()
    os.chdir(here)
    os.lseek(log, 0, os.SEEK_SET)
    text = os.read(log, 4096).decode(errors="replace")
    for descriptor in (reading, null, log):
        os.close(descriptor)
    if os.waitstatus_to_exitcode(status) != 0:
        raise Failed(f"{' '.join(arguments[:4])}: {text.strip()}")
    busy = (usage.ru_utime + usage.ru_stime) * 1000
    return Run((end - start) * 1000, usage.ru_maxrss / 1024, busy)


def alternate(times, *actions):
    """Runs several actions in turn, so that noise meets all alike; the first round only warms up."""
    rounds = [[action(index) for action in actions] for index in range(times + 1)][1:]
    return [Sample([round[place] for round in rounds]) for place in range(len(actions))]


def in_process(action):
    """The time of something that this process does itself."""
    start = time.perf_counter()
    action()
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Run((time.perf_counter() - start) * 1000, used)


def report(name, ours, bare, peer, *, ratio=None, limit=None, memory=False):
    """One line: what we took, what the peer or the bare limit took, and whether the budget holds."""
    unit, mine, other = "ms", ours.milliseconds, bare.milliseconds if bare else None
    if memory:
        unit, mine, other = "MiB", ours.mebibytes, bare.mebibytes
    parts = [f"{mine:.1f} {unit}" + ("" if memory else f" ±{ours.spread:.0%}")]
    quotient = None
    if other is not None:
        quotient = mine / other
        spread = "" if memory else f" ±{bare.spread:.0%}"
        parts += [f"{peer} {other:.1f} {unit}{spread}", f"ratio {quotient:.2f}"]
    holds = True
    if ratio is not None:
        parts.append(f"budget {ratio:.2f} × {peer}")
        holds = quotient is not None and quotient <= ratio
    if limit is not None:
        parts.append(f"budget {limit:g} {unit}")
        holds = mine <= limit
    print(f"{name}: {', '.join(parts)}, {'ok' if holds else 'over'}", flush=True)


def report_size(name, size, unit, *, limit):
    """One line for what takes room and no time."""
    print(
        f"{name}: {size:.2f} {unit}, budget {limit:g} {unit}, {'ok' if size <= limit else 'over'}",
        flush=True,
    )

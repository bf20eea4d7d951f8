"""Re-sealing in bulk: what it touches, stopping and going on, and when old keys may be dropped."""

import json
import os
import re
import signal
import time

from fleetseal import Fleet, Terminal, case, check, equal, finish

# More than are written at a time.
MANY = 1800


def filled():
    it = Fleet(clusters=[("us-1", "env=production"), ("eu-1", "env=production"), ("stage", "env=staging")],
               groups=[("production", "env=production"), ("staging", "env=staging")])
    for title, group in (("pay/db", "fleet"), ("pay/api", "production"), ("web/db", "staging"), ("web/own", "us-1"), ("ops/one", "fleet")):
        it.set(title, "key", f"{title} {group}", group)
    it.commit("a fleet")
    return it


def rekeyed(it):
    it.ok("group", "rekey", "fleet", "production", "staging", "us-1")
    it.commit("new keys")


def changed(it):
    return sorted(line[3:] for line in it.status().splitlines())


def needing(it, *arguments):
    return [one["path"] for one in json.loads(it.ok("reseal", "--dry-run", "--json", *arguments).out)]


with filled() as it:
    ALL = ["secrets/ops/one.yaml", "secrets/pay/api.yaml", "secrets/pay/db.yaml", "secrets/web/db.yaml", "secrets/web/own.yaml"]
    rekeyed(it)

    CHOICES = [
        ((), ALL),
        (("--group", "fleet"), [ALL[0], ALL[2]]),
        (("--group", "production", "--group", "us-1"), [ALL[1], ALL[4]]),
        (("--select", "env=staging"), [ALL[0], ALL[2], ALL[3]]),
        (("--select", "env in (production)"), [ALL[0], ALL[1], ALL[2], ALL[4]]),
        (("--select", "env=staging", "--group", "us-1"), [ALL[0], ALL[2], ALL[3], ALL[4]]),
        (("secrets/pay",), [ALL[1], ALL[2]]),
        (("secrets/pay/", "secrets/web/own.yaml"), [ALL[1], ALL[2], ALL[4]]),
        (("pay/db", "web/db"), [ALL[2], ALL[3]]),
        (("secrets/pay", "--select", "env=staging"), [ALL[2]]),
    ]
    for arguments, wanted in CHOICES:
        with case(f"reseal {' '.join(arguments) or 'everything'} means exactly these files"):
            equal(needing(it, *arguments), wanted, "what it would do")
            equal(changed(it), [], "a dry run changes nothing")
            it.ok("reseal", *arguments)
            equal(changed(it), wanted, "what it does")
            it.git("checkout", "-q", ".")

    with case("what is not there is an error"):
        it.fails("reseal", "secrets/pay", "secrets/none", says="reseal secrets/none: no document there")
        it.fails("reseal", "pay/none", says="no document there")
        it.fails("reseal", "--select", "env=none", says="no cluster matches")
        it.fails("reseal", "--select", "env in", says="read --select", code=2)

    with case("what needs nothing keeps its bytes and its time; the second run touches nothing"):
        before = {path: os.stat(it.path(path)).st_mtime_ns for path in ALL}
        it.ok("reseal", "--group", "production")
        after = {path: os.stat(it.path(path)).st_mtime_ns for path in ALL}
        equal([path for path in ALL if before[path] != after[path]], [ALL[1]], "touched")
        bytes_now = it.snapshot()
        check("resealed 0 values in 0 files" in it.ok("reseal", "--group", "production").err, "nothing")
        equal({path: os.stat(it.path(path)).st_mtime_ns for path in ALL}, after, "times")
        equal(it.snapshot(), bytes_now, "bytes")
        it.git("checkout", "-q", ".")

with filled() as it:
    with case("an old key is kept while a value in the work tree needs it, with the documents named"):
        rekeyed(it)
        it.fails("group", "retire", "fleet", says=["retire key k\\w+ of group fleet: the value of key still needs it; so do values in secrets/pay/db.yaml", "fleetseal reseal"])

    with case("… or one in the commit that is checked out"):
        it.ok("reseal")
        it.fails("group", "retire", "fleet", says=["at HEAD \\([0-9a-f]{10}\\) values still need it, in secrets/ops/one.yaml, secrets/pay/db.yaml\n", "commit what was resealed first"])
        it.fails("group", "retire", "production", "staging", "us-1", says="of group production: at HEAD")

    with case("… or one in a branch or tag that is named, and in no other"):
        it.git("tag", "v1")
        it.git("branch", "release-1")
        it.commit("resealed")
        for reference in ("v1", "release-1", "refs/heads", "refs/heads/release-*", "refs/tags/*", it.git("rev-parse", "v1").stdout.strip()):
            it.fails("group", "retire", "fleet", "--ref", reference, says="of group fleet: at .* values still need it, in secrets/ops/one.yaml, secrets/pay/db.yaml\n")
        it.fails("group", "retire", "fleet", "--ref", "main", "--ref", "refs/heads/r*", says="at refs/heads/release-1")
        for reference in ("nowhere", "refs/heads/nowhere"):
            it.fails("group", "retire", "fleet", "--ref", reference, says="nowhere")
        it.ok("group", "retire", "fleet", "production", "staging", "us-1", "--ref", "main", "--ref", "refs/heads/main")
        equal(it.value("pay/db", "key", "stage"), b"pay/db fleet", "a value")

    with case("a file that cannot be read as a document counts as well, a mere note of the id does not"):
        it.git("reset", "-q", "--hard")
        it.git("checkout", "-q", "-b", "odd")
        old = re.search(r"fs1:(k\w+):", it.git("show", "v1:secrets/pay/db.yaml").stdout).group(1)
        it.write("secrets/pay/odd.txt", f"fs1:{old}:vabcdefg:AAAA\n")
        it.commit("odd")
        it.git("checkout", "-q", "main")
        it.ok("trust", "add", "--rewind", "--fingerprint", re.search(r"(?:[a-z2-7]{4}-){12}[a-z2-7]{4}", it.ok("identity", "show").out).group(0))
        it.fails("group", "retire", "fleet", "--ref", "odd", says="in secrets/pay/odd.txt")
        it.write("secrets/pay/note.txt", f"the old key was {old}\n")
        it.commit("a note")
        it.ok("group", "retire", "fleet")

with Fleet(clusters=[("us-1", "env=production")]) as it:
    manifests = "\n---\n".join(
        f"apiVersion: v1\nkind: Secret\nmetadata: {{name: s{number}, namespace: n{number % 40}}}\nstringData: {{a: 'one', b: 'two'}}"
        for number in range(MANY))
    it.ok("seal", "--for", "fleet", input=manifests)
    it.ok("group", "rekey", "fleet")
    it.commit("a large fleet")
    total = len(needing(it))

    with case("killed in the middle it leaves every file old or new, and goes on from there"):
        equal(total, MANY, "files to do")
        partly = 0
        for number in (signal.SIGKILL, signal.SIGINT, signal.SIGKILL):
            paths = needing(it)
            left = len(paths)
            old = {path: it.read(path) for path in paths}
            process = it.start("reseal")
            limit = time.monotonic() + 60
            # Once the first of the files that were left is new.
            while time.monotonic() < limit and process.poll() is None:
                if any(it.read(path) != old[path] for path in old):
                    break
            process.send_signal(number)
            process.communicate(timeout=60)
            # The next command settles what was being written.
            now = needing(it)
            check(len(now) <= left, f"{len(now)} of {left} are left")
            equal(len(changed(it)) + len(now), MANY, "old and new together")
            partly += 0 < len(now) < MANY
            check(not [path for path in changed(it) if not path.endswith(".yaml")], "no temporary files")
        check(partly > 0, "at least one was stopped in the middle")
        times = {path: os.stat(it.path(path)).st_mtime_ns for path in changed(it)}
        result = it.ok("reseal")
        check(f"resealed {2 * len(now)} values in {len(now)} files" in result.err, str(result))
        equal({path: os.stat(it.path(path)).st_mtime_ns for path in times}, times, "what was done already is not touched")
        equal(needing(it), [], "nothing is left")
        equal(it.value("n7/s7", "a", "us-1"), b"one", "a value")
        equal(os.listdir(it.path(".git/fleetseal")), ["lock"], "nothing of it stays in Git's folder")

    with case("a value that does not open stops it; what came before stays, and it says so"):
        it.git("checkout", "-q", ".")
        paths = needing(it)
        bad = paths[-1]
        good = it.read(bad)
        moved = it.read(paths[0]).decode().split("a:\n")[1].split("\n")[0].strip()
        it.write(bad, re.sub(r"(a:\n\s+)\S+", lambda match: match.group(1) + moved, good.decode()))
        damaged = it.read(bad)
        result = it.run("reseal")
        equal(result.code, 1, str(result))
        check(f"{bad}:" in result.err and "bound elsewhere" in result.err, str(result))
        done = re.search(rf"resealed (\d+) of {2 * MANY} values before this; the next run goes on from there", result.err)
        check(done and int(done.group(1)) > 0, str(result))
        equal(len(changed(it)), int(done.group(1)) // 2 + 1, "files")
        equal(it.read(bad), damaged, "the bad one")
        it.write(bad, good)
        it.ok("reseal")
        equal(needing(it), [], "nothing is left")

    with case("with --commit it is all files or none"):
        it.git("checkout", "-q", ".")
        it.write(bad, damaged)
        it.commit("a damaged one")
        it.fails("reseal", "--commit", says="bound elsewhere")
        it.write(bad, good)
        it.commit("mended")
        it.ok("reseal", "--commit")
        equal(changed(it), [], "all is committed")
        equal(len(it.git("show", "--format=", "--name-only").stdout.split()), MANY, "files in the commit")
        it.git("reset", "-q", "--hard", "HEAD^")

    with case("a person sees how far it is, and a clean line afterwards"):
        with Terminal(it, "reseal") as terminal:
            terminal.expect(r"\rresealing \[#+-*\] \d+ of 3600 values, \d+ a second, \d+ s left")
            terminal.expect(r"\r +\r")
            terminal.expect("resealed 3600 values in 1800 files")
            equal(terminal.end(), 0, "exit status")
        it.git("checkout", "-q", ".")
        check("\r" not in it.ok("reseal").err, "nothing of it in a log")

finish()

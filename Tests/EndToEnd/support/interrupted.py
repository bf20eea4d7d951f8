"""Writers that are killed, that find no space, and that run at once: all old or all new, nothing lost."""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from fleetseal import Fleet, case, check, equal, finish

SEED = int(os.environ.get("SEED", "0")) or random.SystemRandom().randrange(1 << 32)
random.seed(SEED)
print(f"# SEED={SEED} repeats this run", flush=True)
GROUPS, SECRETS = 100, 200
KILLS = int(os.environ.get("KILLS", "8"))


def big_fleet():
    """A fleet whose commands write about a hundred files each."""
    it = Fleet(clusters=[("us-1", "env=production"), ("eu-1", "env=production")])
    for number in range(GROUPS):
        it.ok("group", "add", f"g{number}", "--select", "env=production")
    for number in range(SECRETS // 10):
        manifests = "\n---\n".join(
            f"apiVersion: v1\nkind: Secret\nmetadata: {{name: s{number}-{part}, namespace: pay}}\nstringData: {{a: 'one', b: 'two'}}"
            for part in range(10))
        it.ok("seal", "--for", "fleet", input=manifests)
    it.commit("a fleet")
    return it


def temporary_files(it):
    """What `git status` shows that no command is meant to leave."""
    return [line for line in it.status().splitlines() if not re.search(r"(keys|secrets)/[\w/@-]+\.yaml$", line) and "fleetseal.yaml" not in line]


def reset(it):
    it.git("reset", "-q", "--hard")
    it.git("clean", "-qfd")


def survives(it, name, prepare, words, after, number):
    """Kills a command again and again at random moments and looks at what the next one finds."""
    pin = it.beside("config")
    with case(name):
        shutil.rmtree(it.beside("pins"), ignore_errors=True)
        prepare()
        it.commit("prepared")
        old = it.snapshot()
        shutil.copytree(pin, it.beside("pins"))
        start = time.monotonic()
        it.ok(*words())
        whole = time.monotonic() - start
        new_files = set(changed(old, it.snapshot()))
        check(len(new_files) > 50, f"changes many files, not {len(new_files)}")
        outcomes = {"old": 0, "new": 0}
        for attempt in range(KILLS):
            reset(it)
            shutil.rmtree(pin)
            shutil.copytree(it.beside("pins"), pin)
            process = it.start(*words())
            # Most of the writing is in the last part of a run.
            time.sleep(whole * random.uniform(0.5, 1.2) if attempt % 4 else whole * random.uniform(0, 1))
            process.send_signal(number)
            output, error = process.communicate(timeout=60)
            result = it.run(*after)
            context = f"attempt {attempt}, exit {process.returncode}, {error.decode()!r}\n{result}"
            check(result.code == 0, f"the next command works\n{context}")
            found = set(changed(old, it.snapshot()))
            check(not found or found == new_files, f"all old or all new, not {len(found)} of {len(new_files)}\n{context}")
            check(not temporary_files(it), f"no temporary files: {temporary_files(it)}\n{context}")
            if not found:
                # Nothing remembers what never happened.
                it.ok(*words())
                equal(set(changed(old, it.snapshot())), new_files, f"what running it again changes\n{context}")
            outcomes["new" if found else "old"] += 1
        print(f"#   {outcomes['old']} all old, {outcomes['new']} all new, of {len(new_files)} files in {whole * 1000:.0f} ms")
        reset(it)
        shutil.rmtree(pin)
        shutil.move(it.beside("pins"), pin)


def changed(old, new):
    return [path for path in old.keys() | new.keys() if old.get(path) != new.get(path)]


with big_fleet() as it:
    key = it.run("identity", "new", "--no-passphrase", it.beside("new.key")).out.strip()
    for name, number in (("SIGINT", signal.SIGINT), ("SIGKILL", signal.SIGKILL)):
        survives(it, f"{name} during cluster add to {GROUPS} groups", lambda: it.write("remark", name),
                 lambda: ("cluster", "add", "new-1", "--label", "env=production", "--key", key), ("group", "list"), number)
        reset(it)

        def rekeyed():
            it.ok("group", "rekey", "fleet")
        survives(it, f"{name} during reseal of {SECRETS} files", rekeyed, lambda: ("reseal",), ("reseal", "--dry-run"), number)
        reset(it)

    survives(it, f"SIGKILL during cluster remove from {GROUPS} groups, with new keys", lambda: it.write("remark", "remove"),
             lambda: ("cluster", "remove", "us-1"), ("group", "list"), signal.SIGKILL)
    reset(it)

    def labels_by_hand():
        text = it.read("keys/clusters/eu-1.yaml").decode()
        it.write("keys/clusters/eu-1.yaml", text.replace("env: production", "env: staging"))
        it.ok("sign", "--yes", "keys/clusters/eu-1.yaml")

    with case("group sync killed at any moment leaves all old or all new"):
        labels_by_hand()
        it.commit("labels by hand")
        old, pins = it.snapshot(), it.beside("pins")
        shutil.rmtree(pins, ignore_errors=True)
        shutil.copytree(it.beside("config"), pins)
        plan = it.run("group", "sync", "--dry-run").out
        accept = [word for found in sorted(set(re.findall(r"(?:[a-z2-7]{4}-){12}[a-z2-7]{4}", plan))) for word in ("--accept", found)]
        start = time.monotonic()
        it.ok("group", "sync", *accept)
        whole = time.monotonic() - start
        wanted = set(changed(old, it.snapshot()))
        check(len(wanted) > 50, f"{len(wanted)} files change")
        for attempt in range(KILLS):
            reset(it)
            shutil.rmtree(it.beside("config"))
            shutil.copytree(pins, it.beside("config"))
            process = it.start("group", "sync", *accept)
            time.sleep(whole * random.uniform(0.3, 1.05))
            process.kill()
            _, error = process.communicate(timeout=60)
            it.ok("group", "list")
            found = set(changed(old, it.snapshot()))
            check(not found or found == wanted, f"attempt {attempt}: {len(found)} of {len(wanted)} files changed; {error.decode()!r}")
            check(not temporary_files(it), str(temporary_files(it)))

with Fleet(clusters=[("us-1", "env=production")]) as it:
    it.commit("a fleet")

    with case("twenty writers of different keys of one document lose nothing"):
        it.set("pay/db", "first", "0", "fleet")
        writers = [it.start("set", "pay/db", f"key{number}", "--for", "fleet", "--exec", f"printf {number}") for number in range(20)]
        for writer in writers:
            _, error = writer.communicate(timeout=60)
            check(writer.returncode == 0, error.decode())
        for number in range(20):
            equal(it.value("pay/db", f"key{number}", "us-1"), str(number).encode(), f"key{number}")

    with case("twenty writers of different documents lose nothing"):
        writers = [it.start("set", f"pay/doc{number}", "key", "--for", "fleet", "--exec", f"printf {number}") for number in range(20)]
        for writer in writers:
            _, error = writer.communicate(timeout=60)
            check(writer.returncode == 0, error.decode())
        for number in range(20):
            equal(it.value(f"pay/doc{number}", "key", "us-1"), str(number).encode(), f"doc{number}")

    with case("writers and killed writers at once: what was reported is there"):
        done = []
        for round_number in range(4):
            writers = [(number, it.start("set", "pay/mixed", f"r{round_number}n{number}", "--for", "fleet", "--exec", f"printf {number}")) for number in range(8)]
            for number, writer in writers:
                if number % 2:
                    time.sleep(random.uniform(0, 0.02))
                    writer.kill()
            for number, writer in writers:
                writer.communicate(timeout=60)
                if writer.returncode == 0:
                    done.append((f"r{round_number}n{number}", str(number).encode()))
        check(len(done) >= 16, f"{len(done)} writers were done")
        for key, value in done:
            equal(it.value("pay/mixed", key, "us-1"), value, key)
        equal(temporary_files(it), [], "temporary files")

with tempfile.TemporaryDirectory(prefix="fleetseal-disk-") as disk:
    # Fails loudly where it may not mount: this must be tested somewhere.
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk], check=True)
    try:
        it = Fleet(parent=disk, clusters=[("us-1", "env=production")])
        it.set("pay/db", "password", "old", "fleet")
        it.commit("a fleet")
        key = it.run("identity", "new", "--no-passphrase", it.beside("eu-1.key")).out.strip()

        def fill():
            with open(os.path.join(disk, "filler"), "ab", buffering=0) as file:
                for block in (b"\0" * 65536, b"\0" * 4096):
                    try:
                        while True:
                            file.write(block)
                    except OSError:
                        pass

        with case("a full disk is an error by name and changes nothing"):
            fill()
            it.fails("set", "pay/db", "password", "--for", "fleet", "--stdin", input="new", says=["no space|full"])
            it.fails("set", "pay/new", "password", "--for", "fleet", "--stdin", input="new", says=["no space|full"])
            it.fails("cluster", "add", "eu-1", "--key", key, says=["no space|full"])
            equal(it.value("pay/db", "password", "us-1"), b"old", "the value")

        with case("a disk with room for some of the files changes none of them"):
            for free in range(1, 14, 2):
                fill()
                os.truncate(os.path.join(disk, "filler"), os.path.getsize(os.path.join(disk, "filler")) - free * 4096)
                before = it.snapshot()
                result = it.run("group", "rekey", "fleet", "us-1")
                after = it.snapshot()
                if result.code:
                    check(re.search("no space|full", result.err), str(result))
                    check(before == after, f"with {free} pages: {changed(before, after)}\n{result}")
                else:
                    check(len(changed(before, after)) == 2, f"{changed(before, after)}")
            os.remove(os.path.join(disk, "filler"))

        with case("after the disk has room again everything works"):
            it.ok("group", "list")
            it.set("pay/db", "password", "new", "fleet")
            equal(it.value("pay/db", "password", "us-1"), b"new", "the value")
            equal(temporary_files(it), [], "temporary files")
    finally:
        subprocess.run(["umount", "-l", disk], check=True)

with Fleet(clusters=[("us-1", "env=production")]) as it:
    with case("results that nobody can take are an error, or no news"):
        with open("/dev/full", "w") as full:
            process = subprocess.run(it.command("cluster", "list"), cwd=it.root, env=it.environment, stdout=full, stderr=subprocess.PIPE, text=True)
        check(process.returncode == 1 and "standard output" in process.stderr, process.stderr)
        process = subprocess.run(["sh", "-c", '"$0" cluster list --json | true; "$0" cluster list | head -n 0', it.command()[0]], cwd=it.root, env=it.environment, stderr=subprocess.PIPE, text=True)
        equal(process.stderr, "", "standard error")
        for stream in ("<&-", ">&-", "2>&-"):
            process = subprocess.run(["sh", "-c", f'"$0" set pay/closed key --for fleet --generate uuid {stream}', it.command()[0]], cwd=it.root, env=it.environment, stderr=subprocess.PIPE, text=True)
            check(process.returncode in (0, 1), f"{stream}: {process.returncode} {process.stderr}")
            for path, content in it.snapshot().items():
                check(b"error" not in content and b"reaches" not in content, f"{stream}: a message went into {path}")

finish()

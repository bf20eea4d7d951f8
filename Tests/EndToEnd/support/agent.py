"""The agent from a directory or a Git repository to a directory: every promise, and every fault at least once."""

import base64
import hashlib
import hmac
import http.client
import os
import random
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time

from agents import AGENT, Agent, until
from fleetseal import ROOT, Fleet, case, check, equal, finish

SEED = int(os.environ.get("SEED", "0")) or random.SystemRandom().randrange(1 << 32)
random.seed(SEED)
print(f"# SEED={SEED} repeats this run", flush=True)
SECTIONS = os.environ.get("SECTIONS", "promises kills git canary").split()
KILLS = int(os.environ.get("KILLS", "50"))
CANARY = "canary-Zx81-Spectrum-QL-hunter2-0451"
MARKS = [CANARY.encode(), CANARY.encode("utf-16-le"), CANARY.encode().hex().encode()]
MARKS += [base64.b64encode(b"x" * pad + CANARY.encode())[4 if pad else 0:40] for pad in range(3)]
PIECES = [b"Zx81-Spe", b"ctrum-QL", b"hunter2-"]


def fleet(**options):
    it = Fleet(clusters=[("us-1", "env=production", "region=us"), ("eu-1", "env=production", "region=eu"), ("lab", "env=staging", "region=eu")],
               groups=[("production", "env=production")], **options)
    it.set("pay/db", "user", "app", "fleet")
    it.set("pay/db", "password", "everybody", "fleet")
    it.set("pay/db", "password", "production", "production")
    it.set("pay/db", "password", "only-us", "us-1")
    it.set("web/tls", "key", "KEY", "production")
    it.commit("start")
    return it


def edit(path, content=b"hacked"):
    """An edit by hand of a file that is read-only."""
    path = os.path.realpath(path)
    os.chmod(path, 0o600)
    with open(path, "wb") as file:
        file.write(content)


def promises(it):
    us, eu, lab = Agent(it, "us-1"), Agent(it, "eu-1"), Agent(it, "lab")

    with case("each cluster gets its own values, and nothing else"):
        for agent in (us, eu, lab):
            agent.converges()
        equal(us.contents(), {("pay/db", "user"): b"app", ("pay/db", "password"): b"only-us", ("web/tls", "key"): b"KEY"}, "us-1")
        equal(eu.contents(), {("pay/db", "user"): b"app", ("pay/db", "password"): b"production", ("web/tls", "key"): b"KEY"}, "eu-1")
        equal(lab.contents(), {("pay/db", "user"): b"app", ("pay/db", "password"): b"everybody"}, "lab")

    with case("files are the owner's to read and nobody's to write"):
        for folder, folders, files in os.walk(us.target):
            equal(os.stat(folder).st_mode & 0o777, 0o700, folder)
            for name in files:
                path = os.path.join(folder, name)
                if not os.path.islink(path):
                    equal(os.stat(path).st_mode & 0o777, 0o600 if name == "..fleetseal" else 0o400, path)
        for name in set(os.listdir(us.state)) - {"lock"}:
            equal(os.stat(os.path.join(us.state, name)).st_mode & 0o077, 0o044 if name == "publication" else 0, name)

    with case("a second run writes nothing and reads no key"):
        before = {path: os.stat(path, follow_symlinks=False).st_ctime_ns for path, _, names in os.walk(us.target) for path in [path] + [os.path.join(path, name) for name in names]}
        process = us.converges()
        check("change applied" not in process.stderr, process.stderr)
        after = {path: os.stat(path, follow_symlinks=False).st_ctime_ns for path, _, names in os.walk(us.target) for path in [path] + [os.path.join(path, name) for name in names]}
        equal(before, after, "times of change")

    with case("settings: a file, flags that win, and what is not known is an error with its place"):
        config = it.beside("config.yaml")
        open(config, "w").write(f"# an agent\ncluster: eu-1\ntrust: {it.beside('pin')}\nkey:\n- {it.beside('us-1.key')}\nsource: directory:{it.root}\ntarget: directory:{us.target}\nonce: true\n")
        run = lambda *words: subprocess.run([AGENT, "run", *words], env=it.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        equal(run("--config", config, "--cluster", "us-1", "--state", us.state).returncode, 0, "flags win")
        open(config, "a").write("intervall: 5m\n")
        process = run("--config", config)
        equal(process.returncode, 1, "exit status")
        check("config.yaml:9:1: error: read configuration: unknown setting intervall" in process.stderr, process.stderr)
        for words, says in ((["--cluster", "us-1"], "--trust is missing"), (["--trust", it.beside("pin")], "--cluster is missing"), (["--once", "--nonsense"], "unknown option")):
            process = run(*words)
            equal(process.returncode, 2, f"exit status of {words}")
            check(says in process.stderr and "hint:" in process.stderr, process.stderr)

    with case("keys: public keys and fingerprints, and no more"):
        process = subprocess.run([AGENT, "keys", "--key", it.beside("us-1.key")], env=it.environment, stdout=subprocess.PIPE, text=True)
        check("fspub1" in process.stdout and "FSKEY" not in process.stdout, process.stdout)

    with case("the key of another cluster opens nothing here"):
        os.rename(it.beside("us-1.key"), it.beside("us-1.away"))
        shutil.copy(it.beside("lab.key"), it.beside("us-1.key"))
        process = us.once()
        equal(process.returncode, 1, "exit status")
        check("ClusterUnknown" in process.stdout, process.stdout)
        os.rename(it.beside("us-1.away"), it.beside("us-1.key"))

    with case("a value that is changed is delivered within a second, alone"):
        with us.running():
            inode = os.stat(os.path.realpath(os.path.join(us.target, "web/tls/key"))).st_ino
            start = time.monotonic()
            it.set("pay/db", "password", "changed", "us-1")
            until(lambda: us.has("changed", "pay/db/password"), "the new value")
            took = time.monotonic() - start
            print(f"# from fleetseal set to the file: {took * 1000:.0f} ms")
            check(took < 2, f"it took {took} s")
            equal(os.stat(os.path.realpath(os.path.join(us.target, "web/tls/key"))).st_ino, inode, "the other Secret's file")
            until(lambda: us.said("change applied"), "the audit line")
            equal([line["secret"] for line in us.said("change applied")], ["pay/db"], "changes")
            line = us.said("change applied")[0]
            check(set(line) >= {"time", "action", "secret", "document", "digest", "values"}, f"one audit line: {line}")

    with case("readers see whole values, old or new, and keys that belong together"):
        with us.running():
            going, torn = True, []

            def read():
                folder = os.path.join(us.target, "pay/pair")
                while going:
                    try:
                        version = os.open(os.path.join(folder, "..data"), os.O_RDONLY | os.O_DIRECTORY)
                    except FileNotFoundError:
                        continue
                    try:
                        texts = []
                        for key in ("a", "b"):
                            file = os.open(key, os.O_RDONLY, dir_fd=version)
                            texts.append(os.read(file, 100))
                            os.close(file)
                        if texts[0] != texts[1]:
                            torn.append(texts)
                    except FileNotFoundError:
                        pass  # The old version was cleared away between the two: a reader opens ..data again.
                    os.close(version)

            it.set("pay/pair", "a", "0", "fleet")
            thread = threading.Thread(target=read)
            thread.start()
            for number in range(20):
                values = it.beside("values.env")
                open(values, "w").write(f"a={number}\nb={number}\n")
                it.ok("set", "pay/pair", "--env-file", values, "--for", "fleet")
            until(lambda: us.has("19", "pay/pair/b"), "the last value")
            going = False
            thread.join()
            equal(torn, [], "pairs that do not belong together")

    with case("drift: heal puts back under a second, detect leaves alone until the document changes, off does not look"):
        path = os.path.join(us.target, "web/tls/key")
        with us.running("--drift", "heal"):
            times = []
            for _ in range(4):
                start = time.monotonic()
                edit(path)
                until(lambda: us.has("KEY", "web/tls/key"), "it is put back")
                times.append(time.monotonic() - start)
            print(f"# healing: median {sorted(times)[len(times) // 2] * 1000:.0f} ms")
            check(max(times) < 1, f"{times}")
            os.remove(os.path.join(us.target, "web/tls/key"))
            until(lambda: us.has("KEY", "web/tls/key"), "a removed link comes back")
            open(os.path.join(us.target, "web/tls/extra"), "w").write("x")
            until(lambda: not os.path.exists(os.path.join(us.target, "web/tls/extra")), "a key that others added goes")
        with us.running("--drift", "detect"):
            edit(path)
            until(lambda: us.reason("secrets/web/tls.yaml") == "Drifted", lambda: f"it is Drifted: {us.status()}")
            equal(us.metric("fleetseal_agent_documents_drifted"), 1.0, "the metric")
            check(us.has("hacked", "web/tls/key"), "it is left alone")
            # In one step: the agent would put files back while they are taken one by one.
            os.rename(os.path.join(us.target, "pay/db"), it.beside("taken"))
            until(lambda: us.has("changed", "pay/db/password"), "what is deleted comes back")
            it.set("web/tls", "key", "KEY2", "production")
            until(lambda: us.has("KEY2", "web/tls/key"), "a change of the document ends the drift")
            until(lambda: us.reason("secrets/web/tls.yaml") == "Applied", "Applied")
        edit(path)
        with us.running("--drift", "detect"):
            until(lambda: us.reason("secrets/web/tls.yaml") == "Drifted", "an edit while the agent was down shows")
        with us.running("--drift", "off"):
            until(lambda: us.reason("secrets/web/tls.yaml") == "NotLookedAt", lambda: f"{us.status()}")
            check(us.has("hacked", "web/tls/key"), "it is left alone")
        us.converges("--drift", "heal")

    with case("a file's mode is put right, whatever the drift mode says of contents"):
        path = os.path.realpath(os.path.join(us.target, "web/tls/key"))
        with us.running("--drift", "detect"):
            os.chmod(path, 0o644)
            until(lambda: os.stat(path).st_mode & 0o777 == 0o400, "mode 0400")
            equal(us.reason("secrets/web/tls.yaml"), "Applied", "reason")

    with case("what others put into the target is not touched"):
        for name in ("other/secret", "pay/mine", "web/extra"):
            os.makedirs(os.path.join(us.target, name), exist_ok=True)
            open(os.path.join(us.target, name, "file"), "w").write("theirs")
        open(os.path.join(us.target, "README"), "w").write("theirs")
        it.set("other/secret", "a", "ours", "fleet")
        process = us.once()
        equal(process.returncode, 1, "exit status")
        check("NotOwned" in process.stdout, process.stdout)
        for name in ("other/secret/file", "pay/mine/file", "web/extra/file", "README"):
            equal(us.read(name), b"theirs", name)
        it.ok("rm", "other/secret")
        us.converges()
        for name in ("other/secret", "pay/mine", "web/extra"):
            shutil.rmtree(os.path.join(us.target, name))
        os.remove(os.path.join(us.target, "README"))

    with case("a document that goes takes its Secret along; retain leaves it; a broken or unreadable one keeps it"):
        it.set("pay/gone", "a", "1", "fleet")
        it.set("pay/kept", "a", "1", "fleet")
        text = it.read("secrets/pay/kept.yaml")
        it.write("secrets/pay/kept.yaml", text.replace(b"spec:\n", b"spec:\n  deletion: retain\n"))
        us.converges()
        it.ok("rm", "pay/gone")
        os.remove(it.path("secrets/pay/kept.yaml"))
        us.converges()
        check(not os.path.exists(os.path.join(us.target, "pay/gone")), "it is gone")
        check(us.has("1", "pay/kept/a"), "it stays")
        shutil.rmtree(os.path.join(us.target, "pay/kept"))
        text = it.read("secrets/web/tls.yaml")
        it.write("secrets/web/tls.yaml", text + b"  nonsense: [\n")
        process = us.once()
        equal(process.returncode, 1, "exit status")
        check("InvalidDocument" in process.stdout and us.has("KEY2", "web/tls/key"), process.stdout)
        it.write("secrets/web/tls.yaml", text)

    with case("too many at once: nothing goes until it is acknowledged"):
        for number in range(15):
            it.set(f"many/s{number}", "a", "1", "fleet")
        us.converges()
        shutil.rmtree(it.path("secrets/many"))
        process = us.once()
        equal(process.returncode, 1, "exit status")
        token = re.search(r"PruneBlocked.* in (set-\w+);", process.stdout)
        check(token, process.stdout)
        check(us.has("1", "many/s7/a"), "they stay")
        process = us.converges("--prune-acknowledged", token[1])
        check(not os.path.exists(os.path.join(us.target, "many")), "they go")

    with case("a source that cannot be read is unknown, never empty"):
        os.rename(it.root, it.beside("away"))
        process = us.once()
        check(process.returncode == 1 and "SourceUnknown" in process.stdout, process.stdout)
        os.mkdir(it.root)
        process = us.once()
        check(process.returncode == 1, process.stdout)
        check(us.has("KEY2", "web/tls/key") and us.has("changed", "pay/db/password"), "nothing is touched")
        os.rmdir(it.root)
        with us.running(ready=False):
            until(lambda: us.said("source not usable"), "it says so")
            equal(us.get("/readyz")[0], 503, "readyz")
            equal(us.get("/healthz")[0], 200, "healthz")
            os.rename(it.beside("away"), it.root)
            until(lambda: us.get("/readyz")[0] == 200, "it comes back by itself")

    with case("a registry that goes back, is not signed or is not ours: nothing is touched, and it says why"):
        it.commit("before")
        it.ok("cluster", "label", "us-1", "tier=one")
        us.converges()
        new = it.read("keys/clusters/us-1.yaml")
        it.git("checkout", "-q", "keys/clusters/us-1.yaml")
        it.set("pay/db", "user", "somebody", "fleet")
        process = us.once()
        check("RegistryRolledBack" in process.stdout and us.has("app", "pay/db/user"), process.stdout)
        it.write("keys/clusters/us-1.yaml", new.replace(b"tier: one", b"tier: two"))
        process = us.once()
        check("RegistryUnsigned" in process.stdout and us.has("app", "pay/db/user"), process.stdout)
        it.write("keys/clusters/us-1.yaml", new)
        group = it.read("keys/groups/production.yaml")
        it.write("keys/groups/production.yaml", group.replace(b"epoch: ", b"epoch: 9"))
        it.set("lone/fleet-only", "a", "1", "fleet")
        process = us.once()
        check("RegistryUnsigned" in process.stdout, process.stdout)
        check(us.has("1", "lone/fleet-only/a"), "documents without a layer for that group go on")
        check(us.has("KEY2", "web/tls/key"), "those with one stay")
        it.write("keys/groups/production.yaml", group)
        with Fleet(clusters=[("us-1", "env=production")]) as other:
            strange = Agent(it, "us-1", source=["--source", f"directory:{other.root}"])
            process = strange.once()
            check(process.returncode == 1 and "RegistryUnsigned" in process.stdout, process.stdout)
        check(us.has("KEY2", "web/tls/key"), "nothing is touched")
        us.converges()
        check(us.has("somebody", "pay/db/user"), "and then the change comes")

    with case("the rules of the fleet hold in the agent too"):
        text = it.read("fleetseal.yaml").decode()
        rules = "rules:\n  - name: pay\n    paths: [secrets/**]\n    allow: {namespaces: [pay, web, lone]}\n"
        it.write("fleetseal.yaml", re.sub(r"rules: *\[\]\n|(?m:^  rules:.*\n)", "", text).replace("  signature:", "  " + rules + "  signature:"))
        it.ok("sign", "--yes", "fleetseal.yaml")
        document = it.read("secrets/lone/fleet-only.yaml").replace(b"namespace: lone", b"namespace: kube-system")
        it.write("secrets/kube-system/fleet-only.yaml", document)
        process = us.once()
        check("RuleViolated" in process.stdout and not os.path.exists(os.path.join(us.target, "kube-system")), process.stdout)
        shutil.rmtree(it.path("secrets/kube-system"))
        us.converges()

    with case("values that do not open: each for its own reason, old Secrets stay, others go on"):
        good = it.read("secrets/web/tls.yaml")
        value = re.search(rb"fs1:(k[a-z2-7]{11}):(v[a-z2-7]{7}):([A-Za-z0-9+/=]+)", good)
        damaged = value[3][:40] + (b"A" if value[3][40:41] != b"A" else b"B") + value[3][41:]
        for reason, changed in (
            ("NotAuthentic", good.replace(value[3], damaged)),
            ("KeyNotHere", good.replace(value[1], b"kaaaaaaaaaaa")),
            ("InvalidDocument", good.replace(value[0], b"plain text")),
        ):
            it.write("secrets/web/tls.yaml", changed)
            process = us.once()
            check(reason in process.stdout, f"{reason}: {process.stdout}")
            check(us.has("KEY2", "web/tls/key"), f"{reason}: the old value stays")
        it.write("secrets/web/tls.yaml", good)
        it.write("secrets/web/copy.yaml", good.replace(b"name: tls", b"name: copy"))
        process = us.once()
        check("BoundElsewhere" in process.stdout and "tls" not in process.stdout, process.stdout)
        os.remove(it.path("secrets/web/copy.yaml"))
        us.converges()

    with case("a document that goes back to a key that its group dropped still opens where that key was seen"):
        old = it.read("secrets/web/tls.yaml")
        us.converges()
        it.ok("group", "rekey", "production")
        it.ok("reseal")
        it.commit("resealed")
        it.ok("group", "retire", "production")
        us.converges()
        new = it.read("secrets/web/tls.yaml")
        check(old != new, "it was sealed again")
        it.write("secrets/web/tls.yaml", old)
        us.converges()
        stranger = Agent(it, "us-1", name="stranger")
        check("KeyNotHere" in stranger.once().stdout, "an agent that never saw it cannot")
        it.write("secrets/web/tls.yaml", new)

    with case("keys: a second file opens, changes are taken over while it runs, a damaged file changes nothing"):
        with us.running("--key", it.beside("eu-1.key")):
            until(lambda: len(us.status().get("keys", [])) == 2, "two keys")
            original = open(it.beside("us-1.key"), "rb").read()
            open(it.beside("us-1.key"), "wb").write(b"damaged\n")
            until(lambda: us.said("keys not loaded"), "it says so")
            it.set("web/tls", "key", "KEY3", "production")
            until(lambda: us.has("KEY3", "web/tls/key"), "the old keys go on")
            open(it.beside("us-1.key"), "wb").write(original)
            until(lambda: us.said("keys loaded"), "they are loaded again")
            check(original.split()[-1].decode() not in us.text, "no key in the log")

    with case("what it serves: metrics that promtool likes, all at zero from the start; health; nothing else"):
        secret = it.beside("hook-secret")
        open(secret, "w").write("0123456789abcdef0123456789abcdef\n")
        with lab.running("--hook-secret", secret):
            text = lab.get("/metrics")[1]
            process = subprocess.run(["promtool", "check", "metrics"], input=text, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            equal((process.returncode, process.stdout), (0, ""), "promtool")
            check('fleetseal_agent_documents{reason="PruneBlocked"} 0' in text, "series at zero")
            check("pay/db" not in text and "password" not in text, "no names in metrics")
            equal(lab.get("/v1/status", {"Host": "attacker.example"})[1].count("pay/db"), 0, "names for a stranger's host name")
            check(lab.get("/v1/status")[1].count("pay/db") > 0, "names on loopback")
            equal(lab.get("/secrets")[0], 404, "no other path")
            equal(lab.get("/metrics", data=b"x")[0], 405, "no other method")
            equal(lab.get("/hooks/git", data=b"{}")[0], 403, "a hook without a signature")
            code = hmac.new(b"0123456789abcdef0123456789abcdef", b"{}", hashlib.sha256).hexdigest()
            for headers in ({"X-Hub-Signature-256": "sha256=" + code}, {"X-Gitea-Signature": code}, {"X-Gitlab-Token": "0123456789abcdef0123456789abcdef"}):
                equal(lab.get("/hooks/git", headers, b"{}")[0], 202, str(headers))
            for headers in ({"X-Hub-Signature-256": "sha256=" + code}, {"X-Gitlab-Token": "0123456789abcdef0123456789abcdeF"}, {"X-Hub-Signature-256": "sha256=zz"}, {"X-Hub-Signature-256": ""}):
                equal(lab.get("/hooks/git", headers, b"{} ")[0], 403, str(headers))
            # Refused by its length alone, before any of it is sent.
            connection = http.client.HTTPConnection("127.0.0.1", lab.port, timeout=10)
            connection.putrequest("POST", "/hooks/git")
            connection.putheader("Content-Length", str((1 << 20) + 1))
            connection.endheaders()
            equal(connection.getresponse().status, 413, "a body that is too large")
            connection.close()
            equal(lab.metric('fleetseal_agent_hooks_total{result="refused"}'), 5.0, "refused hooks")

    with case("docs/operations.md has every setting, metric, path and log line, and docs/agent.md every reason"):
        operations = "".join(open(os.path.join(ROOT, "docs", name)).read() for name in ("operations.md", "kubernetes.md"))
        help_text = subprocess.run([AGENT, "run", "--help"], stdout=subprocess.PIPE, text=True).stdout
        settings = set(re.findall(r"^      --([a-z-]+)", help_text, re.MULTILINE)) - {"config", "no-color"}
        documented = set(re.findall(r"^\| `([a-z-]+)` \|", operations, re.MULTILINE))
        equal(settings - documented, set(), "settings")
        with lab.running():
            text = lab.get("/metrics")[1]
        for name in re.findall(r"^# TYPE (\w+)", text, re.MULTILINE):
            check(f"`{name}`" in operations, f"metric {name}")
        for name in re.findall(r"`(fleetseal_agent_\w+)", operations):
            check(f"# TYPE {name} " in text, f"documented metric {name}")
        reasons = open(os.path.join(ROOT, "docs/agent.md")).read()
        for name in re.findall(r'fleetseal_agent_documents\{reason="(\w+)"\}', text):
            check(f"`{name}`" in reasons, f"reason {name}")
        for folder, _, names in os.walk(os.path.join(ROOT, "Sources/Agent")):
            for name in names:
                for message in re.findall(r'log\.(?:debug|info|warning|error)\(\s*"([^"]+)"', open(os.path.join(folder, name)).read()):
                    check(f"`{message}`" in operations, f"log line {message!r}")

    with case("SIGTERM ends it at once, SIGHUP makes it look at everything"):
        us.start()
        us.process.send_signal(signal.SIGHUP)
        until(lambda: us.said("told to look at everything again"), "SIGHUP")
        start = time.monotonic()
        equal(us.end(), 0, "exit status")
        check(time.monotonic() - start < 2, "within two seconds")

    with case("two agents do not share a target or a memory"):
        with us.running():
            process = us.once()
            check(process.returncode == 1 and "locked" in process.stderr, process.stderr)

    with case("the target is read-only or full: it says so, goes on, and recovers"):
        mounted = it.beside("small")
        os.mkdir(mounted)
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", mounted], stderr=subprocess.DEVNULL).returncode:
            print("# skipped: this user may not mount")
        else:
            try:
                small = Agent(it, "us-1", name="small", target=os.path.join(mounted, "target"))
                small.converges()
                it.set("pay/large", "a", "x" * 100_000, "fleet")
                with small.running():
                    until(lambda: small.reason("secrets/pay/large.yaml") == "TargetFailed", lambda: f"{small.status()}")
                    it.set("web/tls", "key", "KEY4", "production")
                    until(lambda: small.has("KEY4", "web/tls/key"), "others go on")
                    subprocess.run(["mount", "-o", "remount,size=1m", mounted], check=True)
                    until(lambda: small.has("x" * 100_000, "pay/large/a"), "it recovers by itself", 30)
                    subprocess.run(["mount", "-o", "remount,ro", mounted], check=True)
                    it.set("web/tls", "key", "KEY5", "production")
                    until(lambda: small.reason("secrets/web/tls.yaml") == "TargetFailed", lambda: f"{small.status()}")
                    subprocess.run(["mount", "-o", "remount,rw", mounted], check=True)
                    until(lambda: small.has("KEY5", "web/tls/key"), "it recovers by itself", 30)
                    left = [name for folder, names, _ in os.walk(small.target) for name in names if name.startswith("..v")]
                    equal(len(left), len(small.contents_folders()), "no version is left over")
            finally:
                subprocess.run(["umount", "-l", mounted])
        it.ok("rm", "pay/large")


def kills(it):
    with case(f"killed at {KILLS} random moments while 200 documents change: nothing lost, doubled or half written"):
        # At random moments of writing, so most of them while there is something to write.
        agent = Agent(it, "us-1")
        for number in range(20):
            manifests = "\n---\n".join(
                f"apiVersion: v1\nkind: Secret\nmetadata: {{name: s{number}-{part}, namespace: kill}}\nstringData: {{a: '0', b: '0'}}"
                for part in range(10))
            it.ok("seal", "--for", "fleet", input=manifests)
        wanted = {}
        agent.converges()

        # Three states of all 200 documents, sealed once and put in place file by file.
        states = []
        for letter in "pqr":
            it.ok("seal", "--for", "fleet", "--merge", input="\n---\n".join(
                f"apiVersion: v1\nkind: Secret\nmetadata: {{name: s{number}-{part}, namespace: kill}}\nstringData: {{a: 'a{letter}', b: 'b{letter}'}}"
                for number in range(20) for part in range(10)))
            states.append({name: it.read(f"secrets/kill/{name}") for name in os.listdir(it.path("secrets/kill"))})

        def change(number):
            for name, content in states[number % 3].items():
                it.write(f"secrets/kill/{name}.next", content)
                os.rename(it.path(f"secrets/kill/{name}.next"), it.path(f"secrets/kill/{name}"))
                letter = "pqr"[number % 3]
                for key in "ab":
                    wanted[f"kill/{name[:-5]}", key] = f"{key}{letter}".encode()

        change(0)
        start = time.monotonic()
        agent.converges()
        whole = time.monotonic() - start
        mixed = 0
        for round in range(KILLS):
            writer = threading.Thread(target=change, args=(round + 1,))
            writer.start()
            process = subprocess.Popen(agent.arguments(), env=it.environment, cwd=it.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(whole * random.uniform(0.1, 1.1))
            process.kill()
            process.wait()
            writer.join()
            seen = agent.contents()
            for title in {title for title, _ in wanted}:
                a, b = seen.get((title, "a")), seen.get((title, "b"))
                check(a and b and re.fullmatch(rb"a\w+", a) and a[1:] == b[1:], f"whole values that belong together: {title} {a} {b}")
            mixed += 0 < sum(seen[name] == value for name, value in wanted.items()) < len(wanted)
        print(f"# {mixed} of {KILLS} kills were amid the writing, which takes {whole * 1000:.0f} ms")
        check(mixed > 0 or KILLS < 20, "some of them are amid the writing")
        agent.converges()
        found = {name: value for name, value in agent.contents().items() if name[0].startswith("kill/")}
        equal(found, wanted, "afterwards")
        left = [name for folder, names, _ in os.walk(agent.target) for name in names if name.startswith("..v")]
        equal(len(left), 202, "versions, one for each Secret")


def from_git(it):
    with case("from a Git repository: a commit is delivered after a hook, and a server that is down changes nothing"):
        it.set("pay/db", "password", "one", "us-1")
        it.commit("one")
        bare = it.beside("fleet.git")
        it.git("clone", "-q", "--bare", it.root, bare)
        it.git("remote", "add", "origin", bare)
        secret = it.beside("hook-secret")
        open(secret, "w").write("0123456789abcdef0123456789abcdef\n")
        agent = Agent(it, "us-1", source=["--source", "git", "--git-url", bare, "--git-ref", "main"])
        agent.converges()
        check(agent.has("one", "pay/db/password"), "the first value")
        with agent.running("--hook-secret", secret):
            it.set("pay/db", "password", "two", "us-1")
            it.commit("two")
            it.git("push", "-q", "origin", "main")
            start = time.monotonic()
            equal(agent.get("/hooks/git", {"X-Gitlab-Token": "0123456789abcdef0123456789abcdef"}, b"{}")[0], 202, "the hook")
            until(lambda: agent.has("two", "pay/db/password"), "the new value")
            print(f"# from the hook to the file: {(time.monotonic() - start) * 1000:.0f} ms")
            revision = it.git("rev-parse", "HEAD").stdout.strip()
            until(lambda: agent.said("change applied", revision=revision), "the audit line with the revision")
            os.rename(bare, bare + ".away")
            agent.get("/hooks/git", {"X-Gitlab-Token": "0123456789abcdef0123456789abcdef"}, b"{}")
            until(lambda: agent.said("source not usable"), "it says so")
            check(agent.has("two", "pay/db/password"), "what is there stays")
        with agent.running(ready=False):
            edit(os.path.join(agent.target, "pay/db/password"))
        process = agent.once("--drift", "heal")
        check(agent.has("two", "pay/db/password"), f"it heals from its clone while the server is down: {process.stdout}")
        os.rename(bare + ".away", bare)
        agent.converges()


def canary(it):
    agent = Agent(it, "us-1")
    it.set("pay/db", "canary", CANARY, "us-1")
    it.set("pay/bad", "canary", CANARY, "us-1")
    text = it.read("secrets/pay/bad.yaml")
    it.write("secrets/pay/bad.yaml", text.replace(b"name: bad", b"name: worse"))
    os.rename(it.path("secrets/pay/bad.yaml"), it.path("secrets/pay/worse.yaml"))
    with case("a canary value is in no log, metric, status, process listing, file outside the target, nor in memory once idle"):
        agent.start("--log-level", "debug", "--drift", "detect")
        until(lambda: agent.has(CANARY, "pay/db/canary"), "it is delivered")
        it.set("pay/db", "user", "changed", "fleet")
        until(lambda: agent.has("changed", "pay/db/user"), "a change")
        edit(os.path.join(agent.target, "pay/db/user"))
        until(lambda: agent.reason("secrets/pay/db.yaml") == "Drifted", "drift was looked at")
        for path in ("/metrics", "/v1/status", "/healthz", "/readyz"):
            check(not any(mark.decode("latin-1") in agent.get(path)[1] for mark in MARKS), path)
        for name in ("cmdline", "environ"):
            content = open(f"/proc/{agent.process.pid}/{name}", "rb").read()
            check(not any(mark in content for mark in MARKS), name)
        for folder in (it.root, agent.state, it.beside("home"), it.beside("tmp"), it.beside("config")):
            for path, _, names in os.walk(folder):
                for name in names:
                    content = open(os.path.join(path, name), "rb").read()
                    check(not any(mark in content for mark in MARKS), os.path.join(path, name))
        core = it.beside("core")
        process = subprocess.run(["gdb", "-q", "-nx", "-batch", "-ex", "set pagination off", "-ex", "set dump-excluded-mappings on", "-ex", "set use-coredump-filter off",
                                  "-p", str(agent.process.pid), "-ex", f"generate-core-file {core}", "-ex", "detach"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120)
        check(os.path.exists(core), f"gdb wrote a core: {process.stdout[-1500:]}")
        content = open(core, "rb").read()
        check(b"secrets/pay/db.yaml" in content, "what is not wiped is found")
        found = [(mark, content.count(mark)) for mark in MARKS + PIECES if mark in content]
        equal(found, [], "in memory")
        equal(agent.end(), 0, "exit status")
        check(not any(mark.decode("latin-1") in agent.text for mark in MARKS), "the log")

for name, section in (("promises", promises), ("kills", kills), ("git", from_git), ("canary", canary)):
    if name in SECTIONS:
        with fleet() as it:
            section(it)
finish()

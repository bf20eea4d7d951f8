"""A value that may be seen nowhere: not in files, messages, processes, nor in memory after sealing."""

import base64
import os
import re
import subprocess
import tempfile
import threading
import time

from fleetseal import BINARY, Fleet, Terminal, case, check, equal, finish

CANARY = "canary-Zx81-Spectrum-QL-hunter2-0451"
# As it would stand in a core or file: as it is, in base64 at any offset, in hex, in UTF-16.
MARKS = [CANARY.encode(), CANARY.encode("utf-16-le"), CANARY.encode().hex().encode()]
MARKS += [base64.b64encode(b"x" * pad + CANARY.encode())[4 if pad else 0:40] for pad in range(3)]
# Parts of it, as a copy that was half overwritten would leave them.
PIECES = [b"Zx81-Spe", b"ctrum-QL", b"hunter2-"]


class Watch(threading.Thread):
    """Reads the arguments and environment of every process, again and again."""

    def __init__(self):
        super().__init__(daemon=True)
        self.found, self.rounds, self.going = set(), 0, True

    def run(self):
        own = {str(os.getpid())}
        while self.going:
            for process in os.listdir("/proc"):
                if not process.isdigit() or process in own:
                    continue
                for name in ("cmdline", "environ"):
                    try:
                        with open(f"/proc/{process}/{name}", "rb") as file:
                            content = file.read()
                    except OSError:
                        continue
                    if any(mark in content for mark in MARKS):
                        self.found.add((process, name, content[:200]))
            self.rounds += 1

    def stop(self):
        self.going = False
        self.join()


def traces(folder):
    """Files below a folder that hold the value, Git's own and hidden ones too."""
    found = []
    for path, _, names in os.walk(folder):
        for name in names:
            file = os.path.join(path, name)
            if os.path.isfile(file) and not os.path.islink(file):
                with open(file, "rb") as stream:
                    content = stream.read()
                if any(mark in content for mark in MARKS):
                    found.append(os.path.relpath(file, folder))
    return found


watch = Watch()
watch.start()
with Fleet(clusters=[("us-1", "env=production"), ("eu-1", "env=production")], groups=[("production", "env=production")]) as it:
    inputs = tempfile.TemporaryDirectory(prefix="fleetseal-canary-")
    value = os.path.join(inputs.name, "value")
    manifest = os.path.join(inputs.name, "secret.yaml")
    variables = os.path.join(inputs.name, "values.env")
    open(value, "w").write(CANARY)
    open(manifest, "w").write(f"apiVersion: v1\nkind: Secret\nmetadata: {{name: m, namespace: pay}}\nstringData: {{a: {CANARY}}}\n")
    open(variables, "w").write(f"A={CANARY}\nB='{CANARY}'\n")
    results = []

    def run(*arguments, **options):
        results.append(it.run(*arguments, **options))
        return results[-1]

    def done(*arguments, **options):
        result = run(*arguments, **options)
        equal(result.code, 0, str(result))

    with case("the value goes in by every way"):
        done("set", "pay/db", "stdin", "--for", "fleet", "--stdin", input=CANARY)
        done("set", "pay/db", "file", "--for", "production", "--from-file", value)
        done("set", "pay/db", "exec", "--for", "us-1", "--exec", f"cat {value}")
        done("set", "pay/env", "--env-file", variables, "--for", "fleet")
        done("seal", "-f", manifest, "--for", "production")
        done("seal", "-f", "-", "--for", "fleet", "--merge", input=open(manifest, "rb").read())
        with Terminal(it, "set", "pay/db", "typed", "--for", "fleet") as person:
            for _ in range(2):
                person.expect(": ")
                person.type(CANARY + "\n")
            equal(person.end(), 0, "exit status")
            check(CANARY not in person.shown, "not shown while it is typed")
        it.commit("sealed")

    with case("the value goes through every command that touches it"):
        done("split", "pay/db")
        done("group", "rekey", "production", "fleet")
        done("reseal")
        it.commit("resealed")
        done("group", "retire", "production", "fleet")
        done("render", "--cluster", "us-1", "--out", it.beside("rendered"))
        done("unset", "pay/db", "exec", "--for", "us-1")
        it.commit("moved")

    with case("failures on purpose do not show it"):
        text = it.read("secrets/pay/db.yaml")
        run("set", "pay/db", "Bad Key", "--for", "fleet", "--stdin", input=CANARY)
        run("set", "pay/db", "a", "--for", "nobody", "--stdin", input=CANARY)
        run("set", "pay/db", "a", "--for", "fleet", "--exec", f"cat {value}; exit 3")
        run("set", "pay/env", "--env-file", value, "--for", "fleet")
        for content in (f"stringData: {{a: {CANARY}}}", f"{CANARY}", f"a: &x {CANARY}", f"\"{CANARY}", f"{{\"data\": {{\"a\": \"{CANARY}\"}}}}",
                        f"apiVersion: v1\nkind: Secret\nmetadata: {{name: m, namespace: pay}}\ndata: {{a: '{CANARY}'}}\n",
                        f"[{CANARY}]",
                        f"apiVersion: v1\nkind: Secret\nmetadata: {{name: m, namespace: pay}}\nstringData:\n  a: {CANARY}\n  a: {CANARY}\n"):
            run("seal", "-f", "-", "--for", "fleet", input=content)
        it.write("secrets/pay/db.yaml", text.replace(b"fs1:", b"fs1:k"))
        run("open", "pay/db", "--cluster", "us-1")
        it.write("secrets/pay/db.yaml", text)
        run("open", "pay/db", "--cluster", "us-1", "--key", "nothing")
        run("open", "pay/db", "--cluster", "us-1", "--identity", value)
        run("set", "pay/db", "a", "--for", "fleet", "--stdin", "--generate", "uuid", input=CANARY)
        check(any(result.code for result in results), "some failed")

    with case("it is in nothing that was printed"):
        for result in results:
            check(not any(mark in result.output + result.error for mark in MARKS), str(result))

    with case("it is shown when it is asked for, and only then"):
        with open(it.beside("opened"), "wb") as file:
            process = subprocess.run(it.command("open", "pay/db", "--cluster", "us-1", "--key", "file"), cwd=it.root, env=it.environment, stdout=file, stderr=subprocess.PIPE)
        equal(open(it.beside("opened"), "rb").read(), CANARY.encode(), "the file")
        check(CANARY.encode() not in process.stderr, process.stderr)
        os.remove(it.beside("opened"))

    with case("it is in no file: work tree, .git, rendered, configuration, HOME, TMPDIR"):
        equal(traces(it.folder), [], "files")
        # Loose and packed objects are compressed: what git would give out is looked at as text.
        every = subprocess.run("git rev-list --all --objects | cut -d' ' -f1 | git cat-file --batch", shell=True, cwd=it.root, env=it.environment, stdout=subprocess.PIPE).stdout
        check(every and not any(mark in every for mark in MARKS), "objects of Git")

    with case("it was in no process's arguments or environment"):
        watch.stop()
        equal(sorted(watch.found), [], "processes")
        check(watch.rounds > 20, f"{watch.rounds} looks")

    def core(*arguments, input=None, typed=None):
        """The whole memory of the process just before it ends, and what it printed."""
        path = os.path.join(inputs.name, "core")
        standard = os.path.join(inputs.name, "input")
        open(standard, "wb").write((input or "").encode())
        words = " ".join("'" + word.replace("'", "'\\''") + "'" for word in arguments)
        script = ["set pagination off", "set confirm off", "set dump-excluded-mappings on", "set use-coredump-filter off",
                  "set startup-with-shell on", "catch syscall exit_group", f"run {words} < {standard}", f"generate-core-file {path}", "kill", "quit"]
        process = subprocess.run(["gdb", "-q", "-nx", "-batch", *[part for line in script for part in ("-ex", line)], BINARY],
                                 cwd=it.root, env={**it.environment, "SHELL": "/bin/sh"}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120)
        check(os.path.exists(path), f"gdb wrote a core: {process.stdout[-2000:]}")
        content = open(path, "rb").read()
        os.remove(path)
        os.remove(standard)
        return content, process.stdout

    def remains(content):
        return [(mark[:12], content.count(mark), [hex(found.start()) for found in re.finditer(re.escape(mark), content)][:4]) for mark in MARKS + PIECES if mark in content]

    with case("the search finds a value that stays in memory"):
        # The name of a Secret stays in memory: it is no secret.
        content, _ = core("set", "pay/visible-in-memory", "a", "--for", "fleet", "--stdin", input=CANARY)
        check(b"visible-in-memory" in content, "what is not wiped is found")

    for name, arguments, text in (
        ("set --stdin", ("set", "pay/db", "stdin", "--for", "fleet", "--stdin"), CANARY),
        ("set --from-file", ("set", "pay/db", "file", "--for", "fleet", "--from-file", value), None),
        ("set --exec", ("set", "pay/db", "exec", "--for", "fleet", "--exec", f"cat {value}"), None),
        ("set --env-file", ("set", "pay/env", "--env-file", variables, "--for", "fleet"), None),
        ("seal of YAML", ("seal", "-f", "-", "--for", "fleet", "--merge"), open(manifest).read()),
        ("seal of base64", ("seal", "-f", "-", "--for", "fleet", "--merge"), f"apiVersion: v1\nkind: Secret\nmetadata: {{name: m, namespace: pay}}\ndata: {{a: {base64.b64encode(CANARY.encode()).decode()}}}\n"),
        ("seal of JSON", ("seal", "-f", "-", "--for", "fleet", "--merge"), f'{{"apiVersion":"v1","kind":"Secret","metadata":{{"name":"m","namespace":"pay"}},"stringData":{{"a":"{CANARY}"}}}}'),
        ("seal that fails", ("seal", "-f", "-", "--for", "fleet", "--merge"), open(manifest).read() + "---\na: &a b\n"),
        ("reseal", ("reseal",), None),
        ("open to nowhere", ("open", "pay/db", "--cluster", "us-1", "--key", "nothing"), None),
    ):
        with case(f"after {name} the value is not in the process's memory"):
            if name == "reseal":
                it.ok("group", "rekey", "fleet")
            content, output = core(*arguments, input=text)
            found = remains(content)
            check(not found, f"{found}\n{output[-600:]}")
    inputs.cleanup()

finish()

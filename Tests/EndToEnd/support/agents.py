"""Runs the real fleetseal-agent on the fleets of fleetseal.py."""

import contextlib
import json
import os
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request

import fleetseal
from fleetseal import check

AGENT = os.environ.get("FLEETSEAL_AGENT") or os.path.join(os.path.dirname(fleetseal.BINARY), "fleetseal-agent")


def until(condition, what, seconds=20):
    """Waits until something holds, and gives what the condition gave."""
    limit = time.monotonic() + seconds
    while not (found := condition()):
        check(time.monotonic() < limit, f"{what() if callable(what) else what} within {seconds} s")
        time.sleep(0.005)
    return found


class Agent:
    """One agent of a fleet: its key, its target, its memory; started as often as a test likes."""

    def __init__(self, it, cluster, name=None, source=None, target=None):
        self.it, self.cluster = it, cluster
        self.name = name or cluster
        self.target = target or it.beside(f"target-{self.name}")
        self.state = it.beside(f"state-{self.name}")
        self.source = source or ["--source", f"directory:{it.root}"]
        if not os.path.exists(it.beside("pin")):
            with open(it.beside("pin"), "wb") as file:
                file.write(it.ok("trust", "show", "--export").output)
        self.process, self.lines, self.text, self.port = None, [], "", None

    def arguments(self, *more):
        return [AGENT, "run", "--cluster", self.cluster, "--trust", self.it.beside("pin"),
                "--key", self.it.beside(self.cluster + ".key"), *self.source,
                "--target", f"directory:{self.target}", "--state", self.state, *more]

    def once(self, *more, timeout=60):
        """Converges once; gives exit status, summary and log."""
        process = subprocess.run(self.arguments("--once", *more), env=self.it.environment, cwd=self.it.folder,
                                 stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=timeout)
        self.text += process.stdout + process.stderr
        check(process.returncode in (0, 1, 2), f"ends in an orderly way: {process.returncode}\n{process.stderr[-2000:]}")
        return process

    def converges(self, *more):
        process = self.once(*more)
        check(process.returncode == 0, f"everything is ready\n{process.stdout}\n{process.stderr[-3000:]}")
        return process

    @contextlib.contextmanager
    def running(self, *more, listen=True, ready=True):
        try:
            self.start(*more, listen=listen, ready=ready)
            yield self
        finally:
            self.kill()

    def start(self, *more, listen=True, ready=True):
        self.lines = []
        options = ["--listen", "127.0.0.1:0"] if listen else []
        self.process = subprocess.Popen(self.arguments(*options, *more), env=self.it.environment, cwd=self.it.folder,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.reader = threading.Thread(target=self._read, args=(self.process.stderr,), daemon=True)
        self.reader.start()
        started = until(lambda: self.said("agent started") or self.process.poll() is not None, "it starts")
        check(started and self.process.poll() is None, f"it runs: {self.lines}")
        self.port = self.said("agent started")[0].get("port")
        if listen and ready:
            until(lambda: self.get("/readyz")[0] == 200, lambda: f"it is ready: {self.lines[-5:]}", 60)

    def _read(self, stream):
        for line in stream:
            text = line.decode("utf-8", "replace")
            self.text += text
            try:
                self.lines.append(json.loads(text))
            except ValueError:
                self.lines.append({"message": "not JSON", "line": text})

    def said(self, message, **fields):
        return [line for line in list(self.lines) if line.get("message") == message
                and all(line.get(name) == value for name, value in fields.items())]

    def get(self, path, headers=None, data=None, method=None):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data=data, headers=headers or {}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.read().decode(), dict(answer.headers)
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), dict(error.headers)
        except OSError:
            return 0, "", {}

    def status(self):
        return json.loads(self.get("/v1/status")[1] or "{}")

    def reason(self, path):
        """What the status says of a document."""
        for one in self.status().get("documents", []):
            if one.get("document", "").endswith(":" + path):
                return one["reason"]
        return None

    def metric(self, name):
        for line in self.get("/metrics")[1].splitlines():
            if line.startswith(name + " "):
                return float(line.split()[-1])
        return None

    def read(self, *parts):
        with open(os.path.join(self.target, *parts), "rb") as file:
            return file.read()

    def has(self, value, *parts):
        try:
            return self.read(*parts) == (value if isinstance(value, bytes) else value.encode())
        except OSError:
            return False

    def end(self, number=signal.SIGTERM, seconds=10):
        self.process.send_signal(number)
        code = self.process.wait(seconds)
        self.reader.join(5)
        return code

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self.process:
            self.reader.join(5)

    def contents(self):
        """Every key of every Secret, through the links, as a program would read them."""
        found = {}
        for namespace in sorted(os.listdir(self.target)):
            for name in sorted(os.listdir(os.path.join(self.target, namespace))):
                folder = os.path.join(self.target, namespace, name)
                for key in sorted(os.listdir(folder)):
                    if not key.startswith(".."):
                        with open(os.path.join(folder, key), "rb") as file:
                            found[f"{namespace}/{name}", key] = file.read()
        return found

    def contents_folders(self):
        """The Secrets that are there."""
        return {title for title, _ in self.contents()}

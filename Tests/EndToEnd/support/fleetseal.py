"""Runs the real fleetseal on real repositories, for the end-to-end tests.

Everything a test makes lies below one temporary folder: the Git work tree, the configuration
folder, HOME and TMPDIR. The result of every case is a line `ok - NAME` or `not ok - NAME`.
"""

import contextlib
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import termios
import time
import traceback

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
FAILED = []


def binary():
    """The program under test: $FLEETSEAL, or the newest build."""
    named = os.environ.get("FLEETSEAL")
    if named:
        return os.path.abspath(named)
    builds = [os.path.join(ROOT, ".build", kind, "fleetseal") for kind in ("release", "debug")]
    found = sorted(filter(os.path.exists, builds), key=os.path.getmtime)
    if not found:
        sys.exit("error: fleetseal is not built\n  hint: swift build, or FLEETSEAL=PATH")
    return found[-1]


BINARY = binary()


class Result:
    """What one run printed, as bytes and as text, and its exit status."""

    def __init__(self, arguments, code, output, error):
        self.arguments, self.code = arguments, code
        self.output, self.error = output, error
        self.out = output.decode("utf-8", "backslashreplace")
        self.err = error.decode("utf-8", "backslashreplace")

    def __str__(self):
        return f"fleetseal {' '.join(self.arguments)}\n  exit {self.code}\n  stdout: {self.out!r}\n  stderr: {self.err!r}"


class Fleet:
    """A temporary fleet, with a person's configuration beside it."""

    def __init__(self, init=True, clusters=(), groups=(), parent=None):
        self.folder = tempfile.mkdtemp(prefix="fleetseal-test-", dir=parent)
        self.root = os.path.join(self.folder, "fleet")
        for name in ("fleet", "config", "home", "tmp"):
            os.mkdir(os.path.join(self.folder, name))
        self.environment = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "HOME": os.path.join(self.folder, "home"),
            "XDG_CONFIG_HOME": os.path.join(self.folder, "config"),
            "TMPDIR": os.path.join(self.folder, "tmp"),
            "USER": "alice",
            "LC_ALL": "C.UTF-8",
            "SWIFT_BACKTRACE": "enable=no",
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_CONFIG_SYSTEM": "/dev/null",
            "GIT_AUTHOR_NAME": "alice",
            "GIT_AUTHOR_EMAIL": "alice@example.com",
            "GIT_COMMITTER_NAME": "alice",
            "GIT_COMMITTER_EMAIL": "alice@example.com",
        }
        self.git("init", "-q", "-b", "main")
        if init:
            self.ok("init", "acme")
        for name, *labels in clusters:
            options = [part for label in labels for part in ("--label", label)]
            self.ok("cluster", "add", name, *options, "--new-key", self.beside(name + ".key"))
        for name, selector in groups:
            self.ok("group", "add", name, *(["--select", selector] if selector else ["--all"]))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, *parts):
        return os.path.join(self.root, *parts)

    def beside(self, *parts):
        """A path outside the work tree."""
        return os.path.join(self.folder, *parts)

    def read(self, path):
        with open(self.path(path), "rb") as file:
            return file.read()

    def write(self, path, content):
        os.makedirs(os.path.dirname(self.path(path)), exist_ok=True)
        with open(self.path(path), "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())

    def command(self, *arguments):
        return [BINARY, *arguments]

    def run(self, *arguments, input=b"", cwd=None, environment=None, timeout=60):
        """Runs fleetseal without a terminal."""
        process = subprocess.run(
            self.command(*arguments), input=input.encode() if isinstance(input, str) else input,
            cwd=cwd or self.root, env={**self.environment, **(environment or {})},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=timeout, start_new_session=True)
        result = Result(arguments, process.returncode, process.stdout, process.stderr)
        check(process.returncode in (0, 1, 2, 3), f"ends in an orderly way\n{result}")
        return result

    def start(self, *arguments, input=subprocess.DEVNULL, environment=None):
        return subprocess.Popen(
            self.command(*arguments), cwd=self.root, env={**self.environment, **(environment or {})},
            stdin=input, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)

    def ok(self, *arguments, **options):
        result = self.run(*arguments, **options)
        check(result.code == 0, f"succeeds\n{result}")
        return result

    def fails(self, *arguments, says=(), code=1, **options):
        """Runs a command that must fail, name the place and reason, and leave everything as it is."""
        before = self.snapshot()
        result = self.run(*arguments, **options)
        check(result.code == code, f"exit status {code}\n{result}")
        for text in [says] if isinstance(says, str) else says:
            check(re.search(text, result.err) is not None, f"says {text!r}\n{result}")
        check("error: " in result.err, f"reports an error\n{result}")
        after = self.snapshot()
        check(before == after, f"changes nothing, but: {differences(before, after)}\n{result}")
        return result

    def set(self, title, key, value, group):
        return self.ok("set", title, key, "--for", group, "--stdin", input=value)

    def value(self, title, key, cluster, **options):
        return self.ok("open", title, "--cluster", cluster, "--key", key, "--output", "raw", **options).output

    def snapshot(self):
        """All files of the work tree with their bytes, Git's own excepted."""
        files = {}
        for folder, names, files_here in os.walk(self.root):
            if ".git" in names:
                names.remove(".git")
            for name in files_here:
                path = os.path.join(folder, name)
                if os.path.islink(path):
                    files[path] = os.readlink(path).encode()
                elif os.path.isfile(path):
                    with open(path, "rb") as file:
                        files[path] = file.read()
        return files

    def git(self, *arguments, check_status=True):
        process = subprocess.run(
            ["git", *arguments], cwd=self.root, env=self.environment,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if check_status:
            check(process.returncode == 0, f"git {' '.join(arguments)}: {process.stdout}")
        return process

    def commit(self, message="change"):
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)

    def status(self):
        return self.git("status", "--porcelain", "--untracked-files=all").stdout


def differences(before, after):
    return sorted(os.path.relpath(path, "/") for path in before.keys() | after.keys() if before.get(path) != after.get(path))


class Terminal:
    """A person at a terminal, running one command."""

    def __init__(self, fleet, *arguments, environment=None, stdin=None):
        self.fleet, self.arguments, self.shown = fleet, arguments, ""
        self.rest = ""
        environment = {**fleet.environment, "TERM": "xterm", **(environment or {})}
        self.process, self.keyboard = pty.fork()
        if self.process == 0:
            try:
                # What the shell that runs the tests ignores, a person's shell does not.
                for ignored in (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP):
                    signal.signal(ignored, signal.SIG_DFL)
                os.chdir(fleet.root)
                if stdin is not None:
                    os.dup2(os.open(stdin, os.O_RDONLY), 0)
                os.execve(BINARY, fleet.command(*arguments), environment)
            finally:
                os._exit(127)
        self.code = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.code is None:
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)
        os.close(self.keyboard)

    def _more(self, seconds):
        ready, _, _ = select.select([self.keyboard], [], [], seconds)
        if not ready:
            return None
        try:
            data = os.read(self.keyboard, 65536)
        except OSError:
            return b""
        text = data.decode("utf-8", "backslashreplace")
        self.shown += text
        self.rest += text
        return data

    def expect(self, pattern, seconds=20):
        """Waits until the screen shows something."""
        limit = time.monotonic() + seconds
        while not (match := re.search(pattern, self.rest)):
            data = self._more(max(0, limit - time.monotonic()))
            check(data, f"the terminal shows {pattern!r}; it shows {self.shown!r}")
        self.rest = self.rest[match.end():]
        return match

    def type(self, text):
        os.write(self.keyboard, text.encode())

    @property
    def echoes(self):
        return bool(termios.tcgetattr(self.keyboard)[3] & termios.ECHO)

    def end(self, seconds=30):
        """Waits for the end and gives the exit status, or minus the signal's number."""
        limit = time.monotonic() + seconds
        while data := self._more(max(0, limit - time.monotonic())):
            pass
        check(data is not None, f"ends; it shows {self.shown!r}")
        _, status = os.waitpid(self.process, 0)
        self.code = os.waitstatus_to_exitcode(status)
        return self.code


class Failed(Exception):
    pass


def check(condition, message):
    if not condition:
        raise Failed(message)


def equal(found, wanted, message=""):
    check(found == wanted, f"{message}: found {found!r}, wanted {wanted!r}")


@contextlib.contextmanager
def case(name):
    """One test: `ok` if the block ends, `not ok` and why if not."""
    try:
        yield
    except Failed as failure:
        FAILED.append(name)
        print("\n".join("# " + line for line in str(failure).splitlines()))
        print(f"not ok - {name}", flush=True)
    except Exception:
        FAILED.append(name)
        print("\n".join("# " + line for line in traceback.format_exc().splitlines()))
        print(f"not ok - {name}", flush=True)
    else:
        print(f"ok - {name}", flush=True)


def finish():
    sys.exit(1 if FAILED else 0)

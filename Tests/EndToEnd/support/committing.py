"""Commands that commit and push what they wrote, with real Git and a real bare repository beside it."""

import os
import random
import re
import shutil
import stat
import subprocess
import time

from fleetseal import BINARY, Fleet, case, check, equal, finish

PRODUCTION, FLEET = "keys/groups/production.yaml", "keys/groups/fleet.yaml"


class Clone(Fleet):
    """A fleet whose branch main tracks main of a bare repository."""

    def __init__(self):
        super().__init__(clusters=[("us-1", "env=production"), ("eu-1", "env=production")], groups=[("production", "env=production")])
        self.set("pay/db", "password", "secret", "production")
        self.commit("a fleet")
        self.bare = self.beside("bare.git")
        self.git("clone", "-q", "--bare", self.root, self.bare)
        self.git("remote", "add", "origin", self.bare)
        self.git("fetch", "-q", "origin")
        self.git("branch", "-q", "--set-upstream-to", "origin/main")
        # Another person's clone, with a pin of its own.
        self.other = self.beside("other")
        self.git("clone", "-q", self.bare, self.other)

    def out(self, *arguments):
        return self.git(*arguments).stdout.strip()

    def head(self):
        return self.out("rev-parse", "HEAD")

    def remote(self, name="main"):
        return self.out("--git-dir", self.bare, "rev-parse", "--verify", "--quiet", f"refs/heads/{name}")

    def files(self, commit="HEAD"):
        return self.out("show", "--format=", "--name-only", commit).split()

    def hook(self, name, text, folder=None):
        path = os.path.join(folder or self.path(".git"), "hooks", name)
        if text is None:
            os.remove(path)
            return
        with open(path, "w") as file:
            file.write("#!/bin/sh\n" + text)
        os.chmod(path, os.stat(path).st_mode | stat.S_IXUSR)

    def race(self, command, times):
        """Before a push of this clone somebody else's gets there, so many times."""
        counter = self.beside("races")
        with open(counter, "w") as file:
            file.write("0")
        self.hook("pre-push", f"""
n=$(cat {counter}); test "$n" -lt {times} || exit 0
echo $((n + 1)) > {counter}
export n
unset GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE
cd {self.other} && git pull -q --ff-only && {command} && git push -q origin HEAD:main
""")

    def state(self):
        """All that a refused command must leave as it was."""
        refs = self.out("for-each-ref", "--format=%(refname) %(objectname)", "refs/heads")
        place = self.git("symbolic-ref", "--quiet", "HEAD", check_status=False).stdout
        return refs, place, self.head(), self.out("ls-files", "--stage"), self.status(), self.snapshot()

    def discard(self, commit="HEAD"):
        """Throws changes away as if nobody had made them; the pin forgets them too."""
        self.git("reset", "-q", "--hard", commit)
        text = re.search(r"(?:[a-z2-7]{4}-){12}[a-z2-7]{4}", self.ok("identity", "show").out).group(0)
        self.ok("trust", "add", "--rewind", "--fingerprint", text)

    def refuses(self, *arguments, says, code=1, **options):
        before, remote = self.state(), self.remote()
        result = self.fails(*arguments, says=says, code=code, **options)
        after = self.state()
        for one, other, what in zip(before, after, ("branches", "HEAD", "commit", "index", "status", "files")):
            check(one == other, f"{what} stay\nbefore: {one}\nafter: {other}\n{result}")
        equal(self.remote(), remote, "the remote")
        return result


def other_cluster(name):
    return f"{BINARY} cluster add {name}$n --label env=production --new-key ../{name}$n.key && git add -A && git commit -q -m other"


def other_file():
    return "echo $n-$$ > remark$$ && git add -A && git commit -q -m other"


with Clone() as it:
    with case("one commit of exactly what was written, whatever else is changed or staged"):
        before = it.head()
        it.write("README.md", "edited, not staged\n")
        it.write("staged.txt", "staged\n")
        it.git("add", "staged.txt")
        it.write("untracked.txt", "untracked\n")
        it.write("secrets/pay/db.yaml", it.read("secrets/pay/db.yaml") + b"# edited\n")
        result = it.ok("group", "rekey", "production", "--commit")
        equal(it.out("rev-parse", "HEAD^"), before, "the parent")
        equal(it.files(), [PRODUCTION], "what is in it")
        equal(it.status().splitlines(), [" M README.md", " M secrets/pay/db.yaml", "A  staged.txt", "?? untracked.txt"], "what is left")
        message = it.out("log", "-1", "--format=%B")
        check(re.fullmatch(r"Re-key group production\n\ngroup production has key k\w{11} now, sealed to 2 clusters", message), message)
        equal(it.out("log", "-1", "--format=%an %cn"), "alice alice", "who")
        check(f"committed {it.head()[:10]} on main: Re-key group production" in result.err, str(result))
        equal(it.remote(), before, "nothing was pushed")
        it.git("reset", "-q", "--hard")
        os.remove(it.path("untracked.txt"))

    with case("new files, removed ones, and what is sealed anew are in the commit too"):
        it.ok("cluster", "add", "us-2", "--label", "env=production", "--new-key", it.beside("us-2.key"), "--commit")
        equal(it.files(), ["keys/clusters/us-2.yaml", FLEET, PRODUCTION], "an added cluster")
        it.set("pay/db", "password", "own", "us-2")
        it.ok("split", "pay/db")
        it.commit("a part")
        it.ok("cluster", "remove", "us-2", "--commit")
        equal(it.files(), ["keys/clusters/us-2.yaml", FLEET, PRODUCTION, "secrets/pay/db.yaml", "secrets/pay/db@us-2.yaml"], "a removed one")
        body = it.out("log", "-1", "--format=%b")
        check("of fleet" in body and "of production" in body, f"the message names the groups: {body}")
        equal(it.status(), "", "nothing is left")

    with case("all commands that commit leave nothing behind, and say what they did without values"):
        key = it.run("identity", "new", "--no-passphrase", it.beside("bob")).out.strip()
        start = it.head()
        runs = [
            ("operator", "add", "bob", "--key", key, "--opens", "production"),
            ("group", "add", "edge", "--select", "env=edge"), ("cluster", "label", "eu-1", "env=edge"),
            ("cluster", "revoke", "eu-1"), ("cluster", "replace-key", "eu-1", "--new-key", it.beside("eu-1b.key")),
            ("group", "rekey", "fleet", "production"), ("reseal",), ("group", "retire", "fleet", "production"),
            ("operator", "remove", "bob"), ("group", "remove", "edge"),
        ]
        for words in runs:
            it.ok(*words, "--commit")
            equal(it.status(), "", " ".join(words))
        equal(it.out("rev-list", "--count", f"{start}..HEAD"), str(len(runs)), "commits")
        subjects = it.out("log", "--reverse", "--format=%s", f"{start}..HEAD").splitlines()
        equal(subjects[5:8], ["Re-key groups fleet, production", "Reseal 1 value in 1 file to active keys", "Retire old keys of groups fleet, production"], "subjects")
        check("secret" not in it.out("log", "--format=%B", f"{start}..HEAD"), "no value")
        check(it.run("check").code in (0, 3), "the fleet is whole")

    with case("nothing to commit makes no commit and no branch"):
        before = it.head()
        check("nothing to commit" in it.ok("reseal", "--commit").err, "it says so")
        it.ok("reseal", "--commit", "--branch", "unused")
        equal((it.head(), it.out("branch", "--format=%(refname:short)")), (before, "main"), "branches")

with Clone() as it:
    with case("the user's signature, hooks and message template are respected"):
        key = it.beside("signing")
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
        with open(it.beside("allowed"), "w") as file, open(key + ".pub") as public:
            file.write("alice@example.com " + public.read())
        for name, value in (("gpg.format", "ssh"), ("user.signingkey", key + ".pub"), ("commit.gpgsign", "true"), ("gpg.ssh.allowedSignersFile", it.beside("allowed"))):
            it.git("config", name, value)
        it.hook("pre-commit", f"git diff --cached --name-only > {it.beside('seen')}")
        it.hook("commit-msg", 'printf "\\nTicket: 7\\n" >> "$1"')
        it.ok("group", "rekey", "production", "--commit")
        equal(it.out("log", "-1", "--format=%G? %GS"), "G alice@example.com", "the signature")
        check(it.out("log", "-1", "--format=%B").endswith("Ticket: 7"), "commit-msg")
        with open(it.beside("seen")) as file:
            equal(file.read().split(), [PRODUCTION], "what pre-commit sees")
        for name in ("pre-commit", "commit-msg"):
            it.hook(name, None)

    with case("a signature that cannot be made leaves everything as it was"):
        it.git("config", "user.signingkey", it.beside("nowhere.pub"))
        it.refuses("group", "rekey", "production", "--commit", says=["commit: git commit ended with exit status \\d+: a hook or the signing", "hint:"])
        it.git("config", "commit.gpgsign", "false")

    with case("a hook that refuses leaves everything as it was, new files and branches too"):
        it.write("staged.txt", "staged\n")
        it.git("add", "staged.txt")
        it.hook("pre-commit", "echo no such day >&2; exit 1")
        it.refuses("group", "rekey", "production", "--commit", says=["no such day", "commit: git commit ended with exit status 1"])
        it.refuses("cluster", "add", "us-2", "--key", it.run("identity", "new", "--no-passphrase", it.beside("k")).out.strip(), "--commit", "--branch", "new", says="exit status 1")
        it.hook("pre-commit", None)
        it.git("rm", "-q", "-f", "--cached", "staged.txt")
        os.remove(it.path("staged.txt"))

    with case("without a name nothing is done"):
        nobody = {name: "" for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL")}
        it.git("config", "user.useConfigOnly", "true")
        it.refuses("group", "rekey", "production", "--commit", says=["does not know in whose name", "user.email"], environment=nobody)

    with case("a file to be written, or the registry it builds on, must be committed"):
        it.ok("group", "rekey", "production")
        it.refuses("reseal", "--commit", says=[f"commit: {PRODUCTION} had changes before", "commit or stash"])
        it.discard()
        it.ok("group", "rekey", "production", "--commit")
        it.write("secrets/pay/db.yaml", it.read("secrets/pay/db.yaml") + b"# edited\n")
        it.refuses("reseal", "--commit", says="commit: secrets/pay/db.yaml had changes before")
        it.git("checkout", "-q", ".")
        it.write("keys/groups/stray.yaml.orig", "x")
        it.refuses("reseal", "--commit", says="stray")
        os.remove(it.path("keys/groups/stray.yaml.orig"))

    with case("a detached HEAD needs --branch, which then works"):
        it.git("checkout", "-q", "--detach")
        it.refuses("reseal", "--commit", says=["HEAD is detached", "--branch"])
        it.hook("pre-commit", "exit 1")
        it.refuses("reseal", "--commit", "--branch", "from-detached", says="exit status 1")
        it.hook("pre-commit", None)
        it.ok("reseal", "--commit", "--branch", "from-detached")
        equal(it.out("symbolic-ref", "--short", "HEAD"), "from-detached", "HEAD")
        it.discard()
        it.git("checkout", "-q", "main")

    with case("a branch that exists, or is none, is refused"):
        it.refuses("reseal", "--commit", "--branch", "from-detached", says=["there is a branch from-detached", "hint"])
        for name in ("a..b", "-x", "a b"):
            it.refuses("reseal", "--commit", f"--branch={name}", says="not a name for a branch", code=2)

    with case("options that need --commit, and --dry-run, are told apart"):
        it.refuses("reseal", "--push", says="--push is for --commit", code=2)
        it.refuses("reseal", "--branch", "x", says="--branch is for --commit", code=2)
        it.refuses("reseal", "--commit", "--dry-run", says="exclude each other", code=2)

    with case("in the middle of a merge nothing is done"):
        it.git("checkout", "-q", "-b", "side", "HEAD")
        it.write("remark", "side")
        it.commit("side")
        it.git("checkout", "-q", "main")
        it.git("merge", "-q", "--no-ff", "--no-commit", "side")
        it.refuses("group", "rekey", "fleet", "--commit", says=["a git merge is under way", "--abort"])
        it.git("merge", "--abort")

with Fleet() as it:
    with case("a repository without a commit is refused"):
        it.fails("group", "rekey", "fleet", "--commit", says=["no commit yet", "git commit"])

with Clone() as it:
    with case("a push goes to the upstream, whatever it is called"):
        it.git("branch", "-q", "-m", "local")
        result = it.ok("group", "rekey", "production", "--commit", "--push")
        equal(it.remote(), it.head(), "main of the remote")
        check("pushed to origin/main" in result.err, str(result))
        it.git("branch", "-q", "-m", "main")

    with case("without an upstream origin has the branch; without both nothing is done"):
        it.git("branch", "-q", "--unset-upstream")
        it.ok("reseal", "--commit", "--push")
        equal(it.remote(), it.head(), "main of the remote")
        it.git("remote", "rename", "origin", "elsewhere")
        it.git("config", "--unset", "branch.main.remote") if it.git("config", "branch.main.remote", check_status=False).returncode == 0 else None
        it.refuses("group", "rekey", "production", "--commit", "--push", says=["main has no upstream, and there is no remote origin", "--set-upstream"])
        it.git("remote", "rename", "elsewhere", "origin")
        it.git("branch", "-q", "--set-upstream-to", "origin/main")

    with case("after a lost race the work is done again on the new tip, not merged"):
        # The key of the group must be sealed to a cluster that came in between.
        it.write("README.md", "edited, not staged\n")
        it.write("staged.txt", "staged\n")
        it.git("add", "staged.txt")
        it.race(other_cluster("late-"), 1)
        before = it.head()
        result = it.ok("group", "rekey", "production", "--commit", "--push")
        check(re.search(r"origin/main moved to [0-9a-f]{10} meanwhile: doing it again from there \(2 of 5\)", result.err), str(result))
        equal(result.err.count("has key"), 1, "only what counts is said")
        equal(it.remote(), it.head(), "pushed")
        equal(it.out("log", "--format=%s", f"{before}..HEAD").splitlines(), ["Re-key group production", "other"], "one commit on theirs")
        equal(it.files(), [PRODUCTION], "what is in it")
        value = it.ok("open", "pay/db", "--cluster", "late-0", "--identity", it.beside("late-0.key"), "--key", "password").output
        equal(value, b"secret", "opened by the cluster that came in between")
        text = it.read(PRODUCTION).decode()
        equal(text.count("cluster.late-0/"), text.count("public:"), "a line in every key, the new one too")
        equal(it.status().splitlines(), [" M README.md", "A  staged.txt"], "what is the user's stays")
        it.git("reset", "-q", "--hard")

    with case("a new cluster's key file is written once, however often the work is done"):
        it.race(other_file(), 2)
        it.ok("cluster", "add", "made", "--label", "env=production", "--new-key", it.beside("made.key"), "--commit", "--push")
        equal(it.remote(), it.head(), "pushed")
        it.ok("open", "pay/db", "--cluster", "made", "--identity", it.beside("made.key"), "--key", "password")

    with case("a race that is lost every time ends, at the others' tip and with nothing half done"):
        it.race(other_file(), 99)
        before = it.head()
        result = it.run("group", "rekey", "production", "--commit", "--push")
        equal(result.code, 1, str(result))
        check("somebody else was faster 5 times" in result.err and "run it again" in result.err, str(result))
        with open(it.beside("races")) as file:
            equal(file.read().strip(), "5", "attempts")
        equal((it.head(), it.status()), (it.remote(), ""), "at their tip, clean")
        equal(set(it.out("log", "--format=%s", f"{before}..HEAD").splitlines()), {"other"}, "commits")
        it.hook("pre-push", None)

    with case("a change of the user's to a file that the others changed stops it, and is not lost"):
        it.race("echo theirs > README.md && git add -A && git commit -q -m other", 1)
        it.write("README.md", "mine\n")
        result = it.run("group", "rekey", "production", "--commit", "--push")
        equal(result.code, 1, str(result))
        equal(it.read("README.md"), b"mine\n", "the user's change")
        equal(it.status().splitlines(), [" M README.md"], "what is left")
        it.hook("pre-push", None)
        it.git("checkout", "-q", ".")
        it.git("pull", "-q", "--ff-only")

    with case("a push that arrived although it seemed lost is a success"):
        it.hook("pre-push", "git push -q --no-verify origin HEAD:main")
        it.ok("group", "rekey", "production", "--commit", "--push")
        equal(it.remote(), it.head(), "pushed")
        it.hook("pre-push", None)

    with case("a pre-push hook that refuses leaves everything as it was"):
        it.hook("pre-push", "echo not today >&2; exit 1")
        it.refuses("group", "rekey", "production", "--commit", "--push", says=["not today", "push to origin/main", "nothing was kept"])
        it.hook("pre-push", None)

    with case("a protected branch is told from a race; a new branch gets through"):
        it.hook("update", 'test "$1" != refs/heads/main || { echo main is protected; exit 1; }', folder=it.bare)
        it.refuses("group", "rekey", "production", "--commit", "--push", says=[r"push to origin/main: \[remote rejected\] \(hook declined\)", "--branch NAME"])
        main = it.remote()
        result = it.ok("group", "rekey", "production", "--commit", "--push", "--branch", "rotate/production")
        equal((it.remote("rotate/production"), it.remote()), (it.head(), main), "the remote")
        equal(it.out("rev-parse", "--abbrev-ref", "HEAD@{upstream}"), "origin/rotate/production", "upstream")
        it.ok("reseal", "--commit", "--push")
        equal(it.remote("rotate/production"), it.head(), "the next one follows")
        it.git("checkout", "-q", "main")
        it.discard()
        it.git("branch", "-q", "-D", "rotate/production")
        result = it.refuses("group", "rekey", "production", "--commit", "--push", "--branch", "rotate/production", says=["push to origin/rotate/production: \\[rejected\\]", "branch of this name already"])
        it.hook("update", None, folder=it.bare)

    with case("a remote that cannot be reached leaves everything as it was"):
        os.rename(it.bare, it.bare + ".gone")
        before = it.state()
        result = it.fails("group", "rekey", "production", "--commit", "--push", says=["push to origin/main: the remote cannot be asked", "nothing was kept"])
        equal(it.state(), before, "all of it")
        os.rename(it.bare + ".gone", it.bare)

    with case("commits of the user's that are not pushed go along, or stop a race"):
        it.ok("group", "rekey", "fleet", "--commit")
        it.race(other_file(), 1)
        before = it.state()
        result = it.run("reseal", "--commit", "--push")
        check(result.code == 1 or "nothing to commit" in result.err, str(result))
        result = it.run("group", "rekey", "production", "--commit", "--push")
        equal(result.code, 1, str(result))
        check("commits that are not here, and this branch has some that are not there" in result.err and "git pull --rebase" in result.err, str(result))
        equal(it.state(), before, "all of it")
        it.hook("pre-push", None)
        it.git("pull", "-q", "--rebase")
        it.ok("group", "rekey", "production", "--commit", "--push")
        equal((it.remote(), it.out("log", "--format=%s", "-2").splitlines()), (it.head(), ["Re-key group production", "Re-key group fleet"]), "both")

    with case("what an earlier run committed and did not push is pushed, even with nothing to do"):
        it.ok("reseal", "--commit")
        check(it.remote() != it.head(), "not pushed")
        check("pushed 1 earlier commit to origin/main" in it.ok("reseal", "--commit", "--push").err, "it says so")
        equal(it.remote(), it.head(), "pushed")

    with case("a linked work tree commits on its own branch"):
        it.git("worktree", "add", "-q", "-b", "linked", it.beside("linked"))
        main = it.head()
        result = it.run("-C", it.beside("linked"), "group", "rekey", "production", "--commit")
        equal(result.code, 0, str(result))
        equal((it.head(), it.out("log", "-1", "--format=%s", "linked")), (main, "Re-key group production"), "branches")



class Killer:
    """A git in front of the real one that kills the fleetseal which started it, at one of its calls."""

    def __init__(self, it):
        self.it = it
        self.folder = it.beside("killer")
        os.makedirs(self.folder, exist_ok=True)
        # Hooks and tests have the real one.
        self.real = shutil.which("git")
        with open(os.path.join(self.folder, "git"), "w") as file:
            file.write(f"""#!/bin/bash
n=$(($(wc -l < "$FLEETSEAL_GIT_CALLS") + 1))
echo "$*" >> "$FLEETSEAL_GIT_CALLS"
case "$KILL_AT" in
    "before $n") kill -9 $PPID; exit 1 ;;
    "after $n") {self.real} "$@"; kill -9 $PPID; exit 1 ;;
    "orphan $n") kill -9 $PPID; sleep 0.3; exec {self.real} "$@" ;;
esac
exec {self.real} "$@"
""")
        os.chmod(os.path.join(self.folder, "git"), 0o755)

    def run(self, point, *arguments):
        """Runs a command to its death, or its end, and gives its exit status with git's calls."""
        calls = self.it.beside("calls")
        with open(calls, "w"):
            pass
        environment = {"PATH": f"{self.folder}:{self.it.environment['PATH']}", "KILL_AT": point, "FLEETSEAL_GIT_CALLS": calls}
        process = self.it.start(*arguments, environment=environment)
        process.communicate(timeout=60)
        with open(calls) as file:
            return process.returncode, file.read().splitlines()

    def at(self, when, word, *arguments):
        """Kills a command before, after or during the first call of git with a word."""
        _, calls = self.probe(arguments)
        number = next(index for index, call in enumerate(calls, 1) if word in call.split())
        code, _ = self.run(f"{when} {number}", *arguments)
        equal(code, -9, f"killed {when} git {word}")

    def probe(self, arguments):
        """What calls of git a run makes, with no trace of it left."""
        before, remote = self.it.head(), self.it.remote()
        code, calls = self.run("", *arguments)
        check(code == 0, f"{arguments}: {code}")
        self.it.git("checkout", "-q", "main")
        self.it.discard(before)
        for name in self.it.out("for-each-ref", "--format=%(refname:short)", "refs/heads").splitlines():
            if name != "main":
                self.it.git("branch", "-q", "-D", name)
                self.it.git("--git-dir", self.it.bare, "update-ref", "-d", f"refs/heads/{name}")
        self.it.git("--git-dir", self.it.bare, "update-ref", "refs/heads/main", remote)
        self.it.git("fetch", "-q", "--prune", "origin")
        return code, calls

    @property
    def record(self):
        return self.it.path(".git/fleetseal/commit")


class Killed(Clone):
    """A clone in which `reseal` has two files to write."""

    def __init__(self):
        super().__init__()
        self.set("pay/other", "token", "t0k3n", "production")
        self.ok("group", "rekey", "production")
        self.commit("a new key")
        self.git("push", "-q")
        self.start_commit = self.head()
        self.killer = Killer(self)

    def rewind(self):
        """As it was before, in both repositories."""
        for lock in ("index.lock", "HEAD.lock"):
            if os.path.exists(self.path(".git", lock)):
                os.remove(self.path(".git", lock))
        self.git("checkout", "-q", "-f", "main")
        self.git("clean", "-qfd")
        self.discard(self.start_commit)
        for name in self.out("for-each-ref", "--format=%(refname:short)", "refs/heads").splitlines():
            if name != "main":
                self.git("branch", "-q", "-D", name)
        for name in self.out("--git-dir", self.bare, "for-each-ref", "--format=%(refname)").splitlines():
            self.git("--git-dir", self.bare, "update-ref", "-d", name)
        self.git("push", "-q", "origin", f"{self.start_commit}:refs/heads/main")
        self.git("fetch", "-q", "--prune", "origin")
        shutil.rmtree(self.other)
        self.git("clone", "-q", self.bare, self.other)
        if os.path.exists(self.killer.record):
            os.remove(self.killer.record)

    def pushes_elsewhere(self, command="echo theirs > remark && git add -A && git commit -q -m other"):
        done = subprocess.run(["sh", "-ec", f"git pull -q --ff-only && {command} && git push -q origin HEAD:main"],
                              cwd=self.other, env=self.environment, capture_output=True, text=True)
        check(done.returncode == 0, done.stderr)

    def one_commit(self, context, onto=None, subject="Reseal 2 values in 2 files to active keys", files=2):
        equal(self.out("log", "--format=%s", f"{onto or self.start_commit}..HEAD").splitlines(), [subject], f"commits: {context}")
        equal((self.status(), len(self.files())), ("", files), f"clean, with all in the commit: {context}")
        check(not os.path.exists(self.killer.record), f"no record is left: {context}")


with Killed() as it:
    NEW = ("cluster", "add", "new", "--label", "env=production", "--key", it.run("identity", "new", "--no-passphrase", it.beside("new.key")).out.strip())
    for options in ((), ("--push",), ("--branch", "made"), ("--branch", "made", "--push")):
        words = ("reseal", "--commit", *options)
        with case(f"killed at any call of git, {' '.join(words)} is one commit when it has run again"):
            it.rewind()
            _, calls = it.killer.probe(words)
            check(len(calls) > 5, f"{calls}")
            for number, call in enumerate(calls, 1):
                writes = {"add", "checkout", "commit", "push"} & set(call.split())
                # A git that only asks may live on as it likes.
                for when in ("before", "after", "orphan") if writes else ("before",):
                    it.rewind()
                    context = f"killed {when} call {number}, git {call}"
                    code, _ = it.killer.run(f"{when} {number}", *words)
                    equal(code, -9, context)
                    result = it.run(*words)
                    check(result.code == 0, f"{context}\n{result}")
                    it.one_commit(context)
                    if "--branch" in options:
                        equal(it.out("symbolic-ref", "--short", "HEAD"), "made", f"HEAD: {context}")
                        equal(it.out("rev-parse", "main"), it.start_commit, f"main: {context}")
                    if "--push" in options:
                        equal(it.remote("made" if "--branch" in options else "main"), it.head(), f"pushed: {context}")

    with case("killed at random moments it is one commit, or none was begun"):
        it.rewind()
        start = time.monotonic()
        it.ok("reseal", "--commit")
        whole = time.monotonic() - start
        for attempt in range(int(os.environ.get("KILLS", "8")) * 2):
            it.rewind()
            process = it.start("reseal", "--commit")
            time.sleep(whole * random.uniform(0.1, 1))
            process.kill()
            process.communicate(timeout=60)
            it.ok("reseal", "--commit")
            it.one_commit(f"attempt {attempt}")

    with case("another command finishes it, with new files, and commits its own"):
        it.rewind()
        it.killer.at("before", "commit", *NEW, "--commit")
        check("?? keys/clusters/new.yaml" in it.status() or " A keys/clusters/new.yaml" in it.status(), it.status())
        it.write("README.md", "mine\n")
        result = it.ok("reseal", "--commit")
        check("Add cluster new (an earlier run was killed before it had)" in result.err, str(result))
        subjects = it.out("log", "--format=%s", f"{it.start_commit}..HEAD").splitlines()
        equal(subjects, ["Reseal 2 values in 2 files to active keys", "Add cluster new"], "commits")
        equal(it.files("HEAD^"), ["keys/clusters/new.yaml", FLEET, PRODUCTION], "what is in the first one")
        equal(it.status().splitlines(), [" M README.md"], "the user's change")
        os.remove(it.path("README.md")) if it.git("ls-files", "--error-unmatch", "README.md", check_status=False).returncode else it.git("checkout", "-q", "README.md")

    with case("what cannot be proven to be the killed run's is left to a person, and said"):
        def refuses(says):
            it.refuses("group", "rekey", "fleet", "--commit", says=[f"an earlier run was killed before it had committed 2 files, and {says}", "hint: commit them yourself"])

        it.rewind()
        it.killer.at("before", "commit", "reseal", "--commit")
        text = it.read("secrets/pay/db.yaml")
        it.write("secrets/pay/db.yaml", text + b"# edited\n")
        refuses("secrets/pay/db.yaml holds something else now")
        it.write("secrets/pay/db.yaml", text)
        it.git("switch", "-q", "-c", "elsewhere")
        refuses("another branch is checked out now")
        it.git("switch", "-q", "main")
        it.git("commit", "-q", "--allow-empty", "-m", "mine")
        refuses("HEAD has moved since")
        it.git("reset", "-q", "--hard")
        it.ok("reseal", "--commit")
        equal(it.out("log", "--format=%s", f"{it.start_commit}..HEAD").splitlines(), ["Reseal 2 values in 2 files to active keys", "mine"], "once they are taken back it goes on")

    with case("a hook that refuses takes the killed run's files back too"):
        it.rewind()
        it.killer.at("before", "commit", *NEW, "--commit", "--branch", "made")
        it.hook("pre-commit", "echo no such day >&2; exit 1")
        result = it.run("reseal", "--commit")
        check(result.code == 1 and "no such day" in result.err, str(result))
        equal((it.status(), it.head(), it.out("branch", "--format=%(refname:short)")), ("", it.start_commit, "main"), "nothing is left")
        it.hook("pre-commit", None)
        it.ok("reseal", "--commit")
        it.one_commit("afterwards")

    with case("a record that is torn is as good as none"):
        it.rewind()
        it.killer.at("before", "commit", *NEW, "--commit")
        with open(it.killer.record, "rb+") as file:
            file.truncate(os.path.getsize(it.killer.record) - 9)
        it.refuses("reseal", "--commit", says="had changes before that are not committed")

with Killed() as it:
    with case("killed before its push, and the remote moved: the same command does the work anew there"):
        for when, word in (("before", "push"), ("after", "commit")):
            it.rewind()
            it.killer.at(when, word, "reseal", "--commit", "--push")
            check(it.head() != it.start_commit, "the commit is made")
            it.pushes_elsewhere()
            theirs = it.remote()
            it.write("untracked.txt", "mine\n")
            result = it.ok("reseal", "--commit", "--push")
            os.remove(it.path("untracked.txt"))
            check(re.search("origin/main moved to [0-9a-f]{10} before an earlier run could push: doing its work again from there", result.err), str(result))
            it.one_commit(f"{when} {word}", onto=theirs)
            equal((it.out("rev-parse", "HEAD^"), it.remote()), (theirs, it.head()), "on theirs, and pushed")

    with case("killed before it had committed, and the remote moved: the same"):
        it.rewind()
        it.killer.at("before", "commit", "reseal", "--commit", "--push")
        it.pushes_elsewhere()
        theirs = it.remote()
        it.ok("reseal", "--commit", "--push")
        it.one_commit("", onto=theirs)
        equal((it.out("rev-parse", "HEAD^"), it.remote()), (theirs, it.head()), "on theirs, and pushed")

    with case("another command pushes it if it can, and drops nothing if not"):
        it.rewind()
        it.killer.at("before", "push", "reseal", "--commit", "--push")
        made = it.head()
        it.ok("group", "rekey", "fleet", "--commit", "--push")
        equal((it.remote(), it.out("rev-parse", "HEAD^")), (it.head(), made), "both are pushed")
        it.rewind()
        it.killer.at("before", "push", "reseal", "--commit", "--push")
        it.pushes_elsewhere()
        it.refuses("group", "rekey", "fleet", "--commit", "--push", says=["an earlier run committed and was killed before it had pushed: Reseal 2 values", "run that command again"])
        theirs = it.remote()
        it.ok("reseal", "--commit", "--push")
        it.one_commit("afterwards", onto=theirs)

    with case("a commit of the user's on top of it is the user's, and so is all below"):
        it.rewind()
        it.killer.at("before", "push", "reseal", "--commit", "--push")
        it.git("commit", "-q", "--allow-empty", "-m", "mine")
        it.pushes_elsewhere()
        it.refuses("group", "rekey", "fleet", "--commit", "--push", says=["this branch has some that are not there", "git pull --rebase"])
        equal(it.out("log", "--format=%s", f"{it.start_commit}..HEAD").splitlines(), ["mine", "Reseal 2 values in 2 files to active keys"], "commits")

    with case("a commit of the user's of the same files is not taken for the run's"):
        it.rewind()
        it.killer.at("before", "commit", "reseal", "--commit", "--push")
        it.write("secrets/pay/db.yaml", it.read("secrets/pay/db.yaml") + b"# edited\n")
        it.commit("mine")
        it.pushes_elsewhere()
        result = it.run("reseal", "--commit", "--push")
        equal(it.out("log", "--format=%s", f"{it.start_commit}..HEAD").splitlines(), ["mine"], f"it stays\n{result}")

finish()

"""Git with the drivers that `fleetseal git setup` gives a clone."""

import os
import re
import shutil
import stat
import subprocess

from fleetseal import BINARY, Fleet, case, check, equal, finish

DOCUMENT = "secrets/pay/db.yaml"
HOOK = ".git/hooks/pre-commit"


def on_path(it, present=True):
    """Puts the program under test on the PATH of git, or takes it away."""
    folder = it.beside("bin")
    os.makedirs(folder, exist_ok=True)
    link = os.path.join(folder, "fleetseal")
    if os.path.lexists(link):
        os.remove(link)
    if present:
        os.symlink(BINARY, link)
    others = [part for part in os.environ.get("PATH", "/usr/bin:/bin").split(":") if not os.path.exists(os.path.join(part, "fleetseal"))]
    it.environment["PATH"] = ":".join([folder, *others])


def git(it, *arguments, environment=None, at=None):
    """Runs git, whatever its exit status."""
    return subprocess.run(["git", *arguments], cwd=at or it.root, env={**it.environment, **(environment or {})}, capture_output=True, text=True, stdin=subprocess.DEVNULL)


def git_ok(it, *arguments, **more):
    done = git(it, *arguments, **more)
    equal(done.returncode, 0, f"git {' '.join(arguments)}: {done.stdout}{done.stderr}")
    return done.stdout


def commit(it, message):
    git_ok(it, "add", "-A")
    git_ok(it, "commit", "-q", "--no-verify", "-m", message)


def branches(it, one, two):
    """Each change on a branch of its own, from what is committed; stays on the first."""
    base = git_ok(it, "rev-parse", "HEAD").strip()
    pinned = it.beside("pinned")
    shutil.rmtree(pinned, ignore_errors=True)
    shutil.copytree(it.beside("config"), pinned)
    for name, change in (("one", one), ("two", two)):
        shutil.rmtree(it.beside("config"))
        shutil.copytree(pinned, it.beside("config"))
        git_ok(it, "checkout", "-q", "-B", name, base)
        change()
        commit(it, name)
    shutil.rmtree(it.beside("config"))
    shutil.copytree(pinned, it.beside("config"))
    git_ok(it, "checkout", "-q", "one")


def clean(it):
    for command in (["merge", "--abort"], ["rebase", "--abort"], ["cherry-pick", "--abort"]):
        git(it, *command)
    git_ok(it, "reset", "-q", "--hard", "main")
    git_ok(it, "checkout", "-q", "main")
    shutil.rmtree(it.beside("config"))
    shutil.copytree(it.beside("first"), it.beside("config"))


def config(it):
    return it.read(".git/config")


MEMBERS = dict(clusters=[("us-1", "env=production"), ("stage", "env=staging")], groups=[("production", "env=production")])

with Fleet(**MEMBERS) as it:
    on_path(it)
    for group, key in (("fleet", "alpha"), ("fleet", "beta"), ("production", "alpha")):
        it.set("pay/db", key, f"{group} {key}", group)
    commit(it, "a fleet")
    untouched = config(it)

    with case("without the setup git does not know the drivers, and diffs and merges text"):
        check(b"merge=fleetseal" in it.read(".gitattributes"), "init names the drivers")
        branches(it, lambda: it.set("pay/db", "alpha", "1", "fleet"), lambda: it.set("pay/db", "beta", "2", "fleet"))
        git_ok(it, "merge", "-q", "-m", "merge", "two")
        equal((it.value("pay/db", "alpha", "stage"), it.value("pay/db", "beta", "stage")), (b"1", b"2"), "values")
        check("fs1:" in git_ok(it, "diff", "main", "--", DOCUMENT), "a diff of ciphertexts")
        git_ok(it, "reset", "-q", "--hard", "one")
        branches(it, lambda: it.set("pay/db", "gamma", "1", "fleet"), lambda: it.set("pay/db", "delta", "2", "fleet"))
        check(git(it, "merge", "-q", "-m", "merge", "two").returncode == 1, "two insertions conflict")
        check(re.search(rb"^<<<<<<< HEAD$", it.read(DOCUMENT), re.M), "marks of git itself")
    git(it, "merge", "--abort")
    git_ok(it, "checkout", "-q", "main")
    shutil.copytree(it.beside("config"), it.beside("first"))

    with case("setup twice is setup once, and undone leaves nothing"):
        it.ok("git", "setup")
        once = (config(it), it.read(HOOK), it.read(".gitattributes"))
        check("already" in it.ok("git", "setup").err, "nothing to do")
        equal((config(it), it.read(HOOK), it.read(".gitattributes")), once, "the second time")
        check(os.stat(it.path(HOOK)).st_mode & stat.S_IXUSR, "the hook can be run")
        it.ok("git", "setup", "--undo")
        equal(config(it), untouched, "the configuration")
        check(not os.path.exists(it.path(HOOK)), "no hook")
        check("nothing" in it.ok("git", "setup", "--undo").err, "nothing to undo")

    with case("somebody's own hook stays, behind the check"):
        own = b"#!/bin/bash\nset -u\necho own >> ran\nexit 0\n"
        it.write(HOOK, own)
        os.chmod(it.path(HOOK), 0o750)
        it.ok("git", "setup")
        lines = it.read(HOOK).splitlines()
        check(lines[0] == b"#!/bin/bash" and lines[-1] == b"exit 0" and b"fleetseal check --staged" in it.read(HOOK), "both are in it")
        equal(os.stat(it.path(HOOK)).st_mode & 0o777, 0o750, "mode")
        it.ok("git", "setup", "--undo")
        equal(it.read(HOOK), own, "the hook")
        it.write(HOOK, b"#!/usr/bin/python3\n")
        check("left alone" in it.ok("git", "setup").err, "no script of a shell")
        equal(it.read(HOOK), b"#!/usr/bin/python3\n", "the hook")
        it.ok("git", "setup", "--undo")
        os.remove(it.path(HOOK))

    with case("a hook outside this clone's own folder is left alone"):
        os.makedirs(it.path("hooks"), exist_ok=True)
        git_ok(it, "config", "core.hooksPath", "hooks")
        check("left alone" in it.ok("git", "setup").err, "core.hooksPath")
        equal(os.listdir(it.path("hooks")), [], "files")
        it.ok("git", "setup", "--undo")
        git_ok(it, "config", "--unset", "core.hooksPath")
        os.rmdir(it.path("hooks"))
        it.write("tracked", b"#!/bin/sh\n")
        os.symlink("../../tracked", it.path(HOOK))
        check("left alone" in it.ok("git", "setup").err, "a link to a file of the work tree")
        equal(it.read("tracked"), b"#!/bin/sh\n", "the tracked file")
        it.ok("git", "setup", "--undo")
        os.remove(it.path(HOOK))
        os.remove(it.path("tracked"))

    with case("a driver of somebody else's is not overwritten"):
        git_ok(it, "config", "merge.fleetseal.driver", "mine %A")
        it.fails("git", "setup", says=["merge.fleetseal.driver"])
        it.ok("git", "setup", "--undo")
        equal(git_ok(it, "config", "merge.fleetseal.driver").strip(), "mine %A", "the driver")
        git_ok(it, "config", "--unset", "merge.fleetseal.driver")

    with case("missing attributes are added at the end, once"):
        before = b"*.png binary"
        it.write(".gitattributes", before)
        check(".gitattributes" in it.ok("git", "setup").err, "it says so")
        text = it.read(".gitattributes")
        check(text.startswith(before + b"\n"), "what was there stays")
        it.ok("git", "setup")
        equal(it.read(".gitattributes"), text, "the second time")
        equal(git_ok(it, "check-attr", "merge", "--", DOCUMENT).strip(), f"{DOCUMENT}: merge: fleetseal", "attribute")
        it.ok("git", "setup", "--undo")
        git_ok(it, "checkout", "-q", ".gitattributes")

    with case("a linked work tree has the same drivers and the same hook"):
        git_ok(it, "worktree", "add", "-q", it.beside("linked"))
        result = it.run("-C", it.beside("linked"), "git", "setup")
        equal(result.code, 0, str(result))
        check(os.path.exists(it.path(HOOK)), "the hook of the clone")
        check("already" in it.ok("git", "setup").err, "nothing to do in the first one")
        git_ok(it, "worktree", "remove", it.beside("linked"))
        git_ok(it, "branch", "-q", "-D", "linked")

    it.ok("git", "setup")

    with case("a diff shows a change, a re-seal and a new line of a group"):
        it.set("pay/db", "alpha", "other", "fleet")
        diff = git_ok(it, "diff")
        versions = re.findall(r"^[-+] +«sealed to fleet, version (v\w+), key (k\w+), box", diff, re.M)
        check(len(versions) == 2 and versions[0][0] != versions[1][0] and versions[0][1] == versions[1][1], f"a change: {diff}")
        check("fs1:" not in diff, "no ciphertext")
        commit(it, "changed")
        it.ok("group", "rekey", "fleet")
        it.ok("reseal")
        diff = git_ok(it, "diff", "--", DOCUMENT)
        versions = re.findall(r"^([-+]) +«sealed to fleet, version (v\w+), key (k\w+), box", diff, re.M)
        old = {version: key for sign, version, key in versions if sign == "-"}
        new = {version: key for sign, version, key in versions if sign == "+"}
        check(old.keys() == new.keys() and len(old) == 2 and all(old[one] != new[one] for one in old), f"re-seals: {diff}")
        check("«line for cluster.us-1, key k" in git_ok(it, "diff", "--", "keys"), "lines")
    git_ok(it, "checkout", "-q", ".")
    clean(it)

    INSERTIONS = [
        ("two keys of one layer", ("fleet", "gamma"), ("fleet", "delta"), "stage"),
        ("two layers, the narrower one ours", ("us-1", "gamma"), ("stage", "gamma"), None),
        ("one new layer on both sides", ("us-1", "gamma"), ("us-1", "delta"), "us-1"),
    ]
    for name, ours, theirs, cluster in INSERTIONS:
        for way in ("merge", "rebase", "cherry-pick"):
            with case(f"{name}: git {way} puts both in"):
                branches(it, lambda: it.set("pay/db", ours[1], "ours", ours[0]), lambda: it.set("pay/db", theirs[1], "theirs", theirs[0]))
                arguments = {"merge": ["merge", "-q", "-m", "merge", "two"], "rebase": ["rebase", "-q", "two"], "cherry-pick": ["cherry-pick", "two"]}[way]
                git_ok(it, *arguments)
                equal(it.value("pay/db", ours[1], cluster or ours[0]), b"ours", "ours")
                equal(it.value("pay/db", theirs[1], cluster or theirs[0]), b"theirs", "theirs")
                equal(git_ok(it, "status", "--porcelain"), "", "nothing is left to do")
            clean(it)

    with case("the narrower of two new layers comes later, whichever side it is on"):
        it.set("pay/web", "alpha", "1", "fleet")
        commit(it, "web")
        for ours, theirs in ((("us-1"), ("production")), (("production"), ("us-1"))):
            branches(it, lambda: it.set("pay/web", "alpha", ours, ours), lambda: it.set("pay/web", "alpha", theirs, theirs))
            git_ok(it, "merge", "-q", "-m", "merge", "two")
            equal(it.value("pay/web", "alpha", "us-1"), b"us-1", "its own layer wins")
            git_ok(it, "checkout", "-q", "main")
    clean(it)

    with case("two changed values conflict with their versions; taking a side settles it"):
        branches(it, lambda: it.set("pay/db", "alpha", "ours", "fleet"), lambda: (it.set("pay/db", "alpha", "theirs", "fleet"), it.set("pay/db", "gamma", "new", "fleet")))
        merge = git(it, "merge", "-q", "-m", "merge", "two")
        equal(merge.returncode, 1, merge.stdout + merge.stderr)
        check(re.search(r"secrets/pay/db\.yaml: error: merge: alpha for fleet: both sides changed it \(base v\w+, ours v\w+, theirs v\w+\)", merge.stderr), merge.stderr)
        text = it.read(DOCUMENT).decode()
        check(re.search(r"^<<<<<<< ours: alpha for fleet is v\w+$", text, re.M) and text.count("<<<<<<<") == 1, text)
        it.fails("open", "pay/db", "--cluster", "stage", says=["conflict"])
        it.write(DOCUMENT, re.sub(r"<<<<<<< .*\n(.*\n)=======\n.*\n>>>>>>> .*\n", r"\1", text))
        equal(it.value("pay/db", "alpha", "stage"), b"ours", "alpha")
        equal(it.value("pay/db", "gamma", "stage"), b"new", "gamma, which was no conflict")
    clean(it)

    with case("with an identity in the environment a side that changed nothing yields"):
        branches(it, lambda: it.set("pay/db", "alpha", "other", "fleet"), lambda: it.set("pay/db", "alpha", "theirs", "fleet"))
        equal(git(it, "merge", "-q", "-m", "merge", "two").returncode, 1, "without one it is a conflict")
        git_ok(it, "merge", "--abort")
        environment = {"FLEETSEAL_IDENTITY": it.beside("config", "fleetseal", "identity")}
        git_ok(it, "merge", "-q", "-m", "merge", "two", environment=environment)
        equal(it.value("pay/db", "alpha", "stage"), b"theirs", "alpha")
    clean(it)

    with case("a changed value and one that was only sealed again: the change stays"):
        branches(it, lambda: (it.ok("group", "rekey", "fleet"), it.ok("reseal")), lambda: it.set("pay/db", "alpha", "theirs", "fleet"))
        git_ok(it, "merge", "-q", "-m", "merge", "two")
        equal(it.value("pay/db", "alpha", "stage"), b"theirs", "alpha")
        equal(it.value("pay/db", "beta", "stage"), b"fleet beta", "beta")
    clean(it)

    with case("two clusters added on two branches merge, lines and all"):
        add = lambda name: it.ok("cluster", "add", name, "--label", "env=production", "--new-key", it.beside(name + ".key"))
        branches(it, lambda: add("us-2"), lambda: add("us-3"))
        git_ok(it, "merge", "-q", "-m", "merge", "two")
        for name in ("us-2", "us-3"):
            result = it.ok("open", "pay/db", "--cluster", name, "--identity", it.beside(name + ".key"), "--key", "alpha")
            equal(result.output, b"production alpha", f"alpha as {name}")
        equal(it.run("group", "sync", "--dry-run").code, 0, "nothing is left to do")
    clean(it)

    with case("two signed changes of one document conflict with a reason"):
        branches(it, lambda: it.ok("cluster", "label", "us-1", "tier=one"), lambda: it.ok("cluster", "label", "us-1", "tier=two"))
        merge = git(it, "merge", "-q", "-m", "merge", "two")
        equal(merge.returncode, 1, merge.stderr)
        check("both sides changed it under a signature" in merge.stderr, merge.stderr)
        it.fails("cluster", "list", says=["conflict"])
    clean(it)

    with case("without the program on the PATH git merges and diffs as before, and loses nothing"):
        on_path(it, present=False)
        branches(it, lambda: it.set("pay/db", "alpha", "1", "fleet"), lambda: it.set("pay/db", "gamma", "2", "fleet"))
        git_ok(it, "merge", "-q", "-m", "merge", "two")
        check("fs1:" in git_ok(it, "diff", "main", "--", DOCUMENT), "a diff of text")
        git_ok(it, "checkout", "-q", "main")
        branches(it, lambda: it.set("pay/db", "alpha", "1", "fleet"), lambda: it.set("pay/db", "alpha", "2", "fleet"))
        equal(git(it, "merge", "-q", "-m", "merge", "two").returncode, 1, "a conflict")
        text = it.read(DOCUMENT)
        check(b"<<<<<<< ours" in text and b">>>>>>> theirs" in text, "with both sides in it")
    clean(it)
    on_path(it)

    with case("a program that does not know the driver leaves the merge to git"):
        os.remove(it.beside("bin", "fleetseal"))
        with open(it.beside("bin", "fleetseal"), "w") as file:
            file.write("#!/bin/sh\nexit 2\n")
        os.chmod(it.beside("bin", "fleetseal"), 0o755)
        branches(it, lambda: it.set("pay/db", "alpha", "1", "fleet"), lambda: it.set("pay/db", "alpha", "2", "fleet"))
        equal(git(it, "merge", "-q", "-m", "merge", "two").returncode, 1, "a conflict")
        check(b"<<<<<<< ours" in it.read(DOCUMENT), "with both sides in it")
        git(it, "merge", "--abort")
        check("fs1:" in git_ok(it, "diff", "main", "--", DOCUMENT), "a diff of text")
    clean(it)
    on_path(it)

    with case("the hook checks what is staged, and keeps a plain value out"):
        it.set("pay/db", "delta", "1", "fleet")
        it.set("pay/db", "delta", "1", "production")
        git_ok(it, "add", "-A")
        git_ok(it, "commit", "-q", "-m", "sealed")
        text = it.read(DOCUMENT).decode()
        it.write(DOCUMENT, re.sub(r"fs1:\S+", "hunter2", text, count=1))
        git_ok(it, "add", "-A")
        # The index counts, not the work tree.
        it.write(DOCUMENT, text)
        refused = git(it, "commit", "-q", "-m", "plain")
        check(refused.returncode != 0 and DOCUMENT in refused.stdout + refused.stderr, f"{refused.stdout}{refused.stderr}")
        git_ok(it, "reset", "-q")
        # For what it takes from the work tree git has an index of its own.
        it.write(DOCUMENT, re.sub(r"fs1:\S+", "hunter2", text, count=1))
        for arguments in (["--all"], [DOCUMENT]):
            refused = git(it, "commit", "-q", "-m", "plain", *arguments)
            check(refused.returncode != 0 and DOCUMENT in refused.stdout + refused.stderr, f"{arguments}: {refused.stdout}{refused.stderr}")
        it.write(DOCUMENT, text)
        equal(git_ok(it, "status", "--porcelain"), "", "nothing was left")
    git(it, "reset", "-q", "--hard")

finish()

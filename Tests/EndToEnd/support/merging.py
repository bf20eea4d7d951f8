"""Branches that change the fleet, merged by stock git."""

import re
import shutil

from fleetseal import Failed, Fleet, case, check, equal, finish

DOCUMENT = "secrets/pay/db.yaml"


def branches(it, one, two):
    """Commits each change on a branch of its own from here, and merges the second into the first."""
    base = it.git("rev-parse", "HEAD").stdout.strip()
    remember(it)
    for name, change in (("one", one), ("two", two)):
        # Two people at two computers: neither has seen what the other does.
        forget(it)
        it.git("checkout", "-q", "-B", name, base)
        change()
        it.commit(name)
    it.git("checkout", "-q", "one")
    forget(it)
    return it.git("merge", "-q", "-m", "merge", "two", check_status=False)


def resolve(it, side):
    """Settles every conflict by one side's text alone."""
    conflicts = it.git("diff", "--name-only", "--diff-filter=U").stdout.split()
    for path in conflicts:
        it.git("checkout", f"--{side}", "--", path)
    it.commit("resolved")
    return conflicts


def remember(it):
    """Keeps what this computer has pinned."""
    shutil.rmtree(it.beside("pinned"), ignore_errors=True)
    shutil.copytree(it.beside("config"), it.beside("pinned"))


def forget(it):
    """Makes the pin what it was when it was remembered."""
    shutil.rmtree(it.beside("config"))
    shutil.copytree(it.beside("pinned"), it.beside("config"))


def clean(it):
    forget(it)
    it.git("merge", "--abort", check_status=False)
    it.git("reset", "-q", "--hard", "main")
    it.git("checkout", "-q", "main")


with Fleet(clusters=[("us-1", "env=production"), ("stage", "env=staging")], groups=[("production", "env=production")]) as it:
    keys = ["alpha", "beta", "gamma", "delta", "epsilon"]
    places = [("fleet", key) for key in keys] + [("production", key) for key in keys[:2]] + [("us-1", keys[0])]
    for group, key in places:
        it.set("pay/db", key, f"{group} {key}", group)
    it.commit("a fleet")

    for first in range(len(places)):
        for second in (first + 1, first + 2):
            if second >= len(places):
                continue
            (group_a, key_a), (group_b, key_b) = places[first], places[second]
            with case(f"changing {key_a} for {group_a} and {key_b} for {group_b} merges"):
                merge = branches(it, lambda: it.set("pay/db", key_a, "ours", group_a), lambda: it.set("pay/db", key_b, "theirs", group_b))
                equal(merge.returncode, 0, merge.stdout)
                text = it.read(DOCUMENT).decode()
                equal(len(re.findall("fs1:", text)), len(places), "values")
                for (group, key), value in (((group_a, key_a), b"ours"), ((group_b, key_b), b"theirs")):
                    # What wins on a cluster that sees this layer last.
                    cluster = "us-1" if group != "fleet" or (("production", key) not in places) else "stage"
                    if group == "production" and ("us-1", key) in places:
                        continue
                    equal(it.value("pay/db", key, cluster), value, f"{key} for {group}")
        clean(it)

    for side in ("ours", "theirs"):
        with case(f"two new keys at one place conflict; taking {side} and running the lost command again is right"):
            commands = {"ours": lambda: it.set("pay/db", "zeta", "1", "fleet"), "theirs": lambda: it.set("pay/db", "zeta2", "2", "fleet")}
            merge = branches(it, commands["ours"], commands["theirs"])
            check(merge.returncode != 0, "git cannot merge two insertions at one place")
            it.fails("open", "pay/db", "--cluster", "us-1", says=[re.escape(DOCUMENT) + r":\d+:\d+", "merge conflict|<<<<<<<|conflict"])
            equal(resolve(it, side), [DOCUMENT], "conflicts")
            commands["theirs" if side == "ours" else "ours"]()
            equal(it.value("pay/db", "zeta", "us-1"), b"1", "zeta")
            equal(it.value("pay/db", "zeta2", "us-1"), b"2", "zeta2")
            equal(it.value("pay/db", "gamma", "us-1"), b"fleet gamma", "gamma")
        clean(it)

    for side in ("ours", "theirs"):
        with case(f"two new clusters: their lines conflict; taking {side} and group sync lets both in"):
            keys_of = {}
            for name in ("us-2", "us-3"):
                keys_of[name] = it.run("identity", "new", "--no-passphrase", it.beside(f"{side}-{name}.key")).out.strip()
            add = lambda name: it.ok("cluster", "add", name, "--label", "env=production", "--key", keys_of[name])
            merge = branches(it, lambda: add("us-2"), lambda: add("us-3"))
            conflicts = resolve(it, side) if merge.returncode else []
            check(set(conflicts) <= {"keys/groups/production.yaml", "keys/groups/fleet.yaml"}, f"only lines of groups conflict: {conflicts}")
            plan = it.run("group", "sync", "--dry-run")
            accept = [word for found in sorted(set(re.findall(r"(?:[a-z2-7]{4}-){12}[a-z2-7]{4}", plan.out))) for word in ("--accept", found)]
            it.ok("group", "sync", *accept)
            equal(it.run("group", "sync", "--dry-run").code, 0, "nothing is left to do")
            for name in ("us-2", "us-3", "us-1"):
                key = it.beside(f"{side}-{name}.key") if name != "us-1" else it.beside("us-1.key")
                equal(it.value("pay/db", "gamma", name, ), b"fleet gamma", "as operator")
                equal(it.value("pay/db", "beta", "us-2" if name == "us-1" else name), b"production beta", "beta")
                result = it.ok("open", "pay/db", "--cluster", name, "--identity", key, "--key", "beta")
                equal(result.output, b"production beta", f"beta as {name}")
        clean(it)

    with case("a new cluster and a re-key of its group: sync seals the new key to the cluster"):
        key = it.run("identity", "new", "--no-passphrase", it.beside("late.key")).out.strip()
        merge = branches(it, lambda: it.ok("group", "rekey", "production"), lambda: it.ok("cluster", "add", "late", "--label", "env=production", "--key", key))
        if merge.returncode:
            resolve(it, "ours")
        plan = it.run("group", "sync", "--dry-run")
        accept = [word for found in sorted(set(re.findall(r"(?:[a-z2-7]{4}-){12}[a-z2-7]{4}", plan.out))) for word in ("--accept", found)]
        it.ok("group", "sync", *accept)
        it.set("pay/db", "beta", "after", "production")
        equal(it.ok("open", "pay/db", "--cluster", "late", "--identity", it.beside("late.key"), "--key", "beta").output, b"after", "beta")
    clean(it)

    with case("a label changed on two branches conflicts in the signed part; the resolution is signed again"):
        merge = branches(it, lambda: it.ok("cluster", "label", "us-1", "tier=one"), lambda: it.ok("cluster", "label", "us-1", "tier=two"))
        check(merge.returncode != 0, "two signatures cannot both hold")
        it.fails("cluster", "list", says=[r"keys/clusters/us-1\.yaml:\d+", "conflict"])
        resolve(it, "theirs")
        result = it.run("cluster", "list")
        if result.code:
            # Both sides have the same epoch, so neither is older than what was seen.
            it.ok("sign", "--yes", "keys/clusters/us-1.yaml")
        check("tier=two" in it.ok("cluster", "list").out, "the label of the side taken")
    clean(it)

    with case("a value set and its group re-keyed on two branches merges and still opens"):
        merge = branches(it, lambda: it.set("pay/db", "beta", "new", "production"), lambda: (it.ok("group", "rekey", "production"), it.ok("reseal")))
        if merge.returncode:
            equal(resolve(it, "ours"), [DOCUMENT], "conflicts")
            it.ok("reseal")
        equal(it.value("pay/db", "beta", "us-1"), b"new", "beta")
    clean(it)

finish()

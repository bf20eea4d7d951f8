"""Damaged, hostile and misplaced files: each is refused by name and place, and nothing is lost."""

import os
import re
import shutil
import subprocess
import tempfile

from fleetseal import Failed, Fleet, case, check, equal, finish

DOCUMENT = "secrets/pay/db.yaml"
US, EU, GROUP = "keys/clusters/us-1.yaml", "keys/clusters/eu-1.yaml", "keys/groups/production.yaml"
# Commands that read everything: one that writes, one that opens, one that needs no key at all.
SET = ("set", "pay/other", "key", "--for", "production", "--generate", "uuid")
OPEN = ("open", "pay/db", "--cluster", "us-1")


def fleet():
    it = Fleet(
        clusters=[("us-1", "env=production"), ("eu-1", "env=staging")],
        groups=[("production", "env=production")])
    it.set("pay/db", "user", "app", "fleet")
    it.set("pay/db", "password", "secret", "production")
    it.commit("a fleet")
    return it


def refused(it, path, content, place=None, says=(), command=OPEN):
    """The command fails while the file holds that, says which file and where, and repairs come for free."""
    whole = it.read(path) if os.path.lexists(it.path(path)) else None
    it.write(path, content)
    try:
        wanted = re.escape(path) if place is None else re.escape(path) + ":" + place
        return it.fails(*command, says=[wanted, *([says] if isinstance(says, str) else says)])
    finally:
        if whole is None:
            os.remove(it.path(path))
        else:
            it.write(path, whole)


with fleet() as it:
    with case("every truncation of a document is refused with its place, or is a whole document"):
        whole = it.read(DOCUMENT)
        refusals = 0
        # Every length of the frame; of the long base64 texts some, for each end of a group of four.
        lengths = [n for n in range(len(whole)) if n < 140 or n > len(whole) - 12 or n % 13 == 0]
        for length in lengths:
            it.write(DOCUMENT, whole[:length])
            result = it.run(*OPEN)
            if result.code == 0:
                # The last line end may go, and a layer may go with all of its text.
                continue
            refusals += 1
            check(result.code == 1, str(result))
            # A file that is cut inside a value is whole YAML with a value that does not open.
            check(re.search(r"secrets/pay/db\.yaml(:\d+:\d+)?: error: ", result.err), str(result))
        check(refusals > len(lengths) * 9 // 10, f"{refusals} of {len(lengths)} are refused")
        it.write(DOCUMENT, whole)

    for path in (US, GROUP, "fleetseal.yaml"):
        with case(f"every truncation of {path} is refused with its place"):
            whole = it.read(path)
            accepted = []
            for length in [n for n in range(len(whole)) if n < 150 or n > len(whole) - 100 or n % 17 == 0]:
                it.write(path, whole[:length])
                result = it.run(*OPEN)
                if result.code == 0:
                    accepted.append(length)
                else:
                    check(re.search(r"(fleetseal|us-1|production)\.yaml(:\d+)?(:\d+)?: error: ", result.err), str(result))
            it.write(path, whole)
            check(accepted in ([], [len(whole) - 1]), f"accepted at {accepted} of {len(whole)}")

    with case("10 MB of [ is refused quickly"):
        refused(it, DOCUMENT, b"[" * 10_000_000, says="(1 MiB|large|longer|too)")
        refused(it, DOCUMENT, b"[" * 900_000, says="deep|nest")
        refused(it, US, b"[" * 900_000, says="deep|nest")

    with case("a billion laughs are refused at the first anchor"):
        lines = ["a0: &a0 lol"] + [f"a{n}: &a{n} [{', '.join(['*a%d' % (n - 1)] * 9)}]" for n in range(1, 10)]
        refused(it, DOCUMENT, "\n".join(lines), r"1:\d+", "anchor")

    with case("the same text twice as a merge key, tag or alias is refused"):
        for text, says in ((b"<<: {}\n", "merge key"), (b"a: !!str b\n", "tag"), (b"a: *b\n", "alias"), (b"%YAML 1.1\n---\na: b\n", "directive")):
            refused(it, DOCUMENT, text, r"\d+:\d+", says)

    with case("invalid UTF-8 is refused with line and column"):
        whole = it.read(DOCUMENT)
        refused(it, DOCUMENT, whole.replace(b"name: db", b"name: d\xff"), r"3:\d+", "UTF-8")
        refused(it, DOCUMENT, whole + b"# \xc3\x28\n", r"\d+:\d+", "UTF-8")
        refused(it, DOCUMENT, whole + b"# \xed\xa0\x80\n", r"\d+:\d+", "UTF-8")

    with case("UTF-16 with a byte order mark is refused by name"):
        for encoding in ("utf-16-le", "utf-16-be"):
            text = "\ufeff" + it.read(DOCUMENT).decode()
            refused(it, DOCUMENT, text.encode(encoding), r"1:1", "UTF-")

    with case("a NUL byte and other control characters are refused with line and column"):
        for byte in (b"\0", b"\x01", b"\x1b", b"\x7f"):
            refused(it, DOCUMENT, it.read(DOCUMENT).replace(b"kind", b"ki" + byte + b"nd", 1), r"2:\d+")

    with case("a duplicate key, an unknown field and a wrong type are refused with line and column"):
        whole = it.read(DOCUMENT)
        refused(it, DOCUMENT, whole.replace(b"spec:\n", b"spec:\n  scope: strict\n  scope: any\n"), r"6:3", "twice")
        refused(it, DOCUMENT, whole.replace(b"spec:\n", b"spec:\n  scopes: strict\n"), r"5:3", "scopes")
        refused(it, DOCUMENT, whole.replace(b"spec:\n", b"spec:\n  immutable: maybe\n"), r"5:\d+", "immutable|true or false")
        refused(it, DOCUMENT, whole.replace(b"v1alpha1", b"v9"), r"1:\d+", "v9")

    with case("plain words that YAML 1.1 and 1.2 read otherwise are refused"):
        whole = it.read(DOCUMENT)
        for word in ("no", "1.10", "1e3", "0x1F", "0o17", "012", "1_000", "~", "null", "yes", "2026-11-21", "12:30:45", ".inf", "=", "on"):
            refused(it, DOCUMENT, whole.replace(b"spec:\n", f"spec:\n  type: {word}\n".encode()), r"5:\d+", "quot")

    with case("kinds in the wrong place are refused"):
        for path, target in ((US, "keys/groups/us-1.yaml"), (GROUP, "keys/clusters/production.yaml"),
                             (US, "secrets/pay/us-1.yaml"), (DOCUMENT, "keys/clusters/db.yaml"),
                             (GROUP, "secrets/pay/production.yaml"), ("fleetseal.yaml", "keys/groups/acme.yaml")):
            refused(it, target, it.read(path), None, "expected|belongs", command=("reseal",) if "secrets" in target else ("group", "list") if "groups" in target else ("cluster", "list"))

    with case("a document whose path says another name is refused"):
        refused(it, "secrets/pay/copy.yaml", it.read(DOCUMENT), r"\d+:\d+", "db|copy", command=("reseal",))
        refused(it, "secrets/shop/db.yaml", it.read(DOCUMENT), r"\d+:\d+", "pay|shop", command=("reseal",))

    with case("a second fleetseal.yaml deeper down is refused"):
        for path in ("secrets/fleetseal.yaml", "secrets/pay/fleetseal.yaml", "keys/fleetseal.yaml", "keys/clusters/fleetseal.yaml", "docs/fleetseal.yaml"):
            it.write(path, it.read("fleetseal.yaml"))
            places = [it.run(*command) for command in (("cluster", "list"), ("reseal",))]
            deeper = it.run("cluster", "list", cwd=os.path.dirname(it.path(path)))
            os.remove(it.path(path))
            check(any(result.code == 1 and path in result.err for result in places) or path.startswith("docs"),
                  f"{path} is named by one of\n{places[0]}\n{places[1]}")
            check(deeper.code == 1 or "us-1" in deeper.out, f"the fleet of the root counts, not {path}\n{deeper}")
        os.rmdir(it.path("docs"))

    with case("two secrets of one title are refused"):
        refused(it, "secrets/team/pay/db.yaml", it.read(DOCUMENT), None, r"pay/db", command=OPEN)
        shutil.rmtree(it.path("secrets/team"))

    with case("a key id that lies is refused at its line"):
        text = it.read(US)
        for found in sorted(set(re.findall(rb"\bk[a-z2-7]{11}\b", text))):
            if b"id: " + found in text:
                refused(it, US, text.replace(b"id: " + found, b"id: k" + b"a" * 11), r"\d+", command=("set", "pay/db", "own", "--for", "us-1", "--generate", "uuid"))
        # In a value the id is only a hint: what counts is whether the box opens.
        value = re.search(rb"fs1:(k[a-z2-7]{11})", it.read(DOCUMENT)).group(1)
        refused(it, DOCUMENT, it.read(DOCUMENT).replace(value, b"k" + b"a" * 11), r"\d+:\d+", "kaaaaaaaaaaa")

    with case("public keys that change places are refused"):
        us, eu = it.read(US), it.read(EU)
        key = re.compile(rb"fspub1[a-z2-7]+")
        refused(it, US, us.replace(key.findall(us)[0], key.findall(eu)[0]), r"\d+", command=("cluster", "list"))
        swapped = us.replace(key.findall(us)[1], key.findall(eu)[1])
        refused(it, US, swapped, r"\d+", command=("set", "pay/db", "own", "--for", "us-1", "--generate", "uuid"))
        identity = re.compile(rb"id: (k[a-z2-7]{11})")
        both = swapped.replace(identity.findall(us)[1], identity.findall(eu)[1])
        refused(it, US, both, None, "sign", command=("set", "pay/db", "own", "--for", "us-1", "--generate", "uuid"))

    with case("unsigned and wrongly signed entries are refused, with what to do"):
        for path, command in ((US, ("cluster", "list")), (GROUP, SET), ("fleetseal.yaml", SET)):
            text = it.read(path)
            refused(it, path, re.sub(rb"  signature: .*\n", b"", text, count=1), None, "sign", command=command)
            refused(it, path, re.sub(rb"(sig: )(.)", lambda found: found[1] + (b"B" if found[2] == b"A" else b"A"), text, count=1), None, "sign", command=command)
            refused(it, path, re.sub(rb"by: alice", b"by: mallory", text, count=1), None, "mallory", command=command)
            refused(it, path, text.replace(b"epoch: ", b"epoch: 9"), None, "sign", command=command)
        it.fails("cluster", "list", says=[], environment={"FLEETSEAL_TRUST": "aaaa-" * 12 + "aaaa"})

    with case("a label that nobody signed is refused"):
        text = it.read(EU)
        refused(it, EU, text.replace(b"env: staging", b"env: production"), None, "sign", command=("group", "sync"))

    with case("an epoch that goes back is refused as a roll back"):
        for path, words in ((US, ("cluster", "label", "us-1", "a=b")), (GROUP, ("group", "rekey", "production"))):
            old = it.read(path)
            it.ok(*words)
            it.ok("cluster", "list")
            it.ok("group", "list")
            refused(it, path, old, None, "older|back|epoch", command=SET if path == GROUP else ("cluster", "list"))
        it.git("checkout", "-q", ".")

with fleet() as it:
    with case("symbolic links are not followed, inside or out of the repository"):
        outside = it.beside("outside.yaml")
        shutil.copy(it.path(DOCUMENT), outside)
        os.remove(it.path(DOCUMENT))
        os.symlink(outside, it.path(DOCUMENT))
        before = open(outside, "rb").read()
        it.fails("set", "pay/db", "user", "--for", "fleet", "--stdin", input="x", says=[re.escape(DOCUMENT), "link"])
        it.fails(*OPEN, says=[re.escape(DOCUMENT), "link"])
        equal(open(outside, "rb").read(), before, "the file outside")
        os.remove(it.path(DOCUMENT))
        it.git("checkout", "-q", ".")

    with case("a folder that is a symbolic link is not followed"):
        for path in ("secrets/pay", "keys/groups", "keys"):
            os.rename(it.path(path), it.beside("moved"))
            os.symlink(it.beside("moved"), it.path(path))
            it.fails("set", "pay/db", "user", "--for", "production", "--stdin", input="x", says=[path.split("/")[0], "link"])
            os.remove(it.path(path))
            os.rename(it.beside("moved"), it.path(path))

    with case("an --under that leads out of the repository is refused"):
        for folder in ("..", "../..", "/tmp", "secrets/../..", ".git", "secrets/.hidden"):
            result = it.run("set", "new/one", "key", "--for", "fleet", "--stdin", "--under", folder, input="x")
            check(result.code in (1, 2), str(result))
            equal(it.status(), "", f"git status after --under {folder}")

    with case("a fifo, a folder or a device in the place of a document is refused, without waiting"):
        os.remove(it.path(DOCUMENT))
        os.mkfifo(it.path(DOCUMENT))
        result = it.run(*OPEN, timeout=10)
        check(result.code == 1 and DOCUMENT in result.err, str(result))
        os.remove(it.path(DOCUMENT))
        os.mkdir(it.path(DOCUMENT))
        result = it.run(*OPEN)
        check(result.code == 1, str(result))
        os.rmdir(it.path(DOCUMENT))
        it.git("checkout", "-q", ".")

    with case("a read-only folder is refused by name"):
        # Permissions do not stop root: a mount does.
        subprocess.run(["mount", "--bind", it.root, it.root], check=True)
        try:
            subprocess.run(["mount", "-o", "remount,bind,ro", it.root], check=True)
            it.fails("set", "pay/db", "user", "--for", "fleet", "--stdin", input="x", says=["read-only|permission"])
            equal(it.value("pay/db", "user", "us-1"), b"app", "reading still works")
        finally:
            subprocess.run(["umount", it.root], check=True)

    with case("a read-only configuration folder still lets read and write"):
        config = it.beside("config")
        subprocess.run(["mount", "--bind", config, config], check=True)
        try:
            subprocess.run(["mount", "-o", "remount,bind,ro", config], check=True)
            it.ok(*OPEN)
            it.ok("set", "pay/db", "user", "--for", "fleet", "--stdin", input="app")
        finally:
            subprocess.run(["umount", config], check=True)

    with case("a value that is no fs1 text, a foreign box and a moved box say which"):
        whole = it.read(DOCUMENT)
        values = re.findall(rb"fs1:\S+", whole)
        refused(it, DOCUMENT, whole.replace(values[0], b"hunter2"), r"\d+:\d+", "not a sealed value", command=OPEN)
        moved = whole.replace(values[0], b"@").replace(values[1], values[0]).replace(b"@", values[1])
        refused(it, DOCUMENT, moved, r"\d+:\d+", command=OPEN)
        copied = whole.rstrip(b"\n") + b"\n      copied:\n        " + values[1] + b"\n"
        refused(it, DOCUMENT, copied, r"\d+:\d+", "password", command=OPEN)
        middle = len(values[0]) // 2
        flipped = values[0][:middle] + (b"A" if values[0][middle:middle + 1] != b"A" else b"B") + values[0][middle + 1:]
        refused(it, DOCUMENT, whole.replace(values[0], flipped), r"\d+:\d+", "authentic|damaged|changed", command=OPEN)
        refused(it, DOCUMENT, whole.replace(b"fs1:", b"fs2:"), r"\d+:\d+", "fs2", command=OPEN)

    with case("an identity file that is none says so, and never shows its content"):
        for content in (b"", b"hunter2\n", b"FSKEY-1-AAAA\n", b"\xff\xfe", b"-----BEGIN OPENSSH PRIVATE KEY-----\n", b"A" * 100_000):
            path = it.beside("identity")
            open(path, "wb").write(content)
            os.chmod(path, 0o600)
            result = it.fails(*OPEN, "--identity", path)
            check("hunter2" not in result.err, str(result))

    with case("a manifest that is none says where"):
        for content in (b"", b"[" * 100_000, b"\xff\xfea\0", b"a: &a [*a]\n", b"{", b'{"a":\n\n "b}'):
            result = it.run("seal", "--for", "fleet", "-f", "-", input=content)
            check(result.code == 1 and "error" in result.err, str(result))

finish()

"""Questions on a real terminal: hidden values, passphrases, trust, choices, signals."""

import os
import re
import shutil
import signal
import subprocess

from fleetseal import Fleet, Terminal, case, check, equal, finish

SECRET = "correct horse battery"


def fleet():
    return Fleet(clusters=[("us-1", "env=prod"), ("eu-1", "env=prod")], groups=[("production", "env=prod")])


with fleet() as it:
    with case("a value is asked for twice and not shown"):
        with Terminal(it, "set", "pay/db", "password", "--for", "fleet") as person:
            for prompt in ("Value of password: ", "Value of password again: "):
                person.expect(prompt)
                check(not person.echoes, "the echo is off at the prompt")
                person.type(SECRET + "\n")
            equal(person.end(), 0, "exit status")
            check(SECRET not in person.shown, f"the value is not shown: {person.shown!r}")
        equal(it.value("pay/db", "password", "us-1"), SECRET.encode(), "what was typed is sealed")

    with case("two values that differ change nothing"):
        before = it.snapshot()
        with Terminal(it, "set", "pay/db", "password", "--for", "fleet") as person:
            person.expect("password: ")
            person.type("one\n")
            person.expect("again: ")
            person.type("two\n")
            equal(person.end(), 1, "exit status")
            check("not the same" in person.shown, person.shown)
            check(person.echoes, "the echo is back")
        equal(it.snapshot(), before, "the files")

    with case("an empty value at the prompt is refused and says how to set one"):
        with Terminal(it, "set", "pay/db", "password", "--for", "fleet") as person:
            person.expect("password: ")
            person.type("\n")
            person.expect("again: ")
            person.type("\n")
            equal(person.end(), 1, "exit status")
            check("--stdin </dev/null" in person.shown, person.shown)

    with case("end of input at the prompt is a failure"):
        with Terminal(it, "set", "pay/db", "password", "--for", "fleet") as person:
            person.expect("password: ")
            person.type("\x04")
            equal(person.end(), 1, "exit status")

    for name, number, key in (("SIGINT", signal.SIGINT, "\x03"), ("SIGQUIT", signal.SIGQUIT, "\x1c")):
        with case(f"{name} at a hidden prompt restores the echo, ends by the signal and changes nothing"):
            before = it.snapshot()
            with Terminal(it, "set", "pay/db", "password", "--for", "fleet") as person:
                person.expect("password: ")
                check(not person.echoes, "the echo is off")
                person.type("half a sec")
                person.type(key)
                equal(person.end(), -number, "exit status")
                check(person.echoes, "the echo is back")
                check("half a sec" not in person.shown, person.shown)
            equal(it.snapshot(), before, "the files")

    with case("SIGTERM from outside at a hidden prompt restores the echo"):
        with Terminal(it, "set", "pay/db", "password", "--for", "fleet") as person:
            person.expect("password: ")
            os.kill(person.process, signal.SIGTERM)
            equal(person.end(), -signal.SIGTERM, "exit status")
            check(person.echoes, "the echo is back")

    with case("SIGTSTP gives the echo back, and SIGCONT asks again"):
        with Terminal(it, "set", "pay/db", "password", "--for", "fleet") as person:
            person.expect("password: ")
            os.kill(person.process, signal.SIGSTOP)
            os.kill(person.process, signal.SIGCONT)
            person.type("a\n")
            person.expect("again: ")
            person.type("a\n")
            equal(person.end(), 0, "exit status")

    with case("set without --for shows the groups and takes a number"):
        with Terminal(it, "set", "pay/db", "token", "--generate", "uuid") as person:
            person.expect("For which group")
            person.expect(r"(\d+)  production")
            person.expect(r"1-4: ")
            person.type("nine\n")
            person.expect(r"1-4: ")
            number = re.search(r"(\d)  production", person.shown).group(1)
            person.type(f"{number}\n")
            equal(person.end(), 0, "exit status")
            check("for production" in person.shown, person.shown)

    with case("open masks values on a terminal"):
        with Terminal(it, "open", "pay/db", "--cluster", "us-1") as person:
            equal(person.end(), 0, "exit status")
            check("•" in person.shown and "--reveal" in person.shown, f"masked, and says how to see it: {person.shown!r}")
            check("YQ==" not in person.shown, person.shown)

    for form in ("yaml", "json", "env", "raw"):
        with case(f"open --output {form} masks on a terminal, and shows with --reveal"):
            it.set("pay/db", "password", SECRET, "fleet")
            seen = {"yaml": "Y29ycmVjdCBob3JzZSBiYXR0ZXJ5", "json": "Y29ycmVjdCBob3JzZSBiYXR0ZXJ5"}.get(form, SECRET)
            words = ["open", "pay/db", "--cluster", "us-1", "--output", form, "--key", "password"]
            with Terminal(it, *words) as person:
                person.end()
                check(seen not in person.shown, person.shown)
            with Terminal(it, *words, "--reveal") as person:
                equal(person.end(), 0, "exit status")
                check(seen in person.shown, person.shown)

    with case("lists have colour on a terminal only where it helps, and none with NO_COLOR or --no-color"):
        with Terminal(it, "set", "Pay/db", "x", "--for", "fleet") as person:
            person.end()
            check("\x1b[" in person.shown, f"an error has colour: {person.shown!r}")
        for more, environment in (((), {"NO_COLOR": "1"}), ((), {"TERM": "dumb"}), (("--no-color",), {})):
            with Terminal(it, "set", "Pay/db", "x", "--for", "fleet", *more, environment=environment) as person:
                person.end()
                check("\x1b[" not in person.shown, f"{more} {environment}: {person.shown!r}")
        for words in (["cluster", "list"], ["group", "list"], ["--help"], ["set", "--help"]):
            check(b"\x1b[" not in it.ok(*words).output, "no colour without a terminal")

with fleet() as it:
    shutil.move(it.beside("config", "fleetseal", "trust"), it.beside("pinned"))
    with case("first use asks for trust, shows the fingerprints and takes no for an answer"):
        with Terminal(it, "cluster", "list") as person:
            person.expect("alice  (?:[a-z2-7]{4}-){12}[a-z2-7]{4}")
            person.expect(r"\[y/N\] ")
            person.type("n\n")
            equal(person.end(), 1, "exit status")
        check(not os.path.exists(it.beside("config", "fleetseal", "trust")), "nothing is pinned")

    with case("anything but yes is no"):
        for answer in ("\n", "yep\n", "\x04"):
            with Terminal(it, "cluster", "list") as person:
                person.expect(r"\[y/N\] ")
                person.type(answer)
                equal(person.end(), 1, f"exit status after {answer!r}")

    with case("yes pins the operators, and the next command does not ask"):
        with Terminal(it, "cluster", "list") as person:
            person.expect(r"\[y/N\] ")
            person.type("y\n")
            equal(person.end(), 0, "exit status")
            check("us-1" in person.shown, person.shown)
        check("us-1" in it.ok("cluster", "list").out, "the list")

with Fleet(init=False) as it:
    with case("init on a terminal asks for a passphrase of the new identity"):
        with Terminal(it, "init", "acme") as person:
            for prompt in ("assphrase", "again"):
                person.expect(prompt)
                person.expect(": ")
                check(not person.echoes, "the echo is off at the prompt")
                person.type(SECRET + "\n")
            equal(person.end(), 0, f"exit status; {person.shown!r}")
            check(SECRET not in person.shown, person.shown)
        check(SECRET.encode() not in open(it.beside("config", "fleetseal", "identity"), "rb").read(), "not in the file")
        equal(os.stat(it.beside("config", "fleetseal", "identity")).st_mode & 0o777, 0o600, "mode of the identity")

    with case("an identity with a passphrase signs after the right one"):
        with Terminal(it, "cluster", "add", "us-1", "--new-key", it.beside("us-1.key")) as person:
            person.expect("assphrase.*: ")
            person.type(SECRET + "\n")
            equal(person.end(), 0, f"exit status: {person.shown}")

    with case("a wrong passphrase fails, says so and changes nothing"):
        before = it.snapshot()
        with Terminal(it, "cluster", "add", "us-2", "--new-key", it.beside("us-2.key")) as person:
            person.expect("assphrase.*: ")
            person.type("wrong\n")
            equal(person.end(), 1, "exit status")
            check("passphrase" in person.shown.split("wrong")[-1], person.shown)
        equal(it.snapshot(), before, "the files")

    with case("after a wrong passphrase the same command can be run again"):
        with Terminal(it, "cluster", "add", "us-2", "--new-key", it.beside("us-2.key")) as person:
            person.expect("assphrase.*: ")
            person.type(SECRET + "\n")
            equal(person.end(), 0, f"exit status: {person.shown}")

    with case("a passphrase is needed and there is no terminal: fails with the remedy"):
        it.fails("cluster", "label", "us-1", "a=b", says=["terminal", "--identity-command"])

finish()

"""The checks of references.sh."""

import json
import os
import re
import subprocess

from agents import Agent
from fleetseal import Fleet, Terminal, case, check, equal, finish

CLUSTERS = ("us-1", "eu-1", "ap-1")
MIB = 1 << 20


class References(Fleet):
    """A fleet whose agents push what they publish to references of a bare repository."""

    def __init__(self, clusters=CLUSTERS):
        super().__init__(clusters=[(name, "env=production") for name in clusters])
        self.set("pay/db", "password", "secret", "fleet")
        self.commit("a fleet")
        self.bare = self.beside("bare.git")
        self.git("clone", "-q", "--bare", self.root, self.bare)
        self.git("remote", "add", "origin", f"file://{self.bare}")
        self.git("fetch", "-q", "origin")
        self.agents = {name: Agent(self, name) for name in clusters}

    def push(self, name, text, parent=None, where=None):
        """What an agent does: one file, in a commit without parents."""
        stream = b"commit refs/fleetseal/clusters/%s\ncommitter a <a@localhost> 0 +0000\ndata 0\n" % name.encode()
        stream += b"from %s\n" % parent.encode() if parent else b""
        stream += b"deleteall\nM 100644 inline publication\ndata %d\n%s\n" % (len(text), text)
        subprocess.run(["git", "--git-dir", where or self.bare, "fast-import", "--quiet", "--force"],
                       input=stream, check=True, env=self.environment)

    def publish(self):
        for name, agent in self.agents.items():
            agent.converges()
            self.push(name, self.publication(name))

    def publication(self, name):
        with open(os.path.join(self.agents[name].state, "publication"), "rb") as file:
            return file.read()

    def steps(self, *arguments, code=0):
        result = self.run("rotate", "--all", "--older-than", "0d", "--from-ref", "origin", "--json", *arguments)
        equal(result.code, code, str(result))
        found = json.loads(result.out)
        return {one["cluster"]: one["step"] for one in found["clusters"]}, found["unread"], result

    def size(self, folder):
        return sum(os.path.getsize(os.path.join(at, name)) for at, _, names in os.walk(folder) for name in names)


with References() as it:
    it.steps()
    it.publish()
    honest = it.publication("eu-1")

    def again():
        """As before any publication was taken over."""
        it.git("checkout", "-q", ".")

    it.commit("asked")

    with case("64 MiB of random bytes are refused without being written, and the others are read"):
        it.push("eu-1", os.urandom(64 * MIB))
        before = it.size(it.path(".git"))
        steps, unread, result = it.steps()
        equal((steps["us-1"], steps["ap-1"], steps["eu-1"]), ("taken", "taken", "waiting"), str(result))
        equal([one["place"].split("/")[-1] for one in unread], ["eu-1"], str(result))
        check("more than 2 MiB" in unread[0]["why"] and "cluster eu-1" in unread[0]["why"], str(unread))
        alone = it.run("rotate", "--cluster", "eu-1", "--from-ref", "origin")
        check("more than 2 MiB" in alone.err, str(alone))
        check(it.size(it.path(".git")) < before + MIB, "the clone has not grown")
        equal(os.listdir(it.beside("tmp")), [], "nothing is left among the temporary files")
        again()

    with case("nothing that is fetched stays in the clone, and it stays as deep as it was"):
        it.push("eu-1", honest, parent="refs/heads/main")
        objects = it.git("count-objects", "-v").stdout
        steps, unread, result = it.steps()
        equal((set(steps.values()), unread), ({"taken"}, []), str(result))
        equal(it.git("count-objects", "-v").stdout, objects, "objects of the clone")
        equal(it.git("rev-parse", "--is-shallow-repository").stdout.strip(), "false", "shallow")
        equal(os.listdir(it.beside("tmp")), [], "temporary files")
        again()

    with case("a small pack that becomes large is refused by its size"):
        it.push("eu-1", b"0" * (64 * MIB))
        steps, unread, result = it.steps()
        equal((steps["us-1"], steps["eu-1"]), ("taken", "waiting"), str(result))
        check("bytes, more than any has" in unread[0]["why"], str(unread))
        again()

    with case("a history behind it counts as well"):
        for number in range(8):
            it.push("eu-1", os.urandom(MIB), parent="refs/fleetseal/clusters/eu-1^0" if number else None)
        it.push("eu-1", honest, parent="refs/fleetseal/clusters/eu-1^0")
        steps, unread, result = it.steps()
        equal((steps["us-1"], steps["ap-1"], steps["eu-1"]), ("taken", "taken", "waiting"), str(result))
        check("more than 2 MiB" in unread[0]["why"], str(unread))
        again()

    with case("a reference that moves while it is read is read again"):
        it.push("spare", honest)
        it.push("eu-1", b"an old one")
        script, calls = it.beside("moving"), it.beside("calls")
        with open(script, "w") as file:
            # The second call is the one that fetches.
            file.write(f"""#!/bin/sh
echo >> {calls}
if [ "$(wc -l < {calls})" -eq 2 ]; then
    git --git-dir {it.bare} update-ref refs/fleetseal/clusters/eu-1 refs/fleetseal/clusters/spare
fi
exec git-upload-pack "$@"
""")
        os.chmod(script, 0o755)
        it.git("config", "remote.origin.uploadpack", script)
        steps, unread, result = it.steps()
        equal((set(steps.values()), unread), ({"taken"}, []), str(result))
        equal(len(open(calls).readlines()), 4, "calls")
        it.git("config", "--unset", "remote.origin.uploadpack")
        again()

    with case("a remote that is not there is one that cannot be read"):
        os.rename(it.bare, it.bare + ".gone")
        steps, unread, result = it.steps(code=3)
        check("git ls-remote ended with exit status" in unread[0]["why"], str(result))
        os.rename(it.bare + ".gone", it.bare)

with References() as it:
    key = it.run("identity", "new", "--no-passphrase", it.beside("new.key")).out.strip()
    fingerprint = re.search(r"(?:[a-z2-7]{4}-){12}[a-z2-7]{4}", it.ok("identity", "show", "--identity", it.beside("new.key")).out).group(0)
    it.agents["new"] = Agent(it, "new")
    it.agents["new"].once()
    add = ("cluster", "add", "new", "--label", "env=production", "--from-ref", "origin")

    with case("without a reference a cluster cannot be added from it"):
        it.fails(*add, says=["there is no origin refs/fleetseal/clusters/new", "--publish-ref"])

    it.push("new", it.publication("new"))

    with case("a fingerprint that is another one's is refused, and so is no answer"):
        other = re.search(r"(?:[a-z2-7]{4}-){12}[a-z2-7]{4}", it.ok("identity", "show", "--identity", it.beside("us-1.key")).out).group(0)
        it.fails(*add, "--fingerprint", other, says="which is not the one that --fingerprint gives")
        it.fails(*add, says=[fingerprint, "without a terminal give --fingerprint FINGERPRINT"])
        it.fails(*add, "--context", "x", says="--context and --from-ref exclude each other", code=2)
        it.fails(*add, "--kubeconfig", "x", says="--kubeconfig is only for a key that --context reads", code=2)
        it.fails("cluster", "add", "new", "--key", key, "--fingerprint", other, says="--fingerprint is only for a key that --context or --from-ref reads", code=2)

    with case("with its fingerprint a cluster is added by what its agent has pushed"):
        it.ok(*add, "--fingerprint", fingerprint)
        check(key in it.read("keys/clusters/new.yaml").decode(), "the key")
        it.git("checkout", "-q", ".")
        it.git("clean", "-qfd")
        it.ok("trust", "add", "--rewind", "--fingerprint", re.search(r"(?:[a-z2-7]{4}-){12}[a-z2-7]{4}", it.ok("identity", "show").out).group(0))

    with case("a person is shown the fingerprint and asked"):
        with Terminal(it, *add) as person:
            person.expect(fingerprint)
            person.expect("whoever may push there can publish another")
            person.expect("Is this the cluster's key")
            person.type("yes\n")
            equal(person.end(), 0, "exit status")
        check(key in it.read("keys/clusters/new.yaml").decode(), "the key")

    with case("what is another cluster's, or no publication, is refused"):
        it.push("late", it.publication("new"))
        late = ("cluster", "add", "late", "--label", "env=production", "--from-ref", "origin", "--fingerprint", fingerprint)
        it.fails(*late, says=["the agent there is that of cluster new", "somebody else may push to its reference"])
        it.push("late", b"nothing")
        it.fails(*late, says="not as agents of this version write it")
        it.push("late", os.urandom(8 * MIB))
        it.fails(*late, says="more than 2 MiB, which no agent of cluster late pushes")

finish()

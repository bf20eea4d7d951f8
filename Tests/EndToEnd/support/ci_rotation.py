"""The checks of ci-rotation.sh."""

import base64
import contextlib
import os
import re
import shutil
import subprocess
import tempfile
import time

import yaml

from agents import Agent
from fleetseal import ROOT, Fleet, case, check, equal, finish
from githost import PUSH_TOKEN, GitHost
from runners import EXAMPLES
from schedules import ScheduledActions, ScheduledGitLab

CLUSTERS = ("us-east-1", "eu-west-1")
# With this status GitLab lets a job pass with a warning; GitHub shows annotations.
WARNED = {"github": 0, "gitlab": 4}
READER_TOKEN = "token-of-the-reader-77e0"


class Kubernetes:
    """A real API server, and a kubeconfig file of who may read the publication there and nothing else."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="fleetseal-test-")
        tokens = os.path.join(self.folder, "tokens.csv")
        with open(tokens, "w", encoding="utf-8") as file:
            file.write(f"{READER_TOKEN},system:serviceaccount:fleetseal:fleetseal-publication-reader,1\n")
        self.server = subprocess.Popen(
            [os.path.join(ROOT, "scripts/cluster.sh"), self.folder, f"--token-auth-file={tokens}"],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        self.admin = os.path.join(self.folder, "kubeconfig")
        limit = time.monotonic() + 120
        while not os.path.exists(self.admin):
            check(self.server.poll() is None and time.monotonic() < limit, "the API server starts")
            time.sleep(0.1)
        self.tools = subprocess.run([os.path.join(ROOT, "scripts/testbed.sh")], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
        self.kubectl("create", "namespace", "fleetseal")
        self.kubectl("apply", "-f", os.path.join(EXAMPLES, "publication-reader.yaml"))
        with open(self.admin, encoding="utf-8") as file:
            settings = yaml.safe_load(file)
        with open(os.path.join(self.folder, "ca.crt"), encoding="utf-8") as file:
            authority = file.read()
        cluster = settings["clusters"][0]["cluster"]
        self.kubeconfig = yaml.safe_dump({
            "apiVersion": "v1", "kind": "Config",
            "clusters": [{"name": "eu", "cluster": {"server": cluster["server"], "certificate-authority-data": base64.b64encode(authority.encode()).decode()}}],
            "users": [{"name": "reader", "user": {"token": READER_TOKEN}}],
            "contexts": [{"name": "eu-west-1", "context": {"cluster": "eu", "user": "reader"}}],
        })

    def kubectl(self, *arguments, input=None):
        done = subprocess.run([os.path.join(self.tools, "kubectl"), "--kubeconfig", self.admin, *arguments],
                              input=input, capture_output=True, text=True)
        check(done.returncode == 0, f"kubectl {' '.join(arguments)}: {done.stderr}")
        return done.stdout

    def publish(self, path):
        text = self.kubectl("create", "configmap", "fleetseal-publication", "--namespace=fleetseal",
                            f"--from-file=publication={path}", "--dry-run=client", "--output=yaml")
        self.kubectl("apply", "-f", "-", input=text)

    def withdraw(self):
        self.kubectl("delete", "configmap", "fleetseal-publication", "--namespace=fleetseal", "--ignore-not-found")

    def close(self):
        self.server.stdin.close()
        self.server.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)


class Aged(Fleet):
    """A fleet of two clusters that is 130 days old, with its two agents."""

    def __init__(self):
        self.days = 130
        super().__init__(clusters=[(name, "env=production") for name in CLUSTERS], groups=[("production", "env=production")])
        self.set("payments/db", "password", "hunter2", "production")
        self.set("payments/db", "username", "app", "fleet")
        self.days = 0
        self.commit("the fleet")
        self.agents = {name: Agent(self, name) for name in CLUSTERS}

    def command(self, *arguments):
        # The times of files stay as they are.
        then = ["env", "NO_FAKE_STAT=1", "faketime", "-f", f"-{self.days}d"] if self.days else []
        return then + super().command(*arguments)


class Nights:
    """A fleet, its repository on a host, its settings for CI; and nights that go by."""

    def __init__(self, dialect, kubernetes):
        self.dialect, self.kubernetes = dialect, kubernetes
        self.fleet = Aged()
        self.host = GitHost(self.fleet, dialect)
        self.fleet.git("remote", "add", "origin", self.host.origin)
        self.fleet.git("fetch", "-q", "origin")
        self.fleet.git("branch", "-q", "--set-upstream-to", "origin/main")
        pin = self.fleet.ok("trust", "show", "--export").out.replace("\n", "\r\n") + "\r\n"
        self.variables = {
            "FLEETSEAL_TRUST": pin, "FLEETSEAL_CONTEXTS": "eu-west-1",
            "FLEETSEAL_PUBLICATIONS": f"{self.host.url}/publications/us-east-1",
        }
        self.secrets = {"FLEETSEAL_KUBECONFIG": kubernetes.kubeconfig}
        kubernetes.withdraw()
        self.needles = [READER_TOKEN]
        self.count = 0

    def close(self):
        self.host.close()
        self.fleet.__exit__()

    def identity(self, path):
        """Gives CI the private key in a file."""
        with open(path, encoding="utf-8") as file:
            text = file.read()
        self.secrets[{"github": "FLEETSEAL_IDENTITY", "gitlab": "FLEETSEAL_ROTATION_IDENTITY"}[self.dialect]] = text
        self.needles.append(re.search(r"FSKEY-\S+", text)[0])

    def proposals(self):
        """Whether steps come as pull requests, or merge requests."""
        self.variables[{"github": "FLEETSEAL_PULL_REQUESTS", "gitlab": "FLEETSEAL_MERGE_REQUESTS"}[self.dialect]] = "true"

    def run(self, name, code=0):
        """A job by the clock; gives the commits that it made on main, and its log."""
        before = self.host.head()
        self.count += 1
        folder = self.fleet.beside(f"run-{self.count}")
        os.mkdir(folder)
        kind = {"github": ScheduledActions, "gitlab": ScheduledGitLab}[self.dialect]
        runner = kind(folder, self.host, dict(self.variables), dict(self.secrets), self.needles)
        jobs = runner.run_one(name)
        self.jobs = jobs
        shutil.rmtree(folder)
        equal(jobs[name].code, code, f"exit status of {name}\n{jobs[name].log}")
        self.fleet.git("pull", "-q", "--ff-only")
        return self.host.git("log", "--reverse", "--format=%s", f"{before}..main").splitlines(), jobs[name].log

    def day(self, *names):
        """The agents read main and publish."""
        for name in names or CLUSTERS:
            agent = self.fleet.agents[name]
            agent.converges()
            equal(agent.read("payments", "db", "password"), b"hunter2", "what is delivered")
            path = os.path.join(agent.state, "publication")
            if name == "us-east-1":
                with open(path, "rb") as file:
                    self.host.publications[name] = file.read()
            else:
                self.kubernetes.publish(path)

    def push_publications(self):
        """What agents do that push what they publish."""
        for name in CLUSTERS:
            with open(os.path.join(self.fleet.agents[name].state, "publication"), "rb") as file:
                text = file.read()
            # One file, in a commit without parents, by the clock's zero.
            stream = b"commit refs/fleetseal/clusters/%s\ncommitter a <a@localhost> 0 +0000\ndata 0\ndeleteall\n" % name.encode()
            stream += b"M 100644 inline publication\ndata %d\n%s\n" % (len(text), text)
            subprocess.run(["git", "--git-dir", self.host.origin, "fast-import", "--quiet", "--force"],
                           input=stream, check=True, env=self.fleet.environment)

    def keys(self, name):
        """The keys of a cluster, as the registry at main's tip has them: state by id."""
        text = self.host.git("show", f"main:keys/clusters/{name}.yaml")
        return {key["id"]: key["state"] for key in next(yaml.safe_load_all(text))["spec"]["keys"]}

    def group(self, name):
        """The keys of a group: state by id."""
        return {key["id"]: key["state"] for key in yaml.safe_load(self.host.git("show", f"main:keys/groups/{name}.yaml"))["spec"]["keys"]}

    def changed(self, commits=1):
        return self.host.git("diff", "--name-only", f"main~{commits}", "main").split()


def nightly(nights):
    dialect, host = nights.dialect, nights.host
    registry = ["keys/clusters/eu-west-1.yaml", "keys/clusters/us-east-1.yaml"]
    groups = ["keys/groups/fleet.yaml", "keys/groups/production.yaml"]
    first = {name: next(iter(nights.keys(name))) for name in CLUSTERS}
    nights.day()
    with case(f"{dialect}: the first night asks for new keys"):
        commits, log = nights.run("clusters")
        equal(commits, ["Rotate keys of clusters eu-west-1, us-east-1"], f"commits\n{log}")
        equal(nights.changed(), registry, "files")
        for name in CLUSTERS:
            check(f"{name}  asked" in log, log)
            equal(nights.keys(name), {first[name]: "active"}, "keys")
        author = host.git("log", "-1", "--format=%an", "main")
        equal(author, {"github": "github-actions[bot]", "gitlab": "fleetseal rotation"}[dialect], "author")
    with case(f"{dialect}: a second run on the same day makes no commit"):
        commits, log = nights.run("clusters")
        equal(commits, [], f"commits\n{log}")
    with case(f"{dialect}: the second night takes over what agents published, from a file and from an API server"):
        nights.day()
        commits, log = nights.run("clusters")
        equal(commits, ["Rotate keys of clusters eu-west-1, us-east-1"], f"commits\n{log}")
        equal(nights.changed(), registry + groups, "files")
        for name in CLUSTERS:
            equal(list(nights.keys(name).values()), ["active", "next"], f"keys\n{log}")
    with case(f"{dialect}: the third night promotes"):
        commits, log = nights.run("clusters")
        equal(commits, ["Rotate keys of clusters eu-west-1, us-east-1"], f"commits\n{log}")
        equal(nights.changed(), registry + groups, "files")
        for name in CLUSTERS:
            keys = nights.keys(name)
            equal(keys[first[name]], "retired", f"keys\n{log}")
            equal(sorted(keys.values()), ["active", "retired"], "keys")
            lines = "".join(host.git("show", f"main:{path}") for path in registry + groups)
            check(f"cluster.{name}/{first[name]}" not in lines, "no line for the old key is left")
    with case(f"{dialect}: after that nothing is due, and everything is delivered"):
        for _ in range(2):
            commits, log = nights.run("clusters")
            equal(commits, [], f"commits\n{log}")
            nights.day()
        nights.fleet.ok("check", "--strict")
    with case(f"{dialect}: what fleetseal cannot read is told by its place, where somebody sees it"):
        with settings(nights):
            nights.variables["FLEETSEAL_CONTEXTS"] = "eu-west-1 nowhere"
            if dialect == "gitlab":
                with open(os.path.join(EXAMPLES, "gitlab-rotation.yaml"), encoding="utf-8") as file:
                    equal(yaml.safe_load(file)["fleetseal-rotate-clusters"]["allow_failure"], {"exit_codes": [WARNED[dialect]]}, "allow_failure")
            commits, log = nights.run("clusters", code=WARNED[dialect])
            start = {"github": "::warning title=fleetseal rotate::nowhere: ", "gitlab": "not read: nowhere: "}[dialect]
            lines = [line for line in log.splitlines() if line.startswith(start)]
            equal((commits, len(lines)), ([], 1), log)
            check("us-east-1  idle" in log and "eu-west-1  idle" in log, log)


def references(nights):
    """Clusters that nobody reaches."""
    dialect = nights.dialect
    nights.secrets.clear()
    del nights.variables["FLEETSEAL_CONTEXTS"], nights.variables["FLEETSEAL_PUBLICATIONS"]
    nights.variables["FLEETSEAL_PUBLICATION_REMOTE"] = "origin"
    with case(f"{dialect}: what agents pushed to references of the repository is taken over"):
        for states in (["active"], ["active", "next"], ["active", "retired"]):
            nights.day()
            nights.push_publications()
            commits, log = nights.run("clusters")
            equal(commits, ["Rotate keys of clusters eu-west-1, us-east-1"], f"commits\n{log}")
            for name in CLUSTERS:
                equal(sorted(nights.keys(name).values()), states, f"keys\n{log}")
        nights.day()
        nights.push_publications()
        commits, log = nights.run("clusters")
        equal(commits, [], f"commits\n{log}")
        nights.fleet.ok("check", "--strict")


def troubles(nights):
    """Nights on which something is not as it should be."""
    dialect, host, fleet = nights.dialect, nights.host, nights.fleet
    with case(f"{dialect}: if somebody else pushes first, the step is made on top of that"):
        def pushed():
            fleet.ok("cluster", "label", "eu-west-1", "env=production", "zone=b", "--commit")
            fleet.git("push", "-q", "origin", "main")

        nights.day()
        host.meanwhile = pushed
        commits, log = nights.run("clusters")
        equal(commits, ["Label cluster eu-west-1: env=production zone=b", "Rotate keys of clusters eu-west-1, us-east-1"], f"commits\n{log}")
    with case(f"{dialect}: what cannot be read waits, and the others go on"):
        nights.day()
        kept = host.publications.pop("us-east-1")
        commits, log = nights.run("clusters", code=WARNED[dialect])
        equal(commits, ["Rotate keys of cluster eu-west-1"], f"commits\n{log}")
        check(re.search("One of FLEETSEAL_PUBLICATIONS cannot be read", log, re.I), log)
        check("us-east-1  waiting" in log, log)
        host.publications["us-east-1"] = kept
    with case(f"{dialect}: a cluster that the registry does not believe fails, and the others go on"):
        # An agent without its memory: another instance.
        agent = fleet.agents["us-east-1"]
        nights.run("clusters")
        os.rename(agent.state, agent.state + ".lost")
        nights.day("us-east-1")
        for key in ("eu-west-1",):
            equal(sorted(nights.keys(key).values()), ["active", "retired"], "the other one is promoted")
        commits, log = nights.run("clusters", code=1)
        equal(commits, [], f"commits\n{log}")
        check("us-east-1  refused" in log and "instance" in log, log)
    with case(f"{dialect}: without Kubernetes and without addresses clusters are asked, and no more"):
        with settings(nights):
            fleet.days = 100
            fleet.ok("cluster", "add", "edge", "--label", "env=production", "--new-key", fleet.beside("edge.key"))
            fleet.days = 0
            fleet.commit("a cluster")
            fleet.git("push", "-q")
            nights.secrets.clear()
            del nights.variables["FLEETSEAL_CONTEXTS"], nights.variables["FLEETSEAL_PUBLICATIONS"]
            commits, log = nights.run("clusters")
            equal(commits, ["Rotate keys of cluster edge"], f"commits\n{log}")
            check(re.search("asked for keys, and no more", log), log)
            equal(nights.run("clusters")[0], [], "commits of a second run")
    with case(f"{dialect}: without a pin in the settings, or with another fleet's, nothing is done"):
        with settings(nights), Fleet() as other:
            for pin in ("", other.ok("trust", "show", "--export").out):
                nights.variables["FLEETSEAL_TRUST"] = pin
                for name in ("clusters", "stale"):
                    commits, log = nights.run(name, code=1)
                    equal(commits, [], f"commits\n{log}")
    with case(f"{dialect}: a main branch that the job may not push to fails, and leaves nothing"):
        fleet.ok("rotate", "--cluster", "edge", "--abandon", "--commit", "--push")
        host.protected = True
        commits, log = nights.run("clusters", code=1)
        equal((commits, host.branches()), ([], ["main"]), f"commits and branches\n{log}")
        check("main is protected" in log or "hook declined" in log, log)
    with case(f"{dialect}: with a token of its own that may push, it does"):
        with settings(nights):
            nights.secrets["FLEETSEAL_PUSH_TOKEN"] = PUSH_TOKEN
            # The first cluster is still refused.
            commits, log = nights.run("clusters", code=1)
            equal(commits, ["Rotate keys of cluster edge"], f"commits\n{log}")


def proposals(nights):
    """Every step as a pull request."""
    dialect, host, fleet = nights.dialect, nights.host, nights.fleet
    branch = "fleetseal/rotate-clusters"
    nights.proposals()
    host.protected = True

    def proposed(count, branch):
        if dialect == "gitlab":
            wanted = ["merge_request.create", "merge_request.target=main", "merge_request.remove_source_branch"]
            equal(host.options(), wanted * count, "options of pushes")
        else:
            equal(len(host.pulls), count, "pull requests")
            pull = host.pulls[-1]
            equal((pull["head"], pull["base"]), (branch, "main"), "branches of the pull request")
            equal(pull["title"], host.git("log", "-1", "--format=%s", branch), "its title")
            equal(nights.jobs["propose"].code, 0, nights.jobs["propose"].log)

    def merge(branch):
        fleet.git("fetch", "-q", "origin")
        fleet.git("merge", "-q", "--no-ff", "--no-edit", f"origin/{branch}")
        fleet.git("push", "-q", "origin", "main", f":{branch}")

    with case(f"{dialect}: a step is a branch and a proposal to merge it; main stays"):
        nights.day()
        first = host.publications["us-east-1"]
        commits, log = nights.run("clusters")
        equal((commits, host.branches()), ([], [branch, "main"]), f"commits and branches\n{log}")
        equal(host.git("log", "--format=%s", f"main..{branch}"), "Rotate keys of clusters eu-west-1, us-east-1", "commits there")
        proposed(1, branch)
    with case(f"{dialect}: while that waits, there is no second one"):
        tip = host.head(branch)
        commits, log = nights.run("clusters")
        equal((commits, host.branches(), host.head(branch)), ([], [branch, "main"], tip), f"nothing new\n{log}")
        check(f"{branch} waits" in log, log)
        proposed(1, branch) if dialect == "gitlab" else equal(len(host.pulls), 1, "pull requests")
    with case(f"{dialect}: once it is merged the next step comes"):
        for count, states in ((2, ["active", "next"]), (3, ["active", "retired"])):
            merge(branch)
            nights.day()
            commits, log = nights.run("clusters")
            equal((commits, host.branches()), ([], [branch, "main"]), f"commits and branches\n{log}")
            proposed(count, branch)
            fleet.git("fetch", "-q", "origin")
        merge(branch)
        for name in CLUSTERS:
            equal(sorted(nights.keys(name).values()), ["active", "retired"], "keys")
        nights.day()
        commits, log = nights.run("clusters")
        equal((commits, host.branches()), ([], ["main"]), f"nothing is left to do\n{log}")
    with case(f"{dialect}: groups' keys come as a proposal too"):
        nights.identity(fleet.beside("config/fleetseal/identity"))
        commits, log = nights.run("groups")
        equal((commits, host.branches()), ([], ["fleetseal/rotate-groups", "main"]), f"commits and branches\n{log}")
        proposed(4, "fleetseal/rotate-groups")
        merge("fleetseal/rotate-groups")
        nights.day()
    with case(f"{dialect}: a cluster that is refused hides nobody's proposal"):
        fleet.days = 100
        fleet.ok("cluster", "add", "edge", "--label", "env=production", "--new-key", fleet.beside("edge.key"))
        fleet.days = 0
        fleet.commit("a cluster")
        fleet.git("push", "-q")
        host.publications["us-east-1"] = first
        commits, log = nights.run("clusters", code=1)
        check("us-east-1  refused" in log, log)
        equal((commits, host.branches()), ([], [branch, "main"]), f"commits and branches\n{log}")
        proposed(5, branch)


def monthly(nights):
    """The keys of groups."""
    dialect, host, fleet = nights.dialect, nights.host, nights.fleet
    with case(f"{dialect}: without an identity the groups' keys stay, and it says so"):
        commits, log = nights.run("groups")
        equal(commits, [], f"commits\n{log}")
        check(re.search("no identity is here", log, re.I), log)
    nights.day()
    before = {name: nights.group(name) for name in ("production", "fleet")}
    with case(f"{dialect}: groups get new keys, and the identity moves the values, in one commit"):
        with settings(nights):
            nights.identity(fleet.beside("config/fleetseal/identity"))
            commits, log = nights.run("groups")
            equal(len(commits), 1, f"commits\n{log}")
            check(commits[0].startswith("Rotate keys of ") and "resealed 2 values in 1 file" in host.git("log", "-1", "--format=%b", "main"), commits)
            check("secrets/payments/db.yaml" in nights.changed(), "the values are moved")
            for name, keys in before.items():
                now = nights.group(name)
                equal([now[key] for key in keys], ["retired"], f"old keys of {name}")
                equal(sorted(now.values()), ["active", "retired"], f"keys of {name}")
            nights.day()
            stale = fleet.run("keys", "stale").out
            check("values-under-retired-key" not in stale, stale)
    with case(f"{dialect}: the run after that drops the old keys, and the next one finds nothing to do"):
        with settings(nights):
            nights.identity(fleet.beside("config/fleetseal/identity"))
            commits, log = nights.run("groups")
            equal(len(commits), 1, f"commits\n{log}")
            for name in before:
                equal(list(nights.group(name).values()), ["active"], f"keys of {name}")
            equal(nights.run("groups")[0], [], "commits")
            nights.day()
            fleet.ok("check", "--strict")
    with case(f"{dialect}: an identity that opens nothing gives new keys, and says which values it leaves"):
        with settings(nights):
            public = fleet.run("identity", "new", "--no-passphrase", fleet.beside("robot")).out.strip()
            fleet.ok("operator", "add", "robot", "--key", public, "--commit")
            # Who leaves a group makes its key due, whatever its age.
            fleet.ok("cluster", "label", "eu-west-1", "env=staging", "--commit", "--push")
            nights.identity(fleet.beside("robot"))
            key = nights.group("production")
            commits, log = nights.run("groups", code=3)
            equal(commits, ["Rotate keys of group production"], f"commits\n{log}")
            check("1 value for production not moved" in log, log)
            check("secrets/payments/db.yaml" not in nights.changed(), "values stay")
            equal(nights.run("groups", code=3)[0], [], "commits")
            equal([nights.group("production")[one] for one in key], ["retired"], "it is kept, since a value needs it")
            fleet.ok("reseal", "--commit", "--push")
            nights.day("us-east-1")
            commits, log = nights.run("groups")
            equal(commits, ["Rotate keys of group production"], f"commits\n{log}")
            check(key.keys().isdisjoint(nights.group("production")), "once an operator moved it, it is dropped")


def weekly(nights):
    """The report."""
    dialect, fleet = nights.dialect, nights.fleet

    def report():
        job = nights.jobs["stale"]
        return job.summary if dialect == "github" else job.files["stale.txt"] + job.files["check.txt"]

    with case(f"{dialect}: the report names keys that rotation did not reach, and fails"):
        commits, log = nights.run("stale", code=3)
        equal(commits, [], "commits")
        for text in (log, report()):
            for line in (r"keys/clusters/us-east-1\.yaml:\d+: old-cluster-key", r"keys/groups/production\.yaml:\d+: old-group-key", "130 days ago"):
                check(re.search(line, text), f"{line}: {text}")
    with case(f"{dialect}: what the next runs take further by themselves is named, and does not fail"):
        nights.day()
        nights.run("clusters")
        nights.day()
        nights.run("clusters")
        fleet.ok("rotate", "--groups", "--commit", "--push")
        commits, log = nights.run("stale", code=3)
        check(log.count("pending-cluster-key") == 2 and log.count("retired-group-key") > 0, log)
        # The new keys of groups are to be proven first.
        for _ in range(2):
            nights.day()
            nights.run("clusters")
        commits, log = nights.run("stale")
        check("retired-group-key" in log and "old-cluster-key" not in log, log)
        check("retired-group-key" in report(), report())
    with case(f"{dialect}: when nothing waits it says so"):
        fleet.ok("rotate", "--groups", "--commit", "--push")
        commits, log = nights.run("stale")
        check("nothing waits" in log and "nothing found" in log, log)
    with case(f"{dialect}: values under an old key wait for a person"):
        fleet.ok("group", "rekey", "production", "--commit", "--push")
        commits, log = nights.run("stale", code=3)
        check("values-under-retired-key" in log and "fleetseal reseal --group production" in log, log)
        fleet.ok("reseal", "--commit", "--push")
    with case(f"{dialect}: what is wrong on main is in the report, and names there command nobody"):
        fleet.write("deploy/db.yaml", "kind: Secret\nstringData:\n  password: hunter3\n")
        fleet.write("::error title=x::all is lost/db.yaml", "kind: Secret\nstringData:\n  password: hunter3\n")
        fleet.commit("past all checks")
        fleet.git("push", "-q")
        commits, log = nights.run("stale", code=3)
        check(re.search("^::error title=x::", log, re.M), log)
        check("plaintext-secret-manifest" in report() and "hunter3" not in log + report(), report())
        equal([name for name, _, _ in nights.jobs["stale"].commands], [], "commands")


@contextlib.contextmanager
def settings(nights):
    """What is set within is gone after it."""
    kept = dict(nights.variables), dict(nights.secrets)
    try:
        yield
    finally:
        nights.variables, nights.secrets = kept


def rights():
    with case("github: rights of jobs that run by the clock"):
        with open(os.path.join(EXAMPLES, "github-rotation.yaml"), encoding="utf-8") as file:
            workflow = yaml.safe_load(file)
        equal(set(workflow[True]), {"schedule", "workflow_dispatch"}, "never for a change of anybody's")
        equal(workflow["permissions"], {}, "rights of all jobs")
        jobs = workflow["jobs"]
        equal({name: job["permissions"] for name, job in jobs.items()}, {
            "clusters": {"contents": "write"}, "groups": {"contents": "write"},
            "propose": {"pull-requests": "write"}, "stale": {"contents": "read"}}, "rights")
        equal({name: job.get("concurrency") for name, job in jobs.items()}, {
            "clusters": {"group": "fleetseal-rotation", "cancel-in-progress": False},
            "groups": {"group": "fleetseal-rotation", "cancel-in-progress": False}, "propose": None, "stale": None}, "who waits for whom")
        equal([name for name, job in jobs.items() if "environment" not in job], ["stale"], "who needs no secret has none")
        used = {name: set(re.findall(r"secrets\.(\w+)", str(job))) for name, job in jobs.items()}
        equal(used, {"clusters": {"FLEETSEAL_KUBECONFIG", "FLEETSEAL_PUSH_TOKEN"}, "groups": {"FLEETSEAL_IDENTITY", "FLEETSEAL_PUSH_TOKEN"},
                     "propose": {"FLEETSEAL_PUSH_TOKEN"}, "stale": set()}, "secrets")
    with case("gitlab: jobs that write wait for one another, and they alone have secrets"):
        with open(os.path.join(EXAMPLES, "gitlab-rotation.yaml"), encoding="utf-8") as file:
            jobs = yaml.safe_load(file)
        equal(jobs[".fleetseal-writing"]["resource_group"], "fleetseal-rotation", "group")
        equal(jobs[".fleetseal-writing"]["environment"], {"name": "fleetseal-rotation", "action": "access"}, "environment")
        equal({name: job["extends"] for name, job in jobs.items() if not name.startswith(".")}, {
            "fleetseal-rotate-clusters": ".fleetseal-writing", "fleetseal-rotate-groups": ".fleetseal-writing",
            "fleetseal-stale": ".fleetseal-rotation"}, "jobs")
    with case("the account that CI reads with reads one ConfigMap"):
        reader = "system:serviceaccount:fleetseal:fleetseal-publication-reader"
        for words, wanted in ((("get", "configmap/fleetseal-publication"), "yes"), (("get", "configmap/other"), "no"), (("list", "configmaps"), "no"),
                              (("update", "configmap/fleetseal-publication"), "no"), (("get", "secrets"), "no")):
            done = subprocess.run([os.path.join(kubernetes.tools, "kubectl"), "--kubeconfig", kubernetes.admin, "auth", "can-i", *words,
                                   "--namespace=fleetseal", f"--as={reader}"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            equal(done.stdout.strip(), wanted, " ".join(words))


kubernetes = Kubernetes()
try:
    rights()
    for dialect in ("github", "gitlab"):
        for part in (nightly, references, troubles, proposals, monthly, weekly):
            nights = Nights(dialect, kubernetes)
            try:
                part(nights)
            finally:
                nights.close()
finally:
    kubernetes.close()
finish()

"""The checks of ci.sh."""

import json
import os
import re
import shutil

import yaml

from comments import TOKEN, Comments
from fleetseal import Fleet, case, check, equal, finish
from runners import EXAMPLES, Actions, GitLabRunner

MARKER = "<!-- fleetseal plan -->"
ROBOTS = {"github": "github-actions[bot]", "gitlab": 42}


class Host:
    """A repository with a branch `main` and a pull request from `change`, and the comments there."""

    def __init__(self, dialect, fleet):
        self.dialect, self.fleet = dialect, fleet
        self.origin = fleet.beside("origin.git")
        fleet.git("init", "--quiet", "--bare", "--initial-branch=main", self.origin)
        self.comments = Comments(dialect)
        robot = ROBOTS[dialect]
        # More than a page of them, and one with our first line that is not ours.
        for number in range(130):
            self.comments.add(f"comment {number}", 5 if dialect == "gitlab" else "alice")
        self.forged = self.comments.add(MARKER + "\nall is well", 5 if dialect == "gitlab" else "mallory")
        self.quoted = self.comments.add("quoted:\n" + MARKER, robot)
        # As a browser sends what was pasted into a form.
        self.pin = fleet.ok("trust", "show", "--export").out.replace("\n", "\r\n") + "\r\n"
        self.runs = 0

    def push(self):
        """Both branches, and what GitHub makes of them: the result of the merge."""
        fleet = self.fleet
        fleet.git("push", "--quiet", "--force", self.origin, "main", "change")
        fleet.git("checkout", "--quiet", "--detach", "main")
        fleet.git("merge", "--quiet", "--no-ff", "--no-edit", "change")
        fleet.git("push", "--quiet", "--force", self.origin, "HEAD:refs/pull/7/merge")
        fleet.git("checkout", "--quiet", "change")

    def run(self, pin=None, merged=False, fork=False, scanning=False, token=TOKEN):
        self.push()
        self.runs += 1
        folder = self.fleet.beside(f"runs-{self.runs}")
        os.mkdir(folder)
        variables = {"FLEETSEAL_TRUST": self.pin if pin is None else pin}
        if self.dialect == "github":
            if scanning:
                variables["FLEETSEAL_CODE_SCANNING"] = "true"
            jobs = Actions(folder, self.origin, self.comments.url, variables, fork).run()
        else:
            variables = {name: value for name, value in variables.items() if value}
            if token:
                variables["FLEETSEAL_COMMENT_TOKEN"] = token
            jobs = GitLabRunner(folder, self.origin, self.comments.url, variables, merged).run()
            jobs = {name.removeprefix("fleetseal-"): job for name, job in jobs.items()}
        shutil.rmtree(folder)
        return jobs

    def ours(self):
        """The comments that were made by us."""
        robot = ROBOTS[self.dialect]
        author = {"github": lambda each: each["user"]["login"], "gitlab": lambda each: each["author"]["id"]}
        return [
            each for each in self.comments.kept
            if author[self.dialect](each) == robot and each["body"].startswith(MARKER)
        ]

    def found(self, jobs):
        """Codes and places of the findings that the host would show."""
        if self.dialect == "github":
            return sorted(
                (properties["title"], properties["file"], int(properties.get("line", 1)))
                for name, properties, _ in jobs["check"].commands if name in ("error", "warning"))
        return sorted(
            (each["check_name"], each["location"]["path"], each["location"]["lines"]["begin"])
            for each in json.loads(jobs["check"].files["gl-code-quality-report.json"]))


def succeeds(jobs, *names):
    for name in names:
        check(name in jobs, f"the job {name} ran")
        check(jobs[name].code == 0, f"the job {name} succeeds\n{jobs[name].log}")


def prepared():
    fleet = Fleet(
        clusters=[("us-east-1", "env=production"), ("eu-west-1", "env=production"), ("lab", "env=staging")],
        groups=[("production", "env=production"), ("staging", "env=staging")])
    fleet.set("payments/db", "username", "app", "fleet")
    fleet.set("payments/db", "password", "one", "production")
    fleet.set("payments/db", "password", "two", "staging")
    fleet.commit("the fleet")
    return fleet


def start(fleet, name="main"):
    """A new branch `change` from a commit."""
    fleet.git("checkout", "--quiet", "-B", "change", name)


def clean(host):
    fleet, dialect = host.fleet, host.dialect
    start(fleet)
    fleet.set("payments/db", "password", "three", "production")
    fleet.commit("another password")
    # Meanwhile main goes on, in the same file.
    fleet.git("checkout", "--quiet", "main")
    fleet.set("payments/db", "password", "four", "staging")
    fleet.commit("staging's own")
    with case(f"{dialect}: a clean change passes, and one comment says what it does"):
        jobs = host.run()
        succeeds(jobs, "check", "plan", "comment")
        equal(host.found(jobs), [], "findings")
        ours = host.ours()
        equal(len(ours), 1, "comments")
        body = ours[0]["body"]
        check("`password` for `production` changed" in body, body)
        check("staging" not in body.split("### Clusters")[0], f"what main did meanwhile is no part of it: {body}")
        check("password for production changed" in jobs["plan"].log, "the log has the plan too")
        check("three" not in body + jobs["plan"].log, "no value anywhere")
    with case(f"{dialect}: a second run updates the comment and leaves those of others alone"):
        fleet.set("payments/db", "token", "five", "fleet")
        fleet.commit("a token")
        count = len(host.comments.kept)
        succeeds(host.run(merged=True), "check", "plan", "comment")
        equal(len(host.comments.kept), count, "comments")
        equal(len(host.ours()), 1, "comments of ours")
        body = host.ours()[0]["body"]
        check("`token` for `fleet` added" in body and "`password` for `production` changed" in body, body)
        equal(host.forged["body"], MARKER + "\nall is well", "somebody else's comment")
        equal(host.quoted["body"], "quoted:\n" + MARKER, "a comment that quotes the marker")
        writes = [method for method, _ in host.comments.requests if method != "GET"]
        equal(writes, ["POST", {"github": "PATCH", "gitlab": "PUT"}[dialect]], "writes")


def faults(host):
    fleet, dialect = host.fleet, host.dialect
    with case(f"{dialect}: plaintext in a change fails, at its line, and the plan is there all the same"):
        start(fleet)
        fleet.write("deploy/db.yaml", "kind: Secret\nstringData:\n  password: hunter2\n")
        fleet.commit("a manifest")
        jobs = host.run()
        equal(jobs["check"].code, 3, "exit status")
        equal(host.found(jobs), [("plaintext-secret-manifest", "deploy/db.yaml", 3)], "findings")
        succeeds(jobs, "plan", "comment")
        check("hunter2" not in "".join(job.log for job in jobs.values()) + host.ours()[0]["body"], "no value anywhere")
    with case(f"{dialect}: two changes that are wrong only together fail"):
        start(fleet)
        fleet.set("payments/api", "url", "five", "fleet")
        fleet.set("payments/api", "token", "six", "production")
        fleet.set("payments/api", "token", "seven", "staging")
        fleet.commit("what all clusters of today get")
        fleet.ok("check", "--strict")
        fleet.git("checkout", "--quiet", "main")
        fleet.ok("cluster", "add", "edge", "--label", "env=edge", "--new-key", fleet.beside("edge.key"))
        fleet.set("payments/db", "password", "eight", "edge")
        fleet.commit("a cluster")
        fleet.ok("check", "--strict")
        jobs = host.run()
        equal(jobs["check"].code, 3, f"exit status\n{jobs['check'].log}")
        equal([found[:2] for found in host.found(jobs)], [("key-missing", "secrets/payments/api.yaml")], "findings")
    with case(f"{dialect}: a registry that is put back fails"):
        start(fleet)
        fleet.git("checkout", "--quiet", "main~1", "--", "keys")
        fleet.git("rm", "--quiet", "-r", "--ignore-unmatch", "keys/clusters/edge.yaml")
        fleet.commit("without the new cluster")
        jobs = host.run()
        equal(jobs["check"].code, 3, f"exit status\n{jobs['check'].log}")
        check(any(code.startswith("base-") for code, _, _ in host.found(jobs)), f"{host.found(jobs)}")
    with case(f"{dialect}: an operator whom nobody knows fails"):
        start(fleet)
        text = fleet.read("fleetseal.yaml").decode()
        fleet.write("fleetseal.yaml", text.replace("name: alice", "name: mallory"))
        fleet.commit("another operator")
        jobs = host.run()
        check(jobs["check"].code in (1, 3), f"exit status\n{jobs['check'].log}")


def settings(host):
    fleet, dialect = host.fleet, host.dialect
    start(fleet)
    fleet.set("payments/db", "password", "nine", "production")
    # Whoever changes the pin in the repository changes nothing.
    fleet.write("fleet.trust", "nobody")
    fleet.commit("another password")
    with case(f"{dialect}: without a pin in the settings nothing passes"):
        jobs = host.run(pin="")
        for name in ("check", "plan"):
            check(jobs[name].code != 0, f"{name} fails")
            check("FLEETSEAL_TRUST" in jobs[name].log, jobs[name].log)
        check("comment" not in jobs, "nothing is said")
    with case(f"{dialect}: with the pin of another fleet nothing passes"):
        with Fleet() as other:
            pin = other.ok("trust", "show", "--export").out
        jobs = host.run(pin=pin)
        check(jobs["check"].code != 0, jobs["check"].log)
    if dialect == "github":
        with case("github: a pull request from a fork is checked, and its plan is in the summary"):
            before = [dict(each) for each in host.comments.kept]
            jobs = host.run(fork=True)
            succeeds(jobs, "check", "plan")
            check("comment" not in jobs, "nothing is written")
            check(jobs["plan"].summary.startswith(MARKER), jobs["plan"].summary)
            equal(host.comments.kept, before, "comments")
        with case("github: findings for code scanning"):
            jobs = host.run(scanning=True)
            succeeds(jobs, "check", "scanning")
            equal(json.loads(jobs["scanning"].files["sarif"])["version"], "2.1.0", "version")
            start(fleet)
            fleet.write("app/.env", "PASSWORD=hunter2\n")
            fleet.commit("a file for development")
            jobs = host.run(scanning=True)
            succeeds(jobs, "scanning")
            results = json.loads(jobs["scanning"].files["sarif"])["runs"][0]["results"]
            equal([each["ruleId"] for each in results], ["plaintext-env-file"], "findings")
    else:
        with case("gitlab: without a token to comment with, the plan is an artifact"):
            jobs = host.run(token="")
            succeeds(jobs, "check", "plan")
            check("comment" not in jobs, "nothing is written")
            check(jobs["plan"].files["plan.md"].startswith(MARKER), "plan.md")
        with case("gitlab: a token that is refused fails"):
            jobs = host.run(token="wrong")
            check(jobs["comment"].code != 0, jobs["comment"].log)


def hostile(host):
    fleet, dialect = host.fleet, host.dialect
    with case(f"{dialect}: names in a change command nobody"):
        start(fleet)
        fleet.write("::error title=x::all is lost", "")
        fleet.write("docs/\n::warning::all is lost\n", "")
        fleet.write("docs/$(touch ../touched)`touch ../touched`", "")
        fleet.commit("::error::$(touch ../touched)")
        jobs = host.run()
        succeeds(jobs, "check", "plan", "comment")
        equal([command for job in jobs.values() for command in job.commands], [], "commands")
    with case(f"{dialect}: a plan that does not fit is said to be cut, and is whole in the log"):
        start(fleet)
        text = fleet.read("secrets/payments/db.yaml").decode()
        for number in range(700):
            name = f"a-document-with-a-long-name-{number}"
            fleet.write(f"secrets/payments/{name}.yaml", text.replace("name: db", f"name: {name}", 1))
        fleet.commit("many documents")
        fleet.git("checkout", "--quiet", "main")
        fleet.git("merge", "--quiet", "change")
        start(fleet)
        for number in range(700):
            path = f"secrets/payments/a-document-with-a-long-name-{number}.yaml"
            fleet.write(path, fleet.read(path).replace(b"\nspec:\n", b"\nspec:\n  scope: any\n"))
        fleet.commit("any scope")
        jobs = host.run()
        succeeds(jobs, "plan", "comment")
        body = host.ours()[0]["body"]
        check("Too long to be reviewed here" in body and len(body) < 65536, body[:500])
        check("The comment was cut" in jobs["plan"].log, "the log says so")
        for number in range(700):
            check(f"a-document-with-a-long-name-{number}" in jobs["plan"].log, f"the log has document {number}")
        if dialect == "github":
            equal([name for name, _, _ in jobs["plan"].commands], ["warning"], "commands")


def rights():
    with case("github: only the job that comments may write, and it checks nothing out"):
        with open(os.path.join(EXAMPLES, "github-actions.yaml"), encoding="utf-8") as file:
            workflow = yaml.safe_load(file)
        # YAML 1.1 reads `on` as true.
        equal(set(workflow[True]), {"pull_request", "merge_group"}, "never pull_request_target")
        equal(workflow["permissions"], {}, "rights of all jobs")
        rights = {name: job["permissions"] for name, job in workflow["jobs"].items()}
        equal(rights.pop("comment"), {"pull-requests": "write"}, "rights of the comment")
        equal(rights.pop("scanning"), {"contents": "read", "security-events": "write"}, "rights of scanning")
        equal(rights, {"check": {"contents": "read"}, "plan": {"contents": "read"}}, "rights")
        steps = workflow["jobs"]["comment"]["steps"]
        check(not any("uses" in step or re.search(r"^ *fleetseal ", step["run"], re.M) for step in steps), "the comment's steps")


rights()
for dialect in ("github", "gitlab"):
    with prepared() as fleet:
        host = Host(dialect, fleet)
        try:
            for part in (clean, faults, settings, hostile):
                part(host)
        finally:
            host.comments.close()
finish()

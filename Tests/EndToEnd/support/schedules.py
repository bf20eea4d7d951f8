"""What GitHub's and GitLab's runners do with the jobs in examples/ci that run by the clock.

Every program that a job starts notes its arguments first, and everything that a job leaves is looked through:
no secret may be in either.
"""

import os
import shutil
import stat

from fleetseal import BINARY, check
from githost import JOB_TOKEN, PATH, PUSH_TOKEN
from runners import Actions, GitLabRunner

# The schedules in github-rotation.yaml.
TIMES = {"clusters": "17 2 * * *", "groups": "47 3 1 * *", "stale": "17 5 * * 1"}


class Watched:
    """What both kinds of runners have in common: the tools, the host, the secrets."""

    def watch(self, host, variables, secrets, needles):
        self.host, self.variables, self.secrets = host, variables, secrets
        # What of the secrets may be seen nowhere.
        self.needles = [JOB_TOKEN, PUSH_TOKEN, *needles]
        self.noted = os.path.join(self.folder, "arguments")
        for name in ("fleetseal", "git", "curl", "jq", "install", "sed", "cat", "mktemp"):
            program = BINARY if name == "fleetseal" else shutil.which(name)
            path = os.path.join(self.tools, name)
            if os.path.lexists(path):
                os.remove(path)
            with open(path, "w", encoding="utf-8") as file:
                file.write(f'#!/bin/bash\nprintf "%s\\n" "$0 $*" >> {self.noted}\nexec {program} "$@"\n')
            os.chmod(path, os.stat(path).st_mode | stat.S_IXUSR)

    def watched(self, place):
        return {"GIT_SSL_CAINFO": self.host.certificate, "CURL_CA_BUNDLE": self.host.certificate}

    def look(self, job):
        """Fails if a secret was in an argument or the log, or is left anywhere."""
        places = [(self.noted, "arguments"), *((os.path.join(folder, name), "what is left")
                  for folder, _, names in os.walk(self.folder) for name in names)]
        texts = [(job.log + job.summary, "the log")]
        for path, what in places:
            if os.path.isfile(path) and not os.path.islink(path):
                with open(path, "rb") as file:
                    texts.append((file.read().decode("utf-8", "replace"), f"{what}: {path}"))
        for needle in self.needles:
            for text, what in texts:
                check(needle not in text, f"a secret is in {what}")
        check(job.code != 0 or os.path.exists(self.noted), "arguments are noted")
        for folder, _, names in os.walk(self.folder):
            check(not (folder.endswith("/tmp") and names), f"nothing is left in {folder}: {names}")


class ScheduledActions(Actions, Watched):
    """GitHub Actions, for the event `schedule`."""

    def __init__(self, folder, host, variables, secrets, needles):
        super().__init__(folder, host.origin, host.url + "/api", variables)
        self.workflow = self.document("github-rotation.yaml")
        self.watch(host, variables, secrets, needles)

    def environment(self, place):
        return super().environment(place) | self.watched(place)

    def event(self):
        return {"GITHUB_REF": "refs/heads/main", "GITHUB_REF_NAME": "main", "GITHUB_SERVER_URL": self.host.url,
                "GITHUB_EVENT_NAME": "schedule"}

    def expressions(self, needs):
        values = {
            "github.ref_name": "main",
            "secrets.FLEETSEAL_PUSH_TOKEN || github.token": self.secrets.get("FLEETSEAL_PUSH_TOKEN") or JOB_TOKEN,
        }
        # YAML 1.1 reads `on` as true.
        times = {one["cron"] for one in self.workflow[True]["schedule"]}
        check(times == set(TIMES.values()), f"schedules: {times}")
        check(self.workflow[True]["workflow_dispatch"]["inputs"]["job"]["options"] == list(TIMES), "jobs by hand")
        for name, time in TIMES.items():
            values[f"github.event.schedule == '{time}' || inputs.job == '{name}'"] = name == self.asked
        for name in ("TRUST", "CONTEXTS", "PUBLICATIONS", "PUBLICATION_REMOTE", "PULL_REQUESTS"):
            values[f"vars.FLEETSEAL_{name}"] = self.variables.get("FLEETSEAL_" + name, "")
        for name in ("KUBECONFIG", "IDENTITY"):
            values[f"secrets.FLEETSEAL_{name}"] = self.secrets.get("FLEETSEAL_" + name, "")
        outputs = {name: needs[name].outputs if name in needs else {} for name in ("clusters", "groups")}
        for what in ("branch", "title"):
            either = outputs["clusters"].get(what) or outputs["groups"].get(what) or ""
            values[f"needs.clusters.outputs.{what} || needs.groups.outputs.{what}"] = either
            values[f"!cancelled() && (needs.clusters.outputs.{what} || needs.groups.outputs.{what})"] = bool(either)
        return values

    def checkout(self, options, work):
        check(options == {"ref": "${{ github.ref_name }}", "fetch-depth": 0, "persist-credentials": False}, "main's tip, no token")
        self.git(self.folder, "clone", "--quiet", "--no-checkout", self.origin, work)
        self.git(work, "checkout", "--quiet", "--force", "-B", "main", "refs/remotes/origin/main")
        self.git(work, "remote", "set-url", "origin", self.host.url + PATH)

    def run_one(self, name):
        """The jobs that a schedule leads to."""
        self.asked = name
        jobs = self.run()
        for job in jobs.values():
            self.look(job)
        return jobs


class ScheduledGitLab(GitLabRunner, Watched):
    """GitLab CI, for pipelines of schedules."""

    FILES = {"FLEETSEAL_TRUST", "FLEETSEAL_KUBECONFIG", "FLEETSEAL_ROTATION_IDENTITY"}

    def __init__(self, folder, host, variables, secrets, needles):
        super().__init__(folder, host.origin, host.url + "/api", variables)
        self.file = self.document("gitlab-rotation.yaml")
        self.watch(host, variables, secrets, needles)

    def environment(self, place):
        return super().environment(place) | self.watched(place)

    def conditions(self):
        return {f'$CI_PIPELINE_SOURCE == "schedule" && $FLEETSEAL_JOB == "{name}"': name == self.asked for name in TIMES}

    def event(self):
        return {"CI_PIPELINE_SOURCE": "schedule", "CI_COMMIT_BRANCH": "main", "CI_DEFAULT_BRANCH": "main",
                "CI_COMMIT_SHA": self.sha, "CI_JOB_TOKEN": JOB_TOKEN, "CI_SERVER_HOST": "127.0.0.1",
                "CI_PROJECT_URL": self.host.url + PATH.removesuffix(".git"), "FLEETSEAL_JOB": self.asked}

    def run_one(self, name):
        self.asked, self.sha = name, self.host.head()
        # Names of what settings of an environment are for.
        scoped = {**self.variables, **self.secrets}
        jobs = {}
        for title in self.file:
            if title.startswith("."):
                continue
            job = self.extended(title)
            if self.starts(job):
                named = job.get("environment", {}).get("name") == "fleetseal-rotation"
                self.variables = scoped if named else {"FLEETSEAL_TRUST": scoped["FLEETSEAL_TRUST"]}
                self.variables = {key: value for key, value in self.variables.items() if value}
                jobs[title.removeprefix("fleetseal-").removeprefix("rotate-")] = self.job(job, [])
        self.variables = scoped
        check(len(jobs) == 1, f"one job: {list(jobs)}")
        for job in jobs.values():
            self.look(job)
        return jobs

"""What GitHub's and GitLab's runners do with the files in examples/ci, as far as those files use it.

What a file uses and this does not know is a failure, never skipped.
"""

import os
import re
import subprocess
from dataclasses import dataclass, field

import yaml

from comments import TOKEN
from fleetseal import BINARY, ROOT, Failed, check

EXAMPLES = os.path.join(ROOT, "examples", "ci")
# The user that the files in a container belong to, when it is not the container's own.
STRANGER = 12345


@dataclass
class Job:
    """How a job went: its exit status, its log, and what it left."""

    code: int = 0
    log: str = ""
    outputs: dict = field(default_factory=dict)
    files: dict = field(default_factory=dict)
    commands: list = field(default_factory=list)
    summary: str = ""


class Runner:
    """A folder for jobs, with the program on the PATH and nothing of this computer's settings."""

    def __init__(self, folder, origin):
        self.folder, self.origin, self.count = folder, origin, 0
        self.tools = os.path.join(folder, "tools")
        os.makedirs(self.tools)
        os.symlink(BINARY, os.path.join(self.tools, "fleetseal"))

    @staticmethod
    def document(name):
        with open(os.path.join(EXAMPLES, name), encoding="utf-8") as file:
            return yaml.safe_load(file)

    def place(self):
        """A new folder for one job: workspace, temporary files and HOME."""
        self.count += 1
        place = os.path.join(self.folder, f"job-{self.count}")
        for name in ("work", "temp", "home", "tmp"):
            os.makedirs(os.path.join(place, name))
        return place

    def environment(self, place):
        return {
            "PATH": self.tools + os.pathsep + os.environ.get("PATH", "/usr/bin:/bin"),
            "HOME": os.path.join(place, "home"),
            "TMPDIR": os.path.join(place, "tmp"),
            "LC_ALL": "C.UTF-8",
            "GIT_CONFIG_SYSTEM": "/dev/null",
            "SWIFT_BACKTRACE": "enable=no",
        }

    def git(self, folder, *arguments):
        done = subprocess.run(
            ["git", *arguments], cwd=folder, capture_output=True, text=True,
            env={"PATH": os.environ["PATH"], "HOME": self.folder, "GIT_CONFIG_SYSTEM": "/dev/null",
                 "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_AUTHOR_NAME": "host", "GIT_AUTHOR_EMAIL": "h@example.com",
                 "GIT_COMMITTER_NAME": "host", "GIT_COMMITTER_EMAIL": "h@example.com"})
        check(done.returncode == 0, f"git {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout.strip()

    @staticmethod
    def bash(script, options, folder, environment):
        done = subprocess.run(
            ["bash", *options, script], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
        return done.returncode, done.stdout.decode("utf-8", "backslashreplace")


class Actions(Runner):
    """GitHub Actions, for the event `pull_request`."""

    def __init__(self, folder, origin, api, variables, fork=False):
        super().__init__(folder, origin)
        self.workflow = self.document("github-actions.yaml")
        self.api, self.variables = api, variables
        self.head = "somebody/fleet" if fork else "acme/fleet"

    def event(self):
        """What the environment says of the event."""
        return {
            "GITHUB_REF": "refs/pull/7/merge", "GITHUB_EVENT_NAME": "pull_request", "GITHUB_BASE_REF": "main",
            "GITHUB_HEAD_REF": "change",
        }

    def expressions(self, needs):
        """Each expression that the workflow uses is written out here."""
        return {
            "github.ref": "refs/pull/7/merge",
            "github.token": TOKEN,
            "github.event.pull_request.number": "7",
            "github.event.merge_group.base_sha || 'HEAD^1'": "HEAD^1",
            "vars.FLEETSEAL_TRUST": self.variables.get("FLEETSEAL_TRUST", ""),
            "github.event_name == 'pull_request'": True,
            "github.event.pull_request.head.repo.full_name == github.repository": self.head == "acme/fleet",
            "vars.FLEETSEAL_CODE_SCANNING == 'true' && github.event_name == 'pull_request'":
                self.variables.get("FLEETSEAL_CODE_SCANNING") == "true",
        }

    def expression(self, text, needs, state):
        values = self.expressions(needs)
        for job, done in needs.items():
            for name, output in done.outputs.items():
                values[f"needs.{job}.outputs.{name}"] = output
        for step, outputs in state.items():
            for name, output in outputs.items():
                values[f"steps.{step}.outputs.{name}"] = output
        if text not in values and re.fullmatch(r"(needs|steps)\.\w+\.outputs\.\w+", text):
            return ""
        if text not in values:
            raise Failed(f"the workflow uses an expression that is not known here: {text}")
        return values[text]

    def filled(self, text, needs=None, state=None):
        return re.sub(
            r"\$\{\{ *(.*?) *\}\}", lambda found: self.expression(found[1], needs or {}, state or {}), str(text))

    def run(self):
        """Every job, in the order of the file, which has what a job needs before it."""
        done = {}
        for name, job in self.workflow["jobs"].items():
            needs = [job["needs"]] if isinstance(job.get("needs"), str) else job.get("needs", [])
            condition = re.fullmatch(r"\$\{\{ *(.*?) *\}\}", str(job.get("if", ""))) or [None, job.get("if")]
            # A condition without such a function holds only after jobs that succeeded.
            if not re.match(r"!cancelled\(\)", condition[1] or "") and any(need not in done or done[need].code != 0 for need in needs):
                continue
            needed = {need: done.get(need, Job()) for need in needs}
            if condition[1] and not self.expression(condition[1], needed, {}):
                continue
            done[name] = self.job(job, needed)
        return done

    def job(self, job, needs):
        place, result, state = self.place(), Job(), {}
        work, temp = os.path.join(place, "work"), os.path.join(place, "temp")
        environment = self.environment(place) | {
            "CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_API_URL": self.api, "GITHUB_REPOSITORY": "acme/fleet",
            "GITHUB_WORKSPACE": work, "RUNNER_TEMP": temp,
        } | self.event()
        for name, value in self.workflow.get("env", {}).items():
            environment[name] = self.filled(value)
        for number, step in enumerate(job["steps"]):
            if "uses" in step:
                self.use(step, work, result)
                continue
            files = {}
            for name in ("ENV", "OUTPUT", "STEP_SUMMARY"):
                files[name] = environment[f"GITHUB_{name}"] = os.path.join(place, f"{name}-{number}")
                open(files[name], "w", encoding="utf-8").close()
            check("${{" not in step["run"], "expressions are no part of a script: whoever names a branch would write it")
            script = os.path.join(temp, f"{number}.sh")
            with open(script, "w", encoding="utf-8") as file:
                file.write(step["run"])
            own = {name: self.filled(value, needs, state) for name, value in step.get("env", {}).items()}
            check(self.workflow["defaults"]["run"]["shell"] == "bash", "the scripts are for bash")
            code, log = self.bash(
                script, ["--noprofile", "--norc", "-eo", "pipefail"], work, environment | own)
            result.log += log
            result.code = code
            with open(files["STEP_SUMMARY"], encoding="utf-8") as file:
                result.summary += file.read()
            environment.update(self.assignments(files["ENV"]))
            # Of a step that failed too, and of one that never ran they are empty.
            state[step.get("id", str(number))] = self.assignments(files["OUTPUT"])
            if code != 0:
                break
        result.commands = commands(result.log)
        for name, text in job.get("outputs", {}).items():
            result.outputs[name] = self.filled(text, needs, state)
        return result

    def use(self, step, work, result):
        """The actions that the workflow uses, as far as they matter here."""
        name = step["uses"].split("@")[0]
        if name == "actions/checkout":
            self.checkout(step["with"], work)
            if os.geteuid() == 0:
                subprocess.run(["chown", "-R", f"{STRANGER}:{STRANGER}", work], check=True)
        elif name == "github/codeql-action/upload-sarif":
            with open(os.path.join(work, step["with"]["sarif_file"]), encoding="utf-8") as file:
                result.files["sarif"] = file.read()
        else:
            raise Failed(f"the workflow uses an action that is not known here: {name}")

    def checkout(self, options, work):
        check(options == {"fetch-depth": 0, "persist-credentials": False}, "all of the history, no token")
        self.git(self.folder, "clone", "--quiet", "--no-checkout", self.origin, work)
        self.git(work, "fetch", "--quiet", "origin", "+refs/pull/7/merge:refs/remotes/pull/7/merge")
        self.git(work, "checkout", "--quiet", "--detach", "refs/remotes/pull/7/merge")

    @staticmethod
    def assignments(path):
        """`NAME=VALUE`, and `NAME<<END`, lines, `END`."""
        found = {}
        with open(path, encoding="utf-8") as file:
            lines = iter(file.read().split("\n"))
        for line in lines:
            if not line:
                continue
            name, sign, rest = re.match(r"([A-Za-z_]\w*)(=|<<)(.*)", line).groups()
            if sign == "=":
                found[name] = rest
                continue
            value = []
            for inner in lines:
                if inner == rest:
                    break
                value.append(inner)
            else:
                raise Failed(f"{name} does not end")
            found[name] = "\n".join(value)
        return found


def commands(log):
    """The commands in a log that GitHub's runner obeys, `stop-commands` among them."""
    found, stopped = [], None
    for line in log.split("\n"):
        match = re.match(r"::([A-Za-z-]+)(?: ([^:]*))?::(.*)", line.strip())
        if stopped is not None:
            if line.strip() == f"::{stopped}::":
                stopped = None
            continue
        if match and match[1] == "stop-commands":
            stopped = match[3]
        elif match:
            properties = dict(part.split("=", 1) for part in (match[2] or "").split(",") if "=" in part)
            found.append((match[1], properties, match[3]))
    return found


class GitLabRunner(Runner):
    """GitLab CI, for a pipeline of a merge request, with the executor's bash."""

    # The variables of type File: the environment has the path of a file with the value.
    FILES = {"FLEETSEAL_TRUST"}

    def __init__(self, folder, origin, api, variables, merged=False):
        super().__init__(folder, origin)
        self.file = self.document("gitlab-ci.yaml")
        self.api, self.variables, self.merged = api, variables, merged

    def extended(self, name):
        """A job with what it extends: mappings are merged, everything else is replaced."""
        job = dict(self.file[name])
        if "extends" not in job:
            return job
        base = self.extended(job.pop("extends"))
        for key, value in job.items():
            both = isinstance(value, dict) and isinstance(base.get(key), dict)
            base[key] = base[key] | value if both else value
        return base

    def conditions(self):
        """Each condition that the file uses is written out here."""
        return {
            '$CI_PIPELINE_SOURCE == "merge_request_event"': True,
            '$CI_PIPELINE_SOURCE == "merge_request_event" && $FLEETSEAL_COMMENT_TOKEN':
                bool(self.variables.get("FLEETSEAL_COMMENT_TOKEN")),
        }

    def event(self):
        """What the environment says of the pipeline."""
        return {
            "CI_MERGE_REQUEST_IID": "7", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
            "CI_PIPELINE_SOURCE": "merge_request_event",
            "CI_COMMIT_SHA": self.git(self.origin, "rev-parse", "refs/pull/7/merge" if self.merged else "refs/heads/change"),
        }

    def starts(self, job):
        conditions = self.conditions()
        return any(conditions[rule["if"]] for rule in job["rules"])

    def run(self):
        done = {}
        for name in self.file:
            if name.startswith("."):
                continue
            job = self.extended(name)
            if not self.starts(job) or any(done[need].code != 0 for need in job.get("needs", [])):
                continue
            done[name] = self.job(job, [done[need] for need in job.get("needs", [])])
        return done

    def job(self, job, needs):
        place, result = self.place(), Job()
        work = os.path.join(place, "work")
        environment = self.environment(place) | {
            "CI": "true", "GITLAB_CI": "true", "CI_API_V4_URL": self.api, "CI_PROJECT_ID": "12",
            "CI_PROJECT_DIR": work,
        } | self.event()
        environment |= job.get("variables", {})
        for name, value in self.variables.items():
            environment[name] = value
            if name in self.FILES:
                environment[name] = os.path.join(place, "temp", name)
                with open(environment[name], "w", encoding="utf-8") as file:
                    file.write(value)
        if environment.get("GIT_STRATEGY") != "none":
            check(environment.get("GIT_DEPTH") == "0", "all of the history")
            self.git(work, "init", "--quiet")
            self.git(work, "remote", "add", "origin", self.origin)
            self.git(work, "fetch", "--quiet", "origin", environment["CI_COMMIT_SHA"])
            self.git(work, "checkout", "--quiet", "--detach", environment["CI_COMMIT_SHA"])
        for need in needs:
            for name, text in need.files.items():
                with open(os.path.join(work, name), "w", encoding="utf-8") as file:
                    file.write(text)
        script = os.path.join(place, "temp", "script.sh")
        with open(script, "w", encoding="utf-8") as file:
            file.write("set -eo pipefail\nset +o noclobber\n")
            file.write("\n".join(job.get("before_script", []) + job["script"]) + "\n")
        result.code, result.log = self.bash(script, [], work, environment)
        # The runner removes them itself.
        for name in self.FILES & self.variables.keys():
            os.remove(environment[name])
        self.keep(job, work, result)
        return result

    @staticmethod
    def keep(job, work, result):
        artifacts = job.get("artifacts", {})
        if result.code != 0 and artifacts.get("when") != "always":
            return
        for name in artifacts.get("paths", []) + list(artifacts.get("reports", {}).values()):
            path = os.path.join(work, name)
            if os.path.exists(path):
                with open(path, encoding="utf-8") as file:
                    result.files[name] = file.read()

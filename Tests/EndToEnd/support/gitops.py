"""What Argo CD and Flux make of a document's status, in every state that it can have.

Argo CD's part runs examples/argocd/health.lua under a real Lua. Flux's part is kstatus' rules, written
down here: those of the versions since 2021, which look at `Ready` last, and those before.
"""

import os
import subprocess
import sys

import yaml

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
LUA = os.path.join(ROOT, "examples/argocd/health.lua")
FAILED = []


def conditions(reason, ready, reconciling=False, stalled=False, drifted="False", message="words"):
    """The five conditions as the agent writes them, each time all of them."""
    status = {True: "True", False: "False"}
    kinds = {
        "Ready": status[ready],
        "Synced": status[ready],
        "Reconciling": status[reconciling],
        "Stalled": status[stalled],
        "Drifted": drifted,
    }
    return [
        {"type": kind, "status": value, "reason": reason, "message": message, "observedGeneration": 2}
        for kind, value in kinds.items()
    ]


def document(status, spec=None, generation=2, **metadata):
    return {
        "apiVersion": "fleetseal.dev/v1alpha1",
        "kind": "FleetSecret",
        "metadata": {"name": "db", "namespace": "payments", "generation": generation, **metadata},
        "spec": spec or {"layers": []},
        "status": status,
    }


def seen(found, generation=2, **more):
    return document({"observedGeneration": 2, "conditions": found}, generation=generation, **more)


WAITING = """Progressing NamespaceMissing NamespaceTerminating SecretTerminating GroupUnknown ClusterUnknown
    SourceUnknown Conflict Throttled Unavailable TimedOut""".split()
STALLED = """InvalidDocument KeyNotHere NotAuthentic BoundElsewhere NotAValue TemplateFailed TooLarge
    RegistryUnsigned RegistryRolledBack RuleViolated OwnNamespace NamespaceNotAllowed TypeNotAllowed
    MarkNotAllowed NotOwned ClaimedTwice PruneBlocked Forbidden Rejected TargetFailed RestartFailed
    BreakGlassRefused""".split()

# Name, document, Argo CD's health, kstatus, and kstatus before it looked at Ready.
STATES = [
    ("created", document({"observedGeneration": -1}), "Progressing", "InProgress", "InProgress"),
    ("created without a status", {**document({}), "status": None}, "Progressing", "Current", "Current"),
    ("applied", seen(conditions("Applied", True)), "Healthy", "Current", "Current"),
    (
        "changed but not seen",
        seen(conditions("Applied", True), generation=3),
        "Progressing",
        "InProgress",
        "InProgress",
    ),
    (
        "stalled, then changed but not seen",
        seen(conditions("NotAuthentic", False, stalled=True), generation=3),
        "Progressing",
        "InProgress",
        "InProgress",
    ),
    (
        "drifted",
        seen(conditions("Drifted", True, drifted="True")),
        "Healthy",
        "Current",
        "Current",
    ),
    (
        "not looked at",
        seen(conditions("NotLookedAt", True, drifted="Unknown")),
        "Healthy",
        "Current",
        "Current",
    ),
    ("not for this cluster", seen(conditions("NotForThisCluster", True)), "Healthy", "Current", "Current"),
    (
        "suspended, written before",
        seen(conditions("Suspended", True), spec={"suspend": True}),
        "Suspended",
        "Current",
        "Current",
    ),
    (
        "suspended, not written",
        seen(conditions("Suspended", False), spec={"suspend": True}),
        "Suspended",
        "InProgress",
        "Current",
    ),
    (
        "suspended, with an error",
        seen(conditions("InvalidDocument", False, stalled=True), spec={"suspend": True}),
        "Degraded",
        "Failed",
        "Failed",
    ),
    ("break-glass", seen(conditions("BreakGlass", False)), "Suspended", "InProgress", "Current"),
    (
        "being deleted",
        seen(conditions("Applied", True), deletionTimestamp="2026-11-21T16:00:00Z"),
        "Healthy",
        "Terminating",
        "Terminating",
    ),
    ("seen, without conditions", seen([]), "Progressing", "Current", "Current"),
]
STATES += [
    (reason, seen(conditions(reason, False, reconciling=True)), "Progressing", "InProgress", "InProgress")
    for reason in WAITING
]
STATES += [
    (reason, seen(conditions(reason, False, stalled=True)), "Degraded", "Failed", "Failed")
    for reason in STALLED
]


def kstatus(resource, looks_at_ready=True):
    """kstatus' rules for a kind that it does not know."""
    if resource["metadata"].get("deletionTimestamp"):
        return "Terminating"
    status = resource.get("status") or {}
    observed = status.get("observedGeneration")
    if observed is not None and observed != resource["metadata"]["generation"]:
        return "InProgress"
    found = status.get("conditions", [])
    for condition in found:
        if condition["status"] == "True" and condition["type"] == "Reconciling":
            return "InProgress"
        if condition["status"] == "True" and condition["type"] == "Stalled":
            return "Failed"
    for condition in found:
        if looks_at_ready and condition["type"] == "Ready" and condition["status"] != "True":
            return "InProgress"
    return "Current"


def lua(value):
    """A value as Lua writes it; as in Argo CD, what is null is absent."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        escaped = "".join(c if c.isalnum() else f"\\{byte:03}" for c in value for byte in c.encode()[:1])
        return f'"{escaped}"'
    if isinstance(value, list):
        return "{" + ", ".join(map(lua, value)) + "}"
    return "{" + ", ".join(f"[{lua(k)}] = {lua(v)}" for k, v in value.items() if v is not None) + "}"


def health(resource):
    """Status and message, as health.lua gives them; it has nothing but `obj` and the basic functions."""
    script = f"""
        local basic = {{obj = {lua(resource)}, ipairs = ipairs, pairs = pairs, string = string}}
        local result = assert(loadfile({lua(LUA)}, "t", basic))()
        print(result.status)
        print(result.message)
    """
    run = subprocess.run(["lua5.3", "-"], input=script, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        return f"error: {run.stderr.strip()}", ""
    return run.stdout.rstrip("\n").split("\n", 1)


def check(name, found, expected):
    if found == expected:
        print(f"ok - {name}")
    else:
        print(f"not ok - {name}: {found!r}, expected {expected!r}")
        FAILED.append(name)


def main():
    for name, resource, argo, now, before in STATES:
        status, message = health(resource)
        check(f"argo cd: {name}", status, argo)
        if resource["status"] and resource["status"].get("conditions") and argo != "Progressing":
            reason = resource["status"]["conditions"][0]["reason"]
            check(f"argo cd's message: {name}", message, f"{reason}: words")
        check(f"kstatus: {name}", kstatus(resource), now)
        check(f"kstatus before 2021: {name}", kstatus(resource, looks_at_ready=False), before)

    with open(LUA, encoding="utf-8") as file:
        text = file.read()
    check("health.lua has 15 lines or so", len(text.splitlines()) <= 17, True)
    with open(os.path.join(ROOT, "examples/argocd/argocd-cm.yaml"), encoding="utf-8") as file:
        data = yaml.safe_load(file)["data"]
    folder = os.path.join(ROOT, "deploy/crds")
    kinds = []
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            content = yaml.safe_load(file)
        if content["kind"] != "CustomResourceDefinition":
            continue
        # A default says that the agent writes a status, and that tools are to wait for it.
        schema = content["spec"]["versions"][0]["schema"]["openAPIV3Schema"]
        if "default" in schema["properties"]["status"]:
            kinds.append(content["spec"]["names"]["kind"])
    prefix = "resource.customizations.health.fleetseal.dev_"
    check("Argo CD is told about every kind that has a status", sorted(data), sorted(prefix + kind for kind in kinds))
    check("it has health.lua for each", set(data.values()), {text})
    return 1 if FAILED else 0


sys.exit(main())

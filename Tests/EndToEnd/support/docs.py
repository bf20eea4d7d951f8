"""The checks of docs.sh that compare texts: python3 docs.py CHECK PLACE, in the root of the repository.

PLACE is where docs.sh ran the commands of docs/cli.md. FLEETSEAL is the program.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

PROGRAM = os.environ["FLEETSEAL"]
CLI = Path("docs/cli.md")
GLOBAL = {"--folder", "-C", "--no-color", "--help", "-h", "--version"}


@cache
def run(*arguments: str) -> str:
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return done.stdout + done.stderr


def rows(text: str) -> list[str]:
    """The first words of the indented rows below the titles of an overview."""
    return re.findall(r"^  ([a-z][a-z-]*)  +\S", text, re.MULTILINE)


@cache
def commands() -> frozenset[str]:
    found = set()
    for word in rows(run("--help")):
        help_text = run(word, "--help")
        if f"Usage: fleetseal {word} COMMAND" in help_text:
            found |= {f"{word} {each}" for each in rows(help_text)}
        else:
            found.add(word)
    return frozenset(found)


@cache
def options(command: str) -> frozenset[str]:
    text = run(*command.split(), "--help")
    return frozenset(re.findall(r"^ +(?:-\w, )?(--[a-z-]+)", text, re.MULTILINE)) | frozenset(
        re.findall(r"^ +(-\w), --", text, re.MULTILINE)
    )


def sections() -> dict[str, str]:
    """The parts of docs/cli.md that are about one command each."""
    parts = re.split(r"^(?=#{2,3} )", CLI.read_text(), flags=re.MULTILINE)
    found = {}
    for part in parts:
        heading = re.match(r"### fleetseal (.+)\n", part)
        if heading:
            found[heading[1]] = part
    return found


def same(what: str, expected: set[str], found: set[str]) -> bool:
    for name in sorted(expected - found):
        print(f"{what}: {name} is missing in {CLI}")
    for name in sorted(found - expected):
        print(f"{what}: {name} stands in {CLI} and does not exist")
    return expected == found


def table_options(part: str) -> set[str]:
    found = set()
    for row in re.findall(r"^\| (`-.*?`) \| ", part, re.MULTILINE):
        found |= set(re.findall(r"`(--?[a-zA-Z-]+)", row))
    return found


def check_commands() -> bool:
    return same("commands", set(commands()), set(sections()))


def check_options() -> bool:
    good = True
    for command, part in sections().items():
        expected = set(options(command)) - GLOBAL
        good &= same(f"options of {command}", expected, table_options(part) - GLOBAL)
    shared = CLI.read_text().split("## Options of every command")[1].split("\n## ")[0]
    in_help = set(options("set") & GLOBAL) | {"--version"}
    return same("global options", in_help, table_options(shared)) and good


def check_variables() -> bool:
    expected = set()
    for source in Path("Sources").rglob("*.swift"):
        expected |= set(re.findall(r'environment[\[(]"([A-Z_]+)"', source.read_text()))
    part = CLI.read_text().split("## Environment")[1].split("\n## ")[0]
    return same("variables", expected, set(re.findall(r"^\| `([A-Z_]+)` ", part, re.MULTILINE)))


def pages() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"], capture_output=True, text=True, check=True
    )
    return [Path(line) for line in listed.stdout.splitlines() if Path(line).exists()]


def mentioned(text: str) -> list[str]:
    """What stands in pages as a command: code in a line, and lines of code."""
    found = re.findall(r"`(fleetseal [^`]+)`", text)
    for block in re.findall(r"^```(?:sh|console)\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        found += re.findall(r"\b(fleetseal [^\n|;&#]+)", block)
    return found + re.findall(r"^    (fleetseal [^\n|;&#]+)", text, re.MULTILINE)


def check_mentions() -> bool:
    good = True
    groups = {command.split()[0] for command in commands() if " " in command}
    for page in pages():
        for text in mentioned(page.read_text()):
            words = text.split()[1:]
            while words and words[0] in ("-C", "--folder"):
                words = words[2:]
            if not words or words[0].startswith("-"):
                words = ["help"] + words
            name = " ".join(words[:2]) if words[0] in groups and len(words) > 1 else words[0]
            if name not in commands() and name not in groups:
                print(f"{page}: {text}: there is no command {name}")
                good = False
                continue
            if name in groups:
                continue
            known = options(name) | GLOBAL
            for option in re.findall(r"(?<=\s)(--[a-z][a-z-]*|-[a-zA-Z])(?=[\s=]|$)", text.split(" --exec ")[0]):
                if option not in known:
                    print(f"{page}: {text}: {name} has no option {option}")
                    good = False
    return good


def shape(value: object) -> object:
    """What is stable of a JSON value: names and types; of a list, the shapes in it; of labels, nothing."""
    if isinstance(value, dict):
        return {key: "labels" if key == "labels" else shape(each) for key, each in value.items()}
    if isinstance(value, list):
        unique = {json.dumps(shape(each)) for each in value}
        return sorted(unique)
    return type(value).__name__


def fits(found: object, written: object) -> bool:
    """Whether the shape found is the written one; an empty list fits any."""
    if isinstance(found, dict) and isinstance(written, dict):
        return list(found) == list(written) and all(fits(found[key], written[key]) for key in found)
    if isinstance(found, list) and isinstance(written, list):
        left = [json.loads(each) for each in found]
        right = [json.loads(each) for each in written]
        return all(any(fits(one, other) for other in right) for one in left) or not right
    return found == written


def check_json() -> bool:
    place = Path(sys.argv[2])
    copy = place.with_name(f"{place.name}-json")
    environment = dict(os.environ, XDG_CONFIG_HOME=str(copy / "config"), HOME=str(copy))
    arguments = {
        "cluster remove": ["us-east-1"],
        "cluster show": ["us-east-1"],
        "diff": ["eu-west-1", "us-east-1"],
        "explain": ["payments/db", "--cluster", "us-east-1"],
        "exposure": ["us-east-1"],
        "log": ["payments/db"],
        "operator remove": ["bob"],
        "parity": ["fleet", "production"],
        "group show": ["production"],
        "group sync": ["--dry-run"],
        "reseal": ["--dry-run"],
        "rotate": ["--all"],
    }
    # Something for group sync to find: a line that is missing, of a key that no value is sealed to any more.
    group = place / "repository/keys/groups/fleet.yaml"
    lines = group.read_text().splitlines(keepends=True)
    lost = max(index for index, line in enumerate(lines) if "cluster.eu-west-1/" in line)
    group.write_text("".join(lines[:lost] + lines[lost + 1 :]))
    good = True
    for command in sorted(commands()):
        part = sections().get(command, "")
        block = re.search(r"^```json\n(.*?)^```", part, re.MULTILINE | re.DOTALL)
        if ("--json" in options(command)) != bool(block):
            print(f"{command}: --json in --help, or a json block in {CLI}, without the other")
            good = False
            continue
        if not block:
            continue
        # Each finds the fleet as the page left it.
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(place, copy, symlinks=True)
        done = subprocess.run(
            [PROGRAM, *command.split(), *arguments.get(command, []), "--json"],
            cwd=copy / "repository", env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL,
        )
        if done.returncode not in (0, 3):
            print(f"{command}: {done.stderr}")
            good = False
            continue
        found, written = shape(json.loads(done.stdout)), shape(json.loads(block[1]))
        if not fits(found, written):
            print(f"{command}: prints {found}\n  written {written}")
            good = False
    return good


def slugs(page: Path) -> set[str]:
    text = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    found: set[str] = set()
    for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE):
        plain = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").lower()
        slug = re.sub(r"[^\w\- ]", "", plain).strip().replace(" ", "-")
        number = 1
        unique = slug
        while unique in found:
            unique, number = f"{slug}-{number}", number + 1
        found.add(unique)
    return found


def check_links() -> bool:
    good = True
    for page in pages():
        text = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
        text = re.sub(r"^ {4}.*$|`[^`\n]*`", "", text, flags=re.MULTILINE)
        targets = re.findall(r"\[[^]]*\]\(([^)\s]+)\)", text) + re.findall(r"^\[[^]]+\]: (\S+)", text, re.MULTILINE)
        for target in targets:
            if re.match(r"[a-z]+:", target):
                continue
            path, _, anchor = target.partition("#")
            other = page if not path else page.parent / path
            if not other.exists():
                print(f"{page}: {target}: there is no such file")
                good = False
            elif anchor and anchor not in slugs(other):
                print(f"{page}: {target}: there is no such heading")
                good = False
    return good


if __name__ == "__main__":
    checks = {name.removeprefix("check_"): each for name, each in list(globals().items()) if name.startswith("check_")}
    sys.exit(0 if checks[sys.argv[1]]() else 1)

"""The second reader and writer on the command line: `python3 Tests/Independent COMMAND`."""

from __future__ import annotations

import argparse
import getpass
import json
import secrets
import sys
from pathlib import Path

import fleetseal as fs
import sample
import vectors


def _identity(path: Path) -> fs.PrivateKey:
    data = path.read_bytes()
    try:
        return fs.read_identity(data)
    except fs.PassphraseNeeded:
        return fs.read_identity(data, getpass.getpass("passphrase: ").encode("utf-8"))


def _load(arguments: argparse.Namespace) -> tuple[fs.Repository, int]:
    """A repository, and how many signatures in it were checked."""
    repository = fs.Repository.load(arguments.repo)
    return repository, fs.verify(repository, fs.Pin.parse(arguments.trust.read_bytes()))


def open_command(arguments: argparse.Namespace) -> None:
    """Prints what a cluster gets of a document."""
    repository, _ = _load(arguments)
    keys = fs.group_keys(repository, _identity(arguments.identity))
    namespace, _, name = arguments.document.partition("/")
    data = fs.open_secret(repository, keys, namespace, name, arguments.cluster)
    print(json.dumps({key: fs.base64(data[key]) for key in sorted(data)}, indent=2))


def verify_command(arguments: argparse.Namespace) -> None:
    """Checks every signature and every document."""
    repository, signatures = _load(arguments)
    for warning in repository.warnings():
        print(f"warning: {warning}", file=sys.stderr)
    documents = len(list(repository.registry())) + len(repository.secrets) + len(repository.parts)
    print(f"checked {signatures} signatures and {documents} documents")


def make_command(arguments: argparse.Namespace) -> None:
    """Writes a whole small fleet."""
    seed = (
        fs.h("independent/seed", arguments.seed_file.read_bytes())
        if arguments.seed_file
        else secrets.token_bytes(32)
    )
    sample.write(sample.Sample(seed), arguments.dir, arguments.identities, arguments.pin)


def seal_command(arguments: argparse.Namespace) -> None:
    """Seals standard input."""
    public = fs.public_from_text(arguments.public)
    place = fs.Place(
        arguments.fleet,
        arguments.scope,
        arguments.group,
        arguments.namespace,
        arguments.name,
        arguments.key,
    )
    value_id = arguments.value_id or fs.new_value_id()
    print(fs.seal_value(sys.stdin.buffer.read(), public, place, value_id))


def check_command(arguments: argparse.Namespace) -> None:
    """Checks the project's vectors."""
    counts = vectors.check_folder(arguments.dir)
    others = counts["for another reason"]
    print(
        f"checked {counts['vectors']} vectors, {others} of them refused for another reason of the sort"
    )


def vectors_command(arguments: argparse.Namespace) -> None:
    """Makes vectors of its own."""
    arguments.file.write_text(vectors.make(), encoding="utf-8", newline="\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 Tests/Independent", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(of, name: str, run) -> argparse.ArgumentParser:
        added = of.add_parser(name, help=run.__doc__)
        added.set_defaults(run=run)
        return added

    opening = command(commands, "open", open_command)
    verifying = command(commands, "verify", verify_command)
    for added in (opening, verifying):
        added.add_argument("repo", type=Path)
        added.add_argument("--trust", type=Path, required=True, help="the pin of the fleet")
    opening.add_argument("document", metavar="NAMESPACE/NAME")
    opening.add_argument("--identity", type=Path, required=True)
    opening.add_argument("--cluster", required=True)

    making = command(commands, "make", make_command)
    making.add_argument("dir", type=Path)
    making.add_argument(
        "--identities", type=Path, required=True, help="folder for the private keys"
    )
    making.add_argument("--pin", type=Path, required=True, help="file for the pin")
    making.add_argument("--seed-file", type=Path, help="whose bytes decide on keys and ids")

    sealing = command(commands, "seal", seal_command)
    for option in ("public", "fleet", "group", "namespace", "name", "key"):
        sealing.add_argument(f"--{option}", required=True)
    sealing.add_argument("--scope", choices=("strict", "namespace", "any"), default="strict")
    sealing.add_argument("--value-id")

    about_vectors = commands.add_parser("vectors", help="Checks or makes test vectors.")
    which = about_vectors.add_subparsers(required=True, metavar="check|make")
    command(which, "check", check_command).add_argument("dir", type=Path)
    command(which, "make", vectors_command).add_argument("file", type=Path)
    return parser


def main() -> int:
    arguments = _parser().parse_args()
    try:
        arguments.run(arguments)
    except fs.FleetsealError as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

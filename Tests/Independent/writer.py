"""Writes the documents of a fleet: the YAML that the format asks of writers, signed."""

from __future__ import annotations

import fleetseal as fs

Tree = str | int | bool | list | dict


def quoted(text: str) -> str:
    """A text between double quotes, with nothing in it that a reader refuses."""
    out = []
    for character in text:
        code = ord(character)
        if character in '"\\':
            out.append("\\" + character)
        elif character == "\n":
            out.append("\\n")
        elif code < 0x20 or 0x7F <= code <= 0x9F:
            out.append(f"\\x{code:02x}")
        elif character in "\ufeff\u2028\u2029":
            out.append(f"\\u{code:04x}")
        else:
            out.append(character)
    return '"' + "".join(out) + '"'


_PLAIN = fs.re.compile(r"[A-Za-z0-9_/.][A-Za-z0-9_/.:@+=-]*")


def scalar(value: str | int | bool) -> str:
    """A scalar that every YAML reads as what it is."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    plain = _PLAIN.fullmatch(value) and fs.plain_is_string(value) and not value.endswith(":")
    return value if plain else quoted(value)


def lines_of(tree: Tree, indent: str = "") -> list[str]:
    """A tree in block style, every value of a `values` mapping on the line after its key."""
    lines = []
    if isinstance(tree, dict):
        for key, value in tree.items():
            head = f"{indent}{scalar(key)}:"
            if isinstance(value, (dict, list)) and value:
                lines += [head, *lines_of(value, indent + "  ")]
            elif isinstance(value, str) and value.startswith("fs1:"):
                lines += [head, f"{indent}  {value}"]
            else:
                lines.append(f"{head} {_flow(value)}")
    elif isinstance(tree, list):
        for item in tree:
            if isinstance(item, (dict, list)) and item:
                first, *rest = lines_of(item, indent + "  ")
                lines += [f"{indent}- {first.lstrip(' ')}", *rest]
            else:
                lines.append(f"{indent}- {_flow(item)}")
    return lines


def _flow(value: Tree) -> str:
    if isinstance(value, dict):
        return "{}"
    if isinstance(value, list):
        return "[]"
    return scalar(value)


def text_of(*documents: dict) -> str:
    """A file of one or more documents."""
    return "---\n".join("\n".join(lines_of(document)) + "\n" for document in documents)


def document(kind: str, name: str, spec: dict, **metadata: Tree) -> dict:
    """A document of a kind."""
    return {
        "apiVersion": fs.API_VERSION,
        "kind": kind,
        "metadata": {"name": name, **metadata},
        "spec": spec,
    }


def node_of(tree: Tree) -> fs.Node:
    """What a reader makes of the tree once it is written."""
    [node] = fs.load_yaml(("\n".join(lines_of(tree)) + "\n").encode())
    return node


def sign(tree: dict, by: str, key: fs.PrivateKey, fleet_id: str) -> dict:
    """A document of the registry with its signature."""
    spec = node_of(tree["spec"])
    message = fs.registry_message(fleet_id, tree["kind"], tree["metadata"]["name"], spec)
    signature = {"by": by, "sig": fs.base64(key.sign(message))}
    return {**tree, "spec": {**tree["spec"], "signature": signature}}


def key_item(key: fs.PrivateKey, state: str, created: str) -> dict:
    """A key item."""
    return {"id": key.id, "public": fs.public_text(key.public), "state": state, "created": created}

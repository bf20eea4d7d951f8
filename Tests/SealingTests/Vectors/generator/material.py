"""What the vectors are made of: keys from labels, places, and the writing of files."""

import hashlib
import json
import pathlib

from .suite import Key, base64_text, group_binding, seal

FLEET = "f7k2mqzx4tvbn3clowpd5"


def stream(label, count=32):
    """Bytes that look random and are the same every time."""
    return hashlib.shake_256(b"fleetseal vectors: " + label.encode()).digest(count)


def key(label):
    return Key(stream(label))


def flipped(data, bit):
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def place(**changes):
    return {
        "fleet": FLEET, "scope": "strict", "group": "production", "namespace": "payments", "name": "db",
        "key": "password", "value": "vj2k3l4m", **changes,
    }


def value_text(group, where, plain, label, key_id=None):
    box = seal(plain, group.x25519, stream("ephemeral: " + label))
    return f"fs1:{key_id or group.id}:{where['value']}:{base64_text(box)}"


def group_key_text(plain=None, member=None, label="group key"):
    group = key("group")
    plain = plain or b"\x02" + group_binding(FLEET, "production", group.public) + group.seed
    member = member or key("member")
    return "fs1:" + base64_text(seal(plain, member.x25519, stream("ephemeral: " + label)))


def write(name, about, vectors):
    names = [vector["name"] for vector in vectors]
    assert len(set(names)) == len(names), [n for n in names if names.count(n) > 1]
    path = pathlib.Path(__file__).parent.parent / name
    content = json.dumps({"about": about, "vectors": vectors}, indent=2, ensure_ascii=False)
    path.write_text(content + "\n")
    failing = sum("reason" in vector for vector in vectors)
    print(f"{name}: {len(vectors) - failing} that succeed, {failing} that fail")

"""Sealed group keys."""

import base64

from . import curve
from .material import FLEET, group_key_text, key, place, value_text, write
from .suite import base64_text, binding, group_binding, pad


def group_keys():
    group, member, other = key("group"), key("member"), key("other group")
    vectors = []

    def add(name, content, opener=member, fleet=FLEET, named="production", public=None, reason=None, **more):
        public = public or group.public
        vectors.append({
            "name": name, "member_seed": opener.seed.hex(), "fleet": fleet, "group": named,
            "group_public": public.hex(), "binding": group_binding(fleet, named, public).hex(),
            "text": content, **({"reason": reason} if reason else {"group_seed": group.seed.hex()}), **more,
        })

    good = group_key_text()
    front = b"\x02" + group_binding(FLEET, "production", group.public)
    add("as sealed", good, plain=(front + group.seed).hex())
    add("sealed to itself", group_key_text(member=group, label="itself"), opener=group)
    add("opened by another member", good, opener=key("other member"), reason="not authentic")
    add("another fleet", good, fleet="fanotherfleet", reason="bound elsewhere")
    add("another group", good, named="staging", reason="bound elsewhere")
    add("another public key is signed", good, public=other.public, reason="bound elsewhere")
    add("the public key's halves swapped", good, public=group.public[32:] + group.public[:32],
        reason="bound elsewhere")
    add("fleet and group parted elsewhere", good, fleet=FLEET + "p", named="roduction",
        reason="bound elsewhere")
    add("bound right, with another key's seed", group_key_text(front + other.seed, label="foreign"),
        reason="not a value: foreign key")
    add("bound right, with a seed of zeros", group_key_text(front + bytes(32), label="zeros"),
        reason="not a value: foreign key")
    for kind in (0, 1, 3, 0xFF):
        add(f"kind byte {kind}", group_key_text(bytes([kind]) + front[1:] + group.seed, label=f"kind {kind}"),
            reason="not a value: kind")
    for name, plain in [
        ("one byte more", front + group.seed + b"\0"), ("one byte less", front + group.seed[:-1]),
        ("no seed", front), ("a value's length", front + pad(group.seed)),
    ]:
        add(f"length: {name}", group_key_text(plain, label="length " + name), reason="not a value: length")
    add("each bit of the box changed, one at a time", good, reason="not authentic",
        rule="flip each bit of the box")
    box = good.split(":")[1]
    raw = base64.b64decode(box)
    for name, point in [("zero", bytes(32)), ("order 8", curve.encoded(curve.low_order_u()[4]))]:
        add(f"an ephemeral key of low order: {name}", "fs1:" + base64_text(point + raw[32:]),
            reason="not authentic")
    where = place()
    value = value_text(group, where, b"\x01" + binding(where) + pad(b"hunter2"), "value for a group key")
    add("a sealed value", value, opener=group, reason="not a value: structure")
    add("a sealed value's box", "fs1:" + value.rsplit(":", 1)[1], opener=group, reason="not a value: length")
    for name, bad, reason in [
        ("empty", "", "structure"), ("only the suite", "fs1:", "length"), ("a private key", group.private_text,
         "structure"), ("another suite", "fs2:" + box, "suite fs2"), ("upper case", "FS1:" + box, "structure"),
        ("no padding", good.rstrip("="), "base64"), ("a line end behind it", good + "\n", "base64"),
        ("an id in it", f"fs1:{group.id}:{box}", "structure"), ("a colon behind it", good + ":", "structure"),
    ]:
        add(f"text: {name}", bad, reason=f"not a value: {reason}")
    write("group-keys.json", "Groups' seeds sealed to members, and what does not open.", vectors)

"""Sealed values."""

import base64

from . import curve
from .material import group_key_text, key, place, stream, value_text, write
from .suite import base64_text, binding, pad, seal


def values():
    group, other = key("group"), key("other group")
    vectors = []

    def add(name, content, where, opener=group, value=None, reason=None, **more):
        vectors.append({
            "name": name, "seed": opener.seed.hex(), "public": opener.public.hex(), "place": where,
            "binding": binding(where).hex(), "text": content,
            **({"value": value.hex()} if value is not None else {}),
            **({"reason": reason} if reason else {}), **more,
        })

    def plain_of(where, value, kind=1):
        return bytes([kind]) + binding(where) + pad(value)

    secret = b"hunter2"
    for name, value in [
        ("a short value", secret), ("an empty value", b""), ("63 bytes", stream("63", 63)),
        ("64 bytes", stream("64", 64)), ("65 bytes", stream("65", 65)), ("bytes that look like padding",
         b"\x80" + bytes(5)), ("a line end at the end", b"hunter2\n"), ("1,000 bytes", stream("1000", 1000)),
    ]:
        plain = plain_of(place(), value)
        add(name, value_text(group, place(), plain, name), place(), value=value, plain=plain.hex())
    scoped = {}
    for scope in ("strict", "namespace", "any"):
        where = place(scope=scope)
        scoped[scope] = value_text(group, where, plain_of(where, secret), "scope " + scope)
        add(f"scope {scope}", scoped[scope], where, value=secret)
    add("scope namespace, under another name", scoped["namespace"],
        place(scope="namespace", name="cache"), value=secret)
    add("scope any, under another name and namespace", scoped["any"],
        place(scope="any", name="cache", namespace="web"), value=secret)

    changes = {
        "fleet": "fanotherfleet", "group": "staging", "namespace": "web", "name": "cache",
        "key": "username", "value": "vaaaaaaa",
    }
    for scope, freed in [("strict", ()), ("namespace", ("name",)), ("any", ("namespace", "name"))]:
        for part, changed in changes.items():
            if part in freed:
                continue
            where = place(scope=scope, **{part: changed})
            moved = scoped[scope].replace("vj2k3l4m", changed) if part == "value" else scoped[scope]
            add(f"scope {scope}, another {part}", moved, where, reason="bound elsewhere")
        for wider in ("strict", "namespace", "any"):
            if wider != scope:
                add(f"scope {scope}, read as {wider}", scoped[scope], place(scope=wider),
                    reason="bound elsewhere")
    shifted = place(namespace="paymentsd", name="b")
    add("the same letters, parted elsewhere", scoped["strict"], shifted, reason="bound elsewhere")
    add("another spelling of the name", scoped["strict"], place(name="DB"), reason="bound elsewhere")

    good = scoped["strict"]
    head, box = good.rsplit(":", 1)
    raw = base64.b64decode(box)
    add("opened with another key", good, place(), opener=other, reason="key not here")
    add("the id of another key", good.replace(group.id, other.id), place(), opener=other,
        reason="not authentic")
    add("each bit of the box changed, one at a time", good, place(), reason="not authentic",
        rule="flip each bit of the box")
    add("the end of the box cut off, 64 bytes at a time", value_text(
        group, place(), plain_of(place(), stream("long value", 300)), "cut"), place(),
        reason="not authentic", rule="cut 64 bytes off the box until 145 are left")
    for name, front in [("zero", bytes(32)), ("one", curve.encoded(1)), ("p", curve.encoded(curve.P)),
                        ("order 8", curve.encoded(curve.low_order_u()[3]))]:
        add(f"an ephemeral key of low order: {name}", f"{head}:{base64_text(front + raw[32:])}", place(),
            reason="not authentic")
    swapped = raw[:32] + bytes(16) + raw[48:]
    add("a tag of zeros", f"{head}:{base64_text(swapped)}", place(), reason="not authentic")

    for kind in (0, 2, 0x81, 0xFF):
        add(f"kind byte {kind}", value_text(group, place(), plain_of(place(), secret, kind), f"kind {kind}"),
            place(), reason="not a value: kind")
    front = b"\x01" + binding(place())
    for name, padded in [
        ("a block of zeros", bytes(64)), ("no marker", b"x" * 64), ("a marker only in the block before",
         b"x\x80" + bytes(62 + 64)), ("something behind the marker", b"x\x80" + bytes(61) + b"\x01"),
        ("0x81 for the marker", b"x\x81" + bytes(62)), ("PKCS #7", b"x" + b"\x3f" * 63),
    ]:
        add(f"padding: {name}", value_text(group, place(), front + padded, "padding " + name), place(),
            reason="not a value: padding")
    for name, plain in [
        ("no block at all", front), ("one byte more than a block", front + bytes(65)),
        ("one byte less than a block", front + bytes(63)), ("a group key's length", front + bytes(32)),
    ]:
        add(f"length: {name}", value_text(group, place(), plain, "length " + name), place(),
            reason="not a value: length")
    for count in (1, 47, 48):
        add(f"length: {count} bytes", f"{head}:{base64_text(raw[:count])}", place(),
            reason="not a value: length")
    add("a sealed group key's box", f"{head}:{group_key_text().split(':')[1]}", place(),
        reason="not a value: length")
    add("a sealed group key", group_key_text(), place(), reason="not a value: structure")

    unpadded = box.rstrip("=")
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    spare = unpadded[:-1] + last[last.index(unpadded[-1]) | 1] + "=" * (len(box) - len(unpadded))
    for name, bad in [
        ("no padding", unpadded), ("spare bits", spare), ("a line end behind it", box + "\n"),
        ("a line end in it", box[:76] + "\n" + box[76:]), ("the alphabet for URLs", "-_" + box[2:]),
        ("a colon behind it", box + ":"), ("a space in front of it", " " + box), ("padding twice", box + "===="),
    ]:
        add(f"base64: {name}", f"{head}:{bad}", place(), reason="not a value: base64")
    for suite, reason in [
        ("fs2", "suite fs2"), ("fs0", "suite fs0"), ("fs11", "suite fs11"), ("fs01", "suite fs01"),
        ("fs", "structure"), ("FS1", "structure"), (" fs1", "structure"), ("fsx", "structure"),
        ("fs1234", "structure"), ("", "structure"), ("fspub1", "structure"),
    ]:
        add(f"suite: {suite!r}", good.replace("fs1", suite, 1), place(), reason=f"not a value: {reason}")
    for name, bad, reason in [
        ("empty", "", "structure"), ("a plain value", "hunter2", "structure"), ("only the suite", "fs1:", "structure"),
        ("no box", head + ":", "structure"), ("no ids", f"fs1:{box}", "structure"),
        ("no value id", f"fs1:{group.id}:{box}", "structure"),
        ("the ids swapped", f"fs1:vj2k3l4m:{group.id}:{box}", "structure"),
        ("a key id too short", f"fs1:{group.id[:-1]}:vj2k3l4m:{box}", "structure"),
        ("a value id too long", f"fs1:{group.id}:vj2k3l4ma:{box}", "structure"),
        ("a key id in upper case", f"fs1:{group.id.upper()}:vj2k3l4m:{box}", "key id"),
        ("a key id that starts with v", f"fs1:v{group.id[1:]}:vj2k3l4m:{box}", "key id"),
        ("a key id with a 1", f"fs1:{group.id[:-1]}1:vj2k3l4m:{box}", "key id"),
        ("a value id in upper case", f"fs1:{group.id}:VJ2K3L4M:{box}", "value id"),
        ("a value id that starts with k", f"fs1:{group.id}:kj2k3l4m:{box}", "value id"),
        ("a value id with an 8", f"fs1:{group.id}:vj2k3l48:{box}", "value id"),
    ]:
        add(f"text: {name}", bad, place(), reason=f"not a value: {reason}")
    write("values.json", "Sealed values, the places they are bound to, and what does not open.", vectors)

#!/usr/bin/env python3
"""Writes the vectors beside this file; the same bytes every time.

    python3 generate.py        needs PyNaCl 1.5 or later
"""

import base64
import hashlib
import json
import pathlib

from nacl import bindings

import curve
from suite import (
    BASE32, Key, base32, base64_text, binding, fingerprint_text, group_binding, h, kh, lock, lp, pad,
    seal, text,
)

FLEET = "f7k2mqzx4tvbn3clowpd5"
ORDER = 2**252 + 27742317777372353535851937790883648493  # of Ed25519's base point


def stream(label, count=32):
    """Bytes that look random and are the same every time."""
    return hashlib.shake_256(b"fleetseal vectors: " + label.encode()).digest(count)


def key(label):
    return Key(stream(label))


def flipped(data, bit):
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def write(name, about, vectors):
    names = [vector["name"] for vector in vectors]
    assert len(set(names)) == len(names), [n for n in names if names.count(n) > 1]
    path = pathlib.Path(__file__).with_name(name)
    content = json.dumps({"about": about, "vectors": vectors}, indent=2, ensure_ascii=False)
    path.write_text(content + "\n")
    failing = sum("reason" in vector for vector in vectors)
    print(f"{name}: {len(vectors) - failing} that succeed, {failing} that fail")


def hashes():
    digest_key = stream("digest key")
    cases = [
        ("no parts", None, "fleetseal/test/v1", []),
        ("one empty part", None, "fleetseal/test/v1", [b""]),
        ("two parts", None, "fleetseal/test/v1", [b"ab", b"c"]),
        ("the same bytes, parted elsewhere", None, "fleetseal/test/v1", [b"a", b"bc"]),
        ("an empty context", None, "", [b"abc"]),
        ("a context that is not ASCII", None, "größe", ["é".encode(), "e\u0301".encode()]),
        ("exactly one block of BLAKE2b", None, "fleetseal/test/v1", [bytes(128 - 8 - 17 - 8)]),
        ("several blocks", None, "fleetseal/test/v1", [stream("long", 1000), stream("short", 7)]),
        ("keyed, no parts", stream("seed"), "fleetseal/x25519/v1", []),
        ("keyed, a change digest", digest_key, "fleetseal/digest/v1",
         [b"payments", b"db", b"Opaque", b"password", b"hunter2", b"username", b"app"]),
        ("keyed with zeros", bytes(32), "fleetseal/digest/v1", [b"payments"]),
    ]
    vectors = []
    for name, hash_key, context, parts in cases:
        digest = kh(hash_key, context, *parts) if hash_key else h(context, *parts)
        vectors.append({
            "name": name,
            **({"key": hash_key.hex()} if hash_key else {}),
            "context": context,
            "parts": [part.hex() for part in parts],
            "hashed": lp(context, *parts).hex(),
            "digest": digest.hex(),
        })
    write("hashes.json", "H and KH: BLAKE2b with 32 bytes of output over length-prefixed parts.", vectors)


def keys():
    vectors = []
    for name, seed in [
        ("a random seed", stream("seed")), ("another random seed", stream("cluster")),
        ("a seed of zeros", bytes(32)), ("a seed of ones", b"\xff" * 32),
    ]:
        it = Key(seed)
        vectors.append({
            "name": name,
            "seed": seed.hex(),
            "x25519_scalar": it.scalar.hex(),
            "ed25519_seed": it.signing_seed.hex(),
            "public": it.public.hex(),
            "private_text": it.private_text,
            "public_text": it.public_text,
            "fingerprint": it.fingerprint.hex(),
            "fingerprint_text": fingerprint_text(it.fingerprint),
            "id": it.id,
        })
    good = key("seed").public
    left, right = good[:32], good[32:]

    def refuse(name, public, reason):
        vectors.append({"name": name, "public": public.hex(), "reason": reason})

    for number, u in enumerate(curve.low_order_u()):
        refuse(f"X25519 point of low order {number}", curve.encoded(u) + right, "low order X25519")
    for number, y in enumerate(curve.low_order_y()):
        for sign in (0, 1):
            name = f"Ed25519 point of low order {number}, sign {sign}"
            refuse(name, left + curve.encoded(y, sign), "low order Ed25519")
    above = [("p", curve.P), ("p + 1", curve.P + 1), ("p + 9", curve.P + 9), ("2^255 − 1", 2**255 - 1)]
    for name, number in above:
        refuse(f"X25519 {name}", curve.encoded(number) + right, "not canonical X25519")
        for sign in (0, 1):
            refuse(f"Ed25519 {name}, sign {sign}", left + curve.encoded(number, sign),
                   "not canonical Ed25519")
    refuse("X25519 with its highest bit set", flipped(left, 255) + right, "not canonical X25519")
    for number, u in enumerate(curve.low_order_u()):
        refuse(f"X25519 point of low order {number}, with its highest bit set",
               curve.encoded(u, 1) + right, "not canonical X25519")
    refuse("no bytes", b"", "length")
    refuse("63 bytes", good[:63], "length")
    refuse("65 bytes", good + b"\0", "length")
    refuse("the X25519 half alone", left, "length")
    write("keys.json", "What follows from a seed, and public keys that are refused.", vectors)


def respelled(prefix, data, spare):
    """The text of `data` with bits set that the last base32 character has no use for."""
    good = text(prefix, data)
    alphabet = BASE32.upper() if prefix.startswith("FSKEY") else BASE32
    return good[:-1] + alphabet[alphabet.index(good[-1]) | spare]


def texts():
    it = key("seed")
    public, private = it.public_text, it.private_text
    vectors = []

    def accept(name, kind, content, data=None):
        vectors.append({"name": f"{kind}: {name}", "kind": kind, "text": content,
                        **({"bytes": data.hex()} if data is not None else {})})

    def refuse(name, kind, content, reason):
        vectors.append({"name": f"{kind}: {name}", "kind": kind, "text": content, "reason": reason})

    accept("as written", "public key", public, it.public)
    accept("as written", "private key", private, it.seed)
    for kind, good, prefix, data in [
        ("public key", public, "fspub1", it.public), ("private key", private, "FSKEY-1-", it.seed),
    ]:
        middle = len(good) // 2
        other = "b" if good[middle] != "b" else "c"
        other = other.upper() if kind == "private key" else other
        digits = good[len(prefix):]
        refuse("empty", kind, "", "prefix")
        refuse("the prefix alone", kind, prefix, "length")
        refuse("one character mistyped", kind, good[:middle] + other + good[middle + 1:], "checksum")
        refuse("the last character missing", kind, good[:-1], "length")
        refuse("one character more", kind, good + good[-1], "length")
        refuse("a line end behind it", kind, good + "\n", "length")
        refuse("a space in front of it", kind, " " + good, "prefix")
        refuse("padded", kind, good + "=", "length")
        refuse("the other case", kind, prefix + digits.swapcase(), "base32")
        refuse("one character in the other case", kind, good[:-1] + good[-1].swapcase()
               if good[-1].isalpha() else good[:middle] + other.swapcase() + good[middle + 1:], "base32")
        for character in "0189-=":
            refuse(f"a {character} in it", kind, good[:middle] + character + good[middle + 1:], "base32")
        refuse("not ASCII", kind, good[:middle] + "é" + good[middle + 2:], "base32")
        refuse("spare bit set", kind, respelled(prefix, data, 1), "base32")
        refuse("the checksum of another prefix", kind,
               prefix + checked(data, "fspub2", kind == "private key"), "checksum")
        refuse("bytes changed, checksum kept", kind, prefix + cased(
            base32(flipped(data, 5) + h("fleetseal/text/v1", prefix, data)[:4]), kind), "checksum")
    refuse("both spare bits set", "private key", respelled("FSKEY-1-", it.seed, 3), "base32")
    refuse("the prefix in upper case", "public key", "FSPUB1" + public[6:], "prefix")
    refuse("the prefix in lower case", "private key", private.lower(), "prefix")
    refuse("another suite", "public key", text("fspub2", it.public), "suite fspub2")
    refuse("another suite", "private key", "FSKEY-2-" + private[8:], "suite FSKEY-2")
    refuse("a private key", "public key", private, "is private")
    refuse("a public key", "private key", public, "is public")
    refuse("a point of low order", "public key",
           text("fspub1", bytes(32) + it.public[32:]), "low order X25519")

    printed = fingerprint_text(it.fingerprint)
    accept("as printed", "fingerprint", printed, it.fingerprint)
    refuse("without hyphens", "fingerprint", printed.replace("-", ""), "length")
    refuse("spaces for hyphens", "fingerprint", printed.replace("-", " "), "base32")
    refuse("a hyphen out of place", "fingerprint", printed[:3] + "-" + printed[3] + printed[5:], "base32")
    refuse("upper case", "fingerprint", printed.upper(), "base32")
    refuse("one group less", "fingerprint", printed[:-5], "length")
    last = BASE32.index(printed[-1])
    for bit in (1, 2, 4, 8):
        refuse(f"spare bit {bit} set", "fingerprint", printed[:-1] + BASE32[last | bit], "base32")
    refuse("empty", "fingerprint", "", "length")

    for kind, first, count in [("key id", "k", 12), ("value id", "v", 8)]:
        good = first + base32(stream(kind))[: count - 1]
        accept("as written", kind, good)
        accept("with digits", kind, first + "234567"[:6] + "abcdefgh"[: count - 7])
        other = "v" if first == "k" else "k"
        for name, bad in [
            ("empty", ""), ("too short", good[:-1]), ("too long", good + "a"),
            ("another first letter", other + good[1:]), ("upper case", good.upper()),
            ("a 1 in it", good[:-1] + "1"), ("a 0 in it", good[:-1] + "0"),
            ("a space in it", good[:-1] + " "), ("not ASCII", good[:-2] + "é"),
        ]:
            refuse(name, kind, bad, "malformed")

    for data in [b"", b"f", b"fo", b"foo", b"foob", b"fooba", b"foobar", bytes(range(256))]:
        name = f"{len(data)} bytes"
        accept(name, "base32", base32(data), data)
        accept(name, "base32 in upper case", base32(data).upper(), data)
        accept(name, "base64", base64_text(data), data)
    for name, bad in [
        ("1 character", "m"), ("3 characters", "mzx"), ("6 characters", "mzxw6y"), ("padded", "my======"),
        ("spare bits of 2 characters", "mz"), ("spare bits of 4 characters", "mzxr"),
        ("spare bits of 5 characters", "mzxw7"), ("spare bits of 7 characters", "mzxw6yr"),
        ("upper case", "MZXW6"), ("mixed case", "mzXw6"), ("0", "mzxw0"), ("1", "mzxw1"), ("8", "mzxw8"),
        ("9", "mzxw9"), ("a line end", "mzxw6yq\n"), ("a hyphen", "mzxw-"),
    ]:
        refuse(name, "base32", bad, "malformed")
    refuse("lower case", "base32 in upper case", "mzxw6", "malformed")
    for name, bad in [
        ("no padding", "Zg"), ("half the padding", "Zg="), ("no padding of 2 bytes", "Zm8"),
        ("only padding", "===="), ("too much padding", "Z==="), ("padding in front", "=Zg="),
        ("padding in the middle", "Zg==Zm9v"), ("padding where none belongs", "Zm9v===="),
        ("spare bits of 1 byte", "Zh=="), ("all spare bits of 1 byte", "Zv=="),
        ("spare bits of 2 bytes", "Zm9="), ("all spare bits of 2 bytes", "Zm/="),
        ("the alphabet for URLs, -", "-_8="), ("the alphabet for URLs, _", "__8="),
        ("a line end", "Zm9v\n"), ("a line end in it", "Zm9v\nZm9"), ("a space", "Zm9 "), ("1 character", "Z"),
        ("5 characters", "Zm9vY"), ("not ASCII", "Zmé"), ("NUL", "Zm9\0"), ("a character before 0", "Zm9."),
        ("a character behind Z", "Zm9["), ("a character behind z", "Zm9{"), ("@", "Zm9@"), ("`", "Zm9`"),
        (":", "Zm9:"), (",", "Zm9,"),
    ]:
        refuse(name, "base64", bad, "malformed")
    write("texts.json", "Texts of keys, fingerprints and ids, and the two encodings.", vectors)


def cased(digits, kind):
    return digits.upper() if kind == "private key" else digits


def checked(data, prefix, upper):
    digits = base32(data + h("fleetseal/text/v1", prefix, data)[:4])
    return digits.upper() if upper else digits


def place(**changes):
    return {
        "fleet": FLEET, "scope": "strict", "group": "production", "namespace": "payments", "name": "db",
        "key": "password", "value": "vj2k3l4m", **changes,
    }


def value_text(group, where, plain, label, key_id=None):
    box = seal(plain, group.x25519, stream("ephemeral: " + label))
    return f"fs1:{key_id or group.id}:{where['value']}:{base64_text(box)}"


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


def group_key_text(plain=None, member=None, label="group key"):
    group = key("group")
    plain = plain or b"\x02" + group_binding(FLEET, "production", group.public) + group.seed
    member = member or key("member")
    return "fs1:" + base64_text(seal(plain, member.x25519, stream("ephemeral: " + label)))


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


def signatures():
    it, other = key("operator"), key("other operator")
    digest = h("fleetseal/registry/v1", FLEET, "FleetGroup", "production", b"canonical bytes of the spec")
    signature = it.sign(digest)
    vectors = []

    def add(name, made=signature, public=it.public, over=digest, content=None, reason=None, **more):
        vectors.append({
            "name": name, "public": public.hex(), "digest": over.hex(),
            "text": content if content is not None else base64_text(made),
            **({"reason": reason} if reason else {}), **more,
        })

    add("over a digest of the registry", seed=it.seed.hex())
    zeros = Key(bytes(32))
    add("over zeros", zeros.sign(bytes(32)), zeros.public, bytes(32), seed=bytes(32).hex())
    add("another digest", over=flipped(digest, 0), reason="not verified")
    add("another key", public=other.public, reason="not verified")
    add("each bit of the signature changed, one at a time", reason="not verified",
        rule="flip each bit of the signature")
    add("each bit of the digest changed, one at a time", reason="not verified",
        rule="flip each bit of the digest")
    number = int.from_bytes(signature[32:], "little")
    add("s + L, which the equation alone would accept",
        signature[:32] + (number + ORDER).to_bytes(32, "little"), reason="not verified")
    add("zeros", bytes(64), reason="not verified")
    add("R of low order, s = 0", curve.encoded(1) + bytes(32), reason="not verified")
    add("R not canonical", curve.encoded(curve.P + 1) + bytes(32), reason="not verified")
    from_seed = bindings.crypto_sign_seed_keypair(it.seed)[1]
    add("made with the seed itself, not with what is derived from it",
        bindings.crypto_sign(digest, from_seed)[:64], reason="not verified")
    good = base64_text(signature)
    for name, bad in [
        ("empty", ""), ("no padding", good.rstrip("=")), ("63 bytes", base64_text(signature[:63])),
        ("65 bytes", base64_text(signature + b"\0")), ("a line end behind it", good + "\n"), ("hex", signature.hex()),
    ]:
        add(f"text: {name}", content=bad, reason="malformed")
    write("signatures.json", "Ed25519 over digests, by the signing half of a key.", vectors)


def identities():
    it = key("seed")
    salt, nonce = stream("salt", 16), stream("nonce", 24)
    passphrase = "correct horse ‖ battery"
    cheap = {"passes": 1, "memory": 8192}
    vectors = []

    def add(name, content, phrase=None, reason=None, **more):
        vectors.append({
            "name": name, "text": content, **({"passphrase": phrase} if phrase is not None else {}),
            **({"reason": reason} if reason else {"private_text": it.private_text}), **more,
        })

    private = it.private_text
    add("plain", private + "\n")
    add("plain, without a line end", private)
    add("plain, with comments and empty lines", f"# alice\n\n# {it.public_text}\n{private}\n\n# end\n")
    good = lock(private, passphrase, salt, nonce, **cheap)
    header, box = good.splitlines()
    add("locked, at the least cost", good, passphrase)
    add("locked, with comments in front", f"# alice\n\n{good}", passphrase)
    add("locked, without the last line end", good[:-1], passphrase)
    add("locked, as the CLI does", lock(private, passphrase, salt, nonce, 3, 256 << 20), passphrase)
    add("locked, by an empty passphrase", lock(private, "", salt, nonce, **cheap), "")

    add("wrong passphrase", good, passphrase + " ", reason="not authentic")
    add("passphrase in another normal form", lock(private, "é", salt, nonce, **cheap), "e\u0301",
        reason="not authentic")
    add("no passphrase given", good, reason="passphrase needed")
    fields = header.split(" ")

    def changed(index, field):
        return " ".join(fields[:index] + [field] + fields[index + 1:]) + f"\n{box}\n"

    add("more passes in the header", changed(2, "2"), passphrase, reason="not authentic")
    add("more memory in the header", changed(3, "9216"), passphrase, reason="not authentic")
    add("another salt", changed(4, base64_text(flipped(salt, 3))), passphrase, reason="not authentic")
    add("another nonce", changed(5, base64_text(flipped(nonce, 3))), passphrase, reason="not authentic")
    other_header = lock(private, passphrase, salt, nonce, **cheap,
                        header=header.replace("identity-1", "identity-2"))
    add("sealed under another header", header + "\n" + other_header.splitlines()[1] + "\n", passphrase,
        reason="not authentic")
    bits = base64.b64decode(box)
    add("a bit of the box changed", f"{header}\n{base64_text(flipped(bits, 77))}\n", passphrase,
        reason="not authentic")
    add("something else in the box", lock("FSKEY-1-" + "A" * 58, passphrase, salt, nonce, **cheap), passphrase,
        reason="key")
    for name, index, field, reason in [
        ("11 passes", 2, "11", "cost"), ("1 GiB and a block", 3, str((1 << 30) + 1024), "cost"),
        ("18 digits of memory", 3, "9" * 15 + "424", "cost"), ("19 digits of memory", 3, "9" * 19, "header"),
        ("40 digits of passes", 2, "1" * 40, "header"), ("no pass", 2, "0", "header"), ("a sign", 2, "+1", "header"),
        ("a negative number", 2, "-1", "header"), ("a leading zero", 2, "01", "header"),
        ("a hexadecimal number", 3, "0x2000", "header"), ("too little memory", 3, "4096", "header"),
        ("memory that is no multiple of 1,024", 3, "8193", "header"), ("no number", 2, "", "header"),
        ("argon2i", 1, "argon2i", "header"), ("scrypt", 1, "scrypt", "header"),
        ("another version", 0, "fleetseal-identity-2", "header"), ("a version 10", 0, "fleetseal-identity-10", "header"),
        ("a short salt", 4, base64_text(salt[:15]), "header"), ("a long salt", 4, base64_text(salt + b"\0"), "header"),
        ("a salt without padding", 4, base64_text(salt).rstrip("="), "header"),
        ("a short nonce", 5, base64_text(nonce[:12]), "header"),
    ]:
        add(f"header: {name}", changed(index, field), passphrase, reason=reason)
    add("header: a space behind it", f"{header} \n{box}\n", passphrase, reason="header")
    add("header: two spaces", f"{header.replace(' ', '  ', 1)}\n{box}\n", passphrase, reason="header")
    add("header: a tab", header.replace(" ", "\t", 1) + f"\n{box}\n", passphrase, reason="header")
    add("header: one field less", header.rsplit(" ", 1)[0] + f"\n{box}\n", passphrase, reason="header")
    add("header: CRLF", good.replace("\n", "\r\n"), passphrase, reason="header")
    add("no box", header + "\n", passphrase, reason="box")
    add("an empty line before the box", f"{header}\n\n{box}\n", passphrase, reason="box")
    add("a comment before the box", f"{header}\n# box\n{box}\n", passphrase, reason="box")
    add("a short box", f"{header}\n{base64_text(bits[:-1])}\n", passphrase, reason="box")
    add("a box in two lines", f"{header}\n{box[:40]}\n{box[40:]}\n", passphrase, reason="surplus line")
    add("a box without padding", f"{header}\n{box.rstrip('=')}\n", passphrase, reason="box")
    add("a key behind the box", f"{good}{private}\n", passphrase, reason="surplus line")
    add("a key in front of the header", f"{private}\n{good}", passphrase, reason="surplus line")
    add("two keys", f"{private}\n{private}\n", reason="surplus line")
    add("empty", "", reason="empty")
    add("only line ends", "\n\n\n", reason="empty")
    add("only comments", "# nothing\n", reason="empty")
    add("a public key", it.public_text + "\n", reason="key")
    add("plain: CRLF", private + "\r\n", reason="key")
    add("plain: a space in front", " " + private + "\n", reason="key")
    add("plain: mistyped", private[:-1] + ("A" if private[-1] != "A" else "E") + "\n", reason="key")
    add("plain: a byte order mark", "\ufeff" + private + "\n", reason="key")
    add("65,536 bytes", private, rule="put one comment line in front: 65536 bytes together")
    add("65,537 bytes", private, reason="too long",
        rule="put one comment line in front: 65537 bytes together")
    write("identities.json", "Identity files, plain and under a passphrase.", vectors)


if __name__ == "__main__":
    for make in (hashes, keys, texts, values, group_keys, signatures, identities):
        make()

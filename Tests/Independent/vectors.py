"""Test vectors: reads those of the project, and makes others in the same form.

A file is `{"about": ..., "vectors": [...]}`. Every vector has a `name`; one with a `reason` must fail, one
without must succeed. Bytes are hex, except in fields called `...text`. What a vector is about follows from
the name of its file, or, in a file with vectors of several sorts, from its `construction`. A vector with a
`rule` stands for many. `Tests/SealingTests/Vectors/README.md` explains fields, reasons and rules; the
constructions that only this file knows are explained where they are made.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Callable, Iterator

import nacl.bindings as sodium

import fleetseal as fs

Vector = dict
Fields = dict


class WrongVector(fs.FleetsealError):
    """A vector that gives something else than it says."""


# --------------------------------------------------------------------------------------------------
# Constructions: each takes a vector's fields and gives those that follow from them
# --------------------------------------------------------------------------------------------------


def _hashes(given: Vector) -> Fields:
    parts = [bytes.fromhex(part) for part in given["parts"]]
    hashed = fs.lp(given["context"], *parts)
    if "key" in given:
        digest = fs.kh(bytes.fromhex(given["key"]), given["context"], *parts)
    else:
        digest = fs.h(given["context"], *parts)
    return {"hashed": hashed.hex(), "digest": digest.hex()}


def _keys(given: Vector) -> Fields:
    if "seed" not in given:
        fs.check_public_key(bytes.fromhex(given["public"]))
        return {}
    seed = bytes.fromhex(given["seed"])
    public = fs.PrivateKey(seed).public
    print_ = fs.fingerprint(public)
    return {
        "x25519_scalar": fs.kh(seed, "fleetseal/x25519/v1").hex(),
        "ed25519_seed": fs.kh(seed, "fleetseal/ed25519/v1").hex(),
        "public": public.hex(),
        "private_text": fs.private_text(seed),
        "public_text": fs.public_text(public),
        "fingerprint": print_.hex(),
        "fingerprint_text": fs.fingerprint_text(print_),
        "id": fs.key_id(public),
    }


_TEXTS: dict[str, tuple[Callable[[str], bytes], Callable[[bytes], str]]] = {
    "public key": (fs.public_from_text, fs.public_text),
    "private key": (fs.seed_from_text, fs.private_text),
    "fingerprint": (fs.fingerprint_from_text, fs.fingerprint_text),
    "base32": (fs.base32_decode, fs.base32),
    "base32 in upper case": (
        lambda text: fs.base32_decode(text, upper=True),
        lambda data: fs.base32(data).upper(),
    ),
    "base64": (fs.base64_decode, fs.base64),
}


def _texts(given: Vector) -> Fields:
    kind, text = given["kind"], given["text"]
    if kind in ("key id", "value id"):
        fs.check_id(text, kind[0])
        return {}
    read, write = _TEXTS[kind]
    data = read(text)
    return {"bytes": data.hex(), "text": write(data)}


def _place(given: Vector) -> fs.Place:
    place = given["place"]
    names = ("fleet", "scope", "group", "namespace", "name", "key")
    return fs.Place(*(place[name] for name in names))


def _values(given: Vector) -> Fields:
    key, place = fs.PrivateKey(bytes.fromhex(given["seed"])), _place(given)
    if place.binding(given["place"]["value"]).hex() != given["binding"]:
        raise WrongVector(f"{given['name']}: another binding")
    value = fs.open_value(given["text"], {(place.group, key.id): key}, place)
    box = fs.SealedValue.parse(given["text"]).box
    return {"public": key.public.hex(), "value": value.hex(), "plain": key.open_box(box).hex()}


def _group_keys(given: Vector) -> Fields:
    member, public = fs.PrivateKey(bytes.fromhex(given["member_seed"])), bytes.fromhex(
        given["group_public"]
    )
    fleet, group, text = given["fleet"], given["group"], given["text"]
    if fs.group_key_binding(fleet, group, public).hex() != given["binding"]:
        raise WrongVector(f"{given['name']}: another binding")
    key = fs.open_group_key(text, member, fleet, group, public)
    plain = member.open_box(fs.parse_group_key(text))
    return {"group_seed": key.seed.hex(), "plain": plain.hex()}


def _signatures(given: Vector) -> Fields:
    digest = bytes.fromhex(given["digest"])
    _check_signature(given["text"], digest, given["public"])
    if "seed" not in given:
        return {}
    key = fs.PrivateKey(bytes.fromhex(given["seed"]))
    return {"public": key.public.hex(), "text": fs.base64(key.sign(digest))}


def _check_signature(text: str, digest: bytes, public: str) -> None:
    fs.verify_signature(fs.signature_from_text(text), digest, bytes.fromhex(public))


def _identities(given: Vector) -> Fields:
    passphrase = given.get("passphrase")
    key = fs.read_identity(
        given["text"].encode("utf-8"), None if passphrase is None else passphrase.encode("utf-8")
    )
    return {"private_text": fs.private_text(key.seed)}


def _one_node(text: str) -> fs.Node:
    nodes = fs.load_yaml(text.encode("utf-8"))
    if len(nodes) != 1:
        raise fs.WrongDocumentCount(f"{len(nodes)} documents instead of 1")
    return nodes[0]


def _canonical(given: Vector) -> Fields:
    """What a YAML document of `yaml_text` is when it is signed."""
    return {"encoded": fs.canonical(_one_node(given["yaml_text"])).hex()}


def _plain_scalars(given: Vector) -> Fields:
    """Whether the plain scalar of `text` is a string to YAML 1.1 and to YAML 1.2."""
    return {"string": fs.plain_is_string(given["text"])}


def _registry(given: Vector) -> Fields:
    """The signature of a document: its kind, name, and `spec` as YAML in `spec_text`."""
    document = given["document"]
    spec = _one_node(given["spec_text"])
    digest = fs.registry_message(given["fleet"], document["kind"], document["name"], spec)
    _check_signature(given["text"], digest, given["public"])
    return {"digest": digest.hex()}


def _endorsements(given: Vector) -> Fields:
    """The signature of the key `before` over `endorsed`, a key of the cluster created on a day."""
    endorsed = bytes.fromhex(given["endorsed"])
    digest = fs.endorsement_message(
        given["fleet"], given["cluster"], endorsed, given["created_text"]
    )
    _check_signature(given["text"], digest, given["before"])
    return {"digest": digest.hex()}


def _pins(given: Vector) -> Fields:
    """A pin as it is read from `text` and written again."""
    return {"written_text": bytes(fs.Pin.parse(given["text"].encode("utf-8"))).decode("utf-8")}


def _templates(given: Vector) -> Fields:
    """A template of `text` rendered for a cluster with its labels."""
    values = {key: bytes.fromhex(value) for key, value in given["values"].items()}
    rendered = fs.Template.parse(given["text"]).render(values, given["cluster"], given["labels"])
    return {"rendered": rendered.hex()}


def _selectors(given: Vector) -> Fields:
    """Whether a selector, of a command line or of a FleetGroup, matches a cluster's labels."""
    if "yaml_text" in given:
        selector = fs.Selector.read(_one_node(given["yaml_text"]))
    else:
        selector = fs.Selector.parse(given["text"])
    return {"matches": selector.matches(given["labels"])}


def _rules(given: Vector) -> Fields:
    """Whether the rules of a Fleet allow a document with these facts; without `paths`, as an object."""
    rules = fs.read_rules(_one_node(given["yaml_text"]))
    facts = (given[name] for name in ("namespace", "type", "scope", "groups"))
    return {"allowed": fs.are_allowed(rules, given.get("paths"), *facts)}


CONSTRUCTIONS: dict[str, Callable[[Vector], Fields]] = {
    "hashes": _hashes,
    "keys": _keys,
    "texts": _texts,
    "values": _values,
    "group-keys": _group_keys,
    "signatures": _signatures,
    "identities": _identities,
    "canonical": _canonical,
    "plain-scalars": _plain_scalars,
    "registry": _registry,
    "endorsements": _endorsements,
    "pins": _pins,
    "templates": _templates,
    "selectors": _selectors,
    "rules": _rules,
}


# --------------------------------------------------------------------------------------------------
# Reasons
# --------------------------------------------------------------------------------------------------

_REASONS: dict[type[fs.FleetsealError], str] = {
    fs.WrongLength: "length",
    fs.WrongPrefix: "prefix",
    fs.WrongCheck: "checksum",
    fs.IsPrivate: "is private",
    fs.IsPublic: "is public",
    fs.KeyNotHere: "key not here",
    fs.NotAuthentic: "not authentic",
    fs.BoundElsewhere: "bound elsewhere",
    fs.WrongStructure: "not a value: structure",
    fs.WrongKeyId: "not a value: key id",
    fs.WrongValueId: "not a value: value id",
    fs.WrongEncoding: "not a value: base64",
    fs.WrongBoxLength: "not a value: length",
    fs.WrongKind: "not a value: kind",
    fs.WrongPadding: "not a value: padding",
    fs.ForeignKey: "not a value: foreign key",
    fs.BadSignature: "not verified",
    fs.MalformedSignature: "malformed",
    fs.TooBig: "too long",
    fs.EmptyIdentity: "empty",
    fs.SurplusLine: "surplus line",
    fs.WrongKeyLine: "key",
    fs.WrongHeader: "header",
    fs.CostTooHigh: "cost",
    fs.WrongBox: "box",
    fs.PassphraseNeeded: "passphrase needed",
    fs.NotAString: "not a string",
    fs.WrongPassphrase: "not authentic",
}

# Of several things that are wrong at once, another reader may find another one of the same sort first.
_SORTS = (
    {"length", "prefix", "suite", "is private", "is public", "base32", "checksum", "malformed"},
    {"too long", "empty", "surplus line", "key", "header", "cost", "box"},
)


def reason_of(error: fs.FleetsealError, given: Vector) -> str:
    """The failure in the words of the vectors: those of the project, or the name of its class."""
    kind = type(error)
    half = "X25519" if "X25519" in str(error) else "Ed25519"
    if kind is fs.UnknownSuite:
        return f"not a value: suite {given['text'].split(':')[0]}"
    if kind is fs.UnknownKeySuite:
        return f"suite {re.match('fspub[0-9]+|FSKEY-[0-9]+', given['text'])[0]}"
    if kind is fs.NotCanonicalPoint:
        return f"not canonical {half}"
    if kind is fs.LowOrderPoint:
        return f"low order {half}"
    if kind in (fs.BadBase32, fs.BadBase64, fs.BadId):
        keyed = given.get("kind") in ("public key", "private key", "fingerprint")
        return "base32" if keyed else "malformed"
    words = re.sub("(?<!^)([A-Z][a-z])", r" \1", kind.__name__).lower()
    return _REASONS.get(kind, words)


def _sort(reason: str) -> str | set[str]:
    if reason.startswith("not a value: "):
        return "not a value"
    first = "suite" if reason.startswith("suite ") else reason
    return next((sort for sort in _SORTS if first in sort), reason)


# --------------------------------------------------------------------------------------------------
# Rules
# --------------------------------------------------------------------------------------------------


def _flipped(data: bytes) -> Iterator[bytes]:
    for bit in range(len(data) * 8):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        yield bytes(changed)


def _with_box(given: Vector, boxes: Callable[[bytes], Iterator[bytes]]) -> Iterator[Vector]:
    start, colon, encoded = given["text"].rpartition(":")
    for box in boxes(fs.base64_decode(encoded)):
        yield given | {"text": start + colon + fs.base64(box)}


def _cut(box: bytes) -> Iterator[bytes]:
    while len(box) > 145:
        box = box[:-64]
        yield box


def _with_comment(given: Vector, size: int) -> Vector:
    rest = len(given["text"].encode("utf-8"))
    return given | {"text": "#" + "x" * (size - rest - 2) + "\n" + given["text"]}


def expand(given: Vector) -> Iterator[Vector]:
    """The vectors that one stands for; the text as it is must succeed where all others fail."""
    rule = given.get("rule")
    plain = {key: value for key, value in given.items() if key not in ("rule", "reason")}
    failing = plain | {"reason": given["reason"]} if "reason" in given else plain
    if rule is None:
        yield given
    elif match := re.fullmatch("put one comment line in front: ([0-9]+) bytes together", rule):
        yield plain
        yield _with_comment(failing, int(match[1]))
    elif rule == "flip each bit of the box":
        yield plain
        yield from _with_box(failing, _flipped)
    elif rule == "cut 64 bytes off the box until 145 are left":
        yield plain
        yield from _with_box(failing, _cut)
    elif rule == "flip each bit of the signature":
        yield plain
        for data in _flipped(fs.base64_decode(given["text"])):
            yield failing | {"text": fs.base64(data)}
    elif rule == "flip each bit of the digest":
        yield plain
        for data in _flipped(bytes.fromhex(given["digest"])):
            yield failing | {"digest": data.hex()}
    else:
        raise WrongVector(f"{given['name']}: the rule {rule!r} is not known")


# --------------------------------------------------------------------------------------------------
# Checking
# --------------------------------------------------------------------------------------------------


def check(construction: str, given: Vector) -> str | None:
    """Nothing if the vector holds; the reason, if it fails for another one of the same sort."""
    if construction not in CONSTRUCTIONS:
        raise WrongVector(f"the construction {construction!r} is not known")
    expected = given.get("reason")
    try:
        fields = CONSTRUCTIONS[construction](given)
    except WrongVector:
        raise
    except fs.FleetsealError as error:
        reason = reason_of(error, given)
        if expected is None or _sort(reason) != _sort(expected):
            raise WrongVector(f"{reason} ({error}) instead of {expected or 'success'}") from None
        return None if reason == expected else reason
    if expected is not None:
        raise WrongVector(f"success instead of {expected}")
    for name, value in fields.items():
        if name in given and given[name] != value:
            raise WrongVector(f"the field {name} is {value!r}")
    return None


def check_file(path: Path) -> Counter:
    """How many vectors of a file hold, and how many of them only by a reason of the same sort."""
    counts = Counter()
    for written in json.loads(path.read_text(encoding="utf-8"))["vectors"]:
        construction = written.get("construction", path.stem)
        for given in expand(written):
            try:
                other = check(construction, given)
            except WrongVector as error:
                raise WrongVector(f"{path}: {construction}: {written['name']}: {error}") from None
            counts["vectors"] += 1
            counts["for another reason"] += other is not None
    return counts


def check_folder(folder: Path) -> Counter:
    """The same for every file of a folder."""
    return sum((check_file(path) for path in sorted(folder.glob("*.json"))), Counter())


# --------------------------------------------------------------------------------------------------
# Making
# --------------------------------------------------------------------------------------------------

FLEET = "fabcdefghijklmnopqrst"
OTHER_FLEET = "f" + "2" * 20
VALUE_ID = "vabcdefg"
DAY = "2026-01-15"


def _seed(label: str) -> bytes:
    return fs.h("independent/vectors", label)


def _seal_box(plain: bytes, public: bytes, label: str) -> bytes:
    """`crypto_box_seal` with an ephemeral key that is always the same, so that the file is, too."""
    private = _seed(f"ephemeral {label}")
    ephemeral = sodium.crypto_scalarmult_base(private)
    nonce = fs.hashlib.blake2b(ephemeral + public[:32], digest_size=24).digest()
    return ephemeral + sodium.crypto_box(plain, nonce, public[:32], private)


GROUP = fs.PrivateKey(_seed("group"))
OTHER = fs.PrivateKey(_seed("another key"))
MEMBER = fs.PrivateKey(_seed("member"))
OPERATOR = fs.PrivateKey(_seed("operator"))
PLACE = {
    "fleet": FLEET,
    "scope": "strict",
    "group": "production",
    "namespace": "shop",
    "name": "database",
    "key": "password",
    "value": VALUE_ID,
}


def _vector(construction: str, name: str, **given) -> Vector:
    """A vector with the fields that follow from the given ones, or with the reason of its failure."""
    vector = {"name": name, "construction": construction, **given}
    try:
        return vector | CONSTRUCTIONS[construction](vector)
    except fs.FleetsealError as error:
        return vector | {"reason": reason_of(error, vector)}


def _notation() -> Iterator[Vector]:
    for name, parts in (
        ("no parts", []),
        ("an empty part", [""]),
        ("two parts", ["6162", "63"]),
        ("the same bytes, parted elsewhere", ["61", "6263"]),
        ("two blocks", ["00" * 300]),
    ):
        yield _vector("hashes", name, context="fleetseal/key/v1", parts=parts)
        yield _vector("hashes", f"keyed, {name}", context="", parts=parts, key=_seed("key").hex())
    for size in (0, 1, 2, 3, 4, 5, 36, 68):
        data = bytes(range(256 - size, 256))
        for kind, (_, write) in _TEXTS.items():
            if kind.startswith("base"):
                yield _vector("texts", f"{kind}: {size} bytes", kind=kind, text=write(data))
    for kind, texts in (
        ("base32", ("74", "75", "a", "aaa", "aaaaaa", "AA", "aA", "a1", "74======", "74\n", "74 ")),
        ("base32 in upper case", ("AA", "aa", "Aa", "AB")),
        (
            "base64",
            ("QQ==", "++//", "QQ", "QQ=", "QUI==", "QR==", "QQ==\n", "Q Q=", "-_-_", "QQ==QQ=="),
        ),
        (
            "key id",
            ("kaaaaaaaaaaa", "kaaaaaaaaaa", "kaaaaaaaaaaaa", "Kaaaaaaaaaaa", "kaaaaaaaaaa1", ""),
        ),
        ("value id", ("vaaaaaaa", "vaaaaaa", "vaaaaaaaa", "kaaaaaaa", "vaaaaaa8", "vaaaaaaa\n")),
    ):
        for text in texts:
            yield _vector("texts", f"{kind}: {json.dumps(text)}", kind=kind, text=text)


def _little(number: int) -> str:
    return number.to_bytes(32, "little").hex()


def _public_keys() -> Iterator[Vector]:
    for name, seed in (("zeros", bytes(32)), ("ones", b"\xff" * 32), ("group", GROUP.seed)):
        yield _vector("keys", name, seed=seed.hex())
    x, ed = GROUP.public[:32].hex(), GROUP.public[32:].hex()
    top = 2**255
    public = {
        "63 bytes": (x + ed)[:-2],
        "65 bytes": x + ed + "00",
        "X25519 with its last bit": _little(int.from_bytes(GROUP.public[:32], "little") | top) + ed,
        "X25519 of 2^255 - 18": _little(top - 18) + ed,
        "X25519 of 2^255 - 1": _little(top - 1) + ed,
        "Ed25519 of 2^255 - 18": x + _little(top - 18),
        "Ed25519 of 2^255 - 1 with the sign": x + _little(2 * top - 1),
    }
    for number in sorted(fs.X25519_LOW_ORDER):
        public[f"X25519 of low order {_little(number)[:4]}"] = _little(number) + ed
    for number in sorted(fs.ED25519_LOW_ORDER):
        for sign in (0, 1):
            name = f"Ed25519 of low order {_little(number)[:4]}, sign {sign}"
            public[name] = x + _little(number | top * sign)
    for name, data in public.items():
        yield _vector("keys", name, public=data)


def _changed_last(text: str, by: int) -> str:
    alphabet = fs.BASE32_LOWER if text[-1].islower() else fs.BASE32_LOWER.upper()
    return text[:-1] + alphabet[alphabet.index(text[-1]) ^ by]


def _key_texts() -> Iterator[Vector]:
    other = {"public key": fs.private_text(GROUP.seed), "private key": fs.public_text(GROUP.public)}
    for kind, text in (
        ("public key", fs.public_text(GROUP.public)),
        ("private key", fs.private_text(GROUP.seed)),
    ):
        for name, given in (
            ("as written", text),
            ("a swapped pair", text[:30] + text[31] + text[30] + text[32:]),
            ("a spare bit", _changed_last(text, 1)),
            ("too short", text[:-1]),
            ("too long", text + text[-1]),
            ("the other case", text.swapcase()),
            ("the other case after the prefix", text[:8] + text[8:].swapcase()),
            ("another suite", text.replace("fspub1", "fspub2").replace("KEY-1-", "KEY-2-")),
            ("the other sort of key", other[kind]),
            ("white space before", " " + text),
            ("a line break after", text + "\n"),
            ("nothing", ""),
        ):
            yield _vector("texts", f"{kind}: {name}", kind=kind, text=given)
    low = fs.public_text(bytes(32) + GROUP.public[32:])
    yield _vector("texts", "public key: a good check over a bad point", kind="public key", text=low)
    printed = fs.fingerprint_text(fs.fingerprint(GROUP.public))
    for name, given in (
        ("as printed", printed),
        ("without groups", printed.replace("-", "")),
        ("upper case", printed.upper()),
        ("too short", printed[:-5]),
        ("a spare bit", _changed_last(printed, 1) if printed[-1] in "aq" else printed[:-1] + "b"),
    ):
        yield _vector("texts", f"fingerprint: {name}", kind="fingerprint", text=given)


def _binding(place: dict) -> bytes:
    names = ("fleet", "scope", "group", "namespace", "name", "key")
    return fs.Place(*(place[name] for name in names)).binding(place["value"])


def _value_text(plain: bytes, label: str) -> str:
    return str(fs.SealedValue(GROUP.id, VALUE_ID, _seal_box(plain, GROUP.public, label)))


def _sealed(value: bytes, label: str, **changes: str) -> str:
    padded = sodium.sodium_pad(value, fs.VALUE_BLOCK)
    return _value_text(b"\x01" + _binding(PLACE | changes) + padded, label)


def _value(title: str, text: str, seed: bytes = GROUP.seed, /, **changes: str) -> Vector:
    place = PLACE | changes
    binding = _binding(place).hex()
    return _vector("values", title, seed=seed.hex(), place=place, binding=binding, text=text)


def _sealed_values() -> Iterator[Vector]:
    for size in (0, 1, 63, 64, 65, 127, 128, 1000):
        value = bytes(n % 251 for n in range(size))
        yield _value(f"{size} bytes", _sealed(value, f"size {size}"))
    yield _value("ends like padding", _sealed(b"a\x80\x00\x00", "like padding"))
    yield _value(
        "names that are not ASCII", _sealed(b"a", "names", key="\u00e4\u00df"), key="\u00e4\u00df"
    )
    for scope in ("strict", "namespace", "any"):
        text = _sealed(b"secret", f"scope {scope}", scope=scope)
        for part in ("", "fleet", "group", "namespace", "name", "key", "scope"):
            there = {"scope": scope} | ({part: "other"} if part else {})
            yield _value(f"scope {scope}: {'another ' + part if part else 'here'}", text, **there)
    text = _sealed(b"secret", "texts")
    suite, key_id, value_id, box = text.split(":")
    data = fs.base64_decode(box)
    yield _value("another value id", f"{suite}:{key_id}:vabcdefh:{box}", value="vabcdefh")
    yield _value("no key of that id", text, OTHER.seed)
    yield _value(
        "an id that lies about the key", f"{suite}:{OTHER.id}:{value_id}:{box}", OTHER.seed
    )
    low = fs.base64(bytes(32) + data[32:])
    yield _value("an ephemeral key of low order", f"{suite}:{key_id}:{value_id}:{low}")
    yield _value("each bit of the box changed", text) | {
        "reason": "not authentic",
        "rule": "flip each bit of the box",
    }
    for name, given in (
        ("nothing", ""),
        ("another suite", "fs2" + text[3:]),
        ("upper-case suite", "FS1" + text[3:]),
        ("no key id", f"{suite}:{value_id}:{box}"),
        ("a fifth part", text + ":"),
        ("an empty box", f"{suite}:{key_id}:{value_id}:"),
        ("key id in upper case", f"{suite}:{key_id.upper()}:{value_id}:{box}"),
        ("value id without v", f"{suite}:{key_id}:wabcdefg:{box}"),
        ("value id with 1", f"{suite}:{key_id}:vabcdef1:{box}"),
        ("a space before", " " + text),
        ("a line break after", text + "\n"),
        ("box without padding", text.rstrip("=")),
        ("box of 81 bytes", f"{suite}:{key_id}:{value_id}:{fs.base64(data[:81])}"),
        ("box one byte too long", f"{suite}:{key_id}:{value_id}:{fs.base64(data + bytes(1))}"),
        ("box one byte too short", f"{suite}:{key_id}:{value_id}:{fs.base64(data[:-1])}"),
    ):
        yield _value(name, given)
    here, there = _binding(PLACE), _binding(PLACE | {"name": "other"})
    block = b"\x80" + bytes(63)
    for name, plain in (
        ("kind 0", b"\x00" + here + block),
        ("kind 2", b"\x02" + here + block),
        ("kind 2, bound elsewhere", b"\x02" + there + block),
        ("no padding", b"\x01" + here + bytes(64)),
        ("padding of two blocks", b"\x01" + here + block + bytes(64)),
        ("padding with a wrong byte", b"\x01" + here + b"\x80" + bytes(62) + b"\x01"),
        ("wrong padding, bound elsewhere", b"\x01" + there + bytes(64)),
    ):
        yield _value(name, _value_text(plain, name))


def _sealed_group_keys() -> Iterator[Vector]:
    binding = fs.group_key_binding(FLEET, "production", GROUP.public)

    def sealed(plain: bytes, label: str) -> str:
        return "fs1:" + fs.base64(_seal_box(plain, MEMBER.public, f"group key {label}"))

    def vector(title: str, text: str, member: bytes = MEMBER.seed, /, **changes: str) -> Vector:
        given = {
            "fleet": FLEET,
            "group": "production",
            "group_public": GROUP.public.hex(),
            **changes,
        }
        public = bytes.fromhex(given["group_public"])
        given["binding"] = fs.group_key_binding(given["fleet"], given["group"], public).hex()
        return _vector("group-keys", title, member_seed=member.hex(), **given, text=text)

    good = sealed(b"\x02" + binding + GROUP.seed, "good")
    yield vector("as sealed", good)
    yield vector("another member", good, OTHER.seed)
    yield vector("another fleet", good, fleet=OTHER_FLEET)
    yield vector("another group", good, group="staging")
    yield vector("another public key", good, group_public=OTHER.public.hex())
    yield vector("a seed of another key", sealed(b"\x02" + binding + OTHER.seed, "other"))
    yield vector("kind 1", sealed(b"\x01" + binding + GROUP.seed, "kind"))
    yield vector("66 bytes", sealed(b"\x02" + binding + GROUP.seed + b"\x00", "long"))
    yield vector("64 bytes", sealed(b"\x02" + binding + GROUP.seed[:31], "short"))
    yield vector("a value", _sealed(b"secret", "a value"))
    yield vector("the box of a value", "fs1:" + _sealed(b"secret", "a value").split(":")[3])
    yield vector("another suite", "fs2" + good[3:])
    yield vector("no suite", good[4:])
    yield vector("a line break after", good + "\n")
    yield vector("each bit of the box changed", good) | {
        "reason": "not authentic",
        "rule": "flip each bit of the box",
    }


def _yaml() -> Iterator[Vector]:
    for name, text in (
        ("the page's example", "{epoch: 4, all: true}"),
        ("the same in another layout", "all: true\nepoch: 4 # the same\n"),
        ("an empty mapping", "{}"),
        ("an empty list", "[]"),
        ("an empty string", "''"),
        ("null", "~"),
        ("an empty value", "a:"),
        ("an empty string as value", "a: ''"),
        ("a number", "4"),
        ("a quoted number", "'4'"),
        ("three ways to write a string", "[a, 'a', \"a\"]"),
        ("a literal block", "a: |\n  text\n"),
        ("a folded block", "a: >-\n  one\n  two\n"),
        ("keys out of order", "b: 1\na: 2\nA: 3\n"),
        ("keys sorted by bytes, not by UTF-16", '"\U0001f600": a\n"\uffee": b\n'),
        ("two spellings of a letter", '"\u00e9": a\n"e\u0301": b\n'),
        ("nested", "a: {b: [{c: 0x10}, 1_000]}"),
        ("numbers and dates as written", '- no\n- "no"\n- 2026-11-21\n- 1.50\n'),
        ("an escaped control character", 'a: "\\u0007"\n'),
        ("duplicate key", "a: 1\na: 2\n"),
        ("duplicate key, quoted", "a: 1\n'a': 2\n"),
        ("anchor", "a: &x 1\n"),
        ("alias", "a: &x 1\nb: *x\n"),
        ("tag", "a: !!str 1\n"),
        ("non-specific tag", "a: ! b\n"),
        ("directive", "%YAML 1.2\n---\na: b\n"),
        ("merge key", "<<: {a: b}\n"),
        ("number as key", "4: a\n"),
        ("yes as key", "yes: a\n"),
        ("list as key", "? [a]\n: b\n"),
        ("empty key", "?\n: b\n"),
        ("two documents", "a: b\n---\na: b\n"),
        ("byte order mark", "\ufeffa: b\n"),
        ("control character", "a: \u0007\n"),
        ("escape character", "a: '\u001b'\n"),
        ("DEL", "a: \u007f\n"),
        ("next line", "a: b\u0085\n"),
        ("64 levels", "[" * 64 + "]" * 64),
        ("65 levels", "[" * 65 + "]" * 65),
        ("broken", "a: [b\n"),
    ):
        yield _vector("canonical", name, yaml_text=text)


def _scalars() -> Iterator[Vector]:
    words = (
        "~ null Null NULL nULL y Y n N yes Yes YES yEs no No NO on On ON off Off OFF true True TRUE tRUE "
        "false False FALSE = << .. a 0 4 -4 +4 00 007 08 0o17 0o8 0x1F 0X1F 0xg 0b101 0b2 1_000 _1 1_ 0o1_7 "
        "12:30:45 -1:2 1:60 0:30 1.5 1. .5 1e3 1E+3 1e e3 1.5e3 1_000.5 1_000.5e+3 1_000e3 1:30.5 "
        ".inf -.Inf +.INF .iNF inf .nan .NaN .NAN 1.2.3 10.0.0.1 1,5 2026-11-21 2026-1-2 2026-11 "
        "2026-11-21T10:00:00Z 2026-1-2t1:00:00 2026-11-21T10:00:00.5+01:30 2026-11-21T10:00"
    ).split()
    for text in ("", *words, "2026-11-21 10:00:00", "2026-11-21 10:00:00 Z", "yes no"):
        yield _vector("plain-scalars", text or "nothing", text=text)


def _documents() -> Iterator[tuple[str, str, dict, str, dict]]:
    """Kind, name, signed spec, what is shown instead, and that."""
    item = {
        "id": GROUP.id,
        "public": fs.public_text(GROUP.public),
        "state": "active",
        "created": DAY,
    }
    other = {**item, "id": OTHER.id, "public": fs.public_text(OTHER.public)}
    alice = {"name": "alice", "public": fs.public_text(OPERATOR.public), "opens": "all"}
    fleet = {"id": FLEET, "epoch": 1, "operators": [alice]}
    signature = {"by": "alice", "sig": ""}
    for name, changes in (
        ("as signed", {}),
        ("with its signature", {"signature": signature}),
        ("another epoch", {"epoch": 2}),
        ("an epoch as a text", {"epoch": "1"}),
        ("an extension", {"extensions": {"x": {}}}),
    ):
        yield "Fleet", "acme", fleet, name, fleet | changes
    cluster = {"labels": {"env": "prod"}, "groups": ["eu1"], "epoch": 2, "keys": [item]}
    for name, changes in (
        ("as signed", {}),
        ("with a publication", {"publication": {"counter": 1, "digest": ""}}),
        ("another state", {"keys": [{**item, "state": "retired"}]}),
        ("an endorsed key", {"keys": [item, other | {"endorsed": {"by": GROUP.id, "sig": ""}}]}),
        ("a key that is not endorsed", {"keys": [item, other]}),
        ("the signed key endorsed", {"keys": [item | {"endorsed": {"by": OTHER.id, "sig": ""}}]}),
        ("another group", {"groups": ["eu1", "production"]}),
    ):
        yield "FleetCluster", "eu1", cluster, name, cluster | changes
    group = {"all": True, "epoch": 3, "keys": [item]}
    for name, changes in (
        ("as signed", {}),
        (
            "with sealed keys",
            {"keys": [item | {"sealedTo": {f"operator.alice/{OPERATOR.id}": "fs1:"}}]},
        ),
        ("another state", {"keys": [{**item, "state": "next"}]}),
        ("members due", {"keys": [item | {"rekeyDue": ["cluster.eu1"]}]}),
    ):
        yield "FleetGroup", "fleet", group, name, group | changes
    removed = {"epoch": 4, "removed": DAY}
    yield "FleetGroup", "legacy", removed, "a tombstone", removed
    yield "FleetGroup", "legacy", removed, "a tombstone of another day", removed | {
        "removed": "2026-01-16"
    }


def _registry_signatures() -> Iterator[Vector]:
    for kind, its_name, signed, name, shown in _documents():
        # JSON is YAML that quotes every string.
        message = fs.registry_message(FLEET, kind, its_name, _one_node(json.dumps(signed)))
        given = {
            "fleet": FLEET,
            "document": {"kind": kind, "name": its_name},
            "spec_text": json.dumps(shown),
            "public": OPERATOR.public.hex(),
            "text": fs.base64(OPERATOR.sign(message)),
        }
        yield _vector("registry", f"{kind}: {name}", **given)
        if name == "as signed":
            another = "Fleet" if kind != "Fleet" else "FleetGroup"
            for what, changes in (
                ("name", {"document": {"kind": kind, "name": "other"}}),
                ("kind", {"document": {"kind": another, "name": its_name}}),
                ("fleet", {"fleet": OTHER_FLEET}),
                ("operator", {"public": OTHER.public.hex()}),
            ):
                yield _vector("registry", f"{kind}: another {what}", **given | changes)


def _other_signatures() -> Iterator[Vector]:
    digest = fs.h("independent/digest")
    good = {
        "public": OPERATOR.public.hex(),
        "digest": digest.hex(),
        "text": fs.base64(OPERATOR.sign(digest)),
    }
    yield _vector("signatures", "as signed", **good, seed=OPERATOR.seed.hex())
    yield _vector("signatures", "another key", **good | {"public": OTHER.public.hex()})
    yield _vector("signatures", "no padding", **good | {"text": good["text"].rstrip("=")})
    message = fs.endorsement_message(FLEET, "eu1", OTHER.public, DAY)
    sig = GROUP.sign(message)
    given = {"fleet": FLEET, "cluster": "eu1", "endorsed": OTHER.public.hex(), "created_text": DAY}
    given |= {"before": GROUP.public.hex(), "text": fs.base64(sig)}
    order = 2**252 + 27742317777372353535851937790883648493
    malleable = sig[:32] + (int.from_bytes(sig[32:], "little") + order).to_bytes(32, "little")
    for name, changes in (
        ("as signed", {}),
        ("another fleet", {"fleet": OTHER_FLEET}),
        ("another cluster", {"cluster": "eu2"}),
        ("another key", {"endorsed": MEMBER.public.hex()}),
        ("another day", {"created_text": "2026-01-16"}),
        ("by another key", {"before": MEMBER.public.hex()}),
        ("63 bytes", {"text": fs.base64(sig[:63])}),
        ("a second spelling of the same signature", {"text": fs.base64(malleable)}),
    ):
        yield _vector("endorsements", name, **given | changes)


def _identity_files() -> Iterator[Vector]:
    text = fs.private_text(MEMBER.seed)
    for name, file in (
        ("plain", f"{text}\n"),
        ("plain, no line break at the end", text),
        ("plain, comments and empty lines", f"# mine\n\n{text}\n\n# end\n"),
        ("nothing", ""),
        ("only comments", "# mine\n"),
        ("two keys", f"{text}\n{text}\n"),
        ("a space before the key", f" {text}\n"),
        ("a public key", fs.public_text(MEMBER.public) + "\n"),
    ):
        yield _vector("identities", name, text=file)
    passphrase = "correct horse \u00e4"

    def sealed(passes: int, memory: int, plain: str = text) -> str:
        salt, nonce = _seed("salt")[:16], _seed("nonce")[:24]
        head = (
            f"{fs.IDENTITY_HEADER} argon2id {passes} {memory} {fs.base64(salt)} {fs.base64(nonce)}"
        )
        key = fs.passphrase_key(passphrase.encode("utf-8"), salt, passes, memory)
        box = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
            plain.encode(), head.encode(), nonce, key
        )
        return f"{head}\n{fs.base64(box)}\n"

    light = sealed(1, 8 * fs.KIB)
    for name, file in (
        ("as a writer makes it", sealed(fs.WRITER_PASSES, fs.WRITER_MEMORY)),
        ("at the least cost", light),
        ("comments before", "# mine\n\n# too\n" + light),
        ("another cost than it was made with", light.replace(" 1 8192 ", " 2 8192 ")),
        ("11 passes", light.replace(" 1 8192 ", " 11 8192 ")),
        ("1 GiB and 1 KiB", light.replace(" 1 8192 ", f" 1 {1024 * fs.MIB + 1024} ")),
        ("a leading zero", light.replace(" 1 8192 ", " 01 8192 ")),
        ("two spaces", light.replace(" argon2id ", " argon2id  ")),
        ("another version", light.replace("identity-1", "identity-2")),
        ("another function", light.replace("argon2id", "argon2i")),
        ("a third line", light + "#\n"),
        ("carriage returns", light.replace("\n", "\r\n")),
        ("no private key in it", sealed(1, 8 * fs.KIB, "x" * len(text))),
    ):
        yield _vector("identities", f"locked: {name}", text=file, passphrase=passphrase)
    yield _vector(
        "identities", "locked: another passphrase", text=light, passphrase="correct horse a"
    )
    yield _vector("identities", "locked: no passphrase", text=light)


def _pin_files() -> Iterator[Vector]:
    epochs = {"fleet": 4, "group/b": 2, "cluster/a": 10}
    operators = {"bob": OTHER.public, "alice": OPERATOR.public}
    text = bytes(fs.Pin(FLEET, "acme", operators, epochs)).decode("utf-8")
    for name, file in (
        ("in order", text),
        ("no epochs", text[: text.index("epoch")]),
        ("another version", text.replace("trust-1", "trust-2")),
        ("no operator", "".join(text.splitlines(keepends=True)[:2])),
        ("two spaces", text.replace("operator alice", "operator  alice")),
        ("a leading zero", text.replace("fleet 4", "fleet 04")),
        ("an operator twice", text.replace(" bob ", " alice ")),
        ("an epoch twice", text + "epoch group/b 2\n"),
        ("an unknown word", text + "rule a\n"),
        ("no line break at the end", text[:-1]),
        ("an empty line", text + "\n"),
    ):
        yield _vector("pins", name, text=file)


def _rendered() -> Iterator[Vector]:
    odd = '"\\/\n\t\x01\x7f\u00e4\u2028<&'
    values = {
        "a": b"A",
        "odd": odd.encode(),
        "bytes": b"\xff",
        "nul": b"a\x00",
        "cluster.zone": b"x",
    }
    given = {
        "values": {key: value.hex() for key, value in values.items()},
        "cluster": "eu1",
        "labels": {"region": "eu", "example.com/tier": "gold", "name": "label", "empty": ""},
    }
    words = (
        "text }_}}_{c} {{a}} {{_a\t}} {{{{a}} {{{{{{a}}}} {{a}}} {{cluster.name}} {{cluster.region}} "
        "{{cluster.example.com/tier}}{{cluster.empty}} {{a|base64}} {{_a_|_base64_|_json_}} {{odd}} {{odd|json}} "
        "{{odd|json|json}} {{odd|urlquery}} {{odd|base64}} {{bytes|base64}} {{nul_|_base64_|_urlquery}} "
        "{{a {{a} {{}} {{_}} {{a_b}} {{{a}} {{a\n}} {{a|}} {{|json}} {{a|upper}} {{a|JSON}} {{b}} {{cluster.zone}} "
        "{{cluster.}} {{bytes}} {{bytes|json}} {{nul|urlquery|base64}}"
    )
    for text in ("", *(word.replace("_", " ") for word in words.split(" "))):
        yield _vector("templates", json.dumps(text), text=text, **given)


def _matched() -> Iterator[Vector]:
    labels = {"env": "prod", "region": "eu", "empty": "", "example.com/tier": "gold"}
    many = [f"l{n}" for n in range(65)]
    texts = (
        "env=prod;env==prod;env!=prod;zone!=a;env = prod , region in ( eu , us );region in (us);zone in (a);"
        "region notin (eu,us);zone notin (a);env;zone;!env;!zone;! zone;empty;empty=;empty in (,a);"
        "example.com/tier=gold;env=prod,region in (eu,us),!edge;; ;,;env=prod,;env in eu;-a=b;a=-b;a=b=c;a>1;a/b/c"
    ).split(";")
    long = (
        f"env={'a' * 63}",
        f"env={'a' * 64}",
        ",".join(many[:64]),
        ",".join(many),
        f"a in ({','.join(many)})",
    )
    for text in (*texts, *long, "a," * 2047 + "abc"):
        name = text if len(text) < 60 else f"{text[:20]}... ({len(text)})"
        yield _vector("selectors", name or "nothing", text=text, labels=labels)
    expression = "matchExpressions: [{{key: {}, operator: {}}}]"
    for text in (
        "matchLabels: {env: prod}",
        "matchLabels: {env: prod, region: us}",
        "{}",
        "matchLabels: {}",
        "matchLabels: {env: yes}",
        "matchNames: {a: b}",
        expression.format("region", "In, values: [eu, us]"),
        expression.format("zone", "NotIn, values: [a]"),
        expression.format("zone", "Exists"),
        expression.format("zone", "DoesNotExist"),
        expression.format("zone", "Exists, values: [a]"),
        expression.format("zone", "In, values: []"),
        expression.format("zone", "Gt, values: ['1']"),
    ):
        yield _vector("selectors", text, yaml_text=text, labels=labels)


def _allowed() -> Iterator[Vector]:
    number = 0

    def vector(rules: str, *paths: str, **facts) -> Vector:
        nonlocal number
        number += 1
        given = {"namespace": "shop", "type": "Opaque", "scope": "strict", "groups": ["eu"]} | facts
        places = {"paths": list(paths)} if paths else {}
        return _vector("rules", f"{number}: {rules[:60]}", yaml_text=rules, **places, **given)

    here = "secrets/shop/db.yaml"
    for pattern in (
        "secrets/** secrets/*/* secrets/shop/* secrets/shop/** secrets/shop/db.yaml secrets/**/db.yaml "
        "secrets/**/shop/** secrets/**/**/** secrets/*/db.y*l secrets/s*o*/*b*.yaml secrets/*/*/* "
        "secrets/Shop/** secrets/shop secrets/shop/db secrets/sho/** secrets/shop/*/db.yaml secrets/s*z/*"
    ).split():
        yield vector(f"[{{name: a, paths: [{pattern}], allow: {{}}}}]", here)
    for pattern in (
        "'**'", "secrets", "secrets/", "/secrets/shop/**", "keys/**", "secrets//a", "secrets/./a",
        "secrets/../a", "secrets/.a/**", "secrets/a**", "secrets/***", "secrets/a?", "'secrets/[a]'",
        "'secrets/{a,b}'", "secrets/a b", "secrets/%2e", "secrets/sh\u043ep", "'*/shop/**'",
        "secrets/" + "a" * 504, "secrets/" + "a" * 505,
    ):  # fmt: skip
        yield vector(f"[{{name: a, paths: [{pattern}], allow: {{}}}}]", here)
    team = "[{name: a, paths: [secrets/shop/**], allow: {}}, {name: b, allow: {types: [x]}}]"
    for path in (
        "secrets/shop/a/shop/db.yaml", "secrets/Shop/shop/db.yaml", "secrets/sh\u043ep/shop/db.yaml",
        "secrets/shop\u0301/shop/db.yaml", "secrets/shop/%2e%2e/shop/db.yaml", "secrets/other/shop/db.yaml",
        "secrets/shop/../shop/db.yaml", "secrets/shop/./shop/db.yaml", "secrets/shop//shop/db.yaml",
        "secrets/shop/.a/shop/db.yaml", "secrets/shop/a\nb/shop/db.yaml", "secrets/shop/*/shop/db.yaml",
    ):  # fmt: skip
        yield vector(team, path)
        yield vector("[{name: a, allow: {}}]", path)
    yield vector(team, here, "secrets/shop/db@eu.yaml")
    yield vector("[{name: a, paths: [secrets/shop/db.yaml], allow: {}}]", here, "secrets/shop/db@eu.yaml")
    yield vector(
        "[{name: a, paths: [secrets/shop/db.yaml, secrets/shop/db@e*.yaml], allow: {}}]",
        here,
        "secrets/shop/db@eu.yaml",
    )
    yield vector("[]", here)
    yield vector("[{name: a, all: true, require: {secret: a/b, keys: [c]}}]", here)
    halves = "[{name: a, allow: {groups: [eu]}}, {name: b, allow: {groups: [us]}}]"
    for groups in ([], ["eu"], ["us"], ["eu", "us"], ["ap"]):
        yield vector(halves, here, groups=groups)
    full = "[{name: a, paths: [secrets/other/**], allow: {namespaces: [shop, shop-*], groups: [eu, us-*], types: [Opaque, kubernetes.io/*], scopes: [strict]}}]"
    for facts in (
        {},
        {"namespace": "shop-"},
        {"namespace": "shopx"},
        {"groups": ["us-1", "us-"]},
        {"groups": ["us"]},
        {"type": "kubernetes.io/tls"},
        {"type": "opaque"},
        {"scope": "any"},
        {"scope": "namespace"},
    ):
        yield vector(full, **facts)
        yield vector(full, here, **facts)
    for name in ("'*'", "'**'", "s*", "'*p'", "s*o*p", "shop", "sho", "s*x", "s*p*p"):
        yield vector(f"[{{name: a, allow: {{namespaces: [{name}]}}}}]")
    for name in ("Shop", "sh.p", "-shop", "''", "a" * 64, "a" * 63 + "*", "sh\u043ep", "'a b'", "no", "1"):
        yield vector(f"[{{name: a, allow: {{namespaces: [{name}]}}}}]")
    for rules in (
        "{}",
        "[a]",
        "[{name: a}]",
        "[{allow: {}}]",
        "[{name: A, allow: {}}]",
        "[{name: a, allow: {}}, {name: a, allow: {}}]",
        "[{name: a, allow: {}, require: {secret: a/b, keys: [c]}}]",
        "[{name: a, all: true, allow: {}}]",
        "[{name: a, allow: {paths: [secrets/**]}}]",
        "[{name: a, allow: {groups: []}}]",
        "[{name: a, allow: {groups: eu}}]",
        "[{name: a, allow: {groups: [eu, eu]}}]",
        "[{name: a, allow: {scopes: [cluster]}}]",
        f"[{{name: a, allow: {{groups: [{', '.join(f'g{n}' for n in range(64))}]}}}}]",
        f"[{{name: a, allow: {{groups: [{', '.join(f'g{n}' for n in range(65))}]}}}}]",
        "[{name: a, require: {secret: a/b, keys: [c]}}]",
        "[{name: a, all: false, require: {secret: a/b, keys: [c]}}]",
        "[{name: a, all: true, select: {matchLabels: {a: b}}, require: {secret: a/b, keys: [c]}}]",
        "[{name: a, select: {}, require: {secret: a/b, keys: [c]}}]",
        "[{name: a, paths: [secrets/**], all: true, require: {secret: a/b, keys: [c]}}]",
        "[{name: a, all: true, require: {secret: a, keys: [c]}}]",
        "[{name: a, all: true, require: {secret: a/b}}]",
        "[{name: a, all: true, require: {secret: a/b, keys: []}}]",
        "[{name: a, all: true, require: {secret: a/b, keys: [..c]}}]",
    ):
        yield vector(rules, here)


def all_vectors() -> Iterator[Vector]:
    """Vectors for everything that each construction takes or refuses."""
    yield from _notation()
    yield from _public_keys()
    yield from _key_texts()
    yield from _sealed_values()
    yield from _sealed_group_keys()
    yield from _yaml()
    yield from _scalars()
    yield from _registry_signatures()
    yield from _other_signatures()
    yield from _identity_files()
    yield from _pin_files()
    yield from _rendered()
    yield from _matched()
    yield from _allowed()


def make() -> str:
    """The file of all vectors; the same each time."""
    about = (
        "Vectors for every construction, made by Tests/Independent; `construction` says for which."
    )
    return json.dumps({"about": about, "vectors": list(all_vectors())}, indent=2) + "\n"

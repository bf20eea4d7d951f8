"""A second reader and writer of the fleetseal format, written from docs/format.md alone.

It follows the page section by section and shares nothing with the program that it checks: libsodium by way
of PyNaCl, the event layer of PyYAML and the standard library. It is made to be compared with, not to be
used: it wipes no memory and hurries nowhere.
"""

from __future__ import annotations

import base64 as _base64
import hashlib
import hmac
import re
import secrets as _random
import stat
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Callable, Iterator, TypeVar

import nacl.bindings as sodium
import nacl.exceptions
import yaml

T = TypeVar("T")

API_VERSION = "fleetseal.dev/v1alpha1"
SUITE = "fs1"

KIB = 1024
MIB = 1024 * KIB


# --------------------------------------------------------------------------------------------------
# Errors: the name of the class is the name of the failure.
# --------------------------------------------------------------------------------------------------


class FleetsealError(Exception):
    """Anything that the format refuses."""


class BadBase32(FleetsealError):
    """A text that is not base32 in the named case, or has spare bits."""


class BadBase64(FleetsealError):
    """A text that is not canonical base64."""


class BadId(FleetsealError):
    """An id that is not of its form."""


class BadPublicKey(FleetsealError):
    """64 bytes that no reader uses as a public key."""


class NotCanonicalPoint(BadPublicKey):
    """A half of a public key that is another spelling of the same number."""


class LowOrderPoint(BadPublicKey):
    """A half of a public key that is one of the few points that betray their user."""


class BadKeyText(FleetsealError):
    """A text that is not the text of a key."""


class WrongPrefix(BadKeyText):
    """The text of a key starts with something else."""


class UnknownKeySuite(WrongPrefix):
    """The text of a key of another suite."""


class IsPrivate(WrongPrefix):
    """The text of a private key where that of a public key belongs."""


class IsPublic(WrongPrefix):
    """The text of a public key where that of a private key belongs."""


class WrongLength(BadKeyText):
    """The text of a key is too short or too long."""


class WrongCheck(BadKeyText):
    """The text of a key was mistyped: its check does not fit."""


class NotAValue(FleetsealError):
    """A text that is no sealed value or group key, or a box that holds none."""


class UnknownSuite(NotAValue):
    """A sealed text of another suite."""


class WrongStructure(NotAValue):
    """A text that does not have the parts of a sealed one."""


class WrongKeyId(NotAValue):
    """A sealed value whose key id is not of its form."""


class WrongValueId(NotAValue):
    """A sealed value whose value id is not of its form."""


class WrongEncoding(NotAValue):
    """A sealed text whose box is not canonical base64."""


class WrongBoxLength(NotAValue):
    """A box of a length that no such box has."""


class WrongKind(NotAValue):
    """A box that starts with another byte than its kind."""


class WrongPadding(NotAValue):
    """A box of a value whose padding is not valid."""


class ForeignKey(NotAValue):
    """A sealed seed that does not make the public key in the signed group."""


class KeyNotHere(FleetsealError):
    """No private key at hand for that group with that id."""


class NotAuthentic(FleetsealError):
    """A box that was changed, or is sealed to another key than it says."""


class BoundElsewhere(FleetsealError):
    """An honest box in a place that it was not sealed for."""


class BadSignature(FleetsealError):
    """A signature that does not verify."""


class MalformedSignature(BadSignature):
    """A text that is not base64 of 64 bytes."""


class UnknownSigner(FleetsealError):
    """A signature by somebody who is no operator."""


class RevokedKey(FleetsealError):
    """A key that the fleet never uses again."""


class BrokenEndorsement(FleetsealError):
    """A cluster's key for which no signed key vouches."""


class OldEpoch(FleetsealError):
    """A document that is older than one that was seen before."""


class BadIdentity(FleetsealError):
    """A file that is no identity file."""


class EmptyIdentity(BadIdentity):
    """An identity file without a key."""


class SurplusLine(BadIdentity):
    """An identity file with more than belongs there."""


class WrongKeyLine(BadIdentity):
    """An identity file whose line is not the text of a private key."""


class WrongHeader(BadIdentity):
    """An identity file whose first line is not that of one under a passphrase."""


class CostTooHigh(WrongHeader):
    """An identity file that asks for more work or memory than a reader gives."""


class WrongBox(BadIdentity):
    """An identity file whose second line is not its box."""


class PassphraseNeeded(FleetsealError):
    """An identity file under a passphrase, and none given."""


class WrongPassphrase(FleetsealError):
    """The passphrase is wrong, or the identity file was changed."""


class BadPin(FleetsealError):
    """A file that is no pin."""


class WrongFleet(FleetsealError):
    """The repository of another fleet than the pinned one."""


class BadYAML(FleetsealError):
    """A text outside the strict subset of YAML."""


class NotUTF8(BadYAML):
    """Bytes that are not UTF-8."""


class ForbiddenCharacter(BadYAML):
    """A byte order mark, a control character, a line break that only some readers see."""


class BadSyntax(BadYAML):
    """A text that is not YAML."""


class DuplicateKey(BadYAML):
    """A mapping with the same key twice."""


class ForbiddenFeature(BadYAML):
    """An anchor, an alias, a tag or a directive."""


class KeyNotString(BadYAML):
    """A key of a mapping that is not a string, `<<` among them."""


class TooDeep(BadYAML):
    """More levels than a reader follows."""


class WrongDocumentCount(BadYAML):
    """More or fewer documents in a file than its place has."""


class BadDocument(FleetsealError):
    """A document that its kind does not allow."""


class UnknownField(BadDocument):
    """A field that is not listed for its kind."""


class MissingField(BadDocument):
    """A field that its kind must have."""


class WrongType(BadDocument):
    """A node of another type than its field has."""


class NotAString(WrongType):
    """A plain scalar that some YAML reads as another type, where a string is expected."""


class BadField(BadDocument):
    """A value that its field does not allow."""


class BadName(BadDocument):
    """A name that is not of its form."""


class WrongApiVersion(BadDocument):
    """A document of another version."""


class WrongPlace(BadDocument):
    """A document whose kind, name or namespace is not what its path says."""


class UnknownRequirement(BadDocument):
    """A document that needs an extension which this reader does not know."""


class TooBig(FleetsealError):
    """Something above its limit."""


class BadRepository(FleetsealError):
    """A tree of files that is no repository of a fleet."""


class SymbolicLink(BadRepository):
    """A symbolic link where documents are read."""


class WrongEnding(BadRepository):
    """A file that ends in `.yml` and would be overlooked."""


class NameTaken(BadRepository):
    """Two documents of one name."""


class NotFound(FleetsealError):
    """A cluster, document or member that is not there."""


class NotForThisCluster(FleetsealError):
    """A document of which no layer applies to the cluster."""


class BadTemplate(FleetsealError):
    """A template that cannot be read or rendered."""


class OpenPlaceholder(BadTemplate):
    """A `{{` without its `}}`."""


class UnknownName(BadTemplate):
    """A placeholder for something that the cluster does not have."""


class UnknownFilter(BadTemplate):
    """A filter that is not `base64`, `json` or `urlquery`."""


class NotText(BadTemplate):
    """A value that is not text where text is needed."""


class BadSelector(FleetsealError):
    """A selector that is not one of Kubernetes', or is empty."""


# --------------------------------------------------------------------------------------------------
# Notation
# --------------------------------------------------------------------------------------------------

BASE32_LOWER = "abcdefghijklmnopqrstuvwxyz234567"


def _bytes(part: str | bytes) -> bytes:
    return part.encode("utf-8") if isinstance(part, str) else part


def lp(*parts: str | bytes) -> bytes:
    """Every part with its length before it."""
    return b"".join(len(_bytes(part)).to_bytes(8, "little") + _bytes(part) for part in parts)


def h(context: str, *parts: str | bytes) -> bytes:
    """The hash of the parts under a context."""
    return hashlib.blake2b(lp(context, *parts), digest_size=32).digest()


def kh(key: bytes, context: str, *parts: str | bytes) -> bytes:
    """The hash of the parts under a context and a key."""
    return hashlib.blake2b(lp(context, *parts), digest_size=32, key=key).digest()


def base32(data: bytes) -> str:
    """Base32 in lower case without padding."""
    return _base64.b32encode(data).decode("ascii").rstrip("=").lower()


def base32_decode(text: str, upper: bool = False) -> bytes:
    """The bytes of a base32 text in the named case."""
    alphabet = BASE32_LOWER.upper() if upper else BASE32_LOWER
    number = 0
    for character in text:
        digit = alphabet.find(character)
        if digit < 0:
            raise BadBase32(f"the character {character!r} is not of the alphabet")
        number = number << 5 | digit
    size, spare = divmod(len(text) * 5, 8)
    if spare >= 5:
        raise BadBase32(f"no bytes encode to {len(text)} characters")
    if number & ((1 << spare) - 1):
        raise BadBase32("the spare bits are not zero")
    return (number >> spare).to_bytes(size, "big")


def base64(data: bytes) -> str:
    """Base64 with padding."""
    return _base64.b64encode(data).decode("ascii")


def base64_decode(text: str) -> bytes:
    """The bytes of a canonical base64 text."""
    try:
        data = _base64.b64decode(text.encode("ascii"), validate=True)
    except ValueError as error:
        raise BadBase64(f"not base64: {error}") from None
    if base64(data) != text:
        raise BadBase64("not canonical base64")
    return data


# --------------------------------------------------------------------------------------------------
# Keys
# --------------------------------------------------------------------------------------------------

_P = 2**255 - 19
X25519_LOW_ORDER = {
    0,
    1,
    _P - 1,
    325606250916557431795983626356110631294008115727848805560023387167927233504,
    39382357235489614581723060781553021112529911719440698176882885853963445705823,
}
_ED25519_ORDER_8 = int.from_bytes(
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
)
# By their y alone: both signs of x are refused.
ED25519_LOW_ORDER = {0, 1, _P - 1, _ED25519_ORDER_8, _P - _ED25519_ORDER_8}

_KEY_ID = re.compile("k[a-z2-7]{11}")
_VALUE_ID = re.compile("v[a-z2-7]{7}")
_FLEET_ID = re.compile("f[a-z2-7]{20}")


def check_public_key(public: bytes) -> bytes:
    """The same bytes, if a reader may use them as a public key."""
    if len(public) != 64:
        raise WrongLength(f"a public key has 64 bytes, not {len(public)}")
    u = int.from_bytes(public[:32], "little")
    y = int.from_bytes(public[32:], "little") & (2**255 - 1)
    if u >= _P:
        raise NotCanonicalPoint("the X25519 half is not canonical")
    if y >= _P:
        raise NotCanonicalPoint("the Ed25519 half is not canonical")
    if u in X25519_LOW_ORDER:
        raise LowOrderPoint("the X25519 half is of low order")
    if y in ED25519_LOW_ORDER:
        raise LowOrderPoint("the Ed25519 half is of low order")
    return public


def fingerprint(public: bytes) -> bytes:
    """The 32 bytes that stand for a public key."""
    return h("fleetseal/key/v1", public)


def fingerprint_text(print_: bytes) -> str:
    """A fingerprint as it is printed."""
    text = base32(print_)
    return "-".join(text[at : at + 4] for at in range(0, 52, 4))


def fingerprint_from_text(text: str) -> bytes:
    """The fingerprint that is printed so."""
    if len(text) != 64:
        raise WrongLength(f"{len(text)} characters instead of 64")
    groups = text.split("-")
    if len(groups) != 13 or any(len(group) != 4 for group in groups):
        raise BadBase32(f"{text!r} is not 13 groups of 4 characters")
    return base32_decode("".join(groups))


def key_id(public: bytes) -> str:
    """The id of a public key."""
    return "k" + base32(fingerprint(public))[:11]


def check_id(text: str, letter: str) -> str:
    """The same text, if it is the id of a key (`k`) or of a value (`v`)."""
    form = _KEY_ID if letter == "k" else _VALUE_ID
    if not form.fullmatch(text):
        raise BadId(f"{text[:32]!r} is not an id")
    return text


def new_value_id() -> str:
    """A new id for a value."""
    return "v" + "".join(_random.choice(BASE32_LOWER) for _ in range(7))


def new_fleet_id() -> str:
    """A new id for a fleet."""
    return "f" + "".join(_random.choice(BASE32_LOWER) for _ in range(20))


def _text_check(prefix: str, data: bytes) -> bytes:
    return h("fleetseal/text/v1", prefix, data)[:4]


def _wrong_prefix(text: str, prefix: str) -> WrongPrefix:
    """What the text is instead, as far as its start tells."""
    other, stem = (IsPrivate, "FSKEY-") if prefix == "fspub1" else (IsPublic, "fspub")
    if text.startswith(stem):
        return other(f"the text starts with {stem}, not with {prefix}")
    if suite := re.match("(?:fspub|FSKEY-)[0-9]{1,3}", text):
        return UnknownKeySuite(f"the suite {suite[0]} is not known")
    return WrongPrefix(f"the text of such a key starts with {prefix}")


def _key_text_decode(text: str, prefix: str, size: int, upper: bool) -> bytes:
    if not text.startswith(prefix):
        raise _wrong_prefix(text, prefix)
    body = text[len(prefix) :]
    if len(body) != ((size + 4) * 8 + 4) // 5:
        raise WrongLength(f"{len(body)} characters after {prefix}")
    data = base32_decode(body, upper)
    if data[size:] != _text_check(prefix, data[:size]):
        raise WrongCheck("the check at the end does not fit")
    return data[:size]


def public_text(public: bytes) -> str:
    """The text of a public key."""
    return "fspub1" + base32(public + _text_check("fspub1", public))


def public_from_text(text: str) -> bytes:
    """The public key of a text."""
    return check_public_key(_key_text_decode(text, "fspub1", 64, upper=False))


def private_text(seed: bytes) -> str:
    """The text of a private key."""
    return "FSKEY-1-" + base32(seed + _text_check("FSKEY-1-", seed)).upper()


def seed_from_text(text: str) -> bytes:
    """The seed of the text of a private key."""
    return _key_text_decode(text, "FSKEY-1-", 32, upper=True)


class PrivateKey:
    """What a seed makes: both private halves and the public key."""

    def __init__(self, seed: bytes):
        if len(seed) != 32:
            raise WrongLength(f"a seed has 32 bytes, not {len(seed)}")
        self.seed = seed
        self._x_private = kh(seed, "fleetseal/x25519/v1")
        self._x_public = sodium.crypto_scalarmult_base(self._x_private)
        ed_public, self._ed_private = sodium.crypto_sign_seed_keypair(
            kh(seed, "fleetseal/ed25519/v1")
        )
        self.public = self._x_public + ed_public

    @staticmethod
    def new() -> PrivateKey:
        return PrivateKey(_random.token_bytes(32))

    @property
    def id(self) -> str:
        return key_id(self.public)

    def open_box(self, box: bytes) -> bytes:
        """What was sealed to the public key."""
        try:
            return sodium.crypto_box_seal_open(box, self._x_public, self._x_private)
        except (nacl.exceptions.CryptoError, ValueError, TypeError):
            raise NotAuthentic("the box does not open with this key") from None

    def sign(self, message: bytes) -> bytes:
        """64 bytes of signature."""
        return sodium.crypto_sign(message, self._ed_private)[:64]


def seal_box(plain: bytes, public: bytes) -> bytes:
    """The bytes sealed to a public key."""
    return sodium.crypto_box_seal(plain, public[:32])


def signature_from_text(text: str) -> bytes:
    """The 64 bytes of a signature."""
    try:
        sig = base64_decode(text)
    except BadBase64 as error:
        raise MalformedSignature(str(error)) from None
    if len(sig) != 64:
        raise MalformedSignature(f"a signature has 64 bytes, not {len(sig)}")
    return sig


def verify_signature(sig: bytes, message: bytes, public: bytes) -> None:
    """Nothing, if the signature is by the key."""
    try:
        sodium.crypto_sign_open(sig + message, public[32:])
    except (nacl.exceptions.CryptoError, ValueError):
        raise BadSignature("the signature does not verify") from None


# --------------------------------------------------------------------------------------------------
# Sealed values
# --------------------------------------------------------------------------------------------------

VALUE_BLOCK = 64
SEAL_OVERHEAD = 48


@dataclass(frozen=True)
class Place:
    """Where a value stands, as far as it is bound to it."""

    fleet_id: str
    scope: str
    group: str
    namespace: str
    name: str
    item_key: str

    def binding(self, value_id: str) -> bytes:
        namespace = "" if self.scope == "any" else self.namespace
        name = self.name if self.scope == "strict" else ""
        return h(
            "fleetseal/value/v1",
            self.fleet_id,
            self.scope,
            self.group,
            namespace,
            name,
            self.item_key,
            value_id,
        )


def _check_suite(part: str) -> None:
    if part == SUITE:
        return
    if re.fullmatch("fs[0-9]{1,3}", part):
        raise UnknownSuite(f"the suite {part} is not known")
    raise WrongStructure(f"the text does not start with {SUITE}:")


def _box_decode(encoded: str) -> bytes:
    try:
        return base64_decode(encoded)
    except BadBase64 as error:
        raise WrongEncoding(str(error)) from None


@dataclass(frozen=True)
class SealedValue:
    """The three parts of the text of a sealed value."""

    key_id: str
    value_id: str
    box: bytes

    @staticmethod
    def parse(text: str) -> SealedValue:
        parts = text.split(":")
        _check_suite(parts[0])
        if len(parts) != 4:
            raise WrongStructure(f"{len(parts)} parts instead of 4")
        _, key, value, encoded = parts
        if not _KEY_ID.fullmatch(key):
            raise WrongKeyId(f"{key[:32]!r} is not the id of a key")
        if not _VALUE_ID.fullmatch(value):
            raise WrongValueId(f"{value[:32]!r} is not the id of a value")
        box = _box_decode(encoded)
        padded = len(box) - SEAL_OVERHEAD - 33
        if padded < VALUE_BLOCK or padded % VALUE_BLOCK:
            raise WrongBoxLength(f"a box of {len(box)} bytes holds no value")
        return SealedValue(key, value, box)

    def __str__(self) -> str:
        return f"{SUITE}:{self.key_id}:{self.value_id}:{base64(self.box)}"


def seal_value(value: bytes, public: bytes, place: Place, value_id: str) -> str:
    """The text of a value sealed to a group's public key for one place."""
    plain = b"\x01" + place.binding(value_id) + sodium.sodium_pad(value, VALUE_BLOCK)
    return str(SealedValue(key_id(public), value_id, seal_box(plain, public)))


def open_value(text: str, keys: dict[tuple[str, str], PrivateKey], place: Place) -> bytes:
    """The value, with the private keys at hand by group and id."""
    sealed = SealedValue.parse(text)
    key = keys.get((place.group, sealed.key_id))
    if key is None:
        raise KeyNotHere(f"no key {sealed.key_id} of the group {place.group}")
    plain = key.open_box(sealed.box)
    if plain[:1] != b"\x01":
        raise WrongKind("the box holds something else")
    if not hmac.compare_digest(plain[1:33], place.binding(sealed.value_id)):
        raise BoundElsewhere("the value was sealed for another place")
    try:
        return sodium.sodium_unpad(plain[33:], VALUE_BLOCK)
    except nacl.exceptions.CryptoError:
        raise WrongPadding("the padding is not valid") from None


# --------------------------------------------------------------------------------------------------
# Sealed group keys
# --------------------------------------------------------------------------------------------------

GROUP_KEY_BOX = SEAL_OVERHEAD + 65


def group_key_binding(fleet_id: str, group: str, group_public: bytes) -> bytes:
    """What ties a sealed seed to its group."""
    return h("fleetseal/group-key/v1", fleet_id, group, group_public)


def parse_group_key(text: str) -> bytes:
    """The box of a sealed group key."""
    parts = text.split(":")
    _check_suite(parts[0])
    if len(parts) != 2:
        raise WrongStructure(f"{len(parts)} parts instead of 2")
    box = _box_decode(parts[1])
    if len(box) != GROUP_KEY_BOX:
        raise WrongBoxLength(f"a box of {len(box)} bytes holds no group key")
    return box


def seal_group_key(group_key: PrivateKey, member: bytes, fleet_id: str, group: str) -> str:
    """A group's seed sealed to one member's public key."""
    plain = b"\x02" + group_key_binding(fleet_id, group, group_key.public) + group_key.seed
    return f"{SUITE}:{base64(seal_box(plain, member))}"


def open_group_key(
    text: str, member: PrivateKey, fleet_id: str, group: str, group_public: bytes
) -> PrivateKey:
    """A group's private key, opened by a member."""
    plain = member.open_box(parse_group_key(text))
    if plain[:1] != b"\x02":
        raise WrongKind("the box holds something else")
    if not hmac.compare_digest(plain[1:33], group_key_binding(fleet_id, group, group_public)):
        raise BoundElsewhere("the key was sealed for another group")
    key = PrivateKey(plain[33:])
    if key.public != group_public:
        raise ForeignKey("the seed makes another public key")
    return key


# --------------------------------------------------------------------------------------------------
# YAML
# --------------------------------------------------------------------------------------------------

MAX_DEPTH = 64


@dataclass(frozen=True)
class Mark:
    """A place in a file, counted from 1."""

    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.line}:{self.column}"


@dataclass(frozen=True)
class Scalar:
    """A text, and whether every YAML reads it as a string."""

    text: str
    is_string: bool
    mark: Mark = Mark()


@dataclass(frozen=True)
class Sequence:
    """Nodes in order."""

    items: list[Node]
    mark: Mark = Mark()


@dataclass(frozen=True)
class Mapping:
    """Nodes by key."""

    items: dict[str, Node]
    marks: dict[str, Mark] = field(default_factory=dict)
    mark: Mark = Mark()

    def without(self, *names: str) -> Mapping:
        kept = {key: node for key, node in self.items.items() if key not in names}
        return Mapping(kept, self.marks, self.mark)

    def replacing(self, name: str, node: Node) -> Mapping:
        return Mapping({**self.items, name: node}, self.marks, self.mark)


Node = Scalar | Sequence | Mapping

_CASED = "|".join(
    form
    for word in ("null", "y", "n", "yes", "no", "on", "off", "true", "false")
    for form in dict.fromkeys((word, word.capitalize(), word.upper()))
)

_DATE = "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
_TIME = (
    r"(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9_]*)?[ \t]*"
    r"(?:[Zz]|[-+][0-9]{1,2}(?::[0-9]{2})?|[-+][0-9]{4})?"
)
_NOT_A_STRING = re.compile(
    "|".join(
        (
            "",
            "~",
            "=",
            "<<",
            _CASED,
            r"[-+]?\.(?:inf|Inf|INF)",
            r"\.(?:nan|NaN|NAN)",
            "[-+]?0(?:[xX][0-9a-fA-F_]+|[oO][0-7_]+|[bB][01_]+)",
            r"[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9][0-9_]*)?",
            r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?",
            _DATE,
            _DATE + _TIME,
        )
    )
)


def plain_is_string(text: str) -> bool:
    """Whether every reader of YAML takes the plain scalar for a string."""
    return not _NOT_A_STRING.fullmatch(text)


def _check_characters(text: str) -> None:
    line, column = 1, 1
    for index, character in enumerate(text):
        code = ord(character)
        if character == "\n":
            line, column = line + 1, 1
            continue
        if character == "\r" and text[index + 1 : index + 2] == "\n":
            continue
        control = (code < 0x20 and character != "\t") or 0x7F <= code <= 0x9F
        if control or character in "\ufeff\u2028\u2029\ufffe\uffff":
            raise ForbiddenCharacter(f"{line}:{column}: the character U+{code:04X}")
        column += 1


class _Composer:
    """Builds nodes from PyYAML's events and refuses what the subset leaves out."""

    def __init__(self, text: str):
        self._text = text
        self._events = yaml.parse(text, Loader=yaml.SafeLoader)

    def _check_tokens(self) -> None:
        """Refuses what events do not show: explicit keys, and comments right behind a token."""
        for token in yaml.scan(self._text, Loader=yaml.SafeLoader):
            mark = f"{token.start_mark.line + 1}:{token.start_mark.column + 1}"
            start, end = token.start_mark.index, token.end_mark.index
            if isinstance(token, yaml.KeyToken) and end > start:
                raise ForbiddenFeature(f"{mark}: an explicit key")
            ended = not isinstance(token, yaml.ScalarToken) or token.style in ("'", '"')
            if ended and end > start and self._text[end : end + 1] == "#":
                raise ForbiddenFeature(f"{mark}: a comment without a space before it")

    def documents(self) -> Iterator[Node]:
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if event.version or event.tags:
                    raise ForbiddenFeature(f"{self._mark(event)}: a directive")
                yield self._node(next(self._events), 1)
        if "?" in self._text or "#" in self._text:
            self._check_tokens()

    @staticmethod
    def _mark(event: yaml.Event) -> Mark:
        return Mark(event.start_mark.line + 1, event.start_mark.column + 1)

    def _node(self, event: yaml.Event, depth: int) -> Node:
        mark = self._mark(event)
        if isinstance(event, yaml.AliasEvent):
            raise ForbiddenFeature(f"{mark}: an alias")
        if event.anchor is not None:
            raise ForbiddenFeature(f"{mark}: an anchor")
        if event.tag is not None:
            raise ForbiddenFeature(f"{mark}: a tag")
        if isinstance(event, yaml.ScalarEvent):
            plain = not event.style
            try:
                # Two escapes of one character are two surrogates to PyYAML.
                value = event.value.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
            except UnicodeDecodeError:
                raise ForbiddenCharacter(f"{mark}: half of a surrogate pair") from None
            return Scalar(value, not plain or plain_is_string(value), mark)
        if depth > MAX_DEPTH:
            raise TooDeep(f"{mark}: more than {MAX_DEPTH} levels")
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(list(self._items(depth)), mark)
        if event.flow_style and self._text[event.start_mark.index] != "{":
            raise ForbiddenFeature(f"{mark}: a pair inside a flow sequence")
        return self._mapping(mark, depth)

    def _items(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            yield self._node(event, depth + 1)

    def _mapping(self, mark: Mark, depth: int) -> Mapping:
        items: dict[str, Node] = {}
        marks: dict[str, Mark] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            if not isinstance(key, Scalar) or not key.is_string:
                raise KeyNotString(f"{key.mark}: a key that is not a string")
            key_end = event.end_mark.index
            event = next(self._events)
            if ":" not in re.sub("#.*", "", self._text[key_end : event.start_mark.index]):
                raise ForbiddenFeature(f"{key.mark}: a key without a colon")
            if key.text in items:
                raise DuplicateKey(f"{key.mark}: the key {key.text!r} stands here a second time")
            marks[key.text] = key.mark
            items[key.text] = self._node(event, depth + 1)
        return Mapping(items, marks, mark)


def load_yaml(data: bytes) -> list[Node]:
    """Every document of a file."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotUTF8(f"byte {error.start} is not UTF-8") from None
    _check_characters(text)
    try:
        return list(_Composer(text).documents())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"{mark.line + 1}:{mark.column + 1}: " if mark else ""
        raise BadSyntax(f"{where}{error.problem}") from None
    except yaml.YAMLError as error:
        raise BadSyntax(str(error)) from None


# --------------------------------------------------------------------------------------------------
# Signatures of the registry
# --------------------------------------------------------------------------------------------------


def canonical(node: Node) -> bytes:
    """The bytes of a node that do not depend on how it is written."""
    match node:
        case Scalar(text, is_string):
            return lp("s" if is_string else "v", text)
        case Sequence(items):
            return lp("l", *(canonical(item) for item in items))
        case Mapping(items):
            pairs = sorted((key.encode("utf-8"), canonical(value)) for key, value in items.items())
            return lp("m", *(part for pair in pairs for part in pair))


def covered_spec(kind: str, spec: Mapping) -> Mapping:
    """The part of a `spec` that an operator's signature covers."""
    spec = spec.without("signature")
    if kind == "Fleet":
        return spec
    if kind == "FleetCluster":
        spec = spec.without("publication").without("rotate")
    keys = spec.items.get("keys")
    if not isinstance(keys, Sequence):
        return spec
    items = [item for item in keys.items if isinstance(item, Mapping)]
    if kind == "FleetGroup":
        kept = [item.without("sealedTo") for item in items]
    else:
        kept = [item.without("state") for item in items if "endorsed" not in item.items]
    return spec.replacing("keys", Sequence(kept, keys.mark))


def registry_message(fleet_id: str, kind: str, name: str, spec: Mapping) -> bytes:
    """The 32 bytes that an operator signs."""
    return h("fleetseal/registry/v1", fleet_id, kind, name, canonical(covered_spec(kind, spec)))


def endorsement_message(fleet_id: str, cluster: str, public: bytes, created: str) -> bytes:
    """The 32 bytes by which a cluster's key vouches for the next one."""
    return h("fleetseal/endorsed/v1", fleet_id, cluster, public, created)


# --------------------------------------------------------------------------------------------------
# Identity files
# --------------------------------------------------------------------------------------------------

IDENTITY_HEADER = "fleetseal-identity-1"
WRITER_PASSES, WRITER_MEMORY = 3, 256 * MIB
MAX_PASSES, MAX_MEMORY = 10, 1024 * MIB
MAX_IDENTITY = 64 * KIB
# The text of a private key, and the tag of the cipher.
IDENTITY_BOX = 66 + 16


def passphrase_key(passphrase: bytes, salt: bytes, passes: int, memory: int) -> bytes:
    return sodium.crypto_pwhash_alg(
        32, passphrase, salt, passes, memory, sodium.crypto_pwhash_ALG_ARGON2ID13
    )


def seal_identity(
    key: PrivateKey, passphrase: bytes, passes: int = WRITER_PASSES, memory: int = WRITER_MEMORY
) -> bytes:
    """An identity file under a passphrase."""
    salt, nonce = _random.token_bytes(16), _random.token_bytes(24)
    head = f"{IDENTITY_HEADER} argon2id {passes} {memory} {base64(salt)} {base64(nonce)}"
    box = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
        private_text(key.seed).encode(),
        head.encode(),
        nonce,
        passphrase_key(passphrase, salt, passes, memory),
    )
    return f"{head}\n{base64(box)}\n".encode()


def read_identity(data: bytes, passphrase: bytes | None = None) -> PrivateKey:
    """The key of an identity file, plain or under a passphrase."""
    if len(data) > MAX_IDENTITY:
        raise TooBig("an identity file has at most 64 KiB")
    try:
        lines = data.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        raise WrongKeyLine("not UTF-8") from None
    while lines and _says_nothing(lines[0]):
        del lines[0]
    if not lines:
        raise EmptyIdentity("no line with a key")
    if lines[0].startswith("fleetseal-identity-"):
        return _open_identity(lines, passphrase)
    if not all(_says_nothing(line) for line in lines[1:]):
        raise SurplusLine("more than the one line with the private key")
    return _key_of_line(lines[0])


def _says_nothing(line: str) -> bool:
    return not line or line.startswith("#")


def _key_of_line(line: str) -> PrivateKey:
    try:
        return PrivateKey(seed_from_text(line))
    except (BadKeyText, BadBase32) as error:
        raise WrongKeyLine(str(error)) from None


def _open_identity(lines: list[str], passphrase: bytes | None) -> PrivateKey:
    header, *rest = lines
    salt, nonce, passes, memory = _parse_header(header)
    if rest and not rest[-1]:
        del rest[-1]
    if not rest or _says_nothing(rest[0]):
        raise WrongBox("no box on the line after the first")
    if len(rest) > 1:
        raise SurplusLine("something after the box")
    try:
        box = base64_decode(rest[0])
    except BadBase64 as error:
        raise WrongBox(str(error)) from None
    if len(box) != IDENTITY_BOX:
        raise WrongBox(f"a box of {len(box)} bytes holds no private key")
    if passphrase is None:
        raise PassphraseNeeded("the identity file is under a passphrase")
    key = passphrase_key(passphrase, salt, passes, memory)
    try:
        plain = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(box, header.encode(), nonce, key)
    except nacl.exceptions.CryptoError:
        raise WrongPassphrase("the passphrase is wrong, or the file was changed") from None
    return _key_of_line(plain.decode("utf-8", "replace"))


def _parse_header(header: str) -> tuple[bytes, bytes, int, int]:
    words = header.split(" ")
    if len(words) != 6 or words[:2] != [IDENTITY_HEADER, "argon2id"]:
        raise WrongHeader("the first line is not that of an identity file")
    if not all(re.fullmatch("[1-9][0-9]{0,17}", word) for word in words[2:4]):
        raise WrongHeader("passes and memory are not decimal numbers of at most 18 digits")
    passes, memory = int(words[2]), int(words[3])
    if passes > MAX_PASSES or memory > MAX_MEMORY:
        raise CostTooHigh(f"{passes} passes with {memory} bytes")
    try:
        salt, nonce = base64_decode(words[4]), base64_decode(words[5])
    except BadBase64 as error:
        raise WrongHeader(str(error)) from None
    if len(salt) != 16 or len(nonce) != 24 or memory < 8 * KIB or memory % KIB:
        raise WrongHeader("a salt, nonce or memory of the wrong size")
    return salt, nonce, passes, memory


# --------------------------------------------------------------------------------------------------
# Names
# --------------------------------------------------------------------------------------------------

_LABEL = re.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
_ITEM_KEY = re.compile(r"[A-Za-z0-9\-_.]{1,253}")
_LABEL_NAME = re.compile("[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")
_WORKLOAD = ("deployment", "statefulset", "daemonset")


def is_label(text: str) -> bool:
    """Whether the text is a DNS-1123 label."""
    return bool(_LABEL.fullmatch(text))


def is_subdomain(text: str) -> bool:
    """Whether the text is a DNS-1123 subdomain."""
    return len(text) <= 253 and all(is_label(part) for part in text.split("."))


def is_item_key(text: str) -> bool:
    """Whether the text may be a key of a Secret."""
    return bool(_ITEM_KEY.fullmatch(text)) and text != "." and not text.startswith("..")


def is_label_key(text: str) -> bool:
    """Whether the text may be the key of a Kubernetes label."""
    prefix, slash, name = text.rpartition("/")
    return bool(_LABEL_NAME.fullmatch(name)) and (is_subdomain(prefix) if slash else True)


def is_label_value(text: str) -> bool:
    """Whether the text may be the value of a Kubernetes label."""
    return text == "" or bool(_LABEL_NAME.fullmatch(text))


# --------------------------------------------------------------------------------------------------
# Pins
# --------------------------------------------------------------------------------------------------


@dataclass
class Pin:
    """What a computer trusts about a fleet."""

    fleet_id: str
    name: str
    operators: dict[str, bytes]
    epochs: dict[str, int] = field(default_factory=dict)

    @staticmethod
    def parse(data: bytes) -> Pin:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            raise BadPin("not UTF-8") from None
        lines = text.split("\n")
        if len(lines) < 3 or lines.pop() or lines[0] != "fleetseal-trust-1":
            raise BadPin("not a file of a pinned fleet, or its last line does not end")
        pin = Pin("", "", {})
        for line in lines[1:]:
            pin._add(line.split(" "))
        if not pin.fleet_id or not pin.operators:
            raise BadPin("no fleet, or no operator")
        return pin

    def _add(self, words: list[str]) -> None:
        match words:
            case ["fleet", id_, name] if not self.fleet_id and _FLEET_ID.fullmatch(id_) and is_label(name):
                self.fleet_id, self.name = id_, name
            case ["operator", name, public] if is_label(name) and name not in self.operators:
                self.operators[name] = public_from_text(public)
            case ["epoch", what, number] if self._is_subject(what) and what not in self.epochs:
                if not re.fullmatch("[1-9][0-9]{0,18}", number):
                    raise BadPin(f"the epoch {number!r} is not a number")
                self.epochs[what] = int(number)
            case _:
                raise BadPin(f"the line {' '.join(words)!r}")

    @staticmethod
    def _is_subject(what: str) -> bool:
        sort, _, name = what.partition("/")
        return what == "fleet" or (sort in ("cluster", "group") and is_label(name))

    def __bytes__(self) -> bytes:
        lines = ["fleetseal-trust-1", f"fleet {self.fleet_id} {self.name}"]
        lines += [
            f"operator {name} {public_text(self.operators[name])}"
            for name in sorted(self.operators)
        ]
        lines += [f"epoch {what} {self.epochs[what]}" for what in sorted(self.epochs)]
        return ("\n".join(lines) + "\n").encode()


# --------------------------------------------------------------------------------------------------
# Reading fields
# --------------------------------------------------------------------------------------------------

Read = Callable[[Node], T]


class Fields:
    """Takes the fields of a mapping one by one, and refuses what is left."""

    def __init__(self, node: Node):
        if not isinstance(node, Mapping):
            raise WrongType(f"{node.mark}: not a mapping")
        self.node = node
        self._left = set(node.items)

    def __contains__(self, name: str) -> bool:
        return name in self.node.items

    def need(self, name: str, read: Read[T]) -> T:
        if name not in self:
            raise MissingField(f"{self.node.mark}: the field {name} is missing")
        self._left.discard(name)
        return read(self.node.items[name])

    def may(self, name: str, read: Read[T], default: T) -> T:
        return self.need(name, read) if name in self else default

    def end(self) -> None:
        for name in self.node.items:
            if name in self._left:
                raise UnknownField(f"{self.node.marks[name]}: the field {name} is not known here")


def text(node: Node) -> str:
    """A scalar that is a string."""
    if not isinstance(node, Scalar):
        raise WrongType(f"{node.mark}: not a text")
    if not node.is_string:
        raise NotAString(f"{node.mark}: {node.text!r} is not a string, it has to be quoted")
    return node.text


def _plain(node: Node) -> str:
    if not isinstance(node, Scalar) or node.is_string:
        raise WrongType(f"{node.mark}: neither a number nor a boolean")
    return node.text


def number(node: Node) -> int:
    """A number without sign or leading zero."""
    digits = _plain(node)
    if not re.fullmatch("0|[1-9][0-9]{0,18}", digits) or int(digits) >= 2**63:
        raise WrongType(f"{node.mark}: {digits!r} is not a number")
    return int(digits)


def epoch(node: Node) -> int:
    """A number of at least one."""
    value = number(node)
    if value < 1:
        raise BadField(f"{node.mark}: an epoch is at least 1")
    return value


def boolean(node: Node) -> bool:
    """`true` or `false`."""
    word = _plain(node)
    if word not in ("true", "false"):
        raise WrongType(f"{node.mark}: {word!r} is not a boolean")
    return word == "true"


def date(node: Node) -> str:
    """The text of a date; no calendar is asked."""
    day = text(node)
    if not re.fullmatch("[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", day):
        raise BadField(f"{node.mark}: {day!r} is not a date")
    return day


def one_of(*words: str) -> Read[str]:
    """One of some words."""

    def read(node: Node) -> str:
        if (word := text(node)) not in words:
            raise BadField(f"{node.mark}: {word!r} is none of {', '.join(words)}")
        return word

    return read


def matching(
    check: Callable[[str], object], what: str, error: type[BadDocument] = BadName
) -> Read[str]:
    """A text that a check allows."""

    def read(node: Node) -> str:
        if not check(word := text(node)):
            raise error(f"{node.mark}: {word!r} is not {what}")
        return word

    return read


def decoded(decode: Callable[[str], T]) -> Read[T]:
    """A text that stands for something else."""

    def read(node: Node) -> T:
        word = text(node)
        try:
            return decode(word)
        except FleetsealError as error:
            raise type(error)(f"{node.mark}: {error}") from None

    return read


def list_of(read: Read[T], unique: Callable[[T], object] | None = None) -> Read[list[T]]:
    """A sequence, perhaps with nothing twice."""

    def read_all(node: Node) -> list[T]:
        if not isinstance(node, Sequence):
            raise WrongType(f"{node.mark}: not a list")
        seen, items = set(), []
        for item in node.items:
            items.append(read(item))
            if unique:
                if (identity := unique(items[-1])) in seen:
                    raise BadField(f"{item.mark}: {identity!r} stands here a second time")
                seen.add(identity)
        return items

    return read_all


def map_of(read: Read[T], key: Callable[[str], object] | None = None) -> Read[dict[str, T]]:
    """A mapping whose keys a check allows."""

    def read_all(node: Node) -> dict[str, T]:
        if not isinstance(node, Mapping):
            raise WrongType(f"{node.mark}: not a mapping")
        for name in node.items:
            if key and not key(name):
                raise BadName(f"{node.marks[name]}: {name!r} is not a key for this mapping")
        return {name: read(item) for name, item in node.items.items()}

    return read_all


def anything(node: Node) -> Node:
    """Any node."""
    return node


def itself(value: T) -> T:
    """The value, as its own identity."""
    return value


name = matching(is_label, "a DNS-1123 label")
subdomain = matching(is_subdomain, "a DNS-1123 subdomain")
item_key = matching(is_item_key, "a key of a Secret")
public_key = decoded(public_from_text)


# --------------------------------------------------------------------------------------------------
# The kinds
# --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Signature:
    by: str
    sig: bytes


@dataclass(frozen=True)
class Operator:
    name: str
    public: bytes
    opens: list[str] | None
    """The groups whose keys are sealed to the operator; None for all."""

    def can_open(self, group: str) -> bool:
        return self.opens is None or group in self.opens


@dataclass(frozen=True)
class Endorsement:
    by: str
    sig: bytes


@dataclass(frozen=True)
class ClusterKey:
    id: str
    public: bytes
    state: str
    created: str
    endorsed: Endorsement | None


@dataclass(frozen=True)
class GroupKey:
    id: str
    public: bytes
    state: str
    created: str
    rekey_due: list[str]
    sealed_to: dict[str, str]


@dataclass(frozen=True)
class Document:
    """What every kind has."""

    path: Path
    kind: str
    name: str
    namespace: str
    spec: Mapping


@dataclass(frozen=True)
class Fleet(Document):
    id: str
    epoch: int
    operators: list[Operator]
    revoked: list[bytes]
    rules: list[Rule]
    signature: Signature

    def operator(self, wanted: str) -> Operator | None:
        return next((operator for operator in self.operators if operator.name == wanted), None)

    def check_not_revoked(self, public: bytes, what: str) -> None:
        if fingerprint(public) in self.revoked:
            raise RevokedKey(f"{what} is revoked")


@dataclass(frozen=True)
class Cluster(Document):
    epoch: int
    removed: str | None
    labels: dict[str, str]
    groups: list[str]
    keys: list[ClusterKey]
    signature: Signature


@dataclass(frozen=True)
class Group(Document):
    epoch: int
    removed: str | None
    select: Selector | None
    all: bool
    cluster: str | None
    keys: list[GroupKey]
    signature: Signature

    def selects(self, cluster: Cluster) -> bool:
        if self.removed or cluster.removed:
            return False
        if self.select:
            return self.select.matches(cluster.labels)
        return self.all or self.cluster == cluster.name


@dataclass(frozen=True)
class Layer:
    group: str
    remove: list[str]
    values: dict[str, str]


@dataclass(frozen=True)
class SecretTemplate:
    labels: dict[str, str] = field(default_factory=dict)
    annotations: dict[str, str] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)
    omit: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Secret(Document):
    type: str
    scope: str
    immutable: bool
    suspend: bool
    drift: str | None
    adopt: str
    deletion: str
    restart: list[str]
    optional: list[str]
    layers: list[Layer]
    template: SecretTemplate


@dataclass(frozen=True)
class Part(Document):
    layer: Layer


@dataclass(frozen=True)
class _Head:
    """A document up to its `spec`."""

    path: Path
    kind: str
    name: str
    namespace: str
    spec: Fields

    def place(self) -> tuple[Path, str, str, str, Mapping]:
        return self.path, self.kind, self.name, self.namespace, self.spec.node


def _requires(node: Node) -> None:
    names = list_of(text)(node)
    if names:
        raise UnknownRequirement(f"{node.mark}: this reader does not know {', '.join(names)}")


def _read_head(node: Node, path: Path, kind: str) -> _Head:
    document = Fields(node)
    version = document.need("apiVersion", text)
    if version != API_VERSION:
        raise WrongApiVersion(f"{node.mark}: the version {version!r} is not known")
    found = document.need("kind", text)
    if found != kind:
        raise WrongPlace(f"{node.mark}: a {found} where a {kind} belongs")
    metadata = document.need("metadata", Fields)
    secret = kind == "FleetSecret"
    its_name = metadata.need("name", subdomain if secret else name)
    namespace = metadata.need("namespace", name) if secret else ""
    metadata.may("labels", map_of(text), {})
    metadata.may("annotations", map_of(text), {})
    metadata.end()
    spec = document.need("spec", Fields)
    document.end()
    spec.may("requires", _requires, None)
    spec.may("extensions", map_of(anything), {})
    return _Head(path, kind, its_name, namespace, spec)


_sig = decoded(signature_from_text)


def _signature(node: Node) -> Signature:
    fields = Fields(node)
    signature = Signature(fields.need("by", name), fields.need("sig", _sig))
    fields.end()
    return signature


def _operator(node: Node) -> Operator:
    def opens(node: Node) -> list[str] | None:
        if isinstance(node, Sequence):
            return list_of(name, itself)(node)
        one_of("all")(node)
        return None

    fields = Fields(node)
    operator = Operator(
        fields.need("name", name), fields.need("public", public_key), fields.need("opens", opens)
    )
    fields.end()
    return operator


def read_fleet(node: Node, path: Path) -> Fleet:
    """The document of `fleetseal.yaml`."""
    head = _read_head(node, path, "Fleet")
    spec = head.spec
    operators = spec.need("operators", list_of(_operator, lambda operator: operator.name))
    if not operators:
        raise BadField(f"{spec.node.mark}: a fleet has at least one operator")
    if len({operator.public for operator in operators}) != len(operators):
        raise BadField(f"{spec.node.mark}: two operators with one key")
    fleet = Fleet(
        *head.place(),
        id=spec.need("id", matching(_FLEET_ID.fullmatch, "the id of a fleet")),
        epoch=spec.need("epoch", epoch),
        operators=operators,
        revoked=spec.may("revoked", list_of(decoded(fingerprint_from_text), itself), []),
        rules=spec.may("rules", read_rules, []),
        signature=spec.need("signature", _signature),
    )
    spec.end()
    return fleet


def _key_item(fields: Fields) -> tuple[str, bytes, str, str]:
    its_id = fields.need("id", matching(_KEY_ID.fullmatch, "the id of a key"))
    public = fields.need("public", public_key)
    if key_id(public) != its_id:
        raise BadField(f"{fields.node.mark}: the id {its_id} is not that of the public key")
    state = fields.need("state", one_of("next", "active", "retired", "revoked"))
    return its_id, public, state, fields.need("created", date)


def _endorsement(node: Node) -> Endorsement:
    fields = Fields(node)
    by = fields.need("by", matching(_KEY_ID.fullmatch, "the id of a key"))
    endorsement = Endorsement(by, fields.need("sig", _sig))
    fields.end()
    return endorsement


def _cluster_key(node: Node) -> ClusterKey:
    fields = Fields(node)
    key = ClusterKey(*_key_item(fields), fields.may("endorsed", _endorsement, None))
    fields.end()
    return key


def _publication(node: Node) -> None:
    fields = Fields(node)
    fields.need("instance", text)
    fields.need("counter", number)
    fields.need("digest", text)
    fields.end()


def _cluster_groups(its_name: str) -> Read[list[str]]:
    def read(node: Node) -> list[str]:
        groups = list_of(name, itself)(node)
        if its_name not in groups:
            raise BadField(f"{node.mark}: a cluster is always in its own group")
        return groups

    return read


def _cluster_labels(node: Node) -> dict[str, str]:
    value = matching(is_label_value, "the value of a label")
    return map_of(value, is_label_key)(node)


def read_cluster(node: Node, path: Path) -> Cluster:
    """The first document of a file of a cluster."""
    head = _read_head(node, path, "FleetCluster")
    spec = head.spec
    removed = spec.may("removed", date, None)
    labels, groups, keys = {}, [], []
    if not removed:
        labels = spec.may("labels", _cluster_labels, {})
        groups = spec.need("groups", _cluster_groups(head.name))
        keys = spec.need("keys", list_of(_cluster_key, lambda key: key.id))
        spec.may("kubeSystemUID", text, None)
        spec.may("rotate", key_id, None)
        spec.may("publication", _publication, None)
        if not keys or sum(key.state == "active" for key in keys) > 1:
            raise BadField(f"{spec.node.mark}: a cluster has keys, and at most one is active")
    cluster = Cluster(
        *head.place(),
        epoch=spec.need("epoch", epoch),
        removed=removed,
        labels=labels,
        groups=groups,
        keys=keys,
        signature=spec.need("signature", _signature),
    )
    spec.end()
    return cluster


def _is_member(word: str) -> bool:
    sort, _, its_name = word.partition(".")
    return sort in ("cluster", "operator") and is_label(its_name)


def _is_member_key(word: str) -> bool:
    member, slash, its_id = word.partition("/")
    return bool(slash) and _is_member(member) and bool(_KEY_ID.fullmatch(its_id))


def _sealed_group_key(word: str) -> str:
    parse_group_key(word)
    return word


def _group_key(node: Node) -> GroupKey:
    fields = Fields(node)
    key = GroupKey(
        *_key_item(fields),
        rekey_due=fields.may("rekeyDue", list_of(matching(_is_member, "a member"), itself), []),
        sealed_to=fields.may("sealedTo", map_of(decoded(_sealed_group_key), _is_member_key), {}),
    )
    fields.end()
    return key


def _all(node: Node) -> bool:
    if not boolean(node):
        raise BadField(f"{node.mark}: all is true or not there")
    return True


def read_group(node: Node, path: Path) -> Group:
    """The document of a group."""
    head = _read_head(node, path, "FleetGroup")
    spec = head.spec
    removed = spec.may("removed", date, None)
    keys = []
    if not removed:
        if sum(word in spec for word in ("select", "all", "cluster")) != 1:
            raise BadField(f"{spec.node.mark}: a group has one of select, all and cluster")
        keys = spec.need("keys", list_of(_group_key, lambda key: key.id))
        if not keys or sum(key.state == "active" for key in keys) > 1:
            raise BadField(f"{spec.node.mark}: a group has keys, and at most one is active")
    group = Group(
        *head.place(),
        epoch=spec.need("epoch", epoch),
        removed=removed,
        select=None if removed else spec.may("select", Selector.read, None),
        all=False if removed else spec.may("all", _all, False),
        cluster=None if removed else spec.may("cluster", name, None),
        keys=keys,
        signature=spec.need("signature", _signature),
    )
    spec.end()
    return group


def _sealed_value(word: str) -> str:
    SealedValue.parse(word)
    return word


def _layer(node: Node) -> Layer:
    fields = Fields(node)
    layer = Layer(
        fields.need("for", name),
        fields.may("remove", list_of(item_key, itself), []),
        fields.may("values", map_of(decoded(_sealed_value), is_item_key), {}),
    )
    fields.end()
    return layer


def _fixed(word: str) -> str:
    if "{{" in word:
        raise BadField("a label or an annotation holds no placeholder")
    return word


def _is_foreign(key: str) -> bool:
    prefix, _, _ = key.rpartition("/")
    ours = key == "fleetseal.dev" or prefix == "fleetseal.dev" or prefix.endswith(".fleetseal.dev")
    return not ours


def _template_text(word: str) -> str:
    Template.parse(word)
    return word


def _template(node: Node) -> SecretTemplate:
    fields = Fields(node)
    label = matching(is_label_value, "the value of a label")
    template = SecretTemplate(
        labels=fields.may(
            "labels", map_of(label, lambda key: is_label_key(key) and _is_foreign(key)), {}
        ),
        annotations=fields.may(
            "annotations",
            map_of(decoded(_fixed), lambda key: is_label_key(key) and _is_foreign(key)),
            {},
        ),
        data=fields.may("data", map_of(decoded(_template_text), is_item_key), {}),
        omit=fields.may("omit", list_of(item_key, itself), []),
    )
    fields.end()
    return template


def _is_workload(word: str) -> bool:
    sort, _, its_name = word.partition("/")
    return sort in _WORKLOAD and is_subdomain(its_name)


def _check_template_data(template: SecretTemplate, layers: list[Layer], mark: Mark) -> None:
    for layer in layers:
        for key in layer.values:
            if key in template.data:
                raise BadField(f"{mark}: {key} is a key of template.data and of a value")


def read_secret(node: Node, path: Path) -> Secret:
    """A document with values."""
    head = _read_head(node, path, "FleetSecret")
    spec = head.spec
    secret = Secret(
        *head.place(),
        type=spec.may("type", matching(is_label_key, "a type of a Secret", BadField), "Opaque"),
        scope=spec.may("scope", one_of("strict", "namespace", "any"), "strict"),
        immutable=spec.may("immutable", boolean, False),
        suspend=spec.may("suspend", boolean, False),
        drift=spec.may("drift", one_of("heal", "detect", "off"), None),
        adopt=spec.may("adopt", one_of("never", "ifEqual", "always"), "never"),
        deletion=spec.may("deletion", one_of("delete", "retain"), "delete"),
        restart=spec.may("restart", list_of(matching(_is_workload, "a workload"), itself), []),
        optional=spec.may("optional", list_of(item_key, itself), []),
        layers=spec.may("layers", list_of(_layer, lambda layer: layer.group), []),
        template=spec.may("template", _template, SecretTemplate()),
    )
    spec.end()
    _check_template_data(secret.template, secret.layers, spec.node.mark)
    return secret


def read_part(node: Node, path: Path, cluster: str) -> Part:
    """The part of a document for one cluster."""
    head = _read_head(node, path, "FleetSecret")
    layers = head.spec.need("layers", list_of(_layer))
    head.spec.end()
    if len(layers) != 1 or layers[0].group != cluster:
        raise BadField(f"{head.spec.node.mark}: a part has one layer, for its cluster")
    return Part(*head.place(), layer=layers[0])


# --------------------------------------------------------------------------------------------------
# The repository
# --------------------------------------------------------------------------------------------------

MAX_REGISTRY_FILE = 4 * MIB
MAX_SECRET_FILE = MIB


def _read_file(path: Path, limit: int) -> bytes:
    status = path.lstat()
    if stat.S_ISLNK(status.st_mode):
        raise SymbolicLink("a symbolic link")
    if not stat.S_ISREG(status.st_mode):
        raise BadRepository("not a regular file")
    if status.st_size > limit:
        raise TooBig(f"a file of {status.st_size} bytes")
    return path.read_bytes()


def _yaml_files(folder: Path, flat: bool = False) -> Iterator[Path]:
    """The files under a folder that are read; in a flat one there are no folders."""
    if folder.is_symlink():
        raise SymbolicLink(f"{folder}: a symbolic link")
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_symlink():
            if path.name.endswith((".yaml", ".yml")):
                raise SymbolicLink(f"{path}: a symbolic link")
            continue
        if path.is_dir():
            if flat:
                raise WrongPlace(f"{path}: documents in it would be overlooked")
            yield from _yaml_files(path)
        elif path.name.endswith(".yml"):
            raise WrongEnding(f"{path}: rename it to end in .yaml")
        elif path.name.endswith(".yaml"):
            yield path


def _load(
    root: Path, path: Path, limit: int, readers: list[Callable[[Node, Path], Document]]
) -> list:
    """The documents of one file; an error says where."""
    where = path.relative_to(root)
    try:
        nodes = load_yaml(_read_file(path, limit))
        if len(nodes) != len(readers):
            raise WrongDocumentCount(f"{len(nodes)} documents instead of {len(readers)}")
        return [read(node, where) for read, node in zip(readers, nodes)]
    except FleetsealError as error:
        separator = ":" if re.match("[0-9]+:[0-9]+: ", str(error)) else ": "
        raise type(error)(f"{where}{separator}{error}") from None


def _check_place(document: Document, its_name: str, namespace: str = "") -> None:
    if (document.name, document.namespace) != (its_name, namespace):
        raise WrongPlace(f"{document.path}: the name or namespace is not that of the path")


@dataclass
class Repository:
    """Every document of a fleet, read and checked one by one."""

    fleet: Fleet
    clusters: dict[str, Cluster] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    secrets: dict[tuple[str, str], Secret] = field(default_factory=dict)
    parts: dict[tuple[str, str, str], Part] = field(default_factory=dict)

    @staticmethod
    def load(root: Path) -> Repository:
        if (root / "keys").is_symlink():
            raise SymbolicLink("keys: a symbolic link")
        if not (root / "fleetseal.yaml").exists():
            raise BadRepository("there is no fleetseal.yaml")
        [fleet] = _load(root, root / "fleetseal.yaml", MAX_REGISTRY_FILE, [read_fleet])
        repository = Repository(fleet)
        for path in _yaml_files(root / "keys" / "clusters", flat=True):
            repository._add_cluster(root, path)
        for path in _yaml_files(root / "keys" / "groups", flat=True):
            repository._add_group(root, path)
        for path in _yaml_files(root / "secrets"):
            repository._add_secret(root, path)
        repository._check_parts()
        return repository

    def _add_cluster(self, root: Path, path: Path) -> None:
        cluster, group = _load(root, path, MAX_REGISTRY_FILE, [read_cluster, read_group])
        for document in (cluster, group):
            _check_place(document, path.stem)
        if bool(cluster.removed) != bool(group.removed):
            raise BadRepository(f"{cluster.path}: only one of the two documents is removed")
        if not group.removed and group.cluster != cluster.name:
            raise WrongPlace(
                f"{group.path}: the second document is the group of one of the cluster"
            )
        self.clusters[cluster.name] = cluster
        self.groups[group.name] = group

    def _add_group(self, root: Path, path: Path) -> None:
        [group] = _load(root, path, MAX_REGISTRY_FILE, [read_group])
        _check_place(group, path.stem)
        if group.cluster is not None:
            raise WrongPlace(f"{group.path}: a group of one stands in the file of its cluster")
        if group.name in self.groups:
            raise NameTaken(f"{group.path}: a cluster has the name {group.name}")
        self.groups[group.name] = group

    def _add_secret(self, root: Path, path: Path) -> None:
        place = path.relative_to(root / "secrets")
        if len(place.parts) < 2:
            raise WrongPlace(f"secrets/{place}: no folder names the namespace")
        namespace = place.parts[-2]
        its_name, at, cluster = path.name.removesuffix(".yaml").partition("@")
        if not at:
            [secret] = _load(root, path, MAX_SECRET_FILE, [read_secret])
            _check_place(secret, its_name, namespace)
            if (namespace, its_name) in self.secrets:
                raise NameTaken(f"{secret.path}: {namespace}/{its_name} stands elsewhere, too")
            self.secrets[namespace, its_name] = secret
            return
        [part] = _load(root, path, MAX_SECRET_FILE, [partial(read_part, cluster=cluster)])
        _check_place(part, its_name, namespace)
        if (namespace, its_name, cluster) in self.parts:
            raise NameTaken(f"{part.path}: that part stands elsewhere, too")
        self.parts[namespace, its_name, cluster] = part

    def _check_parts(self) -> None:
        for (namespace, its_name, cluster), part in self.parts.items():
            secret = self.secrets.get((namespace, its_name))
            if secret is None or secret.path.parent != part.path.parent:
                raise BadRepository(f"{part.path}: the document of the part is not beside it")
            if any(layer.group == cluster for layer in secret.layers):
                raise BadRepository(f"{part.path}: the document has a layer for {cluster}, too")
            _check_template_data(secret.template, [part.layer], part.spec.mark)

    def allows(self, secret: Secret) -> bool:
        """Whether the Fleet's rules allow a document with its parts."""
        parts = [
            part
            for (namespace, its_name, _), part in self.parts.items()
            if (namespace, its_name) == (secret.namespace, secret.name)
        ]
        return are_allowed(
            self.fleet.rules,
            [document.path.as_posix() for document in (secret, *parts)],
            secret.namespace,
            secret.type,
            secret.scope,
            [layer.group for layer in (*secret.layers, *(part.layer for part in parts))],
        )

    def registry(self) -> Iterator[Fleet | Cluster | Group]:
        """Every document that is signed."""
        yield self.fleet
        yield from self.clusters.values()
        yield from self.groups.values()

    def warnings(self) -> Iterator[str]:
        """What does not fit together, although every document is in order by itself."""
        for cluster in self.clusters.values():
            if cluster.removed:
                continue
            chosen = {group.name for group in self.groups.values() if group.selects(cluster)}
            for group in sorted(chosen ^ set(cluster.groups)):
                yield f"{cluster.path}: the groups and the selector of {group} differ"
        for secret in self.secrets.values():
            if not self.allows(secret):
                yield f"{secret.path}: no rule allows it"
        for secret in (*self.secrets.values(), *self.parts.values()):
            for layer in secret.layers if isinstance(secret, Secret) else [secret.layer]:
                group = self.groups.get(layer.group)
                if group is None or group.removed:
                    yield f"{secret.path}: there is no group {layer.group}"


# --------------------------------------------------------------------------------------------------
# Verification
# --------------------------------------------------------------------------------------------------


def _check_registry(
    document: Fleet | Cluster | Group, fleet: Fleet, signers: dict[str, bytes]
) -> None:
    signature = document.signature
    public = signers.get(signature.by)
    if public is None:
        raise UnknownSigner(f"{document.path}: {signature.by} is no operator who is trusted")
    fleet.check_not_revoked(public, f"{document.path}: the key of the operator {signature.by}")
    message = registry_message(fleet.id, document.kind, document.name, document.spec)
    try:
        verify_signature(signature.sig, message, public)
    except BadSignature:
        raise BadSignature(
            f"{document.path}: the signature of the {document.kind} by {signature.by} does not verify"
        ) from None


def _check_epoch(document: Fleet | Cluster | Group, pin: Pin) -> None:
    sorts = {"Fleet": "fleet", "FleetCluster": "cluster/", "FleetGroup": "group/"}
    sort = sorts[document.kind]
    seen = pin.epochs.get(sort + (document.name if sort != "fleet" else ""), 0)
    if document.epoch < seen:
        raise OldEpoch(f"{document.path}: the epoch {document.epoch}, after {seen} was seen")


def check_endorsements(cluster: Cluster, fleet: Fleet) -> int:
    """The number of endorsements, if every chain of them ends at a signed key."""
    keys = {key.id: key for key in cluster.keys}
    for key in cluster.keys:
        passed = set()
        while key.endorsed:
            before = keys.get(key.endorsed.by)
            if key.id in passed or before is None:
                raise BrokenEndorsement(f"{cluster.path}: nothing signed vouches for {key.id}")
            passed.add(key.id)
            if fingerprint(before.public) in fleet.revoked:
                raise BrokenEndorsement(
                    f"{cluster.path}: the revoked key {before.id} vouches for {key.id}"
                )
            message = endorsement_message(fleet.id, cluster.name, key.public, key.created)
            try:
                verify_signature(key.endorsed.sig, message, before.public)
            except BadSignature:
                raise BrokenEndorsement(
                    f"{cluster.path}: the endorsement of {key.id} does not verify"
                ) from None
            key = before
    return sum(key.endorsed is not None for key in cluster.keys)


def verify(repository: Repository, pin: Pin) -> int:
    """The number of signatures that were checked, if all is as the pin demands."""
    fleet = repository.fleet
    if fleet.id != pin.fleet_id:
        raise WrongFleet(f"the fleet {fleet.id}, not {pin.fleet_id}")
    operators = {operator.name: operator.public for operator in fleet.operators}
    for operator in fleet.operators:
        fleet.check_not_revoked(operator.public, f"the key of the operator {operator.name}")
    checked = 0
    for document in repository.registry():
        _check_registry(document, fleet, pin.operators if document is fleet else operators)
        _check_epoch(document, pin)
        checked += 1
        if isinstance(document, Cluster):
            checked += check_endorsements(document, fleet)
        if isinstance(document, Group):
            for key in document.keys:
                if key.state == "active":
                    fleet.check_not_revoked(key.public, f"{document.path}: the active key")
    return checked


# --------------------------------------------------------------------------------------------------
# What a cluster gets
# --------------------------------------------------------------------------------------------------

MAX_SECRET = MIB


def members_of(repository: Repository, public: bytes) -> list[str]:
    """As whom a key stands in the repository: `cluster.<name>/<key id>`, `operator.<name>/<key id>`."""
    members = [
        f"cluster.{cluster.name}/{key.id}"
        for cluster in repository.clusters.values()
        for key in cluster.keys
        if key.public == public and key.state != "revoked"
    ]
    members += [
        f"operator.{operator.name}/{key_id(public)}"
        for operator in repository.fleet.operators
        if operator.public == public
    ]
    return members


def group_keys(repository: Repository, identity: PrivateKey) -> dict[tuple[str, str], PrivateKey]:
    """Every group key that an identity opens, by group and id."""
    fleet = repository.fleet
    fleet.check_not_revoked(identity.public, "the key of the identity")
    members = members_of(repository, identity.public)
    if not members:
        raise NotFound("no cluster and no operator has the key of the identity")
    keys = {}
    for group in repository.groups.values():
        for key in group.keys:
            if key.state == "revoked" or fingerprint(key.public) in fleet.revoked:
                continue
            for member in members:
                if sealed := key.sealed_to.get(member):
                    opened = open_group_key(sealed, identity, fleet.id, group.name, key.public)
                    keys[group.name, key.id] = opened
    return keys


def layers_for(repository: Repository, secret: Secret, cluster: Cluster) -> list[Layer]:
    """The layers of a document that count for a cluster, the last one last."""
    layers = [layer for layer in secret.layers if layer.group in cluster.groups]
    part = repository.parts.get((secret.namespace, secret.name, cluster.name))
    return layers + [part.layer] if part else layers


def merge_layers(layers: list[Layer]) -> dict[str, tuple[str, str]]:
    """By item key: the group whose layer counts, and its sealed value."""
    merged: dict[str, tuple[str, str]] = {}
    for layer in layers:
        for key in layer.remove:
            merged.pop(key, None)
        merged.update({key: (layer.group, value) for key, value in layer.values.items()})
    return merged


def open_secret(
    repository: Repository,
    keys: dict[tuple[str, str], PrivateKey],
    namespace: str,
    its_name: str,
    cluster_name: str,
) -> dict[str, bytes]:
    """The data of the Secret that a cluster gets."""
    secret = repository.secrets.get((namespace, its_name))
    cluster = repository.clusters.get(cluster_name)
    if secret is None or cluster is None or cluster.removed:
        raise NotFound(f"there is no {namespace}/{its_name}, or no cluster {cluster_name}")
    layers = layers_for(repository, secret, cluster)
    if not layers:
        raise NotForThisCluster(f"no layer of {secret.path} is for {cluster_name}")
    data = {}
    for key, (group, value) in merge_layers(layers).items():
        place = Place(repository.fleet.id, secret.scope, group, namespace, its_name, key)
        try:
            data[key] = open_value(value, keys, place)
        except FleetsealError as error:
            raise type(error)(f"{secret.path}: {key}: {error}") from None
    rendered = {
        key: Template.parse(word).render(data, cluster.name, cluster.labels)
        for key, word in secret.template.data.items()
    }
    result = {
        key: value for key, value in (data | rendered).items() if key not in secret.template.omit
    }
    if sum(len(value) for value in result.values()) > MAX_SECRET:
        raise TooBig(f"{secret.path}: the Secret has more than 1 MiB")
    return result


# --------------------------------------------------------------------------------------------------
# Templates
# --------------------------------------------------------------------------------------------------

MAX_FILTERS = 4
MAX_RENDERED = MIB
_URL_SAFE = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"


def _json_string(text_: str) -> str:
    short = {
        '"': '\\"',
        "\\": "\\\\",
        "\n": "\\n",
        "\r": "\\r",
        "\t": "\\t",
    }
    out = (short.get(c) or (f"\\u{ord(c):04X}" if ord(c) < 0x20 else c) for c in text_)
    return '"' + "".join(out) + '"'


def _url_query(data: bytes) -> str:
    return "".join(chr(byte) if byte in _URL_SAFE else f"%{byte:02X}" for byte in data)


_FILTERS: dict[str, Callable[[bytes], str]] = {
    "base64": base64,
    "json": lambda data: _json_string(data.decode("utf-8")),
    "urlquery": _url_query,
}


@dataclass(frozen=True)
class Placeholder:
    name: str
    filters: list[str]

    @staticmethod
    def parse(inside: str) -> Placeholder:
        its_name, *filters = (word.strip(" \t") for word in inside.split("|"))
        label = its_name.removeprefix("cluster.")
        known = is_label_key(label) if label != its_name else is_item_key(its_name)
        if not known:
            raise BadTemplate(f"{its_name!r} is not a name")
        if len(filters) > MAX_FILTERS:
            raise BadTemplate(f"more than {MAX_FILTERS} filters")
        for filter_ in filters:
            if filter_ not in _FILTERS:
                raise UnknownFilter(f"the filter {filter_!r} is not known")
        return Placeholder(its_name, filters)

    def render(self, data: dict[str, bytes], cluster: str, labels: dict[str, str]) -> bytes:
        label = self.name.removeprefix("cluster.")
        if self.name == "cluster.name":
            value = cluster.encode()
        elif label != self.name:
            if label not in labels:
                raise UnknownName(f"the cluster has no label {label!r}")
            value = labels[label].encode()
        elif self.name in data:
            value = data[self.name]
        else:
            raise UnknownName(f"there is no value {self.name!r}")
        if self.filters[:1] != ["base64"]:
            self._check_text(value)
        for filter_ in self.filters:
            value = _FILTERS[filter_](value).encode("utf-8")
        return value

    def _check_text(self, value: bytes) -> None:
        try:
            value.decode("utf-8")
        except UnicodeDecodeError:
            raise NotText(f"the value {self.name!r} is not UTF-8") from None
        if b"\x00" in value:
            raise NotText(f"the value {self.name!r} has a NUL")


@dataclass(frozen=True)
class Template:
    """Texts and placeholders in turn."""

    parts: list[str | Placeholder]

    @staticmethod
    def parse(source: str) -> Template:
        parts: list[str | Placeholder] = []
        rest = source
        while rest:
            before, braces, rest = rest.partition("{{")
            parts.append(before)
            if not braces:
                break
            if rest.startswith("{{"):
                parts.append("{{")
                rest = rest[2:]
                continue
            inside, end, rest = rest.partition("}}")
            if not end:
                raise OpenPlaceholder("a placeholder without its }}")
            parts.append(Placeholder.parse(inside))
        return Template(parts)

    def render(self, data: dict[str, bytes], cluster: str, labels: dict[str, str]) -> bytes:
        rendered = b"".join(
            part.encode() if isinstance(part, str) else part.render(data, cluster, labels)
            for part in self.parts
        )
        if len(rendered) > MAX_RENDERED:
            raise TooBig("a template that renders to more than 1 MiB")
        return rendered


# --------------------------------------------------------------------------------------------------
# Selectors
# --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Requirement:
    key: str
    operator: str
    values: frozenset[str]

    def __post_init__(self) -> None:
        if not is_label_key(self.key) or not all(is_label_value(value) for value in self.values):
            raise BadSelector(f"{self.key!r} or its values are not those of a label")
        if (self.operator in ("In", "NotIn")) != bool(self.values):
            raise BadSelector(f"{self.operator} with {len(self.values)} values")
        if len(self.values) > 64:
            raise BadSelector("more than 64 values")

    def matches(self, labels: dict[str, str]) -> bool:
        here = self.key in labels
        found = here and labels[self.key] in self.values
        return {"In": found, "NotIn": not found, "Exists": here, "DoesNotExist": not here}[
            self.operator
        ]


def _requirement(node: Node) -> Requirement:
    fields = Fields(node)
    try:
        requirement = Requirement(
            fields.need("key", text),
            fields.need("operator", one_of("In", "NotIn", "Exists", "DoesNotExist")),
            frozenset(fields.may("values", list_of(text), [])),
        )
    except BadSelector as error:
        raise BadSelector(f"{node.mark}: {error}") from None
    fields.end()
    return requirement


@dataclass(frozen=True)
class Selector:
    """Requirements that must all be met."""

    requirements: list[Requirement]

    def __post_init__(self) -> None:
        if not self.requirements:
            raise BadSelector("an empty selector")
        if len(self.requirements) > 64:
            raise BadSelector("more than 64 requirements")

    @staticmethod
    def read(node: Node) -> Selector:
        """The selector of a FleetGroup."""
        fields = Fields(node)
        labels = fields.may("matchLabels", map_of(text), {})
        expressions = fields.may("matchExpressions", list_of(_requirement), [])
        fields.end()
        equal = [Requirement(key, "In", frozenset([value])) for key, value in labels.items()]
        return Selector(equal + expressions)

    @staticmethod
    def parse(source: str) -> Selector:
        """The selector of a command line."""
        if len(source.encode("utf-8")) > 4096:
            raise BadSelector("more than 4,096 bytes")
        return _SelectorText(source).selector()

    def matches(self, labels: dict[str, str]) -> bool:
        return all(requirement.matches(labels) for requirement in self.requirements)


class _SelectorText:
    """Reads the grammar word by word."""

    def __init__(self, source: str):
        self._tokens = re.findall(r"==|!=|[=!(),<>]|[^=!(),<> \t\r\n]+", source)

    def selector(self) -> Selector:
        if not self._tokens:
            raise BadSelector("an empty selector")
        requirements = [self._requirement()]
        while self._take(","):
            requirements.append(self._requirement())
        if self._tokens:
            raise BadSelector(f"{self._tokens[0]!r} after a requirement")
        return Selector(requirements)

    def _take(self, *symbols: str) -> str:
        return self._tokens.pop(0) if self._tokens and self._tokens[0] in symbols else ""

    def _word(self) -> str:
        is_word = self._tokens and not re.fullmatch("==|!=|[=!(),<>]", self._tokens[0])
        return self._tokens.pop(0) if is_word else ""

    def _requirement(self) -> Requirement:
        negated = self._take("!")
        key = self._word()
        if negated:
            return Requirement(key, "DoesNotExist", frozenset())
        if sign := self._take("=", "==", "!="):
            return Requirement(key, "NotIn" if sign == "!=" else "In", frozenset([self._word()]))
        if word := self._take("in", "notin"):
            return Requirement(key, "In" if word == "in" else "NotIn", self._values())
        return Requirement(key, "Exists", frozenset())

    def _values(self) -> frozenset[str]:
        if not self._take("("):
            raise BadSelector("values stand in parentheses")
        values = [self._word()]
        while self._take(","):
            values.append(self._word())
        if not self._take(")"):
            raise BadSelector("values without their )")
        return frozenset(values)


# --------------------------------------------------------------------------------------------------
# Rules
# --------------------------------------------------------------------------------------------------


def _expression(pattern: str, any_character: str) -> str:
    return re.escape(pattern).replace(r"\*", any_character + "*")


@dataclass(frozen=True)
class Pattern:
    """A pattern of names, or of paths if it has an expression for that."""

    text: str
    expression: re.Pattern[str]

    @staticmethod
    def of_names(text: str, is_name: Callable[[str], bool], characters: str, limit: int) -> Pattern:
        if "*" in text:
            good = re.fullmatch(f"[*{characters}]+", text) and len(text) <= limit
        else:
            good = is_name(text)
        if not good:
            raise BadField(f"{text!r} is no pattern")
        return Pattern(text, re.compile(_expression(text, "."), re.DOTALL))

    @staticmethod
    def label(text: str) -> Pattern:
        return Pattern.of_names(text, is_label, "a-z0-9-", 63)

    @staticmethod
    def type(text: str) -> Pattern:
        return Pattern.of_names(text, is_label_key, "A-Za-z0-9_./-", 317)

    @staticmethod
    def path(text: str) -> Pattern:
        parts = text.split("/")
        if (
            not re.fullmatch("[A-Za-z0-9_.@+*/-]{1,512}", text)
            or len(parts) < 2
            or parts[0] != "secrets"
            or any(not part or part[0] == "." for part in parts)
            or any("**" in part and part != "**" for part in parts)
        ):
            raise BadField(f"{text!r} is no pattern of a path")
        # Each part of the path with a slash behind it.
        whole = "".join(
            "(?:[^/]*/)*" if part == "**" else _expression(part, "[^/]") + "/" for part in parts
        )
        return Pattern(text, re.compile(whole, re.DOTALL))

    def matches(self, name: str) -> bool:
        return bool(self.expression.fullmatch(name))

    def matches_path(self, path: str) -> bool:
        return bool(self.expression.fullmatch(path + "/"))


def is_document_path(path: str) -> bool:
    """Whether a document can stand there."""
    parts = path.split("/")
    return (
        len(parts) >= 3
        and parts[0] == "secrets"
        and "\0" not in path
        and all(part and part[0] != "." for part in parts)
    )


@dataclass(frozen=True)
class Rule:
    """What documents may be, or what clusters must get."""

    name: str
    paths: list[Pattern] | None = None
    namespaces: list[Pattern] | None = None
    groups: list[Pattern] | None = None
    types: list[Pattern] | None = None
    scopes: list[str] | None = None
    select: Selector | None = None
    secret: tuple[str, str] | None = None
    keys: list[str] = field(default_factory=list)

    def allows(
        self, paths: list[str] | None, namespace: str, type_: str, scope: str, groups: list[str]
    ) -> bool:
        """Whether a document with these files and facts is allowed by this rule alone."""

        def among(patterns: list[Pattern] | None, name: str) -> bool:
            return patterns is None or any(pattern.matches(name) for pattern in patterns)

        def covered(path: str) -> bool:
            return self.paths is None or any(each.matches_path(path) for each in self.paths)

        return (
            self.secret is None
            and all(is_document_path(path) and covered(path) for path in paths or [])
            and among(self.namespaces, namespace)
            and among(self.types, type_)
            and (self.scopes is None or scope in self.scopes)
            and all(among(self.groups, group) for group in groups)
        )


def are_allowed(
    rules: list[Rule],
    paths: list[str] | None,
    namespace: str,
    type_: str,
    scope: str,
    groups: list[str],
) -> bool:
    """Whether rules allow a document; without paths, one that came as an object of a cluster."""
    allowing = [rule for rule in rules if rule.secret is None]
    return not allowing or any(
        rule.allows(paths, namespace, type_, scope, groups) for rule in allowing
    )


def _rule_list(read: Read[T]) -> Read[list[T]]:
    def read_all(node: Node) -> list[T]:
        items = list_of(read, itself)(node)
        if not 1 <= len(items) <= 64:
            raise BadField(f"{node.mark}: {len(items)} items")
        return items

    return read_all


def _secret_title(word: str) -> tuple[str, str]:
    namespace, _, its_name = word.partition("/")
    if not is_label(namespace) or not is_subdomain(its_name):
        raise BadField(f"{word!r} is not namespace and name")
    return namespace, its_name


def _required(node: Node) -> tuple[tuple[str, str], list[str]]:
    fields = Fields(node)
    required = fields.need("secret", decoded(_secret_title)), fields.need("keys", _rule_list(item_key))
    fields.end()
    return required


def _rule(node: Node) -> Rule:
    fields = Fields(node)
    if ("allow" in fields) == ("require" in fields):
        raise BadField(f"{node.mark}: not exactly one of allow and require")
    its_name = fields.need("name", name)
    if "require" in fields:
        if ("all" in fields) == ("select" in fields):
            raise BadField(f"{node.mark}: not exactly one of select and all")
        fields.may("all", _all, True)
        select = fields.may("select", Selector.read, None)
        secret, keys = fields.need("require", _required)
        fields.end()
        return Rule(its_name, select=select, secret=secret, keys=keys)
    paths = fields.may("paths", _rule_list(decoded(Pattern.path)), None)
    allow = fields.need("allow", Fields)
    fields.end()
    rule = Rule(
        its_name,
        paths,
        allow.may("namespaces", _rule_list(decoded(Pattern.label)), None),
        allow.may("groups", _rule_list(decoded(Pattern.label)), None),
        allow.may("types", _rule_list(decoded(Pattern.type)), None),
        allow.may("scopes", _rule_list(one_of("strict", "namespace", "any")), None),
    )
    allow.end()
    return rule


def read_rules(node: Node) -> list[Rule]:
    """`rules` of a Fleet."""
    rules = list_of(_rule, lambda rule: rule.name)(node)
    if len(rules) > 1024:
        raise BadField(f"{node.mark}: {len(rules)} rules")
    return rules

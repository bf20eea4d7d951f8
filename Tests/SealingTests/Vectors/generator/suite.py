"""The constructions of the suite fs1, in Python on top of libsodium (PyNaCl).

It shares no code with the program, so that a vector is the agreement of two implementations. The
keys of sealed boxes, which are random in use, are parameters here: the same vectors come out again.
"""

import base64
import hashlib
from dataclasses import dataclass

from nacl import bindings, pwhash

BASE32 = "abcdefghijklmnopqrstuvwxyz234567"


def lp(*parts):
    return b"".join(len(part).to_bytes(8, "little") + part for part in map(to_bytes, parts))


def to_bytes(part):
    return part.encode() if isinstance(part, str) else part


def h(context, *parts):
    return hashlib.blake2b(lp(context, *parts), digest_size=32).digest()


def kh(key, context, *parts):
    return hashlib.blake2b(lp(context, *parts), digest_size=32, key=key).digest()


def base32(data):
    return base64.b32encode(data).decode().rstrip("=").lower()


def base64_text(data):
    return base64.b64encode(data).decode()


def text(prefix, data):
    digits = base32(data + h("fleetseal/text/v1", prefix, data)[:4])
    return prefix + (digits.upper() if prefix.startswith("FSKEY") else digits)


def fingerprint_text(digest):
    digits = base32(digest)
    return "-".join(digits[start : start + 4] for start in range(0, 52, 4))


@dataclass(frozen=True)
class Key:
    seed: bytes

    @property
    def scalar(self):
        return kh(self.seed, "fleetseal/x25519/v1")

    @property
    def signing_seed(self):
        return kh(self.seed, "fleetseal/ed25519/v1")

    @property
    def x25519(self):
        return bindings.crypto_scalarmult_base(self.scalar)

    @property
    def public(self):
        return self.x25519 + bindings.crypto_sign_seed_keypair(self.signing_seed)[0]

    @property
    def fingerprint(self):
        return h("fleetseal/key/v1", self.public)

    @property
    def id(self):
        return "k" + base32(self.fingerprint)[:11]

    @property
    def private_text(self):
        return text("FSKEY-1-", self.seed)

    @property
    def public_text(self):
        return text("fspub1", self.public)

    def sign(self, digest):
        secret = bindings.crypto_sign_seed_keypair(self.signing_seed)[1]
        return bindings.crypto_sign(digest, secret)[:64]


def seal(plain, x25519, ephemeral):
    """crypto_box_seal with the ephemeral private scalar given."""
    ephemeral_public = bindings.crypto_scalarmult_base(ephemeral)
    nonce = hashlib.blake2b(ephemeral_public + x25519, digest_size=24).digest()
    return ephemeral_public + bindings.crypto_box(plain, nonce, x25519, ephemeral)


def pad(value):
    return value + b"\x80" + bytes(63 - len(value) % 64)


def binding(place):
    scope = place["scope"]
    return h(
        "fleetseal/value/v1",
        place["fleet"],
        scope,
        place["group"],
        place["namespace"] if scope != "any" else "",
        place["name"] if scope == "strict" else "",
        place["key"],
        place["value"],
    )


def group_binding(fleet, group, public):
    return h("fleetseal/group-key/v1", fleet, group, public)


def lock(content, passphrase, salt, nonce, passes, memory, header=None):
    """The two lines of an identity file under a passphrase."""
    header = header or (
        f"fleetseal-identity-1 argon2id {passes} {memory} "
        f"{base64_text(salt)} {base64_text(nonce)}"
    )
    key = pwhash.argon2id.kdf(32, passphrase.encode(), salt, opslimit=passes, memlimit=memory)
    box = bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
        content.encode(), header.encode(), nonce, key
    )
    return f"{header}\n{base64_text(box)}\n"

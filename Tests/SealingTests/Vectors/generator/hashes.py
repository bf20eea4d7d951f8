"""The hashes."""

from .material import key, stream, write
from .suite import h, kh, lp


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

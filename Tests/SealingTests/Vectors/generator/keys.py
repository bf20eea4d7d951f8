"""Keys, and public keys that are refused."""

from . import curve
from .material import flipped, key, stream, write
from .suite import Key, fingerprint_text


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

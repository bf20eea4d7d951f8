"""Signatures."""

from nacl import bindings

from . import curve
from .material import FLEET, flipped, key, write
from .suite import Key, base64_text, h

ORDER = 2**252 + 27742317777372353535851937790883648493  # of Ed25519's base point


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

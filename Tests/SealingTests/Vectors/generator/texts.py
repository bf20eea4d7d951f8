"""Texts of keys and ids, and the two encodings."""

from .material import flipped, key, stream, write
from .suite import BASE32, base32, base64_text, fingerprint_text, h, text


def respelled(prefix, data, spare):
    """The text of `data` with bits set that the last base32 character has no use for."""
    good = text(prefix, data)
    alphabet = BASE32.upper() if prefix.startswith("FSKEY") else BASE32
    return good[:-1] + alphabet[alphabet.index(good[-1]) | spare]


def checked(data, prefix, upper):
    digits = base32(data + h("fleetseal/text/v1", prefix, data)[:4])
    return digits.upper() if upper else digits


def cased(digits, kind):
    return digits.upper() if kind == "private key" else digits


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

"""Identity files."""

import base64

from .material import flipped, key, stream, write
from .suite import base64_text, lock


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

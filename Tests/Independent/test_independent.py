"""The second reader and writer checked by itself: `python3 -m unittest discover Tests/Independent`."""

from __future__ import annotations

import contextlib
import json
import re
import subprocess
import sys
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path

import nacl.bindings as sodium
import nacl.exceptions

import fleetseal as fs
import sample
import vectors
import writer

SEED = bytes(range(32))


class Notation(unittest.TestCase):
    def test_parts_carry_their_lengths(self):
        self.assertEqual(fs.lp("a", b""), bytes([1]) + bytes(7) + b"a" + bytes(8))
        self.assertNotEqual(fs.h("c", "ab", ""), fs.h("c", "a", "b"))

    def test_base32_comes_back(self):
        for size in range(70):
            for upper in (False, True):
                text = fs.base32((SEED * 3)[:size])
                self.assertEqual(
                    fs.base32_decode(text.upper() if upper else text, upper), (SEED * 3)[:size]
                )

    def test_base32_has_one_spelling(self):
        for text in ("a", "aaa", "aaaaaa", "ab", "AA", "aA", "a1", "aa======", "aa\n", "ää"):
            with self.subTest(text), self.assertRaises(fs.BadBase32):
                fs.base32_decode(text)

    def test_base64_has_one_spelling(self):
        for text in ("QQ", "QQ=", "QR==", "QQ==\n", " QQ==", "Q-__", "QQ==QQ==", "Ä"):
            with self.subTest(text), self.assertRaises(fs.BadBase64):
                fs.base64_decode(text)


class Keys(unittest.TestCase):
    def setUp(self):
        self.key = fs.PrivateKey(SEED)

    def test_texts_come_back(self):
        public, private = fs.public_text(self.key.public), fs.private_text(SEED)
        self.assertEqual((len(public), len(private)), (115, 66))
        self.assertEqual(fs.public_from_text(public), self.key.public)
        self.assertEqual(fs.seed_from_text(private), SEED)

    def test_every_changed_character_is_noticed(self):
        for text, read in (
            (fs.public_text(self.key.public), fs.public_from_text),
            (fs.private_text(SEED), fs.seed_from_text),
        ):
            for at in range(len(text)):
                wrong = text[:at] + ("3" if text[at] != "3" else "4") + text[at + 1 :]
                with self.subTest(wrong), self.assertRaises((fs.BadKeyText, fs.BadBase32)):
                    read(wrong)

    def test_another_case_or_length_is_refused(self):
        text = fs.public_text(self.key.public)
        for wrong in (
            text.upper(),
            "fspub1" + text[6:].upper(),
            text[:-1],
            text + "a",
            " " + text,
            text + "\n",
        ):
            with self.subTest(wrong), self.assertRaises((fs.BadKeyText, fs.BadBase32)):
                fs.public_from_text(wrong)

    def test_a_fingerprint_has_13_groups(self):
        text = fs.fingerprint_text(fs.fingerprint(self.key.public))
        self.assertEqual(fs.fingerprint_from_text(text), fs.fingerprint(self.key.public))
        self.assertEqual(self.key.id, "k" + text.replace("-", "")[:11])
        for wrong in (text.upper(), text.replace("-", ""), text[:-1] + "b", text + "-aaaa"):
            with self.subTest(wrong), self.assertRaises((fs.WrongLength, fs.BadBase32)):
                fs.fingerprint_from_text(wrong)

    def test_low_order_points_are_those_that_libsodium_refuses(self):
        for u in fs.X25519_LOW_ORDER:
            with self.subTest(u), self.assertRaises(nacl.exceptions.RuntimeError):
                sodium.crypto_scalarmult(SEED, u.to_bytes(32, "little"))
        for y in fs.ED25519_LOW_ORDER:
            self.assertTrue(_is_killed_by_eight(y), y)

    def test_public_keys_that_betray_their_user_are_refused(self):
        good_x, good_ed = self.key.public[:32], self.key.public[32:]
        high = (2**255).to_bytes(32, "little")
        for x in (
            bytes(32),
            fs._P.to_bytes(32, "little"),
            (fs._P + 2).to_bytes(32, "little"),
            _or(good_x, high),
        ):
            with self.subTest(x=x.hex()), self.assertRaises(fs.BadPublicKey):
                fs.check_public_key(x + good_ed)
        for y in (*fs.ED25519_LOW_ORDER, fs._P, 2**255 - 1):
            for sign in (0, 2**255):
                with self.subTest(y=y), self.assertRaises(fs.BadPublicKey):
                    fs.check_public_key(good_x + (y | sign).to_bytes(32, "little"))


def _or(a: bytes, b: bytes) -> bytes:
    return bytes(x | y for x, y in zip(a, b))


def _is_killed_by_eight(y: int) -> bool:
    """Whether eight times the point of the Ed25519 curve with that y is the neutral one."""
    p = fs._P
    d = -121665 * pow(121666, -1, p) % p
    for _ in range(3):
        xx = (y * y - 1) * pow(d * y * y + 1, -1, p) % p
        y = (y * y + xx) * pow(1 - d * xx * y * y, -1, p) % p
    return y == 1


class Values(unittest.TestCase):
    def setUp(self):
        self.key = fs.PrivateKey(SEED)
        self.place = fs.Place(
            "f" + "a" * 20, "strict", "production", "shop", "database", "password"
        )
        self.keys = {("production", self.key.id): self.key}

    def seal(self, value: bytes = b"secret", **changes) -> str:
        return fs.seal_value(value, self.key.public, replace(self.place, **changes), "vabcdefg")

    def raw(self, plain: bytes) -> str:
        return str(fs.SealedValue(self.key.id, "vabcdefg", fs.seal_box(plain, self.key.public)))

    def test_values_of_every_length_come_back(self):
        for size in (0, 1, 63, 64, 65, 127, 128, 1000):
            sealed = self.seal(bytes(size))
            self.assertEqual(fs.open_value(sealed, self.keys, self.place), bytes(size))
            self.assertEqual(len(fs.SealedValue.parse(sealed).box), 48 + 33 + (size // 64 + 1) * 64)

    def test_a_value_opens_only_where_it_is_bound(self):
        free = {"strict": set(), "namespace": {"name"}, "any": {"name", "namespace"}}
        for scope, may_change in free.items():
            sealed = self.seal(scope=scope)
            here = replace(self.place, scope=scope)
            for part in ("fleet_id", "scope", "namespace", "name", "item_key"):
                there = replace(
                    here, **{part: "any" if part == "scope" and scope != "any" else "other"}
                )
                with self.subTest(scope=scope, part=part):
                    if part in may_change:
                        self.assertEqual(fs.open_value(sealed, self.keys, there), b"secret")
                    else:
                        with self.assertRaises(fs.BoundElsewhere):
                            fs.open_value(sealed, self.keys, there)

    def test_the_key_is_looked_up_by_group_and_id(self):
        with self.assertRaises(fs.KeyNotHere):
            fs.open_value(self.seal(), self.keys, replace(self.place, group="staging"))

    def test_a_changed_box_is_not_authentic(self):
        sealed = fs.SealedValue.parse(self.seal())
        for at in (0, 31, 32, 60, len(sealed.box) - 1):
            box = bytearray(sealed.box)
            box[at] ^= 1
            with self.assertRaises(fs.NotAuthentic):
                fs.open_value(str(replace(sealed, box=bytes(box))), self.keys, self.place)

    def test_a_changed_value_id_is_bound_elsewhere(self):
        with self.assertRaises(fs.BoundElsewhere):
            fs.open_value(self.seal().replace("vabcdefg", "vabcdefh"), self.keys, self.place)

    def test_a_box_with_something_else_is_not_a_value(self):
        binding = self.place.binding("vabcdefg")
        for plain in (
            b"\x02" + binding + b"\x80" + bytes(63),
            b"\x01" + binding + bytes(64),
            b"\x01" + binding + b"\x80" + bytes(127),
        ):
            with self.assertRaises(fs.NotAValue):
                fs.open_value(self.raw(plain), self.keys, self.place)

    def test_texts_that_are_no_values(self):
        good = self.seal()
        suite, key, value, box = good.split(":")
        for wrong in (
            "",
            "fs1",
            good + ":",
            good + "\n",
            good.upper(),
            f"{suite}:{key}:{box}",
            f"{suite}:{value}:{key}:{box}",
            f"{suite}:{key}a:{value}:{box}",
            f"{suite}:{key}:{value}:{box[:-4]}",
            f"{suite}:{key}:{value}:{fs.base64(bytes(81))}",
            f"{suite}:{key}:{value}:",
        ):
            with self.subTest(wrong), self.assertRaises(fs.NotAValue):
                fs.SealedValue.parse(wrong)
        with self.assertRaises(fs.UnknownSuite):
            fs.SealedValue.parse("fs2" + good[3:])

    def test_a_group_key_is_no_value_and_the_other_way_round(self):
        sealed = fs.seal_group_key(self.key, self.key.public, self.place.fleet_id, "production")
        with self.assertRaises(fs.NotAValue):
            fs.SealedValue.parse(f"fs1:{self.key.id}:vabcdefg:{sealed[4:]}")
        with self.assertRaises(fs.NotAValue):
            fs.parse_group_key("fs1:" + self.seal().split(":")[3])


class GroupKeys(unittest.TestCase):
    def setUp(self):
        self.member, self.group = fs.PrivateKey(SEED), fs.PrivateKey(bytes(32))
        self.fleet_id = "f" + "a" * 20

    def open(self, text: str, group: str = "staging", public: bytes | None = None) -> fs.PrivateKey:
        return fs.open_group_key(
            text, self.member, self.fleet_id, group, public or self.group.public
        )

    def test_a_seed_comes_back(self):
        sealed = fs.seal_group_key(self.group, self.member.public, self.fleet_id, "staging")
        self.assertEqual(self.open(sealed).seed, self.group.seed)
        with self.assertRaises(fs.BoundElsewhere):
            self.open(sealed, group="production")
        with self.assertRaises(fs.BoundElsewhere):
            self.open(sealed, public=self.member.public)

    def test_another_seed_than_that_of_the_public_key_is_refused(self):
        binding = fs.group_key_binding(self.fleet_id, "staging", self.group.public)
        for plain, error in (
            (b"\x02" + binding + SEED, fs.ForeignKey),
            (b"\x01" + binding + bytes(32), fs.WrongKind),
        ):
            with self.assertRaises(error):
                self.open("fs1:" + fs.base64(fs.seal_box(plain, self.member.public)))


class Identities(unittest.TestCase):
    def test_a_plain_file(self):
        text = fs.private_text(SEED)
        self.assertEqual(fs.read_identity(f"# mine\n\n{text}\n".encode()).seed, SEED)
        self.assertEqual(fs.read_identity(text.encode()).seed, SEED)
        for wrong in (
            b"",
            b"# mine\n",
            f"{text}\n{text}\n".encode(),
            f" {text}\n".encode(),
            f"{text}\r\n".encode(),
        ):
            with self.subTest(wrong), self.assertRaises(fs.FleetsealError):
                fs.read_identity(wrong)
        with self.assertRaises(fs.TooBig):
            fs.read_identity(text.encode() + b"\n" * fs.MAX_IDENTITY)

    def test_a_file_under_a_passphrase(self):
        sealed = fs.seal_identity(
            fs.PrivateKey(SEED), b"correct horse", passes=1, memory=8 * fs.KIB
        )
        self.assertEqual(fs.read_identity(b"# mine\n" + sealed, b"correct horse").seed, SEED)
        with self.assertRaises(fs.WrongPassphrase):
            fs.read_identity(sealed, b"wrong horse")
        with self.assertRaises(fs.WrongPassphrase):
            fs.read_identity(sealed.replace(b" 1 8192 ", b" 2 8192 "), b"correct horse")

    def test_a_costly_file_is_refused_before_any_work(self):
        sealed = fs.seal_identity(fs.PrivateKey(SEED), b"", passes=1, memory=8 * fs.KIB)
        for cost in (b" 11 8192 ", b" 1 1073742848 ", b" 1 999999999999999424 "):
            with self.subTest(cost), self.assertRaises(fs.CostTooHigh):
                fs.read_identity(sealed.replace(b" 1 8192 ", cost), b"")
        for wrong in (
            b" 01 8192 ",
            b" +1 8192 ",
            b" 1  8192 ",
            b" 0 8192 ",
            b" 1 4096 ",
            b" 1 8193 ",
        ):
            with self.subTest(wrong), self.assertRaises(fs.WrongHeader):
                fs.read_identity(sealed.replace(b" 1 8192 ", wrong), b"")
        for wrong in (
            sealed + b"\n",
            sealed.replace(b"\n", b"\n\n", 1),
            sealed.replace(b"\n", b"\r\n"),
        ):
            with self.subTest(wrong), self.assertRaises(fs.BadIdentity):
                fs.read_identity(wrong, b"")


class YAML(unittest.TestCase):
    def test_what_is_refused(self):
        for text, error in (
            (b"a: \xff", fs.NotUTF8),
            (b"\xef\xbb\xbfa: b", fs.ForbiddenCharacter),
            (b"a: \x00", fs.ForbiddenCharacter),
            (b"a: \x1b", fs.ForbiddenCharacter),
            (b"a: b\rc", fs.ForbiddenCharacter),
            (b"a: \xef\xbf\xbf", fs.ForbiddenCharacter),
            (b'a: "\\ud83d"', fs.ForbiddenCharacter),
            (b"? a\n: 1", fs.ForbiddenFeature),
            (b"[a: 1]", fs.ForbiddenFeature),
            (b"{a}", fs.ForbiddenFeature),
            (b'a: "b"#c', fs.ForbiddenFeature),
            ("a: \u0085".encode(), fs.ForbiddenCharacter),
            ("a: \u2028".encode(), fs.ForbiddenCharacter),
            (b"a: 1\na: 2", fs.DuplicateKey),
            (b'a: 1\n"a": 2', fs.DuplicateKey),
            (b"a: &x 1", fs.ForbiddenFeature),
            (b"a: &x 1\nb: *x", fs.ForbiddenFeature),
            (b"a: !!str 1", fs.ForbiddenFeature),
            (b"a: ! 1", fs.ForbiddenFeature),
            (b"a: !x {}", fs.ForbiddenFeature),
            (b"%YAML 1.2\n---\na: 1", fs.ForbiddenFeature),
            (b"<<: {}", fs.KeyNotString),
            (b"yes: 1", fs.KeyNotString),
            (b"4: 1", fs.KeyNotString),
            (b"[a]: 1", fs.KeyNotString),
            (b"?\n: 1", fs.KeyNotString),
            (b"a: [", fs.BadSyntax),
            (b"a: b: c", fs.BadSyntax),
            (b"[" * 65 + b"]" * 65, fs.TooDeep),
        ):
            with self.subTest(text), self.assertRaises(error):
                fs.load_yaml(text)

    def test_what_may_stand(self):
        for text, value in (
            (b"a: b\r\nc: d\r\n", "b"),
            (b'a: "\\0"', "\0"),
            (b'a: "\\ud83d\\ude00"', "\U0001f600"),
            (b"{a: b#c}", "b#c"),
        ):
            with self.subTest(text):
                self.assertEqual(fs.load_yaml(text)[0].items["a"].text, value)

    def test_sixty_four_levels_are_followed(self):
        self.assertEqual(len(fs.load_yaml(b"[" * 64 + b"]" * 64)), 1)

    def test_plain_scalars_that_are_no_strings(self):
        words = "~ null Null NULL y Y n N yes Yes YES on off On OFF true True TRUE false False FALSE = <<"
        numbers = "0 4 -4 +4 007 08 0o17 0x1F 0b101 1_000 12:30:45 -1:2 1.5 1e3 1E+3 .5 1. 1_000.5 1:30.5 0x_ 0b_"
        odd = ".inf -.Inf +.INF .nan .NaN .NAN 2026-1-2 1_000e3 0X1F 0o1_7 0:30 2026-11-21 2026-11-21T10:00:00Z 2026-1-2T1:00:00 2026-01-02t10:00:00.5+1:30"
        for text in ("", *words.split(), *numbers.split(), *odd.split(), "2026-11-21 10:00:00 -5"):
            with self.subTest(text):
                self.assertFalse(fs.plain_is_string(text))

    def test_plain_scalars_that_are_strings(self):
        words = "nULL yEs tRUE a 1.2.3 10.0.0.1 1a 0xg 0b2 1:60 :30 -.NAN 2026-11 e3 1e _1 v1 - .. inf nan 0o8 . ._"
        for text in words.split():
            with self.subTest(text):
                self.assertTrue(fs.plain_is_string(text))

    def test_quoting_makes_a_string(self):
        [node] = fs.load_yaml(b"[4, '4', \"4\", true, a]\n")
        self.assertEqual([item.is_string for item in node.items], [False, True, True, False, True])

    def test_places_are_those_of_an_editor(self):
        with self.assertRaisesRegex(fs.DuplicateKey, "^3:3: "):
            fs.load_yaml(b"a:\n  b: c\n  b: d\n")


class Canonical(unittest.TestCase):
    def test_the_example_of_the_page(self):
        expected = fs.lp("m", "all", fs.lp("v", "true"), "epoch", fs.lp("v", "4"))
        self.assertEqual(self.canonical(b"{epoch: 4, all: true}"), expected)

    def test_layout_does_not_matter(self):
        a = self.canonical(b"a: b\nc: [d, 'e']\n")
        self.assertEqual(a, self.canonical(b'# x\n\'c\': \n  - "d"\n  - e\n"a": |-\n  b\n'))

    def test_anything_else_does(self):
        texts = (
            b"{}",
            b"[]",
            b"''",
            b"",
            b"a: 4",
            b"a: '4'",
            b"a: 04",
            b"a: [4]",
            b"a: {b: 4}",
            b"a: [4, 4]",
        )
        encoded = [
            self.canonical(text) if text else fs.canonical(fs.Scalar("", False)) for text in texts
        ]
        self.assertEqual(len(set(encoded)), len(texts))

    def test_keys_are_sorted_by_their_bytes(self):
        first = self.canonical('{"\U0001f600": a, "\uffee": b}'.encode())
        self.assertEqual(
            first, fs.lp("m", "\uffee", fs.lp("s", "b"), "\U0001f600", fs.lp("s", "a"))
        )

    @staticmethod
    def canonical(text: bytes) -> bytes:
        [node] = fs.load_yaml(text)
        return fs.canonical(node)


class Templates(unittest.TestCase):
    def render(self, text: str, **data: bytes) -> bytes:
        return fs.Template.parse(text).render(
            data, "eu1", {"region": "eu", "example.com/tier": "gold"}
        )

    def test_what_is_rendered(self):
        for text, expected in (
            ("", b""),
            ("a } b }} {c}", b"a } b }} {c}"),
            ("{{a}}", b"A"),
            ("{{ \ta\t }}", b"A"),
            ("{{{{a}}", b"{{a}}"),
            ("{{{{{{a}}}}", b"{{A}}"),
            ("{{cluster.name}}-{{cluster.region}}-{{cluster.example.com/tier}}", b"eu1-eu-gold"),
            ("{{a|base64}}", b"QQ=="),
            ("{{ a | base64 | json }}", b'"QQ=="'),
            ("{{q|json}}", '"\\"\\\\/\\n\\u0001\x7fä"'.encode()),
            ("{{q|urlquery}}", b"%22%5C%2F%0A%01%7F%C3%A4"),
            ("{{bytes|base64}}", b"/w=="),
        ):
            with self.subTest(text):
                values = {"a": b"A", "q": '"\\/\n\x01\x7fä'.encode(), "bytes": b"\xff"}
                self.assertEqual(self.render(text, **values), expected)

    def test_what_is_not(self):
        for text, error in (
            ("{{a", fs.OpenPlaceholder),
            ("{{a}", fs.OpenPlaceholder),
            ("{{}}", fs.BadTemplate),
            ("{{a b}}", fs.BadTemplate),
            ("{{{a}}", fs.BadTemplate),
            ("{{a\n}}", fs.BadTemplate),
            ("{{a|}}", fs.UnknownFilter),
            ("{{a|upper}}", fs.UnknownFilter),
            ("{{b}}", fs.UnknownName),
            ("{{cluster.zone}}", fs.UnknownName),
            ("{{bytes}}", fs.NotText),
            ("{{bytes|json}}", fs.NotText),
            ("{{nul|urlquery|base64}}", fs.NotText),
        ):
            with self.subTest(text), self.assertRaises(error):
                self.render(text, a=b"A", bytes=b"\xff", nul=b"\x00", **{"cluster.zone": b"x"})

    def test_limits(self):
        with self.assertRaises(fs.BadTemplate):
            fs.Template.parse("{{a" + "|json" * (fs.MAX_FILTERS + 1) + "}}")
        with self.assertRaises(fs.TooBig):
            self.render("{{a}}{{a}}", a=bytes([65]) * (fs.MIB // 2 + 1))


class Selectors(unittest.TestCase):
    def test_what_matches(self):
        labels = {"env": "prod", "region": "eu", "empty": ""}
        for text, expected in (
            ("env=prod", True),
            ("env==prod,region in (eu, us)", True),
            ("env!=prod", False),
            ("zone!=a", True),
            ("zone notin (a)", True),
            ("!zone", True),
            ("! env", False),
            ("empty", True),
            ("empty=", True),
            ("region notin (eu,us)", False),
            ("region in (us)", False),
            ("zone in (a)", False),
        ):
            with self.subTest(text):
                self.assertEqual(fs.Selector.parse(text).matches(labels), expected)

    def test_what_is_refused(self):
        for text in (
            "",
            " ",
            ",",
            "env=prod,",
            "env in ()x",
            "env in eu",
            "-a=b",
            "a=-b",
            "a=b=c",
            "a>1",
            "env=" + "a" * 64,
            "a,b " * 2000,
        ):
            with self.subTest(text), self.assertRaises(fs.BadSelector):
                fs.Selector.parse(text)
        for number, error in ((64, None), (65, fs.BadSelector)):
            for text in (
                ",".join(f"l{n}" for n in range(number)),
                f"a in ({','.join(f'v{n}' for n in range(number))})",
            ):
                with self.assertRaises(error) if error else contextlib.nullcontext():
                    fs.Selector.parse(text)


class Pins(unittest.TestCase):
    def test_a_pin_comes_back(self):
        pin = sample.Sample(SEED).pin()
        self.assertEqual(fs.Pin.parse(bytes(pin)), pin)

    def test_what_is_refused(self):
        good = bytes(sample.Sample(SEED).pin())
        lines = good.split(b"\n")
        for wrong in (
            b"",
            good[:-1],
            good + b"\n",
            good.replace(b"\n", b"\r\n"),
            good.replace(b"trust-1", b"trust-2"),
            good.replace(b" alice ", b"  alice "),
            good.replace(b"fleet 4", b"fleet 04"),
            good + lines[-2] + b"\n",
            b"\n".join(lines[:2]) + b"\n",
            good + b"rule x\n",
            good + b"epoch secret/a 1\n",
        ):
            with self.subTest(wrong), self.assertRaises(fs.FleetsealError):
                fs.Pin.parse(wrong)


class Vectors(unittest.TestCase):
    FOLDER = Path(__file__).parents[1] / "SealingTests" / "Vectors"

    def test_those_of_the_project_hold(self):
        for file in sorted(self.FOLDER.glob("*.json")):
            with self.subTest(file.name):
                self.assertGreater(vectors.check_file(file)["vectors"], 0)

    def test_its_own_are_those_in_the_folder(self):
        self.assertEqual(vectors.make(), (self.FOLDER / "independent.json").read_text())

    def test_every_construction_is_made_both_ways(self):
        passing, failing = set(), set()
        for vector in vectors.all_vectors():
            (failing if "reason" in vector else passing).add(vector["construction"])
        self.assertEqual(passing, set(vectors.CONSTRUCTIONS))
        self.assertEqual(failing, passing - {"hashes", "plain-scalars"})

    def test_a_vector_that_does_not_hold_is_noticed(self):
        good = vectors._vector("texts", "base64", kind="base64", text="QQ==")
        bad = vectors._vector("texts", "base64", kind="base64", text="QQ")
        self.assertEqual(vectors.check("texts", good), None)
        self.assertEqual(vectors.check("texts", bad), None)
        self.assertEqual(vectors.check("texts", bad | {"reason": "length"}), "malformed")
        for wrong in (
            good | {"bytes": "42"},
            good | {"reason": "malformed"},
            bad | {"reason": "not authentic"},
        ):
            with self.subTest(wrong), self.assertRaises(vectors.WrongVector):
                vectors.check("texts", wrong)
        del bad["reason"]
        with self.assertRaises(vectors.WrongVector):
            vectors.check("texts", bad)


class WholeFleet(unittest.TestCase):
    """The sample on disk, read back, and read back after one thing in it was changed."""

    def setUp(self):
        self.write_sample()

    def write_sample(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name, "repository")
        self.identities = Path(folder.name, "identities")
        self.pin_file = Path(folder.name, "pin")
        self.sample = sample.Sample(SEED)
        sample.write(self.sample, self.root, self.identities, self.pin_file)

    def verify(self) -> int:
        return fs.verify(fs.Repository.load(self.root), fs.Pin.parse(self.pin_file.read_bytes()))

    def change(self, path: str, old: str, new: str) -> None:
        file = self.root / path
        text = file.read_text()
        self.assertIn(old, text)
        file.write_text(text.replace(old, new, 1))

    def rewrite(self, path: str, *documents: dict) -> None:
        (self.root / path).write_text(writer.text_of(*documents))

    def test_every_signature_verifies(self):
        self.assertEqual(self.verify(), 14)
        self.assertEqual(list(fs.Repository.load(self.root).warnings()), [])

    def test_every_cluster_gets_what_is_written_down(self):
        repository = fs.Repository.load(self.root)
        for cluster, documents in sample.Sample.expected().items():
            files = [
                f"cluster-{cluster}.key",
                "operator-alice.key",
                *(f.name for f in self.identities.glob(f"cluster-{cluster}-2.key")),
            ]
            for file in files:
                keys = fs.group_keys(
                    repository, fs.read_identity((self.identities / file).read_bytes())
                )
                for document, data in documents.items():
                    with self.subTest(cluster=cluster, file=file, document=document):
                        self.assertEqual(
                            fs.open_secret(repository, keys, *document.split("/"), cluster), data
                        )

    def test_who_may_not_open(self):
        repository = fs.Repository.load(self.root)
        self.assertEqual(fs.group_keys(repository, self.sample.operators["ci"]), {})
        us = fs.group_keys(repository, self.sample.cluster_keys["us1"][0])
        self.assertEqual({group for group, _ in us}, {"fleet", "staging", "us1"})
        with self.assertRaises(fs.KeyNotHere):
            fs.open_secret(repository, us, "shop", "database", "eu1")
        with self.assertRaises(fs.NotForThisCluster):
            fs.open_secret(repository, us, "ingress", "wildcard.example.com", "us1")
        with self.assertRaises(fs.RevokedKey):
            fs.group_keys(repository, self.sample.former)
        with self.assertRaises(fs.NotFound):
            fs.group_keys(repository, fs.PrivateKey(bytes(32)))

    def test_what_a_signature_covers(self):
        for path, old, new in (
            ("fleetseal.yaml", "since: 2024", 'since: "2024"'),
            ("fleetseal.yaml", "opens: []", "opens: all"),
            ("keys/clusters/eu1.yaml", "region: eu", "region: us"),
            ("keys/clusters/eu1.yaml", "    - production\n", ""),
            ("keys/clusters/eu1.yaml", sample.CREATED, "2026-01-16"),
            ("keys/groups/production.yaml", "state: retired", "state: next"),
            ("keys/groups/production.yaml", "        - operator.mallory\n", ""),
            ("keys/groups/legacy.yaml", "2026-03-01", "2026-03-02"),
            ("keys/groups/legacy.yaml", "by: ci", "by: alice"),
        ):
            before = (self.root / path).read_text()
            self.change(path, old, new)
            with self.subTest(path=path, old=old), self.assertRaises(fs.BadSignature):
                self.verify()
            (self.root / path).write_text(before)
        self.assertEqual(self.verify(), 14)

    def test_what_a_signature_does_not_cover(self):
        self.change("fleetseal.yaml", "team: platform", "team: other")
        self.change("keys/clusters/eu1.yaml", "counter: 7", "counter: 8")
        self.change("keys/clusters/us1.yaml", "state: next", "state: retired")
        line = f"        operator.alice/{self.sample.operators['alice'].id}:"
        self.change("keys/groups/production.yaml", line, line.replace("alice", "bob"))
        self.assertEqual(self.verify(), 14)

    def test_a_key_that_vouches_for_itself_is_refused(self):
        key = self.sample.cluster_keys["eu1"][0]
        message = fs.endorsement_message(self.sample.fleet_id, "eu1", key.public, sample.CREATED)
        cluster = self.sample.cluster("eu1")
        item = writer.key_item(key, "active", sample.CREATED)
        item["endorsed"] = {"by": key.id, "sig": fs.base64(key.sign(message))}
        cluster["spec"]["keys"] = [item]
        signed = writer.sign(cluster, "alice", self.sample.operators["alice"], self.sample.fleet_id)
        self.rewrite("keys/clusters/eu1.yaml", signed, self.sample.group("eu1", {"cluster": "eu1"}))
        with self.assertRaises(fs.BrokenEndorsement):
            self.verify()

    def test_revoked_group_keys_are_not_used(self):
        repository = fs.Repository.load(self.root)
        us1 = self.sample.cluster_keys["us1"][0]
        staging = {state: key.id for state, key in self.sample.group_keys["staging"].items()}

        def opened() -> set[str]:
            return {key for group, key in fs.group_keys(repository, us1) if group == "staging"}

        self.assertEqual(opened(), {staging["active"], staging["next"]})
        listed = repository.fleet.revoked
        repository.fleet = replace(repository.fleet, revoked=[])
        self.assertEqual(opened(), {staging["active"], staging["next"]})
        keys = [replace(key, state="retired") for key in repository.groups["staging"].keys]
        repository.groups["staging"] = replace(repository.groups["staging"], keys=keys)
        self.assertEqual(opened(), set(staging.values()))
        repository.fleet = replace(repository.fleet, revoked=listed)
        self.assertEqual(opened(), {staging["active"], staging["next"]})

    def test_endorsements(self):
        path = "keys/clusters/eu2.yaml"
        before = (self.root / path).read_text()
        first, second = self.sample.cluster_keys["eu2"]
        item = before.index("endorsed:")
        for old, new in (
            (f"by: {first.id}", f"by: {second.id}"),
            (f"by: {first.id}", "by: kaaaaaaaaaaa"),
        ):
            self.change(path, old, new)
            with self.subTest(new=new), self.assertRaises(fs.BrokenEndorsement):
                self.verify()
            (self.root / path).write_text(before)
        created = before.rindex(sample.CREATED, 0, item)
        (self.root / path).write_text(before[:created] + "2026-01-16" + before[created + 10 :])
        with self.assertRaises(fs.BrokenEndorsement):
            self.verify()

    def test_a_pin_decides_who_signs_the_fleet(self):
        pin = self.sample.pin()
        repository = fs.Repository.load(self.root)
        with self.assertRaises(fs.UnknownSigner):
            fs.verify(repository, replace(pin, operators={"ci": pin.operators["ci"]}))
        with self.assertRaises(fs.BadSignature):
            fs.verify(repository, replace(pin, operators={"alice": pin.operators["ci"]}))
        with self.assertRaises(fs.WrongFleet):
            fs.verify(repository, replace(pin, fleet_id="f" + "a" * 20))
        for what in ("fleet", "cluster/eu1", "group/production"):
            with self.subTest(what), self.assertRaises(fs.OldEpoch):
                fs.verify(repository, replace(pin, epochs=pin.epochs | {what: 99}))

    def test_places(self):
        secrets = lambda: self.root / "secrets"
        for make, error in (
            (
                lambda: (secrets() / "shop" / "link.yaml").symlink_to("database.yaml"),
                fs.SymbolicLink,
            ),
            (lambda: (self.root / "keys/clusters/old").mkdir(), fs.WrongPlace),
            (lambda: (secrets() / "shop" / "a.yml").write_text(""), fs.WrongEnding),
            (lambda: (secrets() / "a.yaml").write_text(""), fs.WrongPlace),
            (
                lambda: self.copy("secrets/shop/database.yaml", "secrets/shop/other.yaml"),
                fs.WrongPlace,
            ),
            (
                lambda: self.copy("secrets/shop/database.yaml", "secrets/web/database.yaml"),
                fs.WrongPlace,
            ),
            (
                lambda: self.copy("secrets/shop/database.yaml", "secrets/x/shop/database.yaml"),
                fs.NameTaken,
            ),
            (
                lambda: self.copy(
                    "secrets/shop/database@us1.yaml", "secrets/shop/database@eu1.yaml"
                ),
                fs.BadField,
            ),
            (
                lambda: self.copy(
                    "secrets/shop/database@us1.yaml", "secrets/x/shop/database@us1.yaml"
                ),
                fs.NameTaken,
            ),
            (lambda: self.copy("keys/groups/fleet.yaml", "keys/groups/other.yaml"), fs.WrongPlace),
            (
                lambda: self.copy("keys/groups/fleet.yaml", "keys/groups/x/fleet.yaml"),
                fs.WrongPlace,
            ),
            (
                lambda: self.copy("keys/groups/fleet.yaml", "keys/clusters/fleet.yaml"),
                fs.WrongDocumentCount,
            ),
            (lambda: self.copy("fleetseal.yaml", "keys/groups/acme.yaml"), fs.WrongPlace),
        ):
            self.write_sample()
            make()
            with self.subTest(error=error.__name__), self.assertRaises(error):
                fs.Repository.load(self.root)

    def copy(self, source: str, target: str) -> None:
        (self.root / target).parent.mkdir(parents=True, exist_ok=True)
        (self.root / target).write_bytes((self.root / source).read_bytes())

    def test_other_files_are_ignored(self):
        for path in (
            "secrets/README.md",
            "secrets/.hidden.yaml",
            "secrets/.d/a.yml",
            "keys/groups/a.json",
        ):
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_text("{")
        self.assertEqual(self.verify(), 14)

    def test_schemas(self):
        secret, fleet, production = (
            "secrets/shop/database.yaml",
            "fleetseal.yaml",
            "keys/groups/production.yaml",
        )
        for path, old, new, error in (
            (secret, "v1alpha1", "v1", fs.WrongApiVersion),
            (production, "- id: k", "- id: kaaaaaaaaaaa #", fs.BadField),
            (secret, "kind: FleetSecret", "kind: Secret", fs.WrongPlace),
            (secret, "  scope: strict", "  scopes: strict", fs.UnknownField),
            (secret, "scope: strict", "scope: cluster", fs.BadField),
            (secret, "immutable: false", "immutable: no", fs.WrongType),
            (secret, "immutable: false", 'immutable: "false"', fs.WrongType),
            (secret, "immutable: false", "immutable: False", fs.WrongType),
            (secret, "type: example.com/database", "type: 1.5", fs.NotAString),
            (secret, "requires: []", "requires: [quorum]", fs.UnknownRequirement),
            (secret, "    - for: production", "    - for: fleet", fs.BadField),
            (
                secret,
                "    - for: production",
                "    - meta: {}\n      for: production",
                fs.UnknownField,
            ),
            (secret, "        ca:", "        ..ca:", fs.BadName),
            (secret, "        ca:", "        url:", fs.BadField),
            (secret, "          fs1:", "          fs2:", fs.UnknownSuite),
            (secret, "app: shop", "fleetseal.dev/app: shop", fs.BadName),
            (secret, 'owner: "team: shop"', 'owner: "{{ user }}"', fs.BadField),
            (secret, "deployment/shop", "job/shop", fs.BadName),
            (secret, "namespace: shop", "namespace: Shop", fs.BadName),
            (secret, "    - for: eu2", "    - for: us1", fs.BadRepository),
            (fleet, "epoch: 4", 'epoch: "4"', fs.WrongType),
            (fleet, "epoch: 4", "epoch: 04", fs.WrongType),
            (fleet, "epoch: 4", "epoch: 0", fs.BadField),
            (fleet, "    - name: shop", "    - name: others", fs.BadField),
            (fleet, "secrets/**/shop/*", "secrets/**x/shop", fs.BadField),
            (fleet, "      all: true", "      all: false", fs.BadField),
            (fleet, "  signature:", "  signatures:", fs.MissingField),
            (fleet, "name: ci", "name: alice", fs.BadField),
            ("keys/clusters/eu1.yaml", "    - eu1\n", "", fs.BadField),
            ("keys/clusters/eu1.yaml", "    - eu1\n", "    - eu1\n    - eu1\n", fs.BadField),
            ("keys/clusters/eu1.yaml", f'"{sample.CREATED}"', sample.CREATED, fs.NotAString),
            ("keys/clusters/eu1.yaml", "  cluster: eu1", "  all: true", fs.WrongPlace),
            ("keys/clusters/us1.yaml", "state: next", "state: active", fs.BadField),
            (production, "state: retired", "state: active", fs.BadField),
            (production, "  select:", "  all: true\n  select:", fs.BadField),
            (production, "operator: In", "operator: Gt", fs.BadField),
            (production, "operator.alice/", "user.alice/", fs.BadName),
            ("keys/groups/fleet.yaml", "all: true", "all: false", fs.BadField),
            ("keys/groups/legacy.yaml", "epoch: 5", "epoch: 5\n  all: true", fs.UnknownField),
        ):
            before = (self.root / path).read_text()
            self.change(path, old, new)
            with self.subTest(path=path, new=new), self.assertRaises(error):
                fs.Repository.load(self.root)
            (self.root / path).write_text(before)

    def test_the_command_line(self):
        code, out, _ = self.run_main("verify", self.root, "--trust", self.pin_file)
        self.assertEqual((code, out), (0, "checked 14 signatures and 17 documents\n"))
        identity = self.identities / "cluster-us1.key"
        code, out, _ = self.run_main(
            "open",
            self.root,
            "--identity",
            identity,
            "--trust",
            self.pin_file,
            "shop/database",
            "--cluster",
            "us1",
        )
        self.assertEqual(
            json.loads(out),
            json.loads((self.identities / "expected.json").read_text())["us1"]["shop/database"],
        )
        self.change("keys/groups/fleet.yaml", "epoch: 2", "epoch: 3")
        code, out, err = self.run_main("verify", self.root, "--trust", self.pin_file)
        self.assertEqual((code, out), (1, ""))
        self.assertRegex(err, re.escape("BadSignature: keys/groups/fleet.yaml"))

    @staticmethod
    def run_main(*words) -> tuple[int, str, str]:
        command = [sys.executable, str(Path(__file__).parent), *map(str, words)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr


if __name__ == "__main__":
    unittest.main()

"""A small fleet with everything that the format knows, made from nothing."""

from __future__ import annotations

import json
import os
from pathlib import Path

import fleetseal as fs
import writer

CREATED = "2026-01-15"
CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"


class Sample:
    """The keys of the fleet and the documents that they seal and sign."""

    def __init__(self, seed: bytes):
        self._seed = seed
        self._values = 0
        self.fleet_id = "f" + fs.base32(self._derive("fleet id"))[:20]
        self.operators = {name: self._key(f"operator {name}") for name in ("alice", "ci")}
        self.former = self._key("operator mallory")
        self.cluster_keys = {
            "eu1": [self._key("cluster eu1")],
            "eu2": [self._key("cluster eu2"), self._key("cluster eu2 again")],
            "us1": [self._key("cluster us1"), self._key("cluster us1 next")],
        }
        self.group_keys = {
            "fleet": {"active": self._key("group fleet")},
            "production": {
                "retired": self._key("group production at first"),
                "active": self._key("group production"),
            },
            "staging": {
                "revoked": self._key("group staging at first"),
                "active": self._key("group staging"),
                "next": self._key("group staging next"),
            },
        } | {name: {"active": self._key(f"group of {name}")} for name in self.cluster_keys}
        self.groups_of = {
            "eu1": ["eu1", "fleet", "production"],
            "eu2": ["eu2", "fleet", "production"],
            "us1": ["fleet", "staging", "us1"],
        }
        self.labels_of = {
            "eu1": {"env": "prod", "region": "eu", "example.com/tier": "gold"},
            "eu2": {"env": "prod", "region": "eu", "edge": ""},
            "us1": {"env": "staging", "region": "us"},
        }

    def _derive(self, label: str) -> bytes:
        return fs.kh(self._seed, "independent/sample", label)

    def _key(self, label: str) -> fs.PrivateKey:
        return fs.PrivateKey(self._derive(label))

    # The registry

    def _signed(
        self, kind: str, name: str, spec: dict, by: str = "alice", **metadata: writer.Tree
    ) -> dict:
        document = writer.document(kind, name, spec, **metadata)
        return writer.sign(document, by, self.operators[by], self.fleet_id)

    def fleet(self) -> dict:
        opens = {"alice": "all", "ci": []}
        operators = [
            {"name": name, "public": fs.public_text(key.public), "opens": opens[name]}
            for name, key in self.operators.items()
        ]
        revoked = [self.former, self.group_keys["staging"]["revoked"]]
        spec = {
            "id": self.fleet_id,
            "epoch": 4,
            "operators": operators,
            "revoked": [fs.fingerprint_text(fs.fingerprint(key.public)) for key in revoked],
            "rules": [
                {
                    "name": "shop",
                    "paths": ["secrets/**/shop/*"],
                    "allow": {"namespaces": ["shop", "shop-*"], "scopes": ["strict", "any"]},
                },
                {"name": "others", "allow": {"types": ["Opaque", "kubernetes.io/*"]}},
                {
                    "name": "database",
                    "all": True,
                    "require": {"secret": "shop/database", "keys": ["password"]},
                },
            ],
            "requires": [],
            "extensions": {
                "note": {"owner": "platform team", "since": 2024, "on": [True, "yes", "0x10"]}
            },
        }
        labels = {"team": "platform"}
        return self._signed(
            "Fleet", "acme", spec, labels=labels, annotations={"note": "4: not a number"}
        )

    def cluster(self, name: str) -> dict:
        states = {"eu1": ["active"], "eu2": ["retired", "active"], "us1": ["active", "next"]}[name]
        keys = self.cluster_keys[name]
        items = [writer.key_item(key, state, CREATED) for key, state in zip(keys, states)]
        if name == "eu2":
            message = fs.endorsement_message(self.fleet_id, name, keys[1].public, CREATED)
            items[1]["endorsed"] = {"by": keys[0].id, "sig": fs.base64(keys[0].sign(message))}
        spec = {"labels": self.labels_of[name], "groups": self.groups_of[name]}
        if name == "eu1":
            spec["kubeSystemUID"] = "3f1e7a52-0000-4000-8000-1c2d3e4f5a6b"
        spec |= {"epoch": 3, "keys": items}
        if name == "eu1":
            spec["publication"] = {"instance": "i", "counter": 7, "digest": fs.base32(self._derive("publication"))}
        return self._signed("FleetCluster", name, spec)

    def _sealed_to(self, group: str, key: fs.PrivateKey) -> dict[str, str]:
        members = {f"operator.alice/{self.operators['alice'].id}": self.operators["alice"].public}
        for cluster, groups in self.groups_of.items():
            if group in groups:
                keys = self.cluster_keys[cluster]
                members |= {f"cluster.{cluster}/{member.id}": member.public for member in keys}
        return {
            member: fs.seal_group_key(key, members[member], self.fleet_id, group)
            for member in sorted(members)
        }

    def group(self, name: str, which: dict, by: str = "alice") -> dict:
        items = []
        for state, key in self.group_keys[name].items():
            item = writer.key_item(key, state, CREATED)
            if name == "production" and state == "active":
                item["rekeyDue"] = ["cluster.old1", "operator.mallory"]
            item["sealedTo"] = self._sealed_to(name, key)
            items.append(item)
        return self._signed("FleetGroup", name, {**which, "epoch": 2, "keys": items}, by)

    def tombstone(self, kind: str, name: str) -> dict:
        return self._signed(kind, name, {"epoch": 5, "removed": "2026-03-01"}, "ci")

    def registry(self) -> dict[str, list[dict]]:
        """The documents of the registry by the path of their file."""
        production = {
            "matchLabels": {"env": "prod"},
            "matchExpressions": [
                {"key": "region", "operator": "In", "values": ["eu", "us"]},
                {"key": "edge-only", "operator": "DoesNotExist"},
            ],
        }
        staging = {"matchExpressions": [{"key": "env", "operator": "NotIn", "values": ["prod"]}]}
        files = {
            "fleetseal.yaml": [self.fleet()],
            "keys/groups/fleet.yaml": [self.group("fleet", {"all": True})],
            "keys/groups/production.yaml": [self.group("production", {"select": production})],
            "keys/groups/staging.yaml": [self.group("staging", {"select": staging}, "ci")],
            "keys/groups/legacy.yaml": [self.tombstone("FleetGroup", "legacy")],
            "keys/clusters/old1.yaml": [
                self.tombstone("FleetCluster", "old1"),
                self.tombstone("FleetGroup", "old1"),
            ],
        }
        for name in self.cluster_keys:
            own = self.group(name, {"cluster": name})
            files[f"keys/clusters/{name}.yaml"] = [self.cluster(name), own]
        return files

    # The documents with values

    def _seal(
        self,
        document: tuple[str, str, str],
        group: str,
        item: str,
        value: bytes,
        state: str = "active",
    ) -> str:
        scope, namespace, name = document
        self._values += 1
        value_id = "v" + fs.base32(self._derive(f"value {self._values}"))[:7]
        place = fs.Place(self.fleet_id, scope, group, namespace, name, item)
        return fs.seal_value(value, self.group_keys[group][state].public, place, value_id)

    def _layer(
        self,
        document: tuple[str, str, str],
        group: str,
        values: dict[str, bytes],
        remove: tuple[str, ...] = (),
        state: str = "active",
    ) -> dict:
        layer: dict = {"for": group}
        if remove:
            layer["remove"] = list(remove)
        sealed = {
            key: self._seal(document, group, key, value, state) for key, value in values.items()
        }
        return layer | ({"values": sealed} if sealed else {})

    def database(self) -> tuple[dict, dict]:
        """A document with every field, and its part for us1."""
        place = ("strict", "shop", "database")
        template = {
            "labels": {"app": "shop"},
            "annotations": {"example.com/owner": "team: shop"},
            "data": {
                "url": "postgres://{{ user | urlquery }}:{{password|urlquery}}@{{ cluster.region }}/shop",
                "config.json": '{"cluster":{{ cluster.name | json }},"password":{{\tpassword | json }}}',
                "header": "Basic {{ password | base64 }} {{{{literal}} }}",
            },
            "omit": ["user"],
        }
        spec = {
            "type": "example.com/database",
            "scope": "strict",
            "immutable": False,
            "suspend": False,
            "drift": "detect",
            "adopt": "ifEqual",
            "deletion": "retain",
            "restart": ["deployment/shop", "statefulset/cache", "daemonset/logs.v2"],
            "optional": ["debug", "replica"],
            "layers": [
                self._layer(
                    place, "fleet", {"user": b"shop", "password": b"fallback", "debug": b"1"}
                ),
                self._layer(
                    place,
                    "production",
                    {"password": b'p"\xc3\xa4\\\n\x01 /+', "ca": b"old"},
                    ("debug",),
                ),
                self._layer(place, "eu2", {"replica": b"eu2-b"}, ("ca",)),
            ],
            "template": template,
            "requires": [],
            "extensions": {"ui": {"order": [1, "2"]}},
        }
        labels, annotations = {"team": "shop"}, {"contact": "shop@example.com"}
        whole = writer.document(
            "FleetSecret",
            place[2],
            spec,
            namespace=place[1],
            labels=labels,
            annotations=annotations,
        )
        layers = [self._layer(place, "us1", {"password": b"us", "replica": b"us1-b"}, ("debug",))]
        part = writer.document("FleetSecret", place[2], {"layers": layers}, namespace=place[1])
        return whole, part

    def certificate(self) -> dict:
        """A document in scope namespace whose value is sealed to a retired key."""
        place = ("namespace", "ingress", "wildcard.example.com")
        layers = [
            self._layer(
                place,
                "production",
                {"tls.crt": CERTIFICATE.encode(), "tls.key": b"key"},
                state="retired",
            )
        ]
        spec = {
            "type": "kubernetes.io/tls",
            "scope": "namespace",
            "immutable": True,
            "layers": layers,
        }
        return writer.document("FleetSecret", place[2], spec, namespace=place[1])

    def lengths(self) -> dict:
        """A document in scope any with values around a block, bytes that are no text, and the next key."""
        place = ("any", "ops", "lengths")
        values = {
            "empty": b"",
            "63": b"a" * 63,
            "64": b"b" * 64,
            "65": b"c" * 65,
            "all_bytes": bytes(range(256)),
        }
        layers = [
            self._layer(place, "fleet", values),
            self._layer(place, "staging", {"ends-like-padding": b"\x80\x00\x00"}, state="next"),
        ]
        spec = {"scope": "any", "suspend": True, "layers": layers}
        return writer.document("FleetSecret", place[2], spec, namespace=place[1])

    def secrets(self) -> dict[str, list[dict]]:
        """The documents with values by the path of their file."""
        whole, part = self.database()
        return {
            "secrets/shop/database.yaml": [whole],
            "secrets/shop/database@us1.yaml": [part],
            "secrets/platform/web/ingress/wildcard.example.com.yaml": [self.certificate()],
            "secrets/platform/ops/lengths.yaml": [self.lengths()],
        }

    # Outside of the repository

    def identities(self) -> dict[str, fs.PrivateKey]:
        """Every private key that a computer of the fleet has, by the name of its file."""
        named = {f"operator-{name}": key for name, key in self.operators.items()}
        for cluster, keys in self.cluster_keys.items():
            named[f"cluster-{cluster}"] = keys[0]
            if len(keys) > 1:
                named[f"cluster-{cluster}-2"] = keys[1]
        return named

    def pin(self) -> fs.Pin:
        """What the fleet is trusted for."""
        epochs = {"fleet": 4, "cluster/old1": 5, "group/old1": 5, "group/legacy": 5}
        for cluster in self.cluster_keys:
            epochs |= {f"cluster/{cluster}": 3, f"group/{cluster}": 2}
        epochs |= {f"group/{group}": 2 for group in ("fleet", "production", "staging")}
        operators = {name: key.public for name, key in self.operators.items()}
        return fs.Pin(self.fleet_id, "acme", operators, epochs)

    @staticmethod
    def expected() -> dict[str, dict[str, dict[str, bytes]]]:
        """By cluster and document what the cluster gets, written down by hand."""
        lengths = {
            "empty": b"",
            "63": b"a" * 63,
            "64": b"b" * 64,
            "65": b"c" * 65,
            "all_bytes": bytes(range(256)),
        }
        production = {
            "password": b'p"\xc3\xa4\\\n\x01 /+',
            "url": b"postgres://shop:p%22%C3%A4%5C%0A%01%20%2F%2B@eu/shop",
            "header": b"Basic cCLDpFwKASAvKw== {{literal}} }}",
        }
        config = b'{"cluster":"%s","password":"p\\"\xc3\xa4\\\\\\n\\u0001 /+"}'
        tls = {"tls.crt": CERTIFICATE.encode(), "tls.key": b"key"}
        return {
            "eu1": {
                "shop/database": production | {"ca": b"old", "config.json": config % b"eu1"},
                "ingress/wildcard.example.com": tls,
                "ops/lengths": lengths,
            },
            "eu2": {
                "shop/database": production | {"replica": b"eu2-b", "config.json": config % b"eu2"},
                "ingress/wildcard.example.com": tls,
                "ops/lengths": lengths,
            },
            "us1": {
                "shop/database": {
                    "password": b"us",
                    "replica": b"us1-b",
                    "url": b"postgres://shop:us@us/shop",
                    "config.json": b'{"cluster":"us1","password":"us"}',
                    "header": b"Basic dXM= {{literal}} }}",
                },
                "ops/lengths": lengths | {"ends-like-padding": b"\x80\x00\x00"},
            },
        }


def write(sample: Sample, repository: Path, identities: Path, pin: Path) -> None:
    """The whole fleet, its private keys, its pin, and beside the keys what each cluster must get."""
    for path, documents in (sample.registry() | sample.secrets()).items():
        file = repository / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(writer.text_of(*documents), encoding="utf-8", newline="\n")
    identities.mkdir(parents=True, exist_ok=True)
    for name, key in sample.identities().items():
        file = identities / f"{name}.key"
        text = (
            f"# {name}\n# public key: {fs.public_text(key.public)}\n\n{fs.private_text(key.seed)}\n"
        )
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(descriptor, "w", encoding="utf-8", newline="\n") as out:
            out.write(text)
    pin.parent.mkdir(parents=True, exist_ok=True)
    pin.write_bytes(bytes(sample.pin()))
    expected = {
        cluster: {
            document: {key: fs.base64(value) for key, value in data.items()}
            for document, data in documents.items()
        }
        for cluster, documents in sample.expected().items()
    }
    (identities / "expected.json").write_text(
        json.dumps(expected, indent=2) + "\n", encoding="utf-8"
    )

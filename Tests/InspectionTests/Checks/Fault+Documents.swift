import Documents
import Fleet
import Sealing

@testable import Inspection

extension Fault {
    private static let db = PlantedFleet.database
    private static let extra = "secrets/payments/extra.yaml"

    static let layers: [Fault] = [
        Fault(.layerGroupUnknown, "a group that never was", db, "for: nowhere") {
            $0.put(db, try $0.text(db) + "  - for: nowhere\n    remove: [password]\n")
        },
        Fault(.layerGroupUnknown, "a group that was taken out", db, "for: former") {
            $0.put(db, try $0.text(db) + "  - for: former\n    remove: [password]\n")
        },
        Fault(.layerGroupUnknown, "a cluster that was taken out", db, "for: gone") {
            $0.put(db, try $0.text(db) + "  - for: gone\n    remove: [password]\n")
        },
        Fault(.layerEmpty, "no values", db, "for: eu", occurrence: 2) {
            $0.put(db, try $0.text(db) + "  - for: eu\n    values: {}\n")
        },
        Fault(.layerNeverWins, "the narrower one first", extra, "for: us") {
            try $0.addSecret([
                ("us", [], ["a-key"]), ("production", [], ["a-key"]), ("staging", [], ["a-key"]),
            ])
        },
        Fault(.layerNeverWins, "two that cover it", extra, "for: fleet") {
            try $0.addSecret([
                ("fleet", [], ["a-key"]), ("production", [], ["a-key"]),
                ("staging", [], ["a-key"]),
            ])
        },
        Fault(.valueNeverWins, "one of two values", extra, "a-key:") {
            try $0.addSecret(
                [
                    ("us", [], ["a-key", "b-key"]), ("production", [], ["a-key"]),
                    ("staging", [], ["a-key"]),
                ],
                rest: "  optional: [b-key]"
            )
        },
        Fault(.removeWithoutEffect, "a key that nobody gave", extra, "remove: [zzz]") {
            try $0.addSecret([("fleet", [], ["a-key"]), ("production", ["zzz"], ["a-key"])])
        },
        Fault(.layersAmbiguous, "europe and production", extra, "a-key:", occurrence: 2) {
            try $0.addSecret([("europe", [], ["a-key"]), ("production", [], ["a-key"])])
        },
    ]

    static let documents: [Fault] = keys + values + rules

    private static let keys: [Fault] = [
        Fault(.documentReachesNobody, "no layers", extra, "layers:") {
            try $0.addSecret([])
            try $0.replace(extra, "  layers:\n", "  layers: []\n")
        },
        Fault(.keyMissing, "one environment has none", extra, "a-key:") {
            try $0.addSecret(
                [("production", [], ["a-key"]), ("staging", [], ["b-key"])],
                rest: "  optional: [b-key]"
            )
        },
        Fault(.keyMissing, "only one cluster has it", extra, "b-key:") {
            try $0.addSecret([("fleet", [], ["a-key"]), ("us", [], ["b-key"])])
        },
        Fault(
            .keyMissing,
            "a part lacks it",
            PlantedFleet.tokens.replacing(".yaml", with: "@eu.yaml"),
            "token:"
        ) {
            try $0.replace("secrets/payments/tokens@lab.yaml", "token:", "taken:")
            try $0.replace(PlantedFleet.tokens, "spec:\n", "spec:\n  optional: [taken]\n")
        },
        Fault(.templateKeyMissing, "not on all clusters", extra, "url:") {
            try $0.addSecret(
                [("fleet", [], ["a-key"]), ("us", [], ["b-key"])],
                rest: "  template: {data: {\n    url: \"{{a-key}}{{b-key}}\"}}"
            )
        },
        Fault(.templateKeyMissing, "on no cluster", extra, "url:") {
            try $0.addSecret(
                [("fleet", [], ["a-key"])],
                rest: "  template: {data: {\n    url: \"{{c-key}}\"}}"
            )
        },
        Fault(.templateLabelMissing, "zone", extra, "url:") {
            try $0.addSecret(
                [("fleet", [], ["a-key"])],
                rest: "  template: {data: {\n    url: \"{{cluster.zone}}\"}}"
            )
        },
        Fault(.optionalKeyUnknown, "a mistyped key", extra, "optional:") {
            try $0.addSecret([("fleet", [], ["a-key"])], rest: "  optional: [b-key]")
        },
        Fault(.omitKeyUnknown, "a mistyped key", extra, "omit:") {
            try $0.addSecret([("fleet", [], ["a-key"])], rest: "  template: {omit: [b-key]}")
        },
    ]

    private static let values: [Fault] = [
        Fault(.valueKeyUnknown, "another group's key", extra, "fs1:") {
            try $0.addSecret([("fleet", [], ["a-key"])])
            let key = try $0.groupDocument("production").keys[0].id
            try $0.replace(extra, /fs1:k[a-z2-7]{11}/, with: "fs1:\(key)")
        },
        Fault(.valueKeyRetired, "before a reseal", extra, "fs1:") {
            try $0.addSecret([("fleet", [], ["a-key"])])
            try $0.replace(extra, /fs1:\S+/, with: $0.value("fleet", .retired))
            let group = PlantedFleet.group("fleet")
            try $0.replace(group, "    rekeyDue: [cluster.gone]\n", "")
            try $0.sign(group)
        },
        Fault(.rekeyDue, "a value for who left", extra, "fs1:") {
            try $0.addSecret([("fleet", [], ["a-key"])])
            try $0.replace(extra, /fs1:\S+/, with: $0.value("fleet", .retired))
        },
        Fault(.valueKeyRevoked, "by its state", extra, "fs1:") {
            try $0.addSecret([("fleet", [], ["a-key"])])
            try $0.replace(extra, /fs1:\S+/, with: $0.value("fleet", .retired))
            let group = PlantedFleet.group("fleet")
            try $0.replace(group, "state: retired", "state: revoked")
            try $0.sign(group)
        },
        Fault(.valueCopied, "to another Secret", PlantedFleet.tokens, "fs1:") {
            let username = try $0.text(db).firstMatch(of: /username:\s+(fs1:\S+)/)?.output.1
            try $0.replace(PlantedFleet.tokens, /fs1:\S+/, with: String(username ?? ""))
        },
        Fault(.valueDamaged, "bytes of nobody", extra, "fs1:", opens: true) {
            try $0.addSecret([("fleet", [], ["a-key"])])
        },
        Fault(.valueBoundElsewhere, "made for another key", extra, "fs1:", opens: true) {
            try $0.addSecret([("fleet", [], ["a-key"])])
            try $0.replace(extra, /fs1:\S+/, with: $0.valueBoundElsewhere("fleet"))
        },
        Fault(
            .lineDamaged,
            "another group's line",
            PlantedFleet.group("production"),
            "operator.alice/",
            opens: true
        ) {
            let line = /operator\.alice\/k[a-z2-7]{11}: fs1:\S+/
            let other = try $0.text(PlantedFleet.group("europe")).firstMatch(of: line)?.output
            try $0.replace(
                PlantedFleet.group("production"),
                line,
                with: String(other ?? "")
            )
        },
    ]

    private static let rules: [Fault] = [
        Fault(.ruleForbids, "another namespace", "secrets/other/extra.yaml", "namespace:") {
            try $0.addSecret([("fleet", [], ["a-key"])], at: "secrets/other/extra.yaml")
            try $0.addRules(
                "  - {name: team, paths: [secrets/**], allow: {namespaces: [payments]}}"
            )
        },
        Fault(.ruleForbids, "a group", db, "for: europe") {
            try $0.addRules(
                "  - {name: team, paths: [secrets/**], allow: {groups: [fleet, production, staging, us, eu, lab]}}"
            )
        },
        Fault(.ruleForbids, "a scope", extra, "scope:") {
            try $0.addSecret([("fleet", [], ["a-key"])], rest: "  scope: any")
            try $0.addRules("  - {name: team, paths: [secrets/**], allow: {scopes: [strict]}}")
        },
        Fault(.ruleForbids, "a path", extra, nil) {
            try $0.addSecret([("fleet", [], ["a-key"])])
            try $0.addRules(
                "  - {name: team, paths: [secrets/payments/db.yaml, \"secrets/payments/t*\"], allow: {namespaces: [payments]}}"
            )
        },
        Fault(.ruleRequires, "a Secret that is not there", PlantedFleet.fleetFile, "name: needs") {
            try $0.addRules(
                "  - {name: needs, all: true, require: {secret: payments/no, keys: [a]}}"
            )
        },
        Fault(.ruleRequires, "a key that one lacks", PlantedFleet.fleetFile, "name: needs") {
            try $0.addRules(
                "  - {name: needs, all: true, require: {secret: payments/db, keys: [region-key]}}"
            )
        },
    ]
}

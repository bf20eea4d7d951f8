import Sealing

@testable import Inspection

extension Fault {
    private static let fleet = PlantedFleet.fleetFile
    private static let production = PlantedFleet.group("production")
    private static let eu = PlantedFleet.cluster("eu")
    private static let old = HeldKey(PrivateKey.random())

    static let registry: [Fault] = [
        Fault(.groupUnknown, "a group that never was", eu, "groups:") {
            try $0.replace(eu, ", eu]", ", nowhere, eu]")
            try $0.sign(eu)
        },
        Fault(.groupUnknown, "a group that was taken out", eu, "groups:") {
            try $0.replace(eu, ", eu]", ", former, eu]")
            try $0.sign(eu)
        },
        Fault(.groupsDiffer, "a label that says otherwise", PlantedFleet.cluster("lab"), "groups:")
        {
            try $0.replace(PlantedFleet.cluster("lab"), "region: eu", "region: us")
            try $0.sign(PlantedFleet.cluster("lab"))
        },
        Fault(.groupsDiffer, "a group left out", eu, "groups:") {
            try $0.replace(eu, "europe, ", "")
            try $0.sign(eu)
            try $0.removeLine(PlantedFleet.group("europe"), "cluster.eu/")
        },
        Fault(.selectorMatchesNothing, "mars", PlantedFleet.group("mars"), "matchLabels:") {
            try $0.addGroup("mars", select: "{region: mars}")
        },
        Fault(.operatorOpensUnknownGroup, "nowhere", fleet, "name: bob") {
            try $0.replace(fleet, "opens: [staging]", "opens: [staging, nowhere]")
            try $0.sign(fleet)
        },
        Fault(.clusterWithoutKey, "its only one retired", PlantedFleet.cluster("lab"), "- {id") {
            try $0.replace(PlantedFleet.cluster("lab"), "state: active", "state: retired")
            for name in ["fleet", "fleet", "staging", "europe"] {
                try $0.removeLine(PlantedFleet.group(name), "cluster.lab/")
            }
            try $0.removeLine(PlantedFleet.cluster("lab"), "cluster.lab/")
        },
        Fault(.groupWithoutKey, "its only one retired", PlantedFleet.group("west"), "- id:") {
            try $0.addGroup("west", select: "{region: us}", members: ["us"], state: "retired")
        },
        Fault(.lineMissing, "a cluster's", production, "cluster.eu/") {
            try $0.removeLine(production, "cluster.us/")
        },
        Fault(.lineMissing, "an operator's", PlantedFleet.group("staging"), "cluster.lab/") {
            try $0.removeLine(PlantedFleet.group("staging"), "operator.bob/")
        },
        Fault(.lineMissing, "of a retired key", PlantedFleet.group("fleet"), "cluster.eu/") {
            try $0.removeLine(PlantedFleet.group("fleet"), "cluster.us/")
        },
        Fault(.lineLeftOver, "a cluster that is not in it", production, "cluster.lab/") {
            try $0.addLine(production, "cluster.lab/\($0.publicKey("lab").id)")
        },
        Fault(.lineLeftOver, "an operator who does not open it", production, "operator.bob/") {
            try $0.addLine(production, "operator.bob/\($0.bob.key.id)")
        },
        Fault(.lineLeftOver, "a cluster that was taken out", production, "cluster.gone/") {
            try $0.addLine(production, "cluster.gone/\($0.publicKey("gone").id)")
        },
        Fault(.lineLeftOver, "a key that nobody has", production, "kaaaaaaaaaaa") {
            try $0.addLine(production, "cluster.eu/kaaaaaaaaaaa")
        },
        Fault(.rekeyDue, "a member left", production, "rekeyDue:") {
            try $0.replace(
                production,
                "    sealedTo:",
                "    rekeyDue: [cluster.gone]\n    sealedTo:"
            )
            try $0.sign(production)
        },
    ]

    static let comparisons: [Fault] = [
        Fault(.baseFleetChanged, "another id", fleet, "  id:", base: { _ in }) {
            $0.fleetID = "fzzzzzzzzzzzzzzzzzzzz"
            try $0.replace(fleet, PlantedFleet.id, $0.fleetID)
            for path in $0.files.keys where path == fleet || path.hasPrefix("keys/") {
                try $0.sign(path)
            }
        },
        Fault(
            .baseDocumentGone,
            "a tombstone",
            PlantedFleet.group("former"),
            nil,
            base: { _ in }
        ) { $0.files[PlantedFleet.group("former")] = nil },
        Fault(
            .baseEpochLower,
            "a branch that is behind",
            production,
            "epoch:",
            base: { try $0.sign(production) },
            plant: { _ in }
        ),
        Fault(.baseEpochReused, "a change without a new epoch", eu, "epoch:", base: { _ in }) {
            try $0.replace(eu, "spec:\n", "spec:\n  kubeSystemUID: abc\n")
            try $0.sign(eu, raising: false)
        },
        Fault(.baseRevokedShrunk, "an empty list", fleet, "revoked:", base: { _ in }) {
            try $0.replace(fleet, /revoked:\n  - .*/, with: "revoked: []")
            try $0.sign(fleet)
        },
        Fault(.baseOperatorBack, "carol", fleet, "name: carol", base: { _ in }) {
            try $0.replace(fleet, /revoked:\n  - .*/, with: "revoked: []")
            let key = $0.carol.key.publicKey.text
            try $0.replace(
                fleet,
                "  operators:\n",
                "  operators:\n  - {name: carol, public: \(key), opens: []}\n"
            )
            try $0.sign(fleet)
        },
        Fault(
            .baseTombstoneUndone,
            "a group",
            PlantedFleet.group("former"),
            "select:",
            base: { _ in }
        ) {
            try $0.addGroup("former", select: "{region: us}", members: ["us"], epoch: 9)
        },
        Fault(
            .baseKeyLost,
            "an endorsed key",
            eu,
            "- {id",
            base: { try $0.addKey(to: "eu", "retired") },
            plant: { _ in }
        ),
        Fault(
            .baseKeyByOld,
            "by a key that was given up",
            eu,
            "endorsed",
            occurrence: 2,
            base: { try $0.addKey(to: "eu", "retired", old) },
            plant: {
                try $0.addKey(to: "eu", "retired", old)
                try $0.addKey(to: "eu", "retired", by: old)
            }
        ),
        Fault(
            .baseKeyStateBack,
            "a revoked key of a group",
            PlantedFleet.group("fleet"),
            "state: retired",
            base: {
                try $0.replace(PlantedFleet.group("fleet"), "state: retired", "state: revoked")
                try $0.sign(PlantedFleet.group("fleet"))
            },
            plant: {
                try $0.sign(PlantedFleet.group("fleet"))
                try $0.sign(PlantedFleet.group("fleet"))
            }
        ),
        Fault(
            .basePublicationLower,
            "an old one",
            eu,
            "counter: 5",
            base: {
                try $0.replace(
                    eu,
                    "  signature:",
                    "  publication: {instance: i, counter: 7, digest: new}\n  signature:"
                )
            },
            plant: {
                try $0.replace(
                    eu,
                    "  signature:",
                    "  publication: {instance: i, counter: 5, digest: old}\n  signature:"
                )
            }
        ),
        Fault(.baseValueMoved, "to another key", PlantedFleet.tokens, "fs1:", base: { _ in }) {
            try $0.replace(PlantedFleet.tokens, "shared:", "common:")
        },
        Fault(
            .baseValueMoved,
            "to another document",
            "secrets/other/tokens.yaml",
            "fs1:",
            base: { _ in }
        ) {
            for path in $0.files.keys where path.hasPrefix("secrets/payments/tokens@") {
                $0.files[path] = nil
            }
            $0.files["secrets/other/tokens.yaml"] = $0.files.removeValue(
                forKey: PlantedFleet.tokens
            )
            try $0.replace(
                "secrets/other/tokens.yaml",
                "namespace: payments",
                "namespace: other"
            )
        },
        Fault(.baseLineLost, "a cluster's", production, "cluster.eu/", base: { _ in }) {
            try $0.removeLine(production, "cluster.us/")
        },
    ]
}

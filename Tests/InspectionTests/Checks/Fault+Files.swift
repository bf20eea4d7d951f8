import Sealing

@testable import Inspection

extension Fault {
    private static let db = PlantedFleet.database
    private static let fleet = PlantedFleet.fleetFile
    private static let production = PlantedFleet.group("production")
    private static let eu = PlantedFleet.cluster("eu")

    static let files: [Fault] = [
        Fault(.fileUnreadable, "a document of five megabytes", db, nil) {
            $0.files[db] = Array(repeating: 35, count: 5 << 20)
        },
        Fault(.fileMisplaced, "an ending that is overlooked", "secrets/payments/db.yml", nil) {
            $0.put("secrets/payments/db.yml", "")
        },
        Fault(.fileMisplaced, "a symbolic link", "secrets/payments/link.yaml", nil) {
            $0.put("secrets/payments/link.yaml", "")
            $0.links = ["secrets/payments/link.yaml"]
        },
        Fault(.fileMisplaced, "another namespace than the folder's", db, "optional:") {
            try $0.replace(db, "namespace: payments", "namespace: other")
        },
        Fault(.fileMisplaced, "a document in keys itself", "keys/extra.yaml", nil) {
            $0.put("keys/extra.yaml", "")
        },
        Fault(.fileMisplaced, "a group among the secrets", "secrets/a/b.yaml", "kind:") {
            $0.files["secrets/a/b.yaml"] = $0.files[production]
        },
        Fault(.fileMisplaced, "a document outside secrets", "deploy/db.yaml", "apiVersion:") {
            $0.files["deploy/db.yaml"] = $0.files[db]
        },
        Fault(.mergeConflict, "markers of git", db, "<<<<<<<") {
            try $0.replace(db, "  layers:", "<<<<<<< HEAD\n  layers:")
        },
        Fault(.yamlInvalid, "an anchor", db, "&names") {
            try $0.replace(db, "optional: [", "optional: &names [")
        },
        Fault(.yamlInvalid, "a key that stands there twice", production, "  epoch: 7") {
            try $0.replace(production, "  keys:", "  epoch: 7\n  keys:")
        },
        Fault(.schemaInvalid, "an unknown field", db, "optonal:") {
            try $0.replace(db, "  optional:", "  optonal: []\n  optional:")
        },
        Fault(.schemaInvalid, "an unknown state of a group's key", production, "aktive") {
            try $0.replace(production, "state: active", "state: aktive")
        },
        Fault(.schemaInvalid, "a label that is none", eu, "e u") {
            try $0.replace(eu, "region: eu", "region: \"e u\"")
        },
        Fault(.schemaInvalid, "an epoch of zero in the Fleet", fleet, "epoch: 0") {
            try $0.replace(fleet, /epoch: \d+/, with: "epoch: 0")
        },
        Fault(.schemaInvalid, "a template that cannot be read", db, "url:") {
            try $0.replace(db, "{{username}}", "{{username")
        },
        Fault(.valueNotSealed, "a password", db, "hunter2") {
            try $0.replace(db, /fs1:\S+/, with: "hunter2")
        },
        Fault(.secretTwice, "another folder", "secrets/team/payments/db.yaml", nil) {
            $0.files["secrets/team/payments/db.yaml"] = $0.files[db]
        },
        Fault(.partWithoutDocument, "a lone part", "secrets/payments/lost@eu.yaml", nil) {
            try $0.addSecret([("eu", ["x"], [])], at: "secrets/payments/lost@eu.yaml")
            try $0.replace("secrets/payments/lost@eu.yaml", "name: lost@eu", "name: lost")
        },
        Fault(
            .partConflicts,
            "a layer in both",
            "secrets/payments/tokens@eu.yaml",
            "layers:"
        ) {
            let tokens = PlantedFleet.tokens
            $0.put(tokens, try $0.text(tokens) + "  - for: eu\n    remove: [shared]\n")
        },
        Fault(.nameTaken, "a group like a cluster", PlantedFleet.group("eu"), nil) {
            try $0.addGroup("eu", select: "{region: us}")
        },
        Fault(
            .renderedDiffers,
            "a type edited in the copy",
            "rendered/eu/secrets/payments/db.yaml",
            nil
        ) {
            try $0.render("eu")
            try $0.replace(
                "rendered/eu/secrets/payments/db.yaml",
                "spec:\n",
                "spec:\n  type: Other\n"
            )
        },
        Fault(
            .renderedDiffers,
            "a document added to the copy",
            "rendered/eu/secrets/payments/more.yaml",
            nil
        ) {
            try $0.render("eu")
            $0.files["rendered/eu/secrets/payments/more.yaml"] =
                $0.files["rendered/eu/secrets/payments/db.yaml"]
        },
        Fault(
            .renderedDiffers,
            "a mark without a view",
            "other/.fleetseal-rendered",
            nil
        ) { $0.files["other/.fleetseal-rendered"] = [] },
        Fault(.documentLarge, "210 KiB", db, nil) {
            let comment = String(
                repeating: "# a long remark of sixty-four characters, said many times....\n",
                count: 3_400
            )
            $0.put(db, comment + (try $0.text(db)))
        },
    ]

    static let trust: [Fault] = [
        Fault(.signatureInvalid, "a group's epoch raised by hand", production, "signature:") {
            try $0.replace(production, /epoch: \d+/, with: "epoch: 50")
        },
        Fault(.signatureInvalid, "a fact of a cluster added", eu, "signature:") {
            try $0.replace(eu, "spec:\n", "spec:\n  kubeSystemUID: abc\n")
        },
        Fault(.signatureInvalid, "an operator who opens more", fleet, "signature:") {
            try $0.replace(fleet, /epoch: \d+/, with: "epoch: 50")
        },
        Fault(.signatureInvalid, "a group of one", eu, "signature:", occurrence: 2) {
            try $0.replace(
                eu,
                /kind: FleetGroup[^\0]*?epoch: 1/,
                with: """
                    kind: FleetGroup
                    metadata: {name: eu}
                    spec:
                      cluster: eu
                      epoch: 50
                    """
            )
        },
        Fault(.signerUnknown, "a stranger signs a group", production, "signature:") {
            try $0.replace(production, "by: alice", "by: mallory")
        },
        Fault(.signerUnknown, "a stranger signs the Fleet", fleet, "signature:") {
            try $0.replace(fleet, "by: alice", "by: mallory")
        },
        Fault(.epochRolledBack, "a group", production, "epoch:") {
            $0.seen = ["group/production": 99]
        },
        Fault(.epochRolledBack, "the Fleet", fleet, "epoch:") { $0.seen = ["fleet": 99] },
        Fault(.epochRolledBack, "a cluster", eu, "epoch:") { $0.seen = ["cluster/eu": 99] },
        Fault(.keyNotEndorsed, "a key that appeared", eu, "endorsed:") {
            try $0.addKey(to: "eu", "retired", isEndorsed: false)
        },
        Fault(.keyRevoked, "an operator's", fleet, "name: bob") {
            let fingerprint = $0.bob.key.publicKey.fingerprint
            try $0.replace(fleet, "revoked:\n", "revoked:\n  - \(fingerprint)\n")
            try $0.sign(fleet)
        },
    ]
}

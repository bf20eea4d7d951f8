import Foundation
import Testing

/// Files whose names are not UTF-8, which no path of the program opens.
@Suite struct UnnameableFileTests {
    @Test func `a name that is not UTF-8 is one finding, and all else is judged`() throws {
        let fleet = try FleetRepository("us-1", "lab")
        try fleet.set("one", "a", for: "fleet")
        try fleet.set("two", "b", for: "us-1")
        try fleet.commit("set")
        try fleet.run(#"cp secrets/pay/db.yaml "secrets/pay/$(printf '\377').yaml""#)
        let plan = try fleet.run("fleetseal plan")
        let alarm = #"! secrets/pay/\377.yaml: the name is not UTF-8 text"#
        #expect(plan.contains(alarm))
        #expect(plan.contains("1 dangerous change"))
        let finding = #"secrets/pay/\377.yaml: error: read file: the name is not UTF-8 text"#
        let check = try fleet.run("fleetseal check || true")
        #expect(check.contains(finding))
        #expect(check.contains("[key-missing]"))

        try fleet.commit("bad name")
        #expect(try fleet.run("fleetseal plan HEAD~1").contains(alarm))
        #expect(try fleet.run("fleetseal plan HEAD~1..HEAD").contains(alarm))
        let staged = try fleet.run("fleetseal check --staged || true")
        #expect(staged.contains(finding))
        #expect(staged.components(separatedBy: "[file-misplaced]").count == 2)
        try fleet.run("rm secrets/pay/?.yaml || rm secrets/pay/[!a-z]*")
        #expect(try fleet.run("fleetseal plan").contains("nothing dangerous"))
    }

    @Test func `a folder of such a name is a finding, and what writes names it`() throws {
        let fleet = try FleetRepository("us-1")
        try fleet.set("one", "a", for: "fleet")
        try fleet.commit("set")
        try fleet.run(
            #"d="secrets/$(printf '\377')/pay"; mkdir -p "$d" && cp secrets/pay/db.yaml "$d/db.yaml""#
        )
        #expect(
            try fleet.run("fleetseal plan").contains(
                #"! secrets/\377/pay/db.yaml: the name is not UTF-8 text"#
            )
        )
        #expect(
            try fleet.run("fleetseal check || true").contains(
                #"secrets/\377: error: read file: the name is not UTF-8 text"#
            )
        )
        let refused = try fleet.run(
            "printf two | fleetseal set pay/db a --for fleet --stdin && exit 9 || true"
        )
        #expect(refused.contains(#"list folder secrets/\377: the name is not UTF-8 text"#))
        #expect(refused.contains("rename it"))
    }
}

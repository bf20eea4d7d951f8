import Testing

/// What the commands that read the history say in a clone that has only some of it.
@Suite struct ShallowHistoryTests {
    @Test(arguments: [1, 2])
    func `commands stop where the clone ends, and say so`(depth: Int) throws {
        let fleet = try FleetRepository("us-1")
        for value in ["one", "two", "three"] {
            try fleet.set(value, "a", for: "fleet")
            try fleet.commit(value)
        }
        try fleet.run("git clone -q --depth \(depth) \"file://$PWD\" ../shallow")
        func shallow(_ line: String) throws -> String {
            let text = try fleet.run("cd ../shallow && fleetseal \(line)")
            #expect(text.contains("warning: this clone is shallow"), "\(line)")
            #expect(text.contains("git fetch --unshallow"), "\(line)")
            return text
        }

        let log = try shallow("log pay/db")
        #expect(log.contains("the first commit that this clone has"))
        #expect(!log.contains("  one\n"))
        #expect(try shallow("log pay/db --json").contains(#""shallow": true"#))
        #expect(try shallow("exposure us-1").contains("in \(depth) commit"))
        let explained = try shallow("explain pay/db --cluster us-1")
        #expect(!explained.contains("no commits are shown"))
        #expect(explained.contains("or earlier") == (depth == 1))
        #expect(try shallow("plan").contains("nothing changes"))
        #expect(try shallow("plan --json").contains(#""shallow": true"#))
        #expect(try shallow("plan --markdown").contains("This clone is shallow"))
        if depth == 2 {
            let plan = try shallow("plan HEAD~1...HEAD")
            #expect(plan.contains("values: 1 changed"))
        }
        #expect(try !fleet.run("fleetseal plan --json").contains(#""shallow": true"#))
    }
}

import Foundation
import Testing

/// A fleet with three clusters and an operator besides alice, where all that can leave holds something.
private struct Members {
    let place: Workplace

    init() throws {
        place = try Workplace()
        try ok("fleetseal init acme && fleetseal group add production --select env=production")
        for (name, environment) in [("us", "production"), ("eu", "production"), ("lab", "test")] {
            try ok(
                "fleetseal cluster add \(name) --label env=\(environment) --new-key ../\(name).key"
            )
        }
        for name in ["bob", "oncall"] {
            let opens = name == "bob" ? "production,eu" : "none"
            try ok("fleetseal identity new --no-passphrase ../\(name)")
            try ok(
                "fleetseal operator add \(name) --opens \(opens) --key $(fleetseal identity show --identity ../\(name) | sed -n 's/public *//p')"
            )
        }
        for group in ["fleet", "production", "eu", "us"] {
            try ok("printf \(group) | fleetseal set pay/db \(group) --for \(group) --stdin")
            try ok("printf \(group) | fleetseal set pay/other \(group) --for \(group) --stdin")
        }
        try ok("fleetseal split pay/other")
        // So that there is something to sign anew.
        try ok("fleetseal group rekey production --identity ../bob && fleetseal reseal")
        try ok("fleetseal group retire production")
        try commit("the fleet")
        try ok("cp -a ../config ../pins")
    }

    @discardableResult
    func ok(_ line: String) throws -> String {
        let outcome = try place.run(line)
        try #require(outcome.status == 0, "\(line): \(outcome.output)\(outcome.error)")
        return outcome.output + outcome.error
    }

    func commit(_ message: String) throws {
        try ok(
            "git add -A && git -c user.name=ada -c user.email=ada@example.org commit -qm '\(message)'"
        )
    }

    /// Everything as it was committed, also what this computer has seen.
    func reset() throws {
        try ok(
            "git reset -q --hard && git clean -qfd && rm -rf ../config && cp -a ../pins ../config"
        )
    }

    /// What changed since the commit, as paths.
    func changed() throws -> [String] {
        try ok("git add -A -n . | sed \"s/^[a-z]* '//; s/'$//\" | LC_ALL=C sort").split(
            separator: "\n"
        ).map(String.init)
    }

    /// A sum of all files' bytes.
    func sum() throws -> String {
        try ok(
            "find . -path ./.git -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum"
        )
    }

    /// Who opens which value with their key.
    func opens(_ key: String, _ values: [String], on cluster: String = "us") throws -> [String] {
        try values.filter { value in
            let line =
                "fleetseal open pay/db --cluster \(cluster) --key \(value) --identity ../\(key)"
            let outcome = try place.run(line)
            return outcome.status == 0 && outcome.output == value
        }
    }
}

@Suite struct DepartureTests {
    /// The order in which the files are put there; a Fleet without an operator comes last, since what
    /// the operator had signed is worth nothing then.
    @Test(arguments: [
        ("cluster remove eu", "fleetseal"), ("operator remove bob", "keys"),
        ("cluster revoke eu --identity ../oncall", "fleetseal"),
    ])
    func `begun with some of the files, it is finished by running it again`(
        command: String,
        first: String
    ) throws {
        let members = try Members()
        try members.ok("fleetseal \(command)")
        var files = try members.changed()
        if first == "keys" {
            files = files.filter { $0 != "fleetseal.yaml" } + ["fleetseal.yaml"]
        }
        #expect(files.count >= 3, "\(files)")
        let whole = try members.sum()
        let findings = try members.place.run("fleetseal check").output
        try members.ok("cp -a . ../end")
        for count in 0...files.count {
            try members.reset()
            for file in files.prefix(count) {
                try members.ok("cp -a ../end/\(file) \(file) 2>/dev/null || rm \(file)")
            }
            try members.ok("fleetseal \(command)")
            if command.hasPrefix("cluster revoke") {
                // It draws nothing at random.
                #expect(try members.sum() == whole, "after \(count) of \(files)")
                #expect(try members.place.run("fleetseal check").output == findings)
                continue
            }
            let who = command.contains("bob") ? "operator.bob" : "cluster.eu"
            #expect(try members.place.run("grep -rn '\(who)/' keys").output == "", "\(count)")
            let check = try members.place.run("fleetseal check")
            #expect(!check.output.contains("rekey-due"), "after \(count): \(check.output)")
            #expect(!check.output.contains("line-left-over"), "after \(count): \(check.output)")
            let left = ["fleet", "production", "us"]
            #expect(try members.opens("us.key", left) == left, "after \(count)")
            #expect(try members.opens(command.contains("bob") ? "bob" : "eu.key", left) == [])
            let sum = try members.sum()
            try members.ok("fleetseal \(command)")
            #expect(try members.sum() == sum, "a second time, after \(count)")
        }
    }

    @Test
    func `whoever opens nothing leaves the values to somebody else, and the check fails so long`()
        throws
    {
        let members = try Members()
        let said = try members.ok("fleetseal cluster remove eu --identity ../oncall")
        #expect(said.contains("2 values for fleet still sealed to what eu could open"))
        #expect(
            said.contains("fleetseal reseal --group production; until then fleetseal check fails")
        )
        let check = try members.place.run("fleetseal check")
        #expect(check.status == 3)
        #expect(check.output.contains("a key that cluster.eu held and left with [rekey-due]"))
        // With an operator who opens only some of it.
        try members.ok("fleetseal cluster remove eu --identity ../bob --json > ../report")
        let report = try members.ok("cat ../report")
        #expect(report.contains(#""group": "fleet""#))
        #expect(!report.contains(#""toReseal": []"#))
        #expect(try members.place.run("fleetseal check").output.contains("for fleet is sealed to"))
        #expect(
            try !members.place.run("fleetseal check").output.contains("for production is sealed")
        )
        try members.ok("fleetseal reseal --group fleet")
        #expect(try !members.place.run("fleetseal check").output.contains("rekey-due"))
    }

    @Test func `a value that does not open keeps nobody in`() throws {
        let members = try Members()
        // The boxes of two values change places.
        try members.ok(
            #"""
            box() { awk '/^ *production:$/ { getline; print $1 }' "secrets/pay/$1.yaml"; }
            first=$(box db) second=$(box other)
            sed -i "s|$first|$second|" secrets/pay/db.yaml
            sed -i "s|$second|$first|" secrets/pay/other.yaml
            """#
        )
        let said = try members.ok("fleetseal cluster remove eu")
        #expect(said.contains("cluster eu is out of the fleet"))
        #expect(
            said.contains("2 values for production still sealed to what eu could open: open pay/")
        )
        #expect(said.contains("bound elsewhere"))
        #expect(said.contains("then: fleetseal reseal --group production"))
        // The other group's are moved, and those of this one still open by the old key.
        #expect(try members.place.run("fleetseal check").output.contains("rekey-due"))
        try members.ok("git checkout -q -- secrets/pay && fleetseal cluster remove eu")
        #expect(try members.opens("us.key", ["fleet", "production", "us"]).count == 3)
        #expect(try members.opens("eu.key", ["fleet", "production"]) == [])
    }

    @Test func `--no-rekey leaves the groups due, and running it without does the rest`() throws {
        let members = try Members()
        let said = try members.ok("fleetseal cluster remove eu --no-rekey")
        #expect(said.contains("due for a new key, since eu could open them: fleet, production"))
        #expect(said.contains("fleetseal group rekey fleet production; then fleetseal reseal"))
        #expect(try members.place.run("fleetseal check").output.contains("rekey-due"))
        #expect(
            try members.ok("fleetseal cluster remove eu").contains("was out of the fleet already")
        )
        #expect(try !members.place.run("fleetseal check").output.contains("rekey-due"))
    }

    @Test func `revoking opens nothing, says what comes next, and how much was exposed`() throws {
        let members = try Members()
        let said = try members.ok("fleetseal cluster revoke eu --identity ../oncall")
        #expect(said.contains("fleetseal group rekey fleet production eu; then fleetseal reseal"))
        #expect(said.contains("cluster eu could open 3 group keys, and with them"))
        #expect(said.contains("fleetseal exposure eu --as cluster --current"))
        // The commands that it names are those that finish it.
        try members.ok("fleetseal group rekey fleet production eu --identity ../oncall")
        try members.ok("fleetseal reseal")
        #expect(try !members.place.run("fleetseal check").output.contains("rekey-due"))
        let again = try members.ok("fleetseal cluster revoke eu --identity ../oncall")
        #expect(!again.contains("due for a new key"))
        #expect(try members.opens("eu.key", ["fleet", "production"], on: "eu") == [])
    }

    @Test func `who was never there is refused, and who left is not`() throws {
        let members = try Members()
        try members.ok("fleetseal operator remove oncall")
        try members.commit("without oncall")
        #expect(try members.ok("fleetseal operator remove oncall").contains("was out already"))
        let unknown = try members.place.run("fleetseal operator remove nobody")
        #expect(unknown.status == 1)
        #expect(unknown.error.contains("there is none of this name"))
        let mistyped = try members.place.run("fleetseal cluster remove nowhere")
        #expect(mistyped.status == 1)
        #expect(mistyped.error.contains("the fleet has none of this name"))
    }

    @Test func `--commit makes one commit that says what was done, and none the second time`()
        throws
    {
        let members = try Members()
        try members.ok("git config user.name ada && git config user.email ada@example.org")
        let said = try members.ok("fleetseal cluster remove eu --commit")
        #expect(said.contains("cluster eu could open 3 group keys, and with them"))
        #expect(try members.ok("git status --porcelain") == "")
        #expect(try members.ok("git log --format=%s") == "Remove cluster eu\nthe fleet\n")
        let again = try members.ok("fleetseal cluster remove eu --commit")
        #expect(again.contains("cluster eu could open 3 group keys, and with them"))
        #expect(try members.ok("git log --format=%s") == "Remove cluster eu\nthe fleet\n")
    }
}

import Documents
import Fleet
import Git
import Sealing
import Testing

@testable import Inspection

@Suite struct ValueLogTests {
    private let title = try? SecretStore.Title(parsing: "pay/db")

    private func log(_ fleet: FleetRepository, key: String? = nil, reseals: Bool = false) throws
        -> [String]
    {
        let repository = try Repository(root: fleet.path)
        let log = try ValueLog(
            of: try #require(title),
            key: key,
            from: repository.commit("HEAD"),
            in: repository,
            reseals: reseals
        )
        return log.entries.map { "\($0.commit.summary): \($0.changes.map(Self.name))" }
    }

    private static func name(_ change: ValueLog.Change) -> String {
        switch change {
        case .added(let group, let key, _): "+\(group).\(key)"
        case .changed(let group, let key, _, _): "\(group).\(key)"
        case .resealed(let group, let key, _, _): "=\(group).\(key)"
        case .removed(let group, let key, _): "-\(group).\(key)"
        case .hidden(let group, let key): "hidden \(group).\(key)"
        case .shown(let group, let key): "shown \(group).\(key)"
        case .setting(let field): field
        case .layersReordered: "order"
        case .unreadable(let path): "unreadable \(path)"
        }
    }

    @Test func `changes are told from re-seals, and both sides of a merge keep theirs`() throws {
        let fleet = try FleetRepository("us-1")
        try fleet.set("one", "a", for: "fleet")
        try fleet.set("one", "b", for: "us-1")
        try fleet.commit("set")
        try fleet.run("fleetseal group rekey fleet && fleetseal reseal")
        try fleet.commit("reseal")
        try fleet.run("git checkout -q -b side")
        try fleet.set("two", "b", for: "us-1")
        try fleet.commit("side")
        try fleet.run("git checkout -q main")
        try fleet.set("two", "a", for: "fleet")
        try fleet.commit("main")
        try fleet.run("git merge -q -m merged side")
        try fleet.run("git rm -q -r secrets && git commit -q -m gone")

        let all = try log(fleet, reseals: true)
        #expect(all.first == #"gone: ["-fleet.a", "-us-1.b"]"#)
        #expect(
            Set(all.dropFirst()) == [
                #"main: ["fleet.a"]"#, #"side: ["us-1.b"]"#, #"reseal: ["=fleet.a"]"#,
                #"set: ["+fleet.a", "+us-1.b"]"#,
            ]
        )
        #expect(try log(fleet, key: "b").count == 3)
        #expect(try !log(fleet).contains { $0.hasPrefix("reseal") })
    }

    @Test func `moved documents, settings, and files that cannot be read`() throws {
        let fleet = try FleetRepository("us-1")
        try fleet.set("one", "a", for: "fleet")
        try fleet.commit("set")
        try fleet.run("mkdir -p secrets/team && git mv secrets/pay secrets/team/pay")
        try fleet.commit("moved")
        try fleet.run("printf '  immutable: true\\n' >> secrets/team/pay/db.yaml")
        try fleet.commit("immutable")
        try fleet.run("printf 'oops' > secrets/team/pay/db.yaml")
        try fleet.commit("broken")
        let found = try log(fleet)
        #expect(found.count == 3)
        #expect(found.first?.contains("unreadable secrets/team/pay/db.yaml") == true)
        #expect(found.dropFirst().first == #"immutable: ["immutable"]"#)
        #expect(found.last == #"set: ["+fleet.a"]"#)
    }

    @Test func `the origin of a version is the commit that brought it`() throws {
        let fleet = try FleetRepository("us-1")
        try fleet.set("one", "a", for: "fleet")
        try fleet.commit("first")
        try fleet.set("two", "a", for: "fleet")
        try fleet.commit("second")
        try fleet.set("other", "b", for: "fleet")
        try fleet.commit("third")
        try fleet.set("three", "c", for: "fleet")
        let entry = try SecretStore(FleetFolder(around: fleet.path).reading()).secret(
            try #require(title)
        )
        let targets = entry.document.layers.flatMap { layer in
            layer.values.map {
                ValueOrigins.Target(group: layer.group, key: $0.key, version: $0.sealed.id)
            }
        }
        let repository = try Repository(root: fleet.path)
        let found = try ValueOrigins.commits(
            of: try #require(title),
            targets,
            from: repository.commit("HEAD"),
            in: repository
        )
        let names = targets.map { "\($0.key) \(found[$0]?.summary ?? "not committed")" }.sorted()
        #expect(names == ["a second", "b third", "c not committed"])
    }
}

@Suite struct ExposureTests {
    private func exposure(
        of name: String,
        _ fleet: FleetRepository,
        as kind: ExposureSubject.Kind? = nil
    ) throws -> Exposure {
        try Exposure(
            of: name,
            as: kind,
            in: Repository(root: fleet.path),
            current: SecretStore(FleetFolder(around: fleet.path).reading()).all()
        )
    }

    private func names(_ exposure: Exposure) -> [String] {
        exposure.findings.map {
            "\($0.value.title) \($0.value.key) \($0.value.group) \($0.since.summary)\($0.isCurrent ? " current" : "")"
        }
    }

    @Test func `what was sealed before it joined and after it left counts`() throws {
        let fleet = try FleetRepository("us-1")
        try fleet.set("before", "a", for: "fleet")
        try fleet.commit("before")
        try fleet.run("fleetseal cluster add eu-1 --new-key ../eu-1.key")
        try fleet.commit("joined")
        try fleet.set("own", "a", for: "eu-1")
        try fleet.set("other", "x", for: "us-1")
        try fleet.commit("member")
        try fleet.run("fleetseal unset pay/db a --for eu-1 && fleetseal cluster remove eu-1")
        try fleet.commit("left")
        try fleet.set("after", "a", for: "fleet")
        try fleet.commit("after")
        let first = names(try exposure(of: "eu-1", fleet))
        #expect(first.contains("pay/db a fleet before"))
        #expect(first.contains("pay/db a eu-1 member"))
        #expect(!first.contains { $0.contains(" x ") })
        // `cluster remove` made no new key, or did: what is sealed to the old one is exposed.
        let keys = try exposure(of: "eu-1", fleet).keys
        let current = try SecretStore(FleetFolder(around: fleet.path).reading()).all()
            .flatMap(\.allLayers).flatMap { layer, _ in layer.values.map { (layer.group, $0) } }
        let readable = current.filter { group, value in
            keys.contains { $0.group == group && $0.key == value.sealed.key }
        }
        #expect(first.count(where: { $0.hasSuffix("current") }) == readable.count)
    }

    @Test func `re-sealed values are current, other branches and copies count`() throws {
        let fleet = try FleetRepository("us-1")
        try fleet.set("one", "a", for: "fleet")
        try fleet.commit("set")
        try fleet.run("git checkout -q -b side")
        try fleet.set("two", "a", for: "fleet")
        try fleet.commit("side")
        try fleet.run("cp secrets/pay/db.yaml notes.txt")
        try fleet.commit("copy")
        try fleet.run("git checkout -q main && fleetseal cluster add eu-1 --new-key ../eu-1.key")
        try fleet.run("fleetseal group rekey fleet && fleetseal reseal")
        try fleet.commit("reseal")
        try fleet.run("fleetseal group retire fleet")
        try fleet.commit("retire")
        let found = try exposure(of: "us-1", fleet)
        #expect(names(found) == ["pay/db a fleet side", "pay/db a fleet set current"])
        #expect(found.strays.map(\.path) == ["notes.txt"])
        #expect(found.keys.count == 3)
    }

    @Test func `a forged line makes the list longer; an unknown name is an error`() throws {
        let fleet = try FleetRepository("us-1", "eu-1")
        try fleet.set("one", "a", for: "us-1")
        try fleet.commit("set")
        #expect(names(try exposure(of: "eu-1", fleet)).isEmpty)
        try fleet.run(
            """
            line=$(grep -m1 -A1 'cluster.us-1/k' keys/clusters/us-1.yaml | head -1) \
            && id=$(grep -o 'id: k[a-z2-7]*' keys/clusters/eu-1.yaml | head -1 | cut -c5-) \
            && copy=$(printf '%s' "$line" | sed "s,cluster.us-1/k[a-z2-7]*,cluster.eu-1/$id,") \
            && printf '%s\\n' "$copy" > ../line && sed -i "/cluster.us-1\\/k/r ../line" keys/clusters/us-1.yaml
            """
        )
        try fleet.commit("forged")
        #expect(names(try exposure(of: "eu-1", fleet)) == ["pay/db a us-1 set current"])
        #expect(throws: FleetError.self) { try exposure(of: "nobody", fleet) }
        #expect(throws: FleetError.self) { try exposure(of: "us-1", fleet, as: .operator) }
    }

    @Test func `an operator, a group's key, and files that do not read`() throws {
        let fleet = try FleetRepository("us-1")
        try fleet.set("one", "a", for: "fleet")
        try fleet.commit("set")
        let whole = try exposure(of: "alice", fleet)
        #expect(names(whole) == ["pay/db a fleet set current"])
        let key = try #require(whole.findings.first).sealedTo
        #expect(names(try exposure(of: key.text, fleet)) == names(whole))
        try fleet.run("cat secrets/pay/db.yaml > broken && printf '\\t[' >> broken")
        try fleet.run("printf '{' > keys/groups/odd.yaml")
        try fleet.commit("odd files")
        try fleet.run("rm keys/groups/odd.yaml")
        let odd = try exposure(of: "alice", fleet)
        #expect(odd.strays.map(\.path) == ["broken"])
        #expect(odd.unreadable.map(\.path) == ["keys/groups/odd.yaml"])
    }
}

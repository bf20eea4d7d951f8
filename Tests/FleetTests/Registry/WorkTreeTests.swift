import Documents
import Testing

@testable import Fleet

@Suite struct WorkTreeTests {
    @Test func `changes lie over the files until they are made`() throws {
        let fleet = try TestFleet()
        let path = TestFleet.secret
        let before = fleet.files
        _ = try fleet.write { registry in
            let tree = registry.tree
            try tree.write("secrets/a/new.yaml", [1])
            try tree.remove(path)
            #expect(try tree.read("secrets/a/new.yaml") == [1])
            #expect(try tree.read(path) == nil)
            #expect(try !tree.exists(path))
            #expect(try tree.exists("secrets/a/new.yaml"))
            #expect(try tree.yamlFiles(below: "secrets") == ["secrets/a/new.yaml"])
            #expect(try tree.yamlFiles(in: "keys/groups").count == 3)
            try tree.remove("secrets/a/new.yaml")
            try tree.write(path, before[path] ?? [])
            #expect(tree.changes.isEmpty)
        }
        #expect(fleet.files == before)
    }

    @Test func `a run that fails writes nothing`() throws {
        let fleet = try TestFleet()
        let before = fleet.files
        #expect(throws: FleetError.self) {
            try fleet.write { registry in
                try registry.tree.write("secrets/a/new.yaml", [1])
                throw FleetError("stop")
            }
        }
        #expect(fleet.files == before)
    }
}

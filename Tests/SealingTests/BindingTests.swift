import Testing

@testable import Sealing

@Suite struct BindingTests {
    @Test(arguments: Scope.allCases)
    func `what the scope frees does not count, and the rest does`(scope: Scope) throws {
        let here = try place(scope)
        #expect(try (place(scope, name: "cache") == here) == (scope != .strict))
        #expect(try (place(scope, namespace: "web") == here) == (scope == .any))
        #expect(try place(scope, key: "username") != here)
        #expect(try place(scope, group: "staging") != here)
        #expect(try place(scope, fleet: "fother") != here)
        #expect(try place(scope, value: "vbbbbbbb") != here)
        for other in Scope.allCases where other != scope {
            #expect(try place(other) != here)
        }
    }

    @Test(arguments: Scope.allCases)
    func `bindings are equal exactly when their digests are`(scope: Scope) throws {
        let others = try [
            place(scope, name: "cache"), place(scope, namespace: "web"),
            place(scope, key: "username"),
            place(scope, name: "caf\u{E9}"), place(scope, name: "cafe\u{301}"),
        ]
        for one in others {
            for other in others {
                #expect((one == other) == (one.digest == other.digest))
            }
        }
    }

    @Test func `names that only look alike are two places`() throws {
        #expect(try place(.strict, key: "caf\u{E9}") != place(.strict, key: "cafe\u{301}"))
    }

    private func place(
        _ scope: Scope,
        fleet: String = "ffleet",
        group: String = "production",
        namespace: String = "payments",
        name: String = "db",
        key: String = "password",
        value: String = "vaaaaaaa"
    ) throws -> Binding {
        Binding(
            fleet: fleet,
            scope: scope,
            group: group,
            namespace: namespace,
            name: name,
            key: key,
            value: try #require(ValueID(value))
        )
    }
}

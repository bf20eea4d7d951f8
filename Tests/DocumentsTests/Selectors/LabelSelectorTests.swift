import Testing

@testable import Documents

@Suite struct LabelSelectorTests {
    @Test(arguments: [
        // Kubernetes' own table (apimachinery, labels/selector_test.go), without > and <.
        ("x=y", ["x": "y"], true),
        ("x=y,z=w", ["x": "y", "z": "w"], true),
        ("x!=y,z!=w", ["x": "z", "z": "a"], true),
        ("notin=in", ["notin": "in"], true),
        ("x", ["x": "z"], true),
        ("!x", ["y": "z"], true),
        ("x=z", [:], false),
        ("x=y", ["x": "z"], false),
        ("x=y,z=w", ["x": "w", "z": "w"], false),
        ("x!=y,z!=w", ["x": "z", "z": "w"], false),
        ("x", ["y": "z"], false),
        ("!x", ["x": "z"], false),
        ("foo=bar,foobar=bar,baz=blah", ["foo": "bar", "baz": "blah"], false),
        ("x in (foo),y notin (alpha)", ["x": "foo", "y": "baz"], true),
        ("x in (foo),y in (alpha)", ["x": "foo", "y": "baz"], false),
        ("x notin (),y", ["y": ""], true),
        ("!x,y", ["y": ""], true),
        ("x notin (),!y", ["y": ""], false),
        ("x in ()", ["y": "baz"], false),
        // What those leave open.
        ("x in ()", ["x": ""], true),
        ("x=", ["x": ""], true),
        ("x=", [:], false),
        ("x!=", ["x": ""], false),
        ("x!=a", [:], true),
        ("x notin (a,b)", [:], true),
        ("x notin (a,b)", ["x": "c"], true),
        ("x notin (a,b)", ["x": "b"], false),
        ("x=a,x=b", ["x": "a"], false),
        ("x=a,x=a", ["x": "a"], true),
        ("x in (a,b),x!=b", ["x": "a"], true),
        ("K=v", ["\u{212A}": "v"], false),
        ("x=K", ["x": "\u{212A}"], false),
    ])
    func `matches as in Kubernetes`(text: String, labels: [String: String], isMatch: Bool) throws {
        #expect(try LabelSelector(parsing: text).matches(labels) == isMatch)
    }

    @Test(arguments: [
        ("x=a,y=b,z=c", "x=a,y=b,z=c"),
        ("x == a", "x=a"),
        ("\rx", "x"),
        ("x=a,a=x", "a=x,x=a"),
        ("x= ,z= ", "x=,z="),
        ("!x", "!x"),
        ("! x", "!x"),
        ("x!=a,y=b", "x notin (a),y=b"),
        ("this-is-a-dns.domain.com/key-with-dash", "this-is-a-dns.domain.com/key-with-dash"),
        (
            "0.1.2.domain/99 notin (10.10.100.1, tick.tack.clock)",
            "0.1.2.domain/99 notin (10.10.100.1,tick.tack.clock)"
        ),
        ("foo  in\t (abc)", "foo in (abc)"),
        ("x notin\n (abc)", "x notin (abc)"),
        ("x in (def,abc,def)", "x in (abc,def)"),
        ("x in (abc,)", "x in (,abc)"),
        ("x in (,,abc,,)", "x in (,abc)"),
        ("x in ()", "x in ()"),
        ("x notin (abc,,def),bar,z in (),w", "bar,w,x notin (,abc,def),z in ()"),
        ("x,y in (a)", "x,y in (a)"),
        ("in in (in,notin)", "in in (in,notin)"),
        ("notin", "notin"),
        ("x=notin", "x=notin"),
        ("x=1,x=2", "x in (2),x=1"),
    ])
    func `parses to one canonical text`(text: String, canonical: String) throws {
        let selector = try LabelSelector(parsing: text)
        #expect(selector.description == canonical)
        #expect(try LabelSelector(parsing: canonical).description == canonical)
    }

    @Test(arguments: [
        ("", nil, "empty: it could mean no cluster or every cluster"),
        (" \t\n", nil, "empty: it could mean no cluster or every cluster"),
        ("x=a||y=b", 2, "not a label's value (for x)"),
        ("x==a==b", 4, #"a comma or the end expected, found "==""#),
        ("!x=a", 2, #"a comma or the end expected, found "=""#),
        ("!x in (a)", 3, #"a comma or the end expected, found "in""#),
        ("x,", 2, "a key expected, found the end"),
        (",x", 0, #"a key expected, found ",""#),
        ("x,,y", 2, #"a key expected, found ",""#),
        ("!", 1, "a key expected, found the end"),
        ("!!x", 1, #"a key expected, found "!""#),
        ("x y", 2, #"=, ==, !=, in or notin expected, found "y""#),
        ("x=a b", 4, #"a comma or the end expected, found "b""#),
        ("x=(a)", 2, #"a value expected, found "(""#),
        ("x in a", 5, #"( expected, found "a""#),
        ("x in (a", 7, "a comma or ) expected, found the end"),
        ("x in (a b)", 8, #"a comma or ) expected, found "b""#),
        ("x in (a=b)", 7, #"a comma or ) expected, found "=""#),
        ("x in (a))", 8, #"a comma or the end expected, found ")""#),
        ("x in ((a))", 6, #"a comma or ) expected, found "(""#),
        ("a,x>1", 3, "a label selector cannot compare numbers"),
        ("x<1", 1, "a label selector cannot compare numbers"),
        ("a,-x", 2, "not a label's key"),
        ("a/b/c", 0, "not a label's key"),
        ("/a", 0, "not a label's key"),
        ("a/", 0, "not a label's key"),
        ("A.b/c", 0, "not a label's key"),
        ("a..b/c", 0, "not a label's key"),
        ("é=1", 0, "not a label's key"),
        ("x=1\u{0},y", 2, "not a label's value (for x)"),
        ("x=-a", 2, "not a label's value (for x)"),
        ("x=a.", 2, "not a label's value (for x)"),
        ("x in (ok,a/b)", 9, "not a label's value (for x)"),
    ])
    func `refuses with the place and the reason`(text: String, offset: Int?, message: String) {
        let error = #expect(throws: SelectorError.self) { try LabelSelector(parsing: text) }
        #expect(error?.message == message)
        #expect(error?.offset == offset)
    }

    @Test func `an empty selector says how to select all`() {
        let error = #expect(throws: SelectorError.self) {
            try LabelSelector(matchLabels: [], matchExpressions: [])
        }
        #expect(error?.hint?.contains("--all") == true)
    }

    @Test func `every truncation parses or fails inside the text`() {
        let text = "! a ,b.c/d==e, f != g,h in(i,,j) ,k notin ( l ),m="
        for count in 0...text.utf8.count {
            let part = String(decoding: text.utf8.prefix(count), as: UTF8.self)
            do {
                let selector = try LabelSelector(parsing: part)
                #expect(throws: Never.self) { try LabelSelector(parsing: selector.description) }
            } catch {
                #expect((error.offset ?? 0) <= count)
            }
        }
    }

    @Test func `keeps to its limits`() throws {
        func list(_ count: Int) -> String { (0..<count).map { "k\($0)" }.joined(separator: ",") }
        #expect(try LabelSelector(parsing: list(64)).matchExpressions.count == 64)
        #expect(throws: SelectorError.self) { try LabelSelector(parsing: list(65)) }
        #expect(
            try LabelSelector(parsing: "x in (\(list(64)))").matchExpressions[0].values.count == 64
        )
        #expect(throws: SelectorError.self) { try LabelSelector(parsing: "x in (\(list(65)))") }
        let spaces = String(repeating: " ", count: 4_095)
        #expect(try LabelSelector(parsing: spaces + "x").description == "x")
        #expect(throws: SelectorError.self) { try LabelSelector(parsing: spaces + " x") }
    }
}

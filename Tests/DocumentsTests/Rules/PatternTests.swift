import Testing

@testable import Documents

@Suite struct PatternTests {
    @Test(arguments: [
        ("secrets/shop/**", "secrets/shop/db.yaml", true),
        ("secrets/shop/**", "secrets/shop/a/b/c/db.yaml", true),
        ("secrets/shop/**", "secrets/shops/db.yaml", false),
        ("secrets/shop/**", "secrets/a/shop/db.yaml", false),
        ("secrets/shop/*", "secrets/shop/db.yaml", true),
        ("secrets/shop/*", "secrets/shop/db@us.yaml", true),
        ("secrets/shop/*", "secrets/shop/a/db.yaml", false),
        ("secrets/*/db.yaml", "secrets/shop/db.yaml", true),
        ("secrets/*/db.yaml", "secrets/shop/a/db.yaml", false),
        ("secrets/**/db.yaml", "secrets/shop/a/db.yaml", true),
        ("secrets/**/db.yaml", "secrets/shop/a/mydb.yaml", false),
        ("secrets/**", "secrets/shop/db.yaml", true),
        ("secrets/**/**", "secrets/shop/db.yaml", true),
        ("secrets/**/a/**/b.yaml", "secrets/a/b.yaml", true),
        ("secrets/**/a/**/b.yaml", "secrets/x/a/a/y/b.yaml", true),
        ("secrets/**/a/**/b.yaml", "secrets/x/b/a/b.yml", false),
        ("secrets/a*b*c/db.yaml", "secrets/aXbYbZc/db.yaml", true),
        ("secrets/a*b*c/db.yaml", "secrets/aXcYb/db.yaml", false),
        ("secrets/team-*/**", "secrets/team-/db.yaml", true),
        ("secrets/team-*/**", "secrets/team/db.yaml", false),
        ("secrets/shop/db.yaml", "secrets/shop/db.yaml", true),
        ("secrets/shop/db.yaml", "secrets/shop/db.yaml/x.yaml", false),
        ("secrets/shop/db.yaml", "secrets/shop/dbxyaml", false),
        // As bytes.
        ("secrets/shop/**", "secrets/Shop/db.yaml", false),
        ("secrets/shop/**", "secrets/sh\u{43E}p/db.yaml", false),
        ("secrets/shop/**", "secrets/shop\u{200B}/db.yaml", false),
        ("secrets/shop/**", "secrets/shop\u{301}/db.yaml", false),
        ("secrets/shop/**", "secrets/shop%2Fx/db.yaml", false),
        ("secrets/*/db.yaml", "secrets/sh\u{43E}p/db.yaml", true),
        ("secrets/sh*p/db.yaml", "secrets/sh\u{43E}p/db.yaml", true),
        ("secrets/sh*op/db.yaml", "secrets/sh*op/db.yaml", true),
    ])
    func `a pattern stands for these paths`(pattern: String, path: String, isMeant: Bool) throws {
        let found = try #require(PathPattern(pattern)).matches(#require(DocumentPath(path)))
        #expect(found == isMeant)
    }

    @Test(arguments: [
        "", "/secrets/a/b.yaml", "secrets/b.yaml", "secrets//b.yaml", "secrets/a/../b.yaml",
        "secrets/./a/b.yaml", "secrets/a/.b.yaml", "secrets/a/b.yaml/", "keys/a/b.yaml",
        "Secrets/a/b.yaml", "secrets/a/b\0.yaml", "./secrets/a/b.yaml", "secrets\u{338}/a/b.yaml",
    ])
    func `no document has such a path`(path: String) {
        #expect(DocumentPath(path) == nil)
    }

    @Test(arguments: [
        ("shop", "shop", true), ("shop", "shop2", false), ("shop", "sho", false),
        ("shop-*", "shop-", true), ("shop-*", "shop-eu", true), ("shop-*", "shop", false),
        ("*", "anything", true), ("*-eu", "shop-eu", true), ("*-eu", "shop-eu-1", false),
        ("s*p*-1", "shop-1-1", true), ("**", "x", true), ("*a*a*a*", "aa", false),
    ])
    func `a pattern stands for these names`(pattern: String, name: String, isMeant: Bool) throws {
        #expect(try #require(NamePattern(label: pattern)).matches(name) == isMeant)
    }

    @Test(arguments: [
        ("Opaque", "Opaque", true), ("Opaque", "opaque", false),
        ("kubernetes.io/*", "kubernetes.io/tls", true), ("*", "kubernetes.io/tls", true),
        ("kubernetes.io/*", "kubernetes-io/tls", false),
    ])
    func `a pattern stands for these types`(pattern: String, type: String, isMeant: Bool) throws {
        #expect(try #require(NamePattern(type: pattern)).matches(type) == isMeant)
    }

    @Test(arguments: [
        "", "-shop", "shop-", "sh?p", "a.b", "a/b", "Shop", "sh\u{43E}p", "a b", "[a]*",
        String(repeating: "a", count: 64), "\u{11}*",
    ])
    func `that is no pattern of names`(text: String) {
        #expect(NamePattern(label: text) == nil)
        #expect(NamePattern(type: "/" + text + "\u{11}*") == nil)
    }

    /// A matcher that tried every way would not end within the life of the computer.
    @Test func `what cannot match costs no more than the product of both lengths`() throws {
        let name = String(repeating: "a", count: 250)
        let stars = String(repeating: "*a", count: 31)
        let parts = "secrets" + String(repeating: "/**/*a*a*b", count: 40)
        let path = "secrets" + String(repeating: "/" + name, count: 15) + "/b.yaml"
        let time = try ContinuousClock().measure {
            let label = try #require(NamePattern(label: stars))
            #expect(!label.matches(String(repeating: "a", count: 30) + "-b"))
            let pattern = try #require(PathPattern(parts))
            #expect(try !pattern.matches(#require(DocumentPath(path))))
        }
        #expect(time < .seconds(5))
    }
}

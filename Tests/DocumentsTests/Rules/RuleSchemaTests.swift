extension SchemaTests {
    private static let allow = "allow: {namespaces"
    private static let require = "require: {secret"

    static let rules: [Case] =
        [
            Case(.fleet, "rules:\n", "rules: {}\n  revised:\n", at: "revised", "unknown field"),
            Case(.fleet, "- name: shop", "- a\n  - name: shop", at: "a\n", "expected a mapping"),
            Case(.fleet, "name: shop", "name: Shop", at: "Shop", "not a name of a rule"),
            Case(.fleet, "- name: shop\n    p", "- p", at: "paths", "the field name is missing"),
            Case(.fleet, "name: registry", "name: shop", at: "name: shop\n    select", "twice"),
            Case(
                .fleet,
                "paths: [secrets/shop/**]\n",
                "paths: [secrets/shop/**]\n    require: {}\n",
                at: "name: shop",
                "exactly one of allow and require, not 2"
            ),
            Case(.fleet, "allow: {", "extra: {", at: "name: shop", "allow and require, not 0"),
            Case(
                .fleet,
                "select: {",
                "paths: [secrets/**]\n    select: {",
                at: "paths: [secrets/**]",
                "unknown field paths"
            ),
            Case(
                .fleet,
                "paths: [secrets/shop/**]",
                "all: true",
                at: "all: true",
                "unknown field all"
            ),
            Case(.fleet, allow, "allow: {deny: [a], namespaces", at: "deny", "unknown field deny"),
            Case(.fleet, "[shop, shop-*]", "[]", at: "[], gr", "the list is empty"),
            Case(.fleet, "[secrets/shop/**]", "[]", at: "[]", "the list is empty"),
            Case(.fleet, "[shop, shop-*]", "shop", at: "shop, gr", "expected a list"),
            Case(.fleet, "[shop, shop-*]", "[shop, shop]", at: "shop], gr", "twice"),
            Case(
                .fleet,
                "[shop, shop-*]",
                "[\(many(65))]",
                at: "[a0",
                "65 items are more than 64"
            ),
            Case(
                .fleet,
                "groups: [eu]",
                "groups: [EU]",
                at: "EU",
                "EU is not a group or a pattern"
            ),
            Case(.fleet, "groups: [eu]", "groups: [1.5]", at: "1.5", "without quotes"),
            Case(.fleet, "[Opaque]", "[opaque type]", at: "opaque t", "is not a type"),
            Case(.fleet, "[strict]", "[cluster]", at: "cluster]", "is not a scope"),
            Case(.fleet, "[strict]", "[\"*\"]", at: "\"*\"", "is not a scope"),
            Case(
                .fleet,
                "select: {matchLabels: {env: production}}\n    ",
                "",
                at: "name: registry",
                "exactly one of select and all: true"
            ),
            Case(
                .fleet,
                "select: {matchLabels",
                "all: true\n    select: {matchLabels",
                at: "name: registry",
                "exactly one of select and all: true"
            ),
            Case(
                .fleet,
                "select: {matchLabels",
                "all: false\n    select: {matchLabels",
                at: "name: registry",
                "exactly one of select and all: true"
            ),
            Case(
                .fleet,
                "select: {matchLabels: {env: production}}",
                "all: false",
                at: "name: registry",
                "exactly one of select and all: true"
            ),
            Case(
                .fleet,
                "{matchLabels: {env: production}}",
                "{}",
                at: "{}",
                "read spec.rules.select: selector: empty"
            ),
            Case(.fleet, "kube-system/registry", "registry", at: "registry,", "is not NAMESPACE"),
            Case(.fleet, "kube-system/registry", "a/b/c", at: "a/b/c", "is not NAMESPACE/NAME"),
            Case(.fleet, "kube-system/registry", "A/b", at: "A/b", "is not NAMESPACE/NAME"),
            Case(.fleet, ", keys: [user, token]", "", at: "{secret", "the field keys is missing"),
            Case(.fleet, "[user, token]", "[]", at: "[]", "the list is empty"),
            Case(.fleet, "[user, token]", "[..a]", at: "..a", "is not a key of a Secret"),
            Case(.fleet, require, "require: {kind: a, secret", at: "kind: a", "unknown field kind"),
        ]
        + badPaths.map {
            Case(
                .fleet,
                "[secrets/shop/**]",
                "[\($0)]",
                at: "\($0)]",
                "is not a pattern of paths"
            )
        }

    private static let badPaths = [
        "/secrets/shop/**", "secrets", "secrets/", "secrets/shop/", "secrets//shop",
        "secrets/../keys/**", "secrets/./shop", "secrets/.hidden/**", "keys/**", "\"**\"",
        "\"**/shop\"", "\"*/shop\"", "Secrets/shop", "secrets/shop**", "secrets/**shop",
        "secrets/***", "secrets/a**b/c", "secrets/sh?p", "\"secrets/[ab]\"", "\"secrets/{a,b}\"",
        "\"!secrets/a\"", "secrets/a b", "secrets/%2e", "secrets/shоp", "\"secrets\\\\a\"",
        "secrets/" + String(repeating: "a", count: 505),
    ]

    private static func many(_ count: Int) -> String {
        (0..<count).map { "a\($0)" }.joined(separator: ", ")
    }
}

/// The text of one item of a Secret, with places for values and for facts about the cluster.
///
///     template    = { text | literal | placeholder } ;
///     text        = ? any characters but "{{" ? ;
///     literal     = "{{{{" ;                                  (* stands for "{{" *)
///     placeholder = "{{" , blank , name , blank , { "|" , blank , filter , blank } , "}}" ;
///     name        = "cluster." , ( "name" | label ) | key ;
///     key, label  = character , { character } ;               (* label: may hold "/" too *)
///     character   = letter | digit | "-" | "_" | "." ;
///     filter      = "base64" | "json" | "urlquery" ;
///     blank       = { " " | tab } ;
///
/// `}}` outside a placeholder is text. Filters apply from left to right, at most four. An item whose
/// key begins with `cluster.` cannot be named. A value that is no text (not UTF-8, or with a NUL)
/// can only be put in as base64, so that no Secret is silently damaged.
package struct Template: Hashable, Sendable {
    /// What a rendered template may hold at most, in bytes: a Secret cannot hold more.
    package static let renderedLimit = 1 << 20
    static let filterLimit = 4
    static let clusterPrefix = "cluster."

    /// One stretch of a template.
    package enum Part: Hashable, Sendable {
        /// Text that stays as it is.
        case text(String)
        /// The value of an item of the document.
        case key(String, [Filter])
        /// The cluster's name (`name`) or one of its labels.
        case cluster(String, [Filter])
    }

    /// The parts in order.
    package let parts: [Part]
    /// Where each part begins in the template, in bytes.
    let offsets: [Int]

    /// Reads a template; every placeholder has to make sense.
    package init(parsing text: String) throws(TemplateError) {
        var parser = TemplateParser(text)
        try parser.parse()
        parts = parser.parts
        offsets = parser.offsets
    }

    /// The keys of the items it uses, in order, without repeats.
    package var keys: [String] {
        Self.unique(parts.compactMap { if case .key(let key, _) = $0 { key } else { nil } })
    }

    /// What it uses of the cluster: `name` or a label's key, in order, without repeats.
    package var clusterFacts: [String] {
        Self.unique(parts.compactMap { if case .cluster(let fact, _) = $0 { fact } else { nil } })
    }

    private static func unique(_ names: [String]) -> [String] {
        var seen: Set<[UInt8]> = []
        return names.filter { seen.insert(Array($0.utf8)).inserted }
    }
}

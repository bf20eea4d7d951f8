internal import CommandLine
internal import Documents
internal import Inspection
internal import Sealing

/// The matrix as one page: no values, no outside resources, readable without its script.
struct CoveragePage {
    private let matrix: CoverageMatrix
    private let fleet: String

    init(_ matrix: CoverageMatrix, fleet: String) {
        self.matrix = matrix
        self.fleet = HTML.escaped(fleet)
    }

    var text: String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="\(Self.policy)">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="referrer" content="no-referrer">
        <title>Coverage of \(fleet)</title>
        <style>\(Self.style)</style>
        </head>
        <body>
        \(header)
        \(controls)
        \(legend)
        <div class="scroll" role="region" aria-label="Coverage" tabindex="0">
        <table role="table">
        <caption class="aside">Keys of secrets and the layers that give them, by \(matrix.axis.rawValue)</caption>
        \(head)
        <tbody role="rowgroup">
        \(rows)</tbody>
        </table>
        </div>
        <p id="nothing" hidden>Nothing matches the filter.</p>
        <script>\(Self.script)</script>
        </body>
        </html>

        """
    }

    /// Only what stands in the page itself runs and applies, by its hash.
    private static var policy: String {
        func hash(_ text: String) -> String {
            "'sha256-\(Base64.encode(ContentHash.sha256(Array(text.utf8))))'"
        }
        return
            "default-src 'none'; style-src \(hash(style)); script-src \(hash(script)); base-uri 'none'; form-action 'none'"
    }

    private var header: String {
        let gaps = matrix.gaps
        let facts = [
            (matrix.census.clusters.count, "cluster"), (matrix.secrets.count, "secret"),
            (matrix.rows, "key"),
        ].map { "<li><b>\($0.0)</b> \($0.1)\($0.0 == 1 ? "" : "s")</li>" }.joined()
        return """
            <header>
            <h1>Coverage of \(fleet)</h1>
            <ul class="facts">\(facts)<li class="\(gaps > 0 ? "bad" : "good")"><b>\(gaps)</b> with gaps</li></ul>
            </header>
            """
    }

    /// Shown by the script, since they do nothing without it.
    private var controls: String {
        """
        <form id="controls" hidden>
        <label>Secret or key <input id="text" type="search" placeholder="payments/db" autocomplete="off" spellcheck="false"></label>
        <label>\(matrix.axis == .cluster ? "Clusters" : "Groups") <input id="columns" type="search" placeholder="us-" autocomplete="off" spellcheck="false"></label>
        <label>Sort <select id="sort"></select></label>
        <label class="check"><input id="gaps" type="checkbox"> Only gaps</label>
        <output id="count" role="status"></output>
        </form>
        """
    }

    private var legend: String {
        """
        <ul class="legend" aria-label="Legend">
        <li><i class="f">fleet</i> from a layer for all clusters</li>
        <li><i class="g">group</i> from a layer for some</li>
        <li><i class="o">cluster</i> from a cluster’s own layer</li>
        <li><i class="t">template</i> made by the template</li>
        <li><i class="x">gap</i> missing, and nothing says why</li>
        <li><i class="x">gets nothing</i> of the whole secret: a value does not open there, or the template lacks something</li>
        <li><i class="q">optional</i> missing, and may be</li>
        <li><i class="r">removed</i> taken away by a layer</li>
        <li><i class="n">·</i> the secret is not for it</li>
        </ul>
        """
    }

    private var head: String {
        let columns = matrix.columns.map { column in
            let name = HTML.escaped(column.name)
            let count =
                matrix.axis == .group ? " <small>\(column.clusters.count)</small>" : ""
            return "<th role=\"columnheader\" scope=\"col\">\(name)\(count)</th>"
        }.joined()
        return """
            <thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Secret and key</th><th role="columnheader" scope="col">Gaps</th>\(columns)</tr></thead>
            """
    }

    private var rows: String {
        let names = matrix.columns.map { HTML.escaped($0.name) }
        var text = ""
        for secret in matrix.secrets {
            let title = HTML.escaped(secret.title)
            for key in secret.keys {
                let notes = CoverageText.notes(key).map { " <small>\($0)</small>" }.joined()
                let gaps = secret.gaps(key)?.count ?? 0
                text +=
                    "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\"><span>\(title)</span> <b>\(HTML.escaped(key.key))</b>\(notes)</th><td role=\"cell\" data-c=\"Gaps\">\(gaps)</td>"
                for (column, name) in zip(matrix.columns, names) {
                    let cell = matrix.cell(secret, key, column)
                    text +=
                        "<td role=\"cell\" data-c=\"\(name)\">\(content(cell))</td>"
                }
                text += "</tr>\n"
            }
        }
        return text
    }

    private func content(_ cell: CoverageMatrix.Cell) -> String {
        let layers = CoverageText.layers(cell, matrix).map { layer in
            let kind =
                switch layer.kind {
                case .everybody: "f"
                case .some: "g"
                case .own: "o"
                case .template: "t"
                }
            return "<i class=\"\(kind)\">\(HTML.escaped(layer.text))</i>"
        }.joined(separator: " ")
        let missing = cell.clusters - cell.given
        let part = cell.given > 0 ? " \(missing) of \(cell.clusters)" : ""
        switch cell.state {
        case .none: return "<i class=\"n\"><span class=\"aside\">not for it</span></i>"
        case .given: return layers
        case .gap: return "<i class=\"x\">gap\(part)</i> \(layers)"
        case .blocked: return "<i class=\"x\">gets nothing\(part)</i> \(layers)"
        case .optional: return "<i class=\"q\">optional\(part)</i> \(layers)"
        case .removed: return "<i class=\"r\">removed\(part)</i> \(layers)"
        }
    }
}

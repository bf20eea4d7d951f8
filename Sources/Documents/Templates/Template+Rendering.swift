package import Sealing

extension Template {
    /// Where the bytes of a placeholder come from.
    private enum Source {
        case text(String)
        case secret(Range<Int>)
    }

    /// Appends the rendered bytes to secret memory: opened values are secrets, and so is the result.
    ///
    /// `key` says where the value of an item is in `values`; `cluster` gives the cluster's name for
    /// `name`, else the label of that key. Nothing is appended if one of them has no answer.
    package func render(
        values: borrowing SecretArena,
        key: (String) -> Range<Int>?,
        cluster: (String) -> String?,
        into output: inout SecretArena
    ) throws(TemplateError) -> Range<Int> {
        var pieces: [(source: Source, filters: [Filter])] = []
        var count = 0
        for (part, offset) in zip(parts, offsets) {
            let piece = try piece(of: part, at: offset, key: key, cluster: cluster)
            if case .secret(let range) = piece.source, piece.filters.first != .base64,
                !values.bytes(range).isText
            {
                throw notText(part, at: offset)
            }
            count += Self.count(piece.source, piece.filters, values, upTo: Self.renderedLimit)
            guard count <= Self.renderedLimit else {
                throw TemplateError("the result is larger than a Secret", at: offset)
            }
            pieces.append(piece)
        }
        return output.append(capacity: count) { span in
            for (source, filters) in pieces {
                Self.append(source, filters, values, to: &span)
            }
        }
    }

    private func piece(
        of part: Part,
        at offset: Int,
        key: (String) -> Range<Int>?,
        cluster: (String) -> String?
    ) throws(TemplateError) -> (source: Source, filters: [Filter]) {
        switch part {
        case .text(let text):
            return (.text(text), [])
        case .key(let name, let filters):
            guard let range = key(name) else {
                throw TemplateError(
                    "\(name) is no item of this document",
                    at: offset,
                    hint: "the cluster's name and labels are cluster.name and cluster.LABEL"
                )
            }
            return (.secret(range), filters)
        case .cluster(let fact, let filters):
            guard let text = cluster(fact) else {
                throw TemplateError("the cluster has no label \(fact)", at: offset)
            }
            return (.text(text), filters)
        }
    }

    private func notText(_ part: Part, at offset: Int) -> TemplateError {
        guard case .key(let name, _) = part else { return TemplateError("no text", at: offset) }
        return TemplateError(
            "the value of \(name) is no text",
            at: offset,
            hint: "put it in as {{\(name) | base64}}"
        )
    }

    private static func count(
        _ source: Source,
        _ filters: [Filter],
        _ values: borrowing SecretArena,
        upTo limit: Int
    ) -> Int {
        switch source {
        case .text(let text): count(text.rawBytes, filters, upTo: limit)
        case .secret(let range): count(values.bytes(range), filters, upTo: limit)
        }
    }

    /// The size of the result, or one more than `limit`: a few filters can make it very large.
    private static func count(_ bytes: RawSpan, _ filters: [Filter], upTo limit: Int) -> Int {
        guard !filters.isEmpty else { return bytes.byteCount }
        var filtered = FilteredBytes(bytes, filters)
        var count = 0
        while count <= limit, filtered.next() != nil { count += 1 }
        return count
    }

    private static func append(
        _ source: Source,
        _ filters: [Filter],
        _ values: borrowing SecretArena,
        to output: inout OutputRawSpan
    ) {
        switch source {
        case .text(let text): append(text.rawBytes, filters, to: &output)
        case .secret(let range): append(values.bytes(range), filters, to: &output)
        }
    }

    private static func append(
        _ bytes: RawSpan,
        _ filters: [Filter],
        to output: inout OutputRawSpan
    ) {
        guard !filters.isEmpty else { return output.append(contentsOf: bytes) }
        var filtered = FilteredBytes(bytes, filters)
        while let byte = filtered.next() { output.append(byte) }
    }
}

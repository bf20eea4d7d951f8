/// Adds children to collections and removes them.
struct CollectionEditor {
    let layout: Layout

    /// One entry or item as it stands in the file.
    struct Child {
        /// The record of the key or of the item.
        let record: Int
        /// The record of the value; for an item the item itself.
        let value: Int
        /// The first byte, of a key, item or dash.
        let start: Int
        /// The first byte after the value.
        let end: Int
        let isRemoved: Bool
        let insertions: [EditPlan.Insertion]
    }

    /// One collection with all that happens to it.
    struct Job {
        let index: Int
        let record: NodeRecord
        let children: [Child]
        let insertionsAtEnd: [EditPlan.Insertion]

        var isMapping: Bool { record.kind == .mapping }
        var hasSurvivors: Bool { children.contains { !$0.isRemoved } }
        var end: Splices.Order { .endOf(index, next: Int(record.next)) }
        var allInsertions: [EditPlan.Insertion] {
            children.flatMap(\.insertions) + insertionsAtEnd
        }
    }

    /// Turns every change of a collection in `plan` into splices.
    func edit(_ plan: EditPlan, into splices: inout Splices) throws(YAMLError) {
        for (index, change) in plan.collections {
            let job = job(index, change)
            if job.record.style == .flow {
                FlowEditor(layout: layout).edit(job, into: &splices)
            } else {
                BlockEditor(layout: layout).edit(job, into: &splices)
            }
        }
    }

    private func job(_ index: Int, _ change: EditPlan.CollectionChange) -> Job {
        let record = layout.record(index)
        let isMapping = record.kind == .mapping
        var children: [Child] = []
        children.reserveCapacity(record.count)
        var child = index + 1
        var gap = Int(record.start)
        while child < Int(record.next) {
            let value = isMapping ? child + 1 : child
            let start =
                record.style == .block && !isMapping
                ? layout.skip(from: gap) : Int(layout.record(child).start)
            children.append(
                Child(
                    record: child,
                    value: value,
                    start: start,
                    end: Int(layout.record(value).end),
                    isRemoved: change.removed.contains(child),
                    insertions: change.insertions[child] ?? []
                )
            )
            gap = Int(layout.record(value).extent)
            child = Int(layout.record(value).next)
        }
        return Job(
            index: index,
            record: record,
            children: children,
            insertionsAtEnd: change.insertions[Int(record.next)] ?? []
        )
    }
}

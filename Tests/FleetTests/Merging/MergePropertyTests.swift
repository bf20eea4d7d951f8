import Sealing
import TestSupport
import Testing

@testable import Fleet

/// Pairs of branches, each a few commands long, compared with running both one after the other.
@Suite struct MergePropertyTests {
    private static let keys = ["alpha", "beta", "gamma", "delta"]

    /// What a branch did to one value, all its commands together.
    private enum Effect: Equatable { case nothing, resealed, changed, added, gone }

    private static func effect(_ before: String?, _ after: String?) throws -> Effect {
        switch (before, after) {
        case (nil, nil): return .nothing
        case (nil, _): return .added
        case (_, nil): return .gone
        case (let before?, let after?):
            if before == after { return .nothing }
            let same = try SealedValue(parsing: before).id == SealedValue(parsing: after).id
            return same ? .resealed : .changed
        }
    }

    private static func conflicts(_ base: MergeModel, _ ours: MergeModel, _ theirs: MergeModel)
        throws -> Bool
    {
        for group in 0..<5 {
            var effects: [(Effect, Effect)] = []
            for key in keys {
                let before = base.value(group, key)
                effects.append(
                    (
                        try effect(before, ours.value(group, key)),
                        try effect(before, theirs.value(group, key))
                    )
                )
            }
            for pair in effects {
                switch pair {
                case (.changed, .changed), (.changed, .gone), (.gone, .changed), (.added, .added):
                    return true
                default: continue
                }
            }
            // A layer that one side took out must be as it was on the other.
            let has = { (model: MergeModel) in model.layers.contains { $0.group == group } }
            let isChange = { (effect: Effect) in effect == .changed || effect == .added }
            if has(base), !has(ours), has(theirs), effects.contains(where: { isChange($0.1) }) {
                return true
            }
            if has(base), has(ours), !has(theirs), effects.contains(where: { isChange($0.0) }) {
                return true
            }
        }
        return false
    }

    private static func edits(
        of model: MergeModel,
        _ seals: MergeSeals,
        _ random: inout Seeded,
        comments: Bool
    ) throws -> [MergeEdit] {
        var edits: [MergeEdit] = []
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let group = Int.random(in: 0..<5, using: &random)
            let key = keys.randomElement(using: &random) ?? ""
            switch Int.random(in: 0..<(comments ? 10 : 8), using: &random) {
            case 0..<4: edits.append(.set(group, key, seals.value(group, key)))
            case 4..<6:
                guard let value = model.value(group, key) else { continue }
                edits.append(.reseal(group, key, try seals.again(value, group, key)))
            case 6..<8: edits.append(.unset(group, key))
            default: edits.append(.comment(group, key, "note \(random.next())"))
            }
        }
        return edits
    }

    @Test(arguments: [false, true])
    func `a merge is what both branches' commands give one after the other`(comments: Bool) throws {
        let seals = MergeSeals()
        var random = Seeded(comments ? 7 : 3)
        var counts = (merged: 0, conflicts: 0, layout: 0)
        for round in 0..<1_000 {
            var base = MergeModel(layers: [])
            for group in 0..<5 where Bool.random(using: &random) {
                for key in Self.keys where Bool.random(using: &random) {
                    base = base.applying(.set(group, key, seals.value(group, key)))
                }
            }
            guard !base.layers.isEmpty else { continue }
            let one = try Self.edits(of: base, seals, &random, comments: true)
            let two = try Self.edits(of: base, seals, &random, comments: comments)
            let ours = one.reduce(base) { $0.applying($1) }
            let theirs = two.reduce(base) { $0.applying($1) }
            guard !ours.layers.isEmpty, !theirs.layers.isEmpty else { continue }
            let outcome = DocumentMerge(
                path: MergeModel.path,
                base: base.text,
                ours: ours.text,
                theirs: theirs.text,
                knowledge: seals.knowledge()
            ).outcome()
            let text = String(decoding: outcome.bytes, as: UTF8.self)
            let context = Comment(rawValue: "round \(round): \(one) | \(two)")
            guard try !Self.conflicts(base, ours, theirs) else {
                counts.conflicts += 1
                #expect(!outcome.conflicts.isEmpty, context)
                #expect(text.contains("\n<<<<<<< ours"), context)
                #expect(throws: (any Error).self, context) {
                    try MergeModel.meaning(of: outcome.bytes)
                }
                continue
            }
            guard outcome.conflicts.isEmpty else {
                counts.layout += 1
                // Only their comments can be in the way.
                #expect(two.contains { $0.isComment }, context)
                continue
            }
            counts.merged += 1
            let meaning = try MergeModel.meaning(of: outcome.bytes)
            #expect(meaning == Self.expected(base, ours, theirs), context)
            for case .comment(let group, let key, let comment) in one + two
            where meaning.contains(where: { $0.hasPrefix("g\(group) ") && $0.contains("\(key)=") })
                && (ours.text + theirs.text).contains(comment)
            {
                #expect(text.contains(comment), context)
            }
        }
        #expect(counts.merged > 500 && counts.conflicts > 100, "\(counts)")
        #expect(counts.layout < counts.merged / 10, "\(counts)")
    }

    /// Our branch, then every value that their branch left otherwise than it was; a re-seal finds
    /// nothing to do where ours did it, changed the value or took it out.
    private static func expected(
        _ base: MergeModel,
        _ ours: MergeModel,
        _ theirs: MergeModel
    ) -> [String] {
        var model = ours
        for group in 0..<5 {
            for key in keys {
                let (before, one) = (base.value(group, key), ours.value(group, key))
                let two = theirs.value(group, key)
                guard two != before else { continue }
                guard let two else {
                    model = model.applying(.unset(group, key))
                    continue
                }
                let isReseal = (try? effect(before, two)) == .resealed
                if !isReseal || one == before { model = model.applying(.set(group, key, two)) }
            }
        }
        return model.meaning
    }
}

extension [UInt8] {
    fileprivate func contains(_ text: String) -> Bool {
        String(decoding: self, as: UTF8.self).contains(text)
    }
}

import Testing

@testable import Fleet

/// Every small system of sets, against what the rule says in words.
@Suite struct LayerOrderTests {
    static let universe = ["a", "b", "c"]
    static let subsets: [Set<String>] = (0..<8).map { mask in
        Set(universe.indices.filter { mask & (1 << $0) != 0 }.map { universe[$0] })
    }

    /// Layers `0…` with these members, and a new one.
    private func order(_ layers: [Set<String>], _ new: Set<String>) -> LayerOrder {
        LayerOrder(layers.indices.map { "\($0)" }) { name in
            Int(name).map { layers[$0] } ?? new
        }
    }

    /// Broader before narrower.
    private func isSound(_ index: Int, _ layers: [Set<String>], _ new: Set<String>) -> Bool {
        layers.indices.allSatisfy { other in
            let theirs = layers[other]
            if theirs.isStrictSuperset(of: new) { return other < index }
            if theirs.isStrictSubset(of: new), !theirs.isEmpty { return other >= index }
            return true
        }
    }

    private func everySystem(_ body: ([Set<String>], Set<String>) -> Void) {
        for new in Self.subsets {
            body([], new)
            for one in Self.subsets {
                body([one], new)
                for two in Self.subsets {
                    body([one, two], new)
                    for three in Self.subsets { body([one, two, three], new) }
                }
            }
        }
    }

    @Test func `a new layer stands after broader and before narrower ones`() {
        var cases = 0
        everySystem { layers, new in
            cases += 1
            let unordered = layers.firstIndex { theirs in
                !theirs.isDisjoint(with: new) && !theirs.isStrictSubset(of: new)
                    && !theirs.isStrictSuperset(of: new)
            }
            switch order(layers, new).place(for: "new") {
            case .ambiguous(let other, let sharing):
                #expect(unordered.map { "\($0)" } == other)
                #expect(unordered.map { layers[$0].intersection(new).count } == sharing)
            case .index(let index):
                #expect(unordered == nil)
                let isPossible = (0...layers.count).contains { isSound($0, layers, new) }
                if isPossible { #expect(isSound(index, layers, new), "\(layers) \(new) \(index)") }
                #expect((0...layers.count).contains(index))
            case .contradicts, .unknownLayer: Issue.record("\(layers) \(new)")
            }
        }
        #expect(cases == 8 + 64 + 512 + 4_096)
    }

    @Test func `a wish is granted unless a layer could never win`() {
        everySystem { layers, new in
            for other in layers.indices {
                for (wish, index) in [
                    (LayerOrder.Wish.before("\(other)"), other), (.after("\(other)"), other + 1),
                ] {
                    switch order(layers, new).place(for: "new", wish: wish) {
                    case .index(let found):
                        #expect(found == index && isSound(index, layers, new))
                    case .contradicts:
                        #expect(!isSound(index, layers, new), "\(layers) \(new) \(wish)")
                    case .ambiguous, .unknownLayer: Issue.record("\(layers) \(new) \(wish)")
                    }
                }
            }
        }
    }

    @Test func `a wish for a layer that is not there names it`() {
        let order = order([["a"]], ["b"])
        #expect(order.place(for: "new", wish: .before("eu")) == .unknownLayer("eu"))
        #expect(order.place(for: "new", wish: .after("eu")) == .unknownLayer("eu"))
    }
}

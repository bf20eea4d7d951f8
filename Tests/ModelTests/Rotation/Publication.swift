/// What an agent says in public.
struct Publication: Hashable, Sendable {
    /// Names one publication.
    ///
    /// `life` says how often the agent's memory had been restored by then. Nobody can see it; it makes
    /// two publications with one counter differ, as their digests do.
    struct Mark: Hashable, Sendable {
        var counter: UInt16 = 0
        var life: UInt8 = 0

        init(counter: UInt16, life: UInt8) {
            self.counter = counter
            self.life = life
        }

        init() {}

        init(number: Int) {
            counter = UInt16(truncatingIfNeeded: number >> 3)
            life = UInt8(truncatingIfNeeded: number & 7)
        }

        var number: Int { Int(counter) << 3 | Int(life) }
    }

    /// Stands for no key.
    static let none: UInt8 = 7

    var mark = Mark()
    var previous = Mark()
    var active: UInt8 = Self.none
    var next: UInt8 = Self.none
    /// By group key: the line for the newest key that is published for it.
    var lines = Cells()
    /// By the keys that it names.
    var isSigned = false
    /// The active key vouches for the next.
    var isEndorsed = false
    /// The group's key says of each line that it is right.
    var isProven = false

    /// Whether there is one at all.
    var exists: Bool { mark.counter > 0 }

    var nextKey: Int? { next == Self.none ? nil : Int(next) }
    /// The key that lines are for.
    var newest: Int { nextKey ?? Int(active) }

    func line(_ groupKey: Int) -> Registry.Line {
        Registry.Line(rawValue: lines[groupKey, width: 2]) ?? .none
    }

    /// Whether it says what another one says.
    func says(_ other: Publication) -> Bool {
        active == other.active && next == other.next && lines == other.lines
    }
}

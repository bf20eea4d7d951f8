/// Small numbers side by side in one word, so that states are small and compare fast.
struct Cells: Hashable, Sendable {
    var word: UInt64 = 0

    /// The number at a place, all of them `width` bits wide.
    subscript(index: Int, width width: Int) -> Int {
        get {
            Int(
                truncatingIfNeeded: (word &>> UInt64(index &* width)) & ((1 &<< UInt64(width)) &- 1)
            )
        }
        set {
            let mask: UInt64 = ((1 &<< UInt64(width)) &- 1) &<< UInt64(index &* width)
            let bits = UInt64(truncatingIfNeeded: newValue) &<< UInt64(index &* width)
            word = (word & ~mask) | (bits & mask)
        }
    }

    /// The bit at a place.
    subscript(bit: Int) -> Bool {
        get { (word &>> UInt64(bit)) & 1 == 1 }
        set {
            let mask: UInt64 = 1 &<< UInt64(bit)
            word = newValue ? word | mask : word & ~mask
        }
    }
}

/// A number as Curve25519 and Ed25519 write one: 32 bytes, little-endian, below 2^255−19.
///
/// Comparing with a table takes nanoseconds, where asking libsodium whether an Ed25519 point is
/// valid multiplies it by the order of its group; a start that reads 2,400 keys would feel that.
/// It does not check that an Ed25519 point lies on the curve: one that does not verifies nothing.
struct FieldElement: Equatable, Sendable {
    private let limbs: SIMD4<UInt64>

    /// Reads 32 bytes without judging them.
    init(_ bytes: RawSpan) {
        precondition(bytes.byteCount == 32, "a field element has 32 bytes")
        var limbs = SIMD4<UInt64>()
        for offset in 0..<32 {
            limbs[offset / 8] |= UInt64(bytes[offset]) << UInt64(8 * (offset % 8))
        }
        self.limbs = limbs
    }

    /// Takes four limbs, the least significant one first.
    init(_ limbs: SIMD4<UInt64>) {
        self.limbs = limbs
    }

    /// The same without its highest bit, which in Ed25519 is the sign of x.
    var withoutSign: FieldElement {
        FieldElement(SIMD4(limbs[0], limbs[1], limbs[2], limbs[3] & ~(1 << 63)))
    }

    /// Whether it is below 2^255−19.
    var isCanonical: Bool {
        if limbs[3] != 0x7FFF_FFFF_FFFF_FFFF { return limbs[3] < 0x7FFF_FFFF_FFFF_FFFF }
        return limbs[2] != .max || limbs[1] != .max || limbs[0] < 0xFFFF_FFFF_FFFF_FFED
    }

    /// u of the points whose order divides 8, on Curve25519 and its twist.
    ///
    /// 0 and 1; −1 on the twist; and u of the order 8, which is (1 + y) / (1 − y) for the two y
    /// of that order below. Any scalar, being a multiple of 8, makes zero of them.
    static let lowOrderU = [
        zero, one, minusOne,
        FieldElement([
            0x248C_50A3_BC95_9C5F, 0x5BEF_839C_55B1_D0B1,
            0x868E_1C58_C45C_4404, 0x5711_9FD0_DD4E_22D8,
        ]),
        FieldElement([
            0xAEB8_413B_7C7A_EBE0, 0x6AC4_9FF1_FAE3_5616,
            0xFDB1_329C_EB8D_09DA, 0x00B8_495F_1605_6286,
        ]),
    ]

    /// y of the eight points of Ed25519 whose order divides 8, each with one or two x.
    ///
    /// 1 (the neutral point), −1 (order 2) and 0 (order 4). Doubling a point of order 8 gives
    /// y = 0, so x² = −y²; with the curve's equation that is d·y⁴ + 2·y² − 1 = 0, of whose roots
    /// y² = (−1 ± √(1 + d)) / d one is a square: it gives these two y, of which one is minus the
    /// other.
    static let lowOrderY = [
        zero, one, minusOne,
        FieldElement([
            0xB027_B2C2_8F95_E826, 0xF098_EFF2_89F4_C345,
            0x3933_C6D3_05AC_DFD5, 0x05FC_536D_8802_38B1,
        ]),
        FieldElement([
            0x4FD8_4D3D_706A_17C7, 0x0F67_100D_760B_3CBA,
            0xC6CC_392C_FA53_202A, 0x7A03_AC92_77FD_C74E,
        ]),
    ]

    private static let zero = FieldElement([0, 0, 0, 0])
    private static let one = FieldElement([1, 0, 0, 0])
    private static let minusOne = FieldElement([
        0xFFFF_FFFF_FFFF_FFEC, .max, .max, 0x7FFF_FFFF_FFFF_FFFF,
    ])
}

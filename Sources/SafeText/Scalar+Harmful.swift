extension Unicode.Scalar {
    /// Whether it would move the cursor of a terminal, or hide or reorder other text.
    ///
    /// That is C0 and C1 controls, DEL, line and paragraph separators, bidirectional controls,
    /// zero-width and other invisible format characters, and private and unassigned tags.
    package var isHarmful: Bool {
        switch value {
        case 0x20..<0x7F: false
        case 0..<0xA0, 0xAD, 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0: true
        case 0xFE00...0xFE0F, 0xE0100...0xE01EF: false
        default:
            switch properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: true
            default: false
            }
        }
    }
}

#if os(Linux)
    import Glibc

    /// All memory that this process could have written to, for looking for what is left in it.
    enum ProcessMemory {
        /// How often the complement of `pattern` occurs.
        ///
        /// Turned over so that the pattern itself does not count.
        static func occurrences(ofComplement pattern: [UInt8]) -> Int {
            let memory = unsafe open("/proc/self/mem", O_RDONLY)
            precondition(memory >= 0, "no access to the own memory")
            defer { close(memory) }
            var window = [UInt8](repeating: 0, count: 1 << 20)
            let own = unsafe window.withUnsafeBytes { UInt(bitPattern: $0.baseAddress) }
            var total = 0
            for region in regions() {
                var at = region.lowerBound
                while at < region.upperBound {
                    let size = min(window.count, Int(region.upperBound - at))
                    let got = unsafe window.withUnsafeMutableBytes {
                        unsafe pread(memory, $0.baseAddress, size, off_t(at))
                    }
                    for offset in places(of: pattern, in: window[..<max(got, 0)]) {
                        let address = at + UInt(offset)
                        if address < own || address >= own + UInt(window.count) { total += 1 }
                    }
                    at += UInt(size)
                }
            }
            for index in window.indices { window[index] = 0 }
            return total
        }

        private static func places(of pattern: [UInt8], in bytes: ArraySlice<UInt8>) -> [Int] {
            var places: [Int] = []
            guard bytes.count >= pattern.count else { return places }
            let first = ~pattern[0]
            unsafe bytes.withUnsafeBufferPointer { buffer in
                for offset in 0...buffer.count - pattern.count
                where unsafe buffer[offset] == first {
                    let isSame = pattern.indices.allSatisfy {
                        unsafe buffer[offset + $0] == ~pattern[$0]
                    }
                    if isSame { places.append(offset) }
                }
            }
            return places
        }

        private static func regions() -> [Range<UInt>] {
            var regions: [Range<UInt>] = []
            guard let file = unsafe fopen("/proc/self/maps", "r") else { return [] }
            defer { unsafe fclose(file) }
            var line = [CChar](repeating: 0, count: 4096)
            while unsafe fgets(&line, Int32(line.count), file) != nil {
                let bytes = line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
                let text = String(decoding: bytes, as: UTF8.self)
                let fields = text.split(separator: " ")
                guard fields.count > 1, fields[1].hasPrefix("rw"), !text.contains("[v") else {
                    continue
                }
                let ends = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
                // A sanitizer's shadow spans terabytes, and holds no text.
                guard ends.count == 2, ends[1] - ends[0] < 1 << 32 else { continue }
                regions.append(ends[0]..<ends[1])
            }
            return regions
        }
    }
#endif

// The step of the growing factor, at every level of processor: against plain sums, and against itself taken in other parts.

import CKernelLevels
import Features
import Testing

private let (order, step) = (23, 30)

/// Parts of each line and row, line by line, and what is mixed of each row.
private struct Bordered: Equatable {
    var parts = [Double](repeating: 0, count: order * 4)
    var mixed = [Double](repeating: 0, count: 4 * step)

    /// By a level, so many lines and rows at a time.
    init(_ level: kernel_level, _ lines: [Double], _ rows: [Double], lines count: Int, rows width: Int) {
        for row in stride(from: 0, to: 4, by: width) {
            var line = 0
            while line < order {
                let together = line % 4 == 0 && line + count <= order ? count : 1
                var some = [Double](repeating: 0, count: 16)
                rows.withUnsafeBufferPointer { rows in
                    mixed.withUnsafeMutableBufferPointer { mixed in
                        guard let rows = rows.baseAddress, let mixed = mixed.baseAddress else { return }
                        let (from, to) = (rows + row * step, mixed + row * step)
                        level.border(lines, line, Int32(together), from, to, step, Int32(width), &some)
                    }
                }
                for index in 0..<together * width {
                    parts[(line + index / width) * 4 + row + index % width] = some[index]
                }
                line += together
            }
        }
    }

    /// By the formula.
    init(_ lines: [Double], _ rows: [Double]) {
        for line in 0..<order {
            let own = lines[line * (line + 1) / 2..<(line + 1) * (line + 2) / 2]
            for row in 0..<4 {
                let part = zip(own, rows[(row * step)...]).reduce(0) { $0 + $1.0 * $1.1 }
                parts[line * 4 + row] = part
                for (index, value) in own.enumerated() { mixed[row * step + index] += part * value }
            }
        }
    }
}

extension KernelLevelTests {
    @Test("Lines of a triangle mix with rows as plain sums do, and to the same bits however they are taken together")
    func bordering() {
        var generator = SplitMix64(seed: 14)
        let lines = (0..<order * (order + 1) / 2).map { _ in Double(generator.nextSigned()) }
        let rows = (0..<4 * step).map { _ in Double(generator.nextSigned()) }
        let plain = Bordered(lines, rows)
        for level in levels {
            let whole = Bordered(level, lines, rows, lines: 4, rows: 4)
            for (count, width) in [(4, 1), (1, 4), (1, 1)] {
                #expect(Bordered(level, lines, rows, lines: count, rows: width) == whole)
            }
            let pairs = zip(whole.parts + whole.mixed, plain.parts + plain.mixed)
            #expect(pairs.allSatisfy { abs($0 - $1) < 1e-12 })
        }
    }
}

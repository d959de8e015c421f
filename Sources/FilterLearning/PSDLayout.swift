// Where the numbers of a masked dictionary lie.

import Features
import Linear

/// A matrix `atoms × (maps of an atom · taps)` ordered by maps: for each input map a block `atoms that see the map × taps`,
/// block after block.
///
/// Products with inputs go block by block: as large as the table allows, and without a multiplication by 0. A full table of
/// one map has one block, the matrix itself.
struct PSDLayout: Sendable {
    /// An atom's part on one map: a row of a block.
    struct Slot: Sendable {
        /// The map.
        let map: Int
        /// The row, counted over all blocks.
        let number: Int
    }

    /// Numbers of an atom on one map.
    let taps: Int
    /// For each map the first row of its block, and the number of all rows.
    let starts: [Int]
    /// The atom of each row.
    let atoms: [Int32]
    /// The rows of each atom, its maps ascending.
    let slots: [[Slot]]

    /// Number of maps.
    var maps: Int { starts.count - 1 }
    /// Number of rows of all blocks.
    var rows: Int { atoms.count }

    /// The layout for a table, `taps` numbers an atom and map.
    init(_ table: ConnectionTable, taps: Int) {
        self.taps = taps
        var seers = Array(repeating: [Int32](), count: table.inputs)
        for atom in 0..<table.outputs {
            for map in table.inputs(of: atom) { seers[map].append(Int32(atom)) }
        }
        var starts = [0]
        var slots = Array(repeating: [Slot](), count: table.outputs)
        for (map, seers) in seers.enumerated() {
            for (place, atom) in seers.enumerated() {
                slots[Int(atom)].append(Slot(map: map, number: starts[map] + place))
            }
            starts.append(starts[map] + seers.count)
        }
        (self.starts, self.slots) = (starts, slots)
        atoms = seers.flatMap { $0 }
    }

    /// The rows of a map's block.
    func rows(of map: Int) -> Range<Int> { starts[map]..<starts[map + 1] }

    /// The blocks of a matrix.
    func packed(_ matrix: Matrix) -> FloatBuffer {
        let buffer = FloatBuffer(count: rows * taps)
        matrix.values.withUnsafeBufferPointer { values in
            guard var source = values.baseAddress else { return }
            for slot in slots.joined() {
                (buffer.start + slot.number * taps).update(from: source, count: taps)
                source += taps
            }
        }
        return buffer
    }

    /// Writes blocks into the matrix that they came from.
    func unpack(_ blocks: UnsafePointer<Float>, into matrix: inout Matrix) {
        matrix.values.withUnsafeMutableBufferPointer { values in
            guard var target = values.baseAddress else { return }
            for slot in slots.joined() {
                target.update(from: blocks + slot.number * taps, count: taps)
                target += taps
            }
        }
    }
}

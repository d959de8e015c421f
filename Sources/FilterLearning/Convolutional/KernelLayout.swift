// Which kernels are multiplied at a time.

import Features

/// The rows of a matrix of kernels as products take them: runs of atoms that look at the same maps of a crop.
///
/// Where almost every atom has maps of its own, every atom is given all maps, with zeros where it is not connected: the
/// larger product is faster than many that share nothing.
struct KernelLayout {
    /// Consecutive atoms that share their inputs.
    struct Run {
        let atoms: Range<Int>
        let inputs: [Int]
    }

    let runs: [Run]
    /// Numbers of a row.
    let length: Int

    private let shape: ConvolutionalShape
    private let isWide: Bool
    /// Atoms of a run, in the mean, below which all are given all maps.
    private static let fewest = 4

    init(_ shape: ConvolutionalShape) {
        self.shape = shape
        let table = shape.table
        var (runs, first) = ([Run](), 0)
        for atom in 1...table.outputs
        where atom == table.outputs || table.inputs(of: atom) != table.inputs(of: first) {
            runs.append(Run(atoms: first..<atom, inputs: Array(table.inputs(of: first))))
            first = atom
        }
        isWide = runs.count > 1 && runs.count * Self.fewest > table.outputs
        self.runs = isWide ? [Run(atoms: 0..<table.outputs, inputs: Array(0..<table.inputs))] : runs
        length = (isWide ? table.inputs : table.inputsPerOutput) * shape.taps
    }

    /// Numbers of all rows.
    var count: Int { shape.atoms * length }

    /// Lays out `atoms × atomCount` kernels.
    func expand(_ kernels: UnsafePointer<Float>, into rows: UnsafeMutablePointer<Float>) {
        guard isWide else { return rows.update(from: kernels, count: count) }
        rows.update(repeating: 0, count: count)
        visit { rows.advanced(by: $1).update(from: kernels + $0, count: shape.taps) }
    }

    /// Takes the connected kernels out of rows.
    func gather(_ rows: UnsafePointer<Float>, into kernels: UnsafeMutablePointer<Float>) {
        guard isWide else { return kernels.update(from: rows, count: count) }
        visit { kernels.advanced(by: $0).update(from: rows + $1, count: shape.taps) }
    }

    /// Gives `body` where each kernel begins among the kernels and in the wide rows.
    private func visit(_ body: (_ kernel: Int, _ row: Int) -> Void) {
        for (place, input) in shape.table.indices.enumerated() {
            let atom = place / shape.table.inputsPerOutput
            body(place * shape.taps, atom * length + input * shape.taps)
        }
    }
}

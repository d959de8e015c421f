// The sizes of convolutional sparse coding: crops, kernels and codes.

public import Features

/// Crops of maps, and the kernels that are laid on them at every place where they lie wholly inside.
///
/// A code holds one map an atom, one value a place: of crops of w × w and kernels of s × s, maps of (w − s + 1)². The
/// decoder's convolution is then the full one and the encoder's the valid one (Kavukcuoglu's thesis, 2011, chapter 5;
/// Kavukcuoglu et al. 2010 print w + s − 1, with which the two do not fit each other).
public struct ConvolutionalShape: Sendable, Hashable, Codable {
    /// Which maps of a crop each map of a code is connected with.
    public let table: ConnectionTable
    /// Rows and columns of a kernel.
    public let kernel: Extent
    /// Rows and columns of a crop.
    public let crop: Extent

    /// A shape; kernels that do not fit into crops are refused by those who are given it.
    public init(table: ConnectionTable, kernel: Extent, crop: Extent) {
        (self.table, self.kernel, self.crop) = (table, kernel, crop)
    }

    /// m: maps of a code, atoms of the dictionary.
    public var atoms: Int { table.outputs }
    /// Rows and columns of a map of a code.
    public var code: Extent { Extent(crop.rows - kernel.rows + 1, crop.columns - kernel.columns + 1) }
    /// Numbers of a crop: maps × rows × columns.
    public var inputCount: Int { table.inputs * area }
    /// Numbers of a code: maps × rows × columns.
    public var codeCount: Int { atoms * places }
    /// Numbers of an atom: inputs of an output × kernel rows × kernel columns.
    public var atomCount: Int { table.inputsPerOutput * taps }

    /// Pixels of a map of a crop.
    var area: Int { crop.rows * crop.columns }
    /// Values of a map of a code.
    var places: Int { code.rows * code.columns }
    /// Numbers of a kernel.
    var taps: Int { kernel.rows * kernel.columns }

    /// For each pixel of a map the share of a kernel's numbers that can lie on it, `rows × columns`: 1 in the middle,
    /// 1/s² in a corner.
    ///
    /// Few places of a code reach a pixel near the border. What they are to rebuild there is as much less as they are
    /// fewer, or they alone would decide what is learnt (Kavukcuoglu et al. 2010, section 2.2.1).
    public var mask: [Float] {
        func cover(_ side: Int, _ kernel: Int) -> [Float] {
            (0..<side).map { place in Float(min(place, side - kernel) - max(place - kernel + 1, 0) + 1) }
        }
        let columns = cover(crop.columns, kernel.columns)
        return cover(crop.rows, kernel.rows).flatMap { row in columns.map { row * $0 / Float(taps) } }
    }

    /// Throws when there is no place for a kernel in a crop.
    func check() throws(LearningError) {
        guard kernel.rows > 0, kernel.columns > 0, crop.rows >= kernel.rows, crop.columns >= kernel.columns else {
            throw .badRecipe(
                reason: "Kernels of \(kernel.rows) × \(kernel.columns) do not fit into crops of \(crop.rows) × "
                    + "\(crop.columns).")
        }
    }
}

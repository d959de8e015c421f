// One stage of the hierarchy: filters, tanh, rectification, local normalisation, pooling.

/// Turns planes into fewer pixels of more planes.
///
/// Three passes over the filtered maps, which lie pixel by pixel: they are made and summed row by row; their squared
/// differences from the mean are summed; they are normalised and pooled.
package final class Stage {
    /// Rows of the result.
    package var rows: Int { pooling.rows }
    /// Columns of the result.
    package var columns: Int { pooling.columns }
    /// The planes it reads, input maps × input rows × input columns: whoever comes before writes here.
    package let input: FloatBuffer

    private let layer: FilterLayer
    private let normalisation: LocalNormalisation
    private let pooling: AveragePooling
    private let pixels: FloatBuffer
    private let real: FloatBuffer

    /// A stage for planes of `inputRows × inputColumns`; shape and filters must fit each other.
    package init(shape: StageShape, filters: StageFilters, window: GaussianWindow, inputRows: Int, inputColumns: Int) {
        input = FloatBuffer(count: shape.table.inputs * inputRows * inputColumns)
        layer = FilterLayer(table: shape.table, filters: filters, inputRows: inputRows, inputColumns: inputColumns)
        normalisation = LocalNormalisation(
            window: window, maps: shape.table.outputs, rows: layer.rows, columns: layer.columns)
        pooling = AveragePooling(
            shape: shape, inputRows: layer.rows, inputColumns: layer.columns, lanes: layer.lanes,
            laneOfMap: layer.laneOfMap)
        pixels = FloatBuffer(count: layer.rows * layer.columns * layer.lanes)
        real = FloatBuffer(count: layer.lanes)
        for lane in layer.laneOfMap { real.start[lane] = 1 }
    }

    /// Computes `maps × rows × columns` pooled values from the input.
    package func apply(into pooled: UnsafeMutablePointer<Float>) {
        for row in 0..<layer.rows {
            layer.apply(input.start, row: row, into: pixels.start)
            normalisation.take(pixels.start + row * layer.columns * layer.lanes, row: row, lanes: layer.lanes)
        }
        normalisation.measure(pixels.start, real: real.start, lanes: layer.lanes)
        pooling.apply(
            pixels.start, means: normalisation.means.start, scales: normalisation.scales.start, into: pooled)
    }
}

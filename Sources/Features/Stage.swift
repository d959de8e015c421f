// One stage of the hierarchy: filters, tanh, rectification, local normalisation, pooling.

package import Workers

/// Turns planes into fewer pixels of more planes.
///
/// Three passes over the filtered maps, which lie pixel by pixel: they are made and summed row by row; their squared
/// differences from the mean are summed; they are normalised and pooled. The rows of a pass are shared by the team.
package final class Stage {
    /// Size of the result.
    package let size: MapSize
    /// The planes it reads, input maps × input rows × input columns: whoever comes before writes here.
    package let input: FloatBuffer

    private let layer: FilterLayer
    private let normalisation: LocalNormalisation?
    private let pooling: Pooling
    private let pixels: FloatBuffer
    private let real: FloatBuffer
    /// Means and scales where nothing is normalised.
    private let zeros: FloatBuffer
    private let ones: FloatBuffer
    private let team: Team

    /// A stage for planes of size `input`; shape and filters must fit each other.
    package init(shape: StageShape, filters: StageFilters, input: Extent, team: Team) {
        self.input = FloatBuffer(count: shape.table.inputs * input.rows * input.columns)
        self.team = team
        layer = FilterLayer(shape: shape, filters: filters, input: input)
        let (rows, columns) = (layer.size.rows, layer.size.columns)
        normalisation = shape.normalisation.map {
            LocalNormalisation(window: $0, maps: shape.maps, rows: rows, columns: columns, team: team)
        }
        pooling = Pooling(
            shape: shape.pooling, input: layer.size, lanes: layer.lanes, laneOfMap: layer.laneOfMap, team: team)
        size = MapSize(shape.maps, pooling.size)
        pixels = FloatBuffer(count: rows * columns * layer.lanes)
        real = FloatBuffer(count: layer.lanes)
        for lane in layer.laneOfMap { real.start[lane] = 1 }
        zeros = FloatBuffer(count: normalisation == nil ? rows * columns : 0)
        ones = FloatBuffer(Array(repeating: 1, count: zeros.count))
    }

    /// The `c` of the last normalisation; nil where nothing is normalised.
    package var floor: Float? { normalisation?.floor }

    /// Computes `maps × rows × columns` pooled values from the input.
    ///
    /// - Parameter floor: the `c` of the normalisation; nil for the mean of σ.
    package func apply(into pooled: UnsafeMutablePointer<Float>, floor: Float? = nil) {
        let (columns, lanes, pixels) = (layer.size.columns, layer.lanes, pixels.start)
        team.split(layer.size.rows, chunk: 4) { part, _ in
            for row in part {
                layer.apply(input.start, row: row, into: pixels)
                normalisation?.take(pixels + row * columns * lanes, row: row, lanes: lanes)
            }
        }
        normalisation?.measure(pixels, real: real.start, lanes: lanes, floor: floor)
        pooling.apply(
            pixels, means: normalisation?.means.start ?? zeros.start,
            scales: normalisation?.scales.start ?? ones.start, into: pooled)
    }
}

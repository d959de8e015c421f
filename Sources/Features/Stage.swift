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
    /// The filtered maps, rows × columns × lanes.
    private let pixels: FloatBuffer
    /// Means and scales where nothing is normalised.
    private let zeros: FloatBuffer
    private let ones: FloatBuffer
    private let team: Team
    /// Rows that are filtered at a time.
    private let band: Int

    /// Filtered values that fit in the processor's second cache.
    private static let cached = 1 << 16

    /// A stage for planes of size `input`; shape and filters must fit each other.
    package init(shape: StageShape, filters: StageFilters, input: Extent, team: Team) {
        self.input = FloatBuffer(count: shape.table.inputs * input.rows * input.columns)
        self.team = team
        let layer = FilterLayer(shape: shape, filters: filters, input: input)
        let area = layer.size.rows * layer.size.columns
        let pixels = FloatBuffer(count: area * layer.lanes)
        let start = pixels.start
        let normalisation = shape.normalisation.map {
            LocalNormalisation(
                window: $0, size: layer.size, lanes: layer.lanes, laneOfMap: layer.laneOfMap, of: start, team: team)
        }
        let zeros = FloatBuffer(count: normalisation == nil ? area : 0)
        let ones = FloatBuffer(Array(repeating: 1, count: zeros.count))
        pooling = Pooling(
            shape: shape.pooling, input: layer.size, lanes: layer.lanes, laneOfMap: layer.laneOfMap, of: start,
            means: normalisation?.means.start ?? zeros.start, scales: normalisation?.scales.start ?? ones.start,
            team: team)
        size = MapSize(shape.maps, pooling.size)
        // Several bands for each thread, so that they end at the same time.
        let share = (layer.size.rows + 2 * team.threads - 1) / (2 * team.threads)
        band = min(max(Self.cached / (layer.size.columns * layer.lanes), 1), share)
        self.layer = layer
        self.normalisation = normalisation
        self.pixels = pixels
        self.zeros = zeros
        self.ones = ones
    }

    /// The `c` of the last normalisation; nil where nothing is normalised.
    package var floor: Float? { normalisation?.floor }

    /// Computes `maps × rows × columns` pooled values from the input.
    ///
    /// - Parameter floor: the `c` of the normalisation; nil for the mean of σ.
    package func apply(into pooled: UnsafeMutablePointer<Float>, floor: Float? = nil) {
        team.split(layer.inputRows, chunk: 64, of: self) { object, part, _ in
            let stage = unsafeDowncast(object, to: Stage.self)
            stage.layer.prepare(stage.input.start, rows: part)
        }
        team.split(layer.size.rows, chunk: band, of: self) { object, part, _ in
            let stage = unsafeDowncast(object, to: Stage.self)
            for first in stride(from: part.lowerBound, to: part.upperBound, by: stage.band) {
                stage.filter(first..<min(first + stage.band, part.upperBound))
            }
        }
        normalisation?.measure(floor: floor)
        pooling.apply(into: pooled)
    }

    /// Filters rows, and sums them over the maps while they are in the cache.
    private func filter(_ rows: Range<Int>) {
        layer.apply(rows: rows, into: pixels.start)
        if let normalisation { for row in rows { normalisation.take(row: row) } }
    }
}

// A whole net there and back, for a few pictures at a time.

import Features
import Foundation
import Kernels

/// The stages, the standardisation and the layers of a net, and what the way there leaves for the way back.
///
/// A pass belongs to one thread at a time. All memory is allocated when it is made.
final class NetPass {
    /// How many pictures it takes at most.
    let pictures: Int
    /// The slopes, or curvatures, of the packed numbers, added up since `clear`.
    let slopes: FloatBuffer
    /// `-ln p(label)` of all pictures since `clear`.
    private(set) var loss = 0.0
    /// Pictures since `clear` whose most probable class is another than their label.
    private(set) var mistakes = 0

    private let layout: NetLayout
    private let stages: [StagePass]
    private let end: PoolingPass?
    /// What the last stage leaves: pictures × pixels × lanes.
    private let maps: FloatBuffer
    private let mapSlopes: FloatBuffer
    /// What the final pooling leaves, where there is one.
    private let pooled: FloatBuffer
    private let pooledSlopes: FloatBuffer
    private let ones: FloatBuffer
    /// Standardised features: pictures × maps × rows × columns.
    private let features: FloatBuffer
    private let featureSlopes: FloatBuffer
    private let offsets: FloatBuffer
    private let scales: FloatBuffer
    private let layers: [DensePass]

    /// A pass for up to `pictures` pictures.
    init(_ net: RefinementNet, layout: NetLayout, pictures: Int) {
        self.layout = layout
        self.pictures = pictures
        stages = layout.stages.map {
            StagePass($0.shape, plan: $0.plan, input: $0.input, inputLanes: $0.inputLanes, pictures: pictures)
        }
        let (extent, lanes) = (layout.lastExtent, layout.laneOfMap.count)
        end = net.shape.finalPooling.map { PoolingPass($0, input: extent, lanes: lanes, pictures: pictures) }
        maps = FloatBuffer(count: pictures * extent.rows * extent.columns * lanes)
        mapSlopes = FloatBuffer(count: maps.count)
        let count = net.shape.featureCount
        pooled = FloatBuffer(count: end == nil ? 0 : pictures * count)
        pooledSlopes = FloatBuffer(count: pooled.count)
        ones = FloatBuffer(Array(repeating: 1, count: end == nil ? 0 : pictures * extent.rows * extent.columns))
        features = FloatBuffer(count: pictures * count)
        featureSlopes = FloatBuffer(count: pictures * count)
        offsets = FloatBuffer(net.offsets)
        scales = FloatBuffer(net.scales)
        let last = layout.layers.count - 1
        layers = layout.layers.indices.map { DensePass(layout.layers[$0], isLast: $0 == last, pictures: pictures) }
        slopes = FloatBuffer(count: layout.packedCount)
    }

    /// The `c` of each stage's normalisation for each picture.
    var floors: [[Float]] { stages.map(\.floors) }

    /// Forgets slopes, loss and mistakes.
    func clear() {
        slopes.start.update(repeating: 0, count: slopes.count)
        clearLoss()
    }

    /// Forgets loss and mistakes.
    func clearLoss() { (loss, mistakes) = (0, 0) }

    /// Takes the `index`th picture in: `channels × rows × columns`.
    func take(_ planes: UnsafePointer<Float>, at index: Int) {
        guard let first = layout.stages.first, let stage = stages.first else { return }
        let (pixels, lanes) = (first.input.rows * first.input.columns, first.inputLanes)
        let target = stage.input.start + index * pixels * lanes
        for lane in 0..<lanes {
            for pixel in 0..<pixels { target[pixel * lanes + lane] = planes[lane * pixels + pixel] }
        }
    }

    /// The way there, to the standardised features.
    func describe(_ packed: UnsafePointer<Float>, pictures: Int) {
        for (index, stage) in stages.enumerated() {
            let target = index + 1 < stages.count ? stages[index + 1].input.start : maps.start
            stage.apply(numbers(packed, packed, index), pictures: pictures, into: target)
        }
        end?.apply(maps.start, scales: ones.start, pictures: pictures, into: pooled.start)
        let count = layout.layers.first?.inputs ?? 0
        let lanes = layout.laneOfMap.count
        let pixels = count / max(lanes, 1)
        for picture in 0..<pictures {
            let source = (end == nil ? maps.start : pooled.start) + picture * count
            let target = features.start + picture * count
            for (map, lane) in layout.laneOfMap.enumerated() {
                for pixel in 0..<pixels {
                    let place = map * pixels + pixel
                    target[place] = (source[pixel * lanes + lane] - offsets.start[place]) * scales.start[place]
                }
            }
        }
    }

    /// The way there, to the end; returns `pictures × classes` scores.
    @discardableResult
    func score(_ packed: UnsafePointer<Float>, pictures: Int) -> UnsafeMutablePointer<Float> {
        describe(packed, pictures: pictures)
        var input = UnsafePointer(features.start)
        for layer in layers {
            layer.apply(input, packed, pictures: pictures)
            input = UnsafePointer(layer.output.start)
        }
        return layers.last?.output.start ?? features.start
    }

    /// Adds loss and mistakes, and writes where the way back begins: `p - [class = label]`, or of curvatures `p·(1 - p)`.
    func judge(_ labels: UnsafePointer<Int32>, pictures: Int, isCurvature: Bool) {
        guard let last = layers.last, let classes = layout.layers.last?.outputs else { return }
        for picture in 0..<pictures {
            let scores = last.output.start + picture * classes
            let slopes = last.outputSlopes.start + picture * classes
            let label = Int(labels[picture])
            var (most, best) = (-Float.infinity, 0)
            for index in 0..<classes where scores[index] > most { (most, best) = (scores[index], index) }
            var sum = 0.0
            for index in 0..<classes { sum += exp(Double(scores[index] - most)) }
            loss += log(sum) - Double(scores[label] - most)
            if best != label { mistakes += 1 }
            for index in 0..<classes {
                let probability = exp(Double(scores[index] - most)) / sum
                slopes[index] =
                    isCurvature
                    ? Float(probability * (1 - probability)) : Float(probability - (index == label ? 1 : 0))
            }
        }
    }

    /// The way back: adds the slopes of all numbers.
    ///
    /// - Parameters:
    ///   - packed: the numbers.
    ///   - factors: what slopes of values are multiplied by: the numbers, or of curvatures their squares.
    func takeBack(
        _ packed: UnsafePointer<Float>, factors: UnsafePointer<Float>, pictures: Int, isCurvature: Bool
    ) {
        for index in layers.indices.reversed() {
            layers[index].takeBack(
                index > 0 ? layers[index - 1].output.start : features.start, factors, pictures: pictures,
                isCurvature: isCurvature, into: slopes.start,
                inputSlopes: index > 0 ? layers[index - 1].outputSlopes.start : featureSlopes.start)
        }
        spread(pictures: pictures, isCurvature: isCurvature)
        end?.takeBack(
            pooledSlopes.start, maps.start, scales: ones.start, pooled: pooled.start, pictures: pictures,
            isCurvature: isCurvature, into: mapSlopes.start)
        for index in stages.indices.reversed() {
            let isLast = index + 1 == stages.count
            let stage = layout.stages[index]
            stages[index].takeBack(
                isLast ? mapSlopes.start : stages[index + 1].inputSlopes.start,
                pooled: isLast ? maps.start : stages[index + 1].input.start, numbers(packed, factors, index),
                pictures: pictures, isFirst: index == 0, isCurvature: isCurvature,
                into: StageSlopes(
                    weights: slopes.start + stage.weights, gains: slopes.start + stage.gains,
                    biases: slopes.start + stage.biases))
        }
    }

    /// The way back through the standardisation.
    private func spread(pictures: Int, isCurvature: Bool) {
        let count = layout.layers.first?.inputs ?? 0
        let lanes = layout.laneOfMap.count
        let pixels = count / max(lanes, 1)
        for picture in 0..<pictures {
            let source = featureSlopes.start + picture * count
            let target = (end == nil ? mapSlopes.start : pooledSlopes.start) + picture * count
            for (map, lane) in layout.laneOfMap.enumerated() {
                for pixel in 0..<pixels {
                    let place = map * pixels + pixel
                    let scale = scales.start[place]
                    target[pixel * lanes + lane] = source[place] * (isCurvature ? scale * scale : scale)
                }
            }
        }
    }

    private func numbers(
        _ packed: UnsafePointer<Float>, _ factors: UnsafePointer<Float>, _ index: Int
    ) -> StageNumbers {
        let stage = layout.stages[index]
        return StageNumbers(
            weights: factors + stage.weights, gains: packed + stage.gains, biases: packed + stage.biases)
    }

    /// The standardised features of a picture that `describe` was given.
    func withFeatures<Result>(of index: Int, _ body: (UnsafePointer<Float>) -> Result) -> Result {
        body(features.start + index * (layout.layers.first?.inputs ?? 0))
    }
}

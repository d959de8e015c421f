// What a stage is learnt from: pictures, and what the stages before make of them.

import Features
import FilterLearning
import Foundation
import Imaging

/// Reads pictures, and makes of them what each stage is learnt from.
struct LearnPictures {
    /// It was to stop.
    struct Stopped: Error {}

    private let list: PictureList
    private let threads: Int
    private let watch: LearnJob.Watch
    private var flaws: [Int: String] = [:]
    /// Maps of so many numbers are kept at most: four gibibytes.
    private static let most = 1 << 30

    init(list: PictureList, threads: Int, watch: LearnJob.Watch) {
        (self.list, self.threads, self.watch) = (list, threads, watch)
    }

    /// Why pictures were passed over.
    var broken: [String] { flaws.sorted { $0.key < $1.key }.map(\.value) }

    /// What the stage behind `stages` is learnt from: patches of `size`.
    mutating func inputs(
        _ sampling: StageSampling, _ size: Extent, seed: UInt64, _ shape: ExtractorShape, _ stages: [StageFilters]
    ) throws -> StageInputs {
        if stages.isEmpty {
            let planes = try planes(sampling, shape.input)
            let patches = try sampling.cutting(size, seed: seed, input: shape.input).patches(of: planes)
            return StageInputs(inputs: patches.inputs, scale: patches.scale, offsets: [])
        }
        var (maps, mapSize) = try maps(sampling, seed: seed, shape, stages)
        let patches = try PatchesOfMaps(
            of: &maps, size: mapSize, patch: size, count: sampling.count, centres: sampling.centres,
            seed: seed)
        return StageInputs(inputs: patches, scale: patches.scale, offsets: patches.offsets)
    }

    /// Gives `use` the pictures that can be read, one after another.
    private mutating func read(
        _ sampling: StageSampling, _ use: (LabPicture) throws(LabError) -> Void
    ) throws {
        let count = min(list.count, sampling.pictures ?? .max)
        for index in 0..<count {
            if watch.isStopped() { throw Stopped() }
            do throws(LabError) {
                try use(try list.read(index))
            } catch {
                flaws[index] = error.description
            }
            watch.progress("pictures", index + 1, count, nil)
        }
    }

    /// The luminance of pictures in the size that patches are cut from.
    private mutating func planes(_ sampling: StageSampling, _ input: InputShape) throws -> [Plane] {
        let size = input.size
        let shortest = max(1, min(input.window.side, size.rows, size.columns))
        var resampler = Resampler(rows: size.rows, columns: size.columns, shortestSide: shortest)
        var planes: [Plane] = []
        try read(sampling) { picture throws(LabError) in
            switch picture {
            case .greys(let plane): planes.append(plane)
            case .colours(let picture):
                let (rows, columns) = resampler.size(width: picture.width, height: picture.height)
                var values = [Float](repeating: 0, count: size.rows * size.columns)
                values.withUnsafeMutableBufferPointer { values in
                    guard let start = values.baseAddress else { return }
                    let whole = PixelRectangle(x: 0, y: 0, width: picture.width, height: picture.height)
                    _ = resampler.resample(picture, whole, into: start)
                }
                planes.append(Plane(rows: rows, columns: columns, values: Array(values.prefix(rows * columns))))
            }
        }
        return planes
    }

    /// The maps that stages make of views of pictures: views × maps × rows × columns.
    private mutating func maps(
        _ sampling: StageSampling, seed: UInt64, _ shape: ExtractorShape, _ stages: [StageFilters]
    ) throws -> (values: [Float], size: MapSize) {
        let below = ExtractorShape(input: shape.input, stages: Array(shape.stages.prefix(stages.count)))
        let origin = BankOrigin(recipe: "", seed: 0, licence: "", energy: "none")
        let bank = try FilterBank(name: "below", shape: below, stages: stages, origin: origin)
        let extractor = try Extractor(bank: bank, threads: threads)
        let all = min(list.count, sampling.pictures ?? .max) * (1 + sampling.views)
        guard all <= Self.most / extractor.featureCount else {
            throw LabError.badInput(
                reason: "\(all) views of pictures of \(extractor.featureCount) numbers each are too many to keep: take "
                    + "fewer “pictures” or “views”.")
        }
        var views = PictureViews(box: shape.input.size, random: sampling.views, seed: seed)
        var features = [Float](repeating: 0, count: extractor.featureCount)
        var maps: [Float] = []
        maps.reserveCapacity(all * features.count)
        try read(sampling) { picture throws(LabError) in
            for view in views.next(width: picture.width, height: picture.height) {
                do {
                    try features.withUnsafeMutableBufferPointer { try extractor.extract(picture, view, into: $0) }
                } catch {
                    throw .badInput(reason: "\(error)")
                }
                maps += features
            }
        }
        return (maps, below.sizes.last ?? MapSize(0, Extent(0)))
    }
}

extension LabPicture {
    fileprivate var width: Int {
        switch self {
        case .colours(let picture): picture.width
        case .greys(let plane): plane.columns
        }
    }

    fileprivate var height: Int {
        switch self {
        case .colours(let picture): picture.height
        case .greys(let plane): plane.rows
        }
    }
}

extension Extractor {
    /// Describes a part of a picture.
    fileprivate func extract(
        _ picture: LabPicture, _ view: PixelRectangle, into features: UnsafeMutableBufferPointer<Float>
    ) throws(FeaturesError) {
        switch picture {
        case .colours(let picture): extract(picture, view, into: features)
        case .greys(let plane):
            let rows = (view.y..<view.y + view.height).flatMap { row in
                plane.values[row * plane.columns + view.x..<row * plane.columns + view.x + view.width]
            }
            try extract(Plane(rows: view.height, columns: view.width, values: rows), into: features)
        }
    }
}

extension PictureList {
    /// The pictures of a folder: the digits to learn from of MNIST where there are any, packed or not, otherwise
    /// `DIR/<any folder>/*.jpg`.
    ///
    /// - Throws: `LabError.badInput` when there are none.
    package init(toLearnFrom folder: String) throws(LabError) {
        let digits = "\(folder)/train-images-idx3-ubyte"
        guard let path = ["\(digits).gz", digits].first(where: { FileManager.default.fileExists(atPath: $0) }) else {
            self.init(files: try ImageFolders(folder).paths)
            return
        }
        try self.init(greys: try ByteArray(idx: try DataFile.read(path), name: path), name: path)
    }
}

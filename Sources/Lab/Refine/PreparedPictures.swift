// Pictures of a data set as the first stage of a net sees them.

package import Features
import Imaging
package import Refinement

/// All pictures of a list, prepared; zero where they cannot be read.
package struct PreparedPictures: Sendable {
    /// The pictures with their classes.
    package let examples: RefinementExamples
    /// Why pictures could not be read, by their places.
    package let broken: [Int: String]

    /// Prepares the pictures of a list for a bank's net. Blocks.
    ///
    /// - Parameter labels: the class of each.
    /// - Throws: `LabError.badInput` when the bank cannot be used.
    package init(
        _ list: PictureList, labels: [Int], shape: ExtractorShape, progress: (Int) -> Void
    ) throws(LabError) {
        // Filters of one weight for each channel: what they cost is nothing beside the preparation.
        let channels = shape.input.channels
        let stage = StageShape(
            table: .full(inputs: channels, outputs: 1), kernel: Extent(1), rectification: .none, normalisation: nil,
            pooling: .none)
        let extractor: Extractor
        do {
            let bank = try FilterBank.random(shape: ExtractorShape(input: shape.input, stages: [stage]))
            extractor = try Extractor(bank: bank)
        } catch {
            throw .badInput(reason: error.description)
        }
        guard let size = shape.sizes.first else { throw .badInput(reason: "The net has no input.") }
        var unused = [Float](repeating: 0, count: extractor.featureCount)
        var (values, broken) = ([Float](), [Int: String]())
        values.reserveCapacity(list.count * size.count)
        for index in 0..<list.count {
            do {
                let picture = try list.read(index)
                try unused.withUnsafeMutableBufferPointer { unused in
                    switch picture {
                    case .colours(let picture):
                        let whole = PixelRectangle(x: 0, y: 0, width: picture.width, height: picture.height)
                        extractor.extract(picture, whole, into: unused)
                    case .greys(let plane): try extractor.extract(plane, into: unused)
                    }
                }
                extractor.withMaps(after: 0) { planes, _ in values += planes }
            } catch {
                broken[index] = "\(error)"
                values += Array(repeating: 0, count: size.count)
            }
            progress(index + 1)
        }
        examples = RefinementExamples(size: size, values: values, labels: labels.map(Int32.init))
        self.broken = broken
    }
}

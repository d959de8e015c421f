// One picture after another becomes a row of numbers.

import Features
import Formats
import Imaging

/// A net, and the chroma histogram if it is wanted, with a row that they fill.
final class Describer {
    let extractor: Extractor
    /// Numbers in a row.
    let count: Int
    /// What describes the last picture.
    private(set) var features: [Float]

    private let chroma: ChromaHistogram?
    private let isSquare: Bool

    init(bank: FilterBank, threads: Int, isSquare: Bool, hasChroma: Bool) throws(WorkbenchError) {
        do {
            extractor = try Extractor(bank: bank, threads: threads)
        } catch {
            throw .badInput(reason: error.description)
        }
        chroma = hasChroma ? ChromaHistogram() : nil
        count = extractor.featureCount + (hasChroma ? ChromaHistogram.featureCount : 0)
        features = Array(repeating: 0, count: count)
        self.isSquare = isSquare
    }

    /// Describes a picture; `name` is what it is called in an error.
    func describe(_ input: InputPicture, _ name: String) throws(WorkbenchError) {
        let (extractor, chroma, isSquare) = (extractor, chroma, isSquare)
        do {
            try features.withUnsafeMutableBufferPointer { features throws(FeaturesError) in
                let net = UnsafeMutableBufferPointer(rebasing: features[..<extractor.featureCount])
                let colours = UnsafeMutableBufferPointer(rebasing: features[extractor.featureCount...])
                switch input {
                case .colours(let picture):
                    let region = isSquare ? Region.centredSquare(width: picture.width, height: picture.height) : .whole
                    let rectangle = region.pixels(width: picture.width, height: picture.height)
                    extractor.extract(picture, rectangle, into: net)
                    chroma?.extract(picture, rectangle, into: colours)
                case .greys(let plane):
                    try extractor.extract(isSquare ? plane.centredSquare : plane, into: net)
                    if chroma != nil { ChromaHistogram.grey(into: colours) }
                }
            }
        } catch {
            throw .badInput(reason: "\(name.inQuotes) cannot be described. \(error)")
        }
        guard features.allSatisfy(\.isFinite) else {
            throw .badInput(
                reason:
                    "\(name.inQuotes) cannot be described: the bank's numbers are so large that its features are not "
                    + "finite.")
        }
    }
}

extension Plane {
    /// The largest square in the middle.
    fileprivate var centredSquare: Plane {
        let region = Region.centredSquare(width: columns, height: rows).pixels(width: columns, height: rows)
        let lines = (0..<region.height).map { line in
            values[((region.y + line) * columns + region.x)...].prefix(region.width)
        }
        return Plane(rows: region.height, columns: region.width, values: Array(lines.joined()))
    }
}

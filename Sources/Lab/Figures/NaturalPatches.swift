// Patches of photographs, as all figures take them.

import Features
import FilterLearning
import Imaging
package import Linear

/// Photographs in memory, to cut patches of mean 0 and deviation 1 from.
package struct NaturalPatches: Sendable {
    /// Why some pictures were passed over.
    package let broken: [String]
    private let planes: [Plane]
    private let side: Int

    /// Reads the pictures in the folders of a folder.
    ///
    /// - Parameter side: the box that pictures are made to fit, in pixels.
    /// - Throws: `LabError.badInput` when there are none, or none that can be read.
    package init(of folder: String, side: Int = 481, progress: LabProgress) throws(LabError) {
        let list = PictureList(files: try ImageFolders(folder).paths)
        var resampler = Resampler(rows: side, columns: side)
        var (planes, broken) = ([Plane](), [String]())
        for index in 0..<list.count {
            do throws(LabError) {
                guard case .colours(let picture) = try list.read(index) else { continue }
                planes.append(resampler.luminance(of: picture, side: side))
            } catch {
                broken.append(error.description)
            }
            progress("pictures", index + 1, list.count)
        }
        guard !planes.isEmpty else { throw .badInput(reason: "No picture in “\(folder)” can be read.") }
        (self.planes, self.broken, self.side) = (planes, broken, side)
    }

    /// Draws patches, `count × (size · size)`; flat ones are left out.
    ///
    /// - Throws: `LabError.badInput` when the pictures are too small or too flat.
    package func draw(_ count: Int, size: Int, seed: UInt64) throws(LabError) -> Matrix {
        var recipe = PatchRecipe.standardised(side: side)
        (recipe.size, recipe.count, recipe.seed) = (Extent(size), count, seed)
        do throws(LearningError) {
            return try recipe.patches(of: planes).inputs
        } catch {
            throw .badInput(reason: error.description)
        }
    }
}

extension Resampler {
    /// The luminance of a picture, made to fit the box of a resampler of `side × side`.
    mutating func luminance(of picture: Picture, side: Int) -> Plane {
        let (rows, columns) = size(width: picture.width, height: picture.height)
        var values = [Float](repeating: 0, count: side * side)
        values.withUnsafeMutableBufferPointer { values in
            guard let start = values.baseAddress else { return }
            let whole = PixelRectangle(x: 0, y: 0, width: picture.width, height: picture.height)
            _ = resample(picture, whole, into: start)
        }
        return Plane(rows: rows, columns: columns, values: Array(values.prefix(rows * columns)))
    }
}

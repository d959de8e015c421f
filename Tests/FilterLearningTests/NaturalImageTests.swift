// Learning from photographs: how well an encoder predicts, as the papers measure it.

import FilterLearning
import Foundation
import Imaging
import Linear
import Stream
import Testing
import Workers

@Suite("Filters of natural images")
struct NaturalImageTests {
    /// The photographs of BSDS500's training set, where a folder of data is named.
    private static let folder: String? = {
        guard let data = ProcessInfo.processInfo.environment["SHOWTELL_DATA"] else { return nil }
        let folder = "\(data)/natural_images/bsds500_train"
        return FileManager.default.fileExists(atPath: folder) ? folder : nil
    }()

    private func photographs(_ count: Int) throws -> [Plane] {
        let folder = try #require(Self.folder)
        let pool = PicturePool()
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".jpg") }
        return try names.sorted().prefix(count).map { name in
            let bytes = try #require(FileManager.default.contents(atPath: "\(folder)/\(name)"))
            let picture = try StillDecoder.decode(bytes, into: pool)
            var resampler = Resampler(rows: 481, columns: 481)
            var values = [Float](repeating: 0, count: 481 * 481)
            let (rows, columns) = values.withUnsafeMutableBufferPointer { values in
                guard let start = values.baseAddress else { return (0, 0) }
                let whole = PixelRectangle(x: 0, y: 0, width: picture.width, height: picture.height)
                return resampler.resample(picture, whole, into: start)
            }
            return Plane(rows: rows, columns: columns, values: Array(values.prefix(rows * columns)))
        }
    }

    @Test(
        "The encoder predicts codes as well as published, and nine atoms in ten are Gabor functions",
        .enabled(if: folder != nil, "SHOWTELL_DATA has no natural_images/bsds500_train"))
    func signalToNoise() throws {
        let pictures = try photographs(20)
        var patches = PatchRecipe.standardised(side: 481)
        let inputs = try patches.patches(of: pictures).inputs
        let team = Team(threads: 2)
        var trainer = try PSDTrainer(PSDRecipe(), inputs: 81)
        let progress = try trainer.train(on: inputs, steps: 12_000, team: team)
        #expect(progress.revived == 0)

        (patches.seed, patches.count) = (2, 1000)
        let unseen = try patches.patches(of: pictures).inputs
        let predicted = trainer.encoder.codes(of: unseen)
        let optimal = try BatchedFISTA(sparsity: 1, predictionWeight: 1, steps: 20)
            .codes(of: unseen, by: trainer.dictionary, from: predicted, team: team)
        let problem = try SparseCoding(dictionary: trainer.dictionary, sparsity: 1)
        let exact = Matrix(
            rows: 1000, columns: 64,
            values: try (0..<1000).flatMap { row in
                try problem.code(unseen.row(row).map(Double.init), by: FeatureSign()).values.map { Float($0) }
            })
        // Measured before with another program on another photograph; Kavukcuoglu et al. 2008 print 8.6, 5.2 and 3.1.
        #expect(abs(optimal.signalToNoise(ofApproximation: predicted) - 8.5) < 1.5)
        #expect(abs(exact.signalToNoise(ofApproximation: optimal) - 3.6) < 1.5)
        #expect(abs(exact.signalToNoise(ofApproximation: predicted) - 2.2) < 1.5)
        let density = Double(exact.values.count { $0 != 0 }) / 64_000
        #expect((0.12..<0.22).contains(density))

        let fits = (0..<64).map { GaborFit.best(of: Array(trainer.dictionary.row($0)), side: 9) }
        #expect(fits.count { $0 > 0.5 } >= 58)
    }
}

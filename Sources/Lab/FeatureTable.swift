// The features of all pictures of a data set.

package import Features
import Foundation
import Imaging
package import Linear
import Synchronization

/// A row of features for each picture of a list.
package struct FeatureTable: Sendable, Equatable {
    /// Pictures × features; zero for those that could not be described.
    package let features: Matrix
    /// Why pictures could not be described, by their places.
    package let broken: [Int: String]
    /// What a row holds, when it is the maps of a net's last stage.
    package let maps: MapSize?

    /// Features that are known.
    package init(features: Matrix, broken: [Int: String], maps: MapSize? = nil) {
        (self.features, self.broken, self.maps) = (features, broken, maps)
    }

    /// Describes all pictures of a list as a whole each. Blocks.
    ///
    /// - Parameters:
    ///   - threads: how many pictures are described at a time; it does not change a bit of the result.
    ///   - progress: is told how many are done, ten times a second.
    /// - Throws: `LabError.badInput` when the bank cannot be used.
    package init(
        of list: PictureList, bank: FilterBank, threads: Int, progress: (Int) -> Void = { _ in }
    ) throws(LabError) {
        let extractors: [Extractor]
        do {
            extractors = try (0..<max(threads, 1)).map { _ in try Extractor(bank: bank) }
        } catch {
            throw .badInput(reason: "\(error)")
        }
        let clerks = extractors.map { extractor in
            Clerk { picture, row in
                switch picture {
                case .colours(let picture): extractor.extract(picture, picture.whole, into: row)
                case .greys(let plane): try extractor.extract(plane, into: row)
                }
            }
        }
        self.init(of: list, length: bank.shape.featureCount, clerks, maps: Self.maps(of: bank), progress)
    }

    /// Describes the colours of all pictures of a list, each by a chroma histogram. Blocks.
    ///
    /// - Parameters:
    ///   - threads: how many pictures are described at a time.
    ///   - progress: is told how many are done, ten times a second.
    package init(coloursOf list: PictureList, threads: Int, progress: (Int) -> Void = { _ in }) {
        let histogram = ChromaHistogram()
        let clerks = (0..<max(threads, 1)).map { _ in
            Clerk { picture, row in
                switch picture {
                case .colours(let picture): histogram.extract(picture, picture.whole, into: row)
                case .greys: ChromaHistogram.grey(into: row)
                }
            }
        }
        self.init(of: list, length: ChromaHistogram.featureCount, clerks, maps: nil, progress)
    }

    private init(
        of list: PictureList, length: Int, _ clerks: [Clerk], maps: MapSize?, _ progress: (Int) -> Void
    ) {
        var broken: [Int: String] = [:]
        let values = [Float](unsafeUninitializedCapacity: list.count * length) { buffer, count in
            buffer.initialize(repeating: 0)
            count = buffer.count
            let desk = Desk(list: list, rows: buffer, length: length)
            let group = DispatchGroup()
            for clerk in clerks { DispatchQueue.global().async(group: group) { desk.work(clerk) } }
            while group.wait(timeout: .now() + 0.1) == .timedOut { progress(desk.done) }
            broken = desk.broken.withLock { $0 }
        }
        self.init(
            features: Matrix(rows: list.count, columns: length, values: values), broken: broken, maps: maps)
    }

    /// What a row of features holds, unless the net pools its last maps once more.
    static func maps(of bank: FilterBank) -> MapSize? {
        bank.shape.finalPooling == nil ? bank.shape.sizes.last : nil
    }
}

/// Who describes a picture, on the way to the thread that it will work on.
private struct Clerk: @unchecked Sendable {
    // Guard of the @unchecked: each goes to one thread, and whoever made it does not use it.
    let describe: (LabPicture, UnsafeMutableBufferPointer<Float>) throws -> Void
}

extension Picture {
    fileprivate var whole: PixelRectangle { PixelRectangle(x: 0, y: 0, width: width, height: height) }
}

/// Where pictures are taken from and features put down.
private final class Desk: @unchecked Sendable {
    // Guard of the @unchecked: each row of `rows` is written by the one thread that drew its number from `next`.
    let broken = Mutex<[Int: String]>([:])
    private let list: PictureList
    private let rows: UnsafeMutableBufferPointer<Float>
    private let length: Int
    private let next = Atomic(0)
    private let finished = Atomic(0)

    init(list: PictureList, rows: UnsafeMutableBufferPointer<Float>, length: Int) {
        self.list = list
        self.rows = rows
        self.length = length
    }

    var done: Int { finished.load(ordering: .relaxed) }

    func work(_ clerk: Clerk) {
        while true {
            let index = next.add(1, ordering: .relaxed).oldValue
            guard index < list.count else { return }
            let row = UnsafeMutableBufferPointer(rebasing: rows[index * length..<(index + 1) * length])
            do {
                try clerk.describe(try list.read(index), row)
                guard row.allSatisfy(\.isFinite) else {
                    throw LabError.badInput(reason: "Picture \(index + 1) has features that are not finite.")
                }
            } catch {
                row.update(repeating: 0)
                broken.withLock { $0[index] = "\(error)" }
            }
            finished.add(1, ordering: .relaxed)
        }
    }
}

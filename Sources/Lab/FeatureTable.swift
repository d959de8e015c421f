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
        let length = bank.shape.featureCount
        var broken: [Int: String] = [:]
        let values = [Float](unsafeUninitializedCapacity: list.count * length) { buffer, count in
            buffer.initialize(repeating: 0)
            count = buffer.count
            let desk = Desk(list: list, rows: buffer, length: length)
            let group = DispatchGroup()
            for extractor in extractors {
                let clerk = Clerk(extractor: extractor)
                DispatchQueue.global().async(group: group) { desk.work(clerk.extractor) }
            }
            while group.wait(timeout: .now() + 0.1) == .timedOut { progress(desk.done) }
            broken = desk.broken.withLock { $0 }
        }
        features = Matrix(rows: list.count, columns: length, values: values)
        self.broken = broken
        maps = Self.maps(of: bank)
    }

    /// What a row of features holds, unless the net pools its last maps once more.
    static func maps(of bank: FilterBank) -> MapSize? {
        bank.shape.finalPooling == nil ? bank.shape.sizes.last : nil
    }
}

/// An extractor on its way to the thread that will own it.
private struct Clerk: @unchecked Sendable {
    // Guard of the @unchecked: each extractor goes to one thread, and whoever made it does not use it.
    let extractor: Extractor
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

    func work(_ extractor: Extractor) {
        while true {
            let index = next.add(1, ordering: .relaxed).oldValue
            guard index < list.count else { return }
            let row = UnsafeMutableBufferPointer(rebasing: rows[index * length..<(index + 1) * length])
            do {
                switch try list.read(index) {
                case .colours(let picture):
                    let whole = PixelRectangle(x: 0, y: 0, width: picture.width, height: picture.height)
                    extractor.extract(picture, whole, into: row)
                case .greys(let plane): try extractor.extract(plane, into: row)
                }
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

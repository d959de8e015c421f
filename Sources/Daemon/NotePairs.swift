// Pictures of the film and what is said of them come by different ways, and meet here.

package import Foundation

/// Brings each coded picture together with its note, in the order of the pictures.
///
/// A picture is coded while it is being judged, so either may be there first; both come in the order of the pictures. Notes
/// of pictures that the encoder left out are forgotten, and a picture of which nothing was said gets an empty note.
package struct NotePairs<Unit> {
    private var units: [(captured: UInt64, unit: Unit)] = []
    private var notes: [(captured: UInt64, note: Data)] = []
    /// More than this never waits. A note comes a frame interval after its picture, unless the processor is far too busy; then
    /// the picture goes without, for those after it could not be understood without it.
    private let most = 16

    package init() {}

    /// A picture has been coded.
    ///
    /// - Returns: what is complete by it.
    package mutating func add(_ unit: Unit, captured: UInt64) -> [(Unit, Data)] {
        units.append((captured, unit))
        let tooLong = units.count > most ? [(units.removeFirst().unit, Data("{}".utf8))] : []
        return tooLong + complete()
    }

    /// Something is said of a picture.
    ///
    /// - Returns: what is complete by it.
    package mutating func add(note: Data, captured: UInt64) -> [(Unit, Data)] {
        notes.append((captured, note))
        if notes.count > most { notes.removeFirst() }
        return complete()
    }

    private mutating func complete() -> [(Unit, Data)] {
        var pairs: [(Unit, Data)] = []
        while let first = units.first {
            notes.removeAll { $0.captured < first.captured }
            guard let next = notes.first else { break }
            units.removeFirst()
            let isItsOwn = next.captured == first.captured
            if isItsOwn { notes.removeFirst() }
            pairs.append((first.unit, isItsOwn ? next.note : Data("{}".utf8)))
        }
        return pairs
    }
}

// From what was found in a picture to the words of the wire.

import Classifier
import Objects
import Teaching
import Wire

extension [ObjectInfo] {
    /// The objects, the surest first.
    init(_ found: FoundObjects) {
        self = found.map.objects.compactMap { object in
            found.categories[object.category].map { category in
                ObjectInfo(
                    category: category.name, verdict: object.verdict.rawValue, confidence: object.confidence,
                    region: WireRegion(object.region))
            }
        }
    }
}

extension ObjectsInfo {
    /// - Parameter total: nanoseconds from capture to the end of the search.
    init(_ sighting: Sighting, total: UInt64) {
        let (found, grid) = (sighting.found, sighting.found.map.grid)
        self.init(
            frame: sighting.frame, capturedNs: sighting.captured, objects: [ObjectInfo](found),
            map: ObjectMapInfo(
                rows: grid.rows, columns: grid.columns, region: WireRegion(grid.region),
                categories: grid.categories.map { found.categories[$0]?.name ?? "" },
                cells: grid.cells.map { cell in
                    switch cell {
                    case .category(let place): place
                    case .empty: -1
                    case .unknown: -2
                    }
                }),
            latencyMs: Latency(map: Double(found.map.time) / 1e6, total: Double(total) / 1e6),
            revision: found.revision)
    }
}

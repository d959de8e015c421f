// One side of a comparison with other programs: frames are timed when the other side says so.

import Features
import Foundation
import Imaging

/// Reads `run N` lines and answers each with the nanoseconds that N grey planes of 151 × 151 took; `end` ends it.
///
/// The comparison takes turns in short pieces, so that both sides meet the same machine.
enum PeerMode {
    static func run(threads: Int) throws {
        let extractor = try Extractor(bank: .random(shape: .caltech101), threads: threads)
        let plane = Plane(rows: 151, columns: 151, values: (0..<151 * 151).map { Float($0 * $0 % 251) / 250 })
        let features = UnsafeMutableBufferPointer<Float>.allocate(capacity: extractor.featureCount)
        defer { features.deallocate() }
        while let line = readLine(), let count = Int(line.dropFirst(4)), line.hasPrefix("run ") {
            let passed = try ContinuousClock().measure {
                for _ in 0..<count { try extractor.extract(plane, into: features) }
            }.components
            let nanoseconds = Int(passed.seconds) * 1_000_000_000 + Int(passed.attoseconds / 1_000_000_000)
            FileHandle.standardOutput.write(Data("\(nanoseconds)\n".utf8))
        }
    }
}

// Files with what became of a picture on its way.

import Features
import Formats
import Foundation

enum MapPictures {
    /// Draws what the last picture became: `prepared.png`, `stage1.png`, … in `folder/ROW-NAME`.
    static func draw(_ extractor: Extractor, name: String, row: Int, in folder: String) throws(WorkbenchError) {
        let stem = URL(fileURLWithPath: name).lastPathComponent
        let number = String(row)
        let zeros = String(repeating: "0", count: max(0, 4 - number.count))
        let own = "\(folder)/\(zeros)\(number)-\(stem)"
        do {
            try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: true)
        } catch {
            throw .notWritten(reason: "The folder \(own.inQuotes) cannot be made.")
        }
        for stage in 0...extractor.shape.stages.count {
            let sheet = Sheet(mapsOf: extractor, after: stage, title: stem)
            try sheet.write(to: "\(own)/\(stage == 0 ? "prepared" : "stage\(stage)").png")
        }
    }
}

// The epochs of a refinement, to look at.

import Formats
import Foundation
import Imaging
import Refinement
import Stream

/// Two curves over the epochs: the share of wrong answers among what is learnt from and among what is held out.
struct CurvePicture {
    let title: String
    let curve: [RefineEpoch]

    private static let (width, height, left, top) = (700, 420, 60, 50)
    private static let (inner, tall) = (620, 320)
    private static let paper = Colour(red: 0.98, green: 0.98, blue: 0.97)

    func write(to path: String) throws(LabError) {
        do {
            try OutputFile.write(PNGFile.bytes(of: picture()).bytes, to: path)
        } catch {
            throw .notWritten(reason: "\(error)")
        }
    }

    func picture() -> Picture {
        let picture = Picture(width: Self.width, height: Self.height)
        let most = max(curve.flatMap { [$0.learnt?.error ?? 0, $0.heldOut?.error ?? 0] }.max() ?? 0, 1e-4)
        Canvas.draw(on: picture) { canvas in
            canvas.fill(Self.paper)
            func write(_ string: String, x: Int, y: Int) {
                guard let text = canvas.text(string, size: 12, within: Double(Self.inner)) else { return }
                canvas.draw(text, x: Double(x), y: Double(y), .shade)
            }
            write(title, x: Self.left, y: 8)
            write("share of wrong answers, epoch by epoch: red learnt from, blue held out", x: Self.left, y: 26)
            write(String(format: "%.2f %%", 100 * most), x: 4, y: Self.top - 6)
            write("0", x: 4, y: Self.top + Self.tall - 8)
            write("\(curve.count - 1) epochs", x: Self.left, y: Self.top + Self.tall + 8)
        }
        picture.withBytes { bytes in
            func dot(_ place: Int, _ share: Double, _ colour: [UInt8]) {
                let x = Self.left + place * (Self.inner - 8) / max(curve.count - 1, 1)
                let y = Self.top + Self.tall - 4 - Int(share / most * Double(Self.tall - 4))
                for row in y..<y + 4 {
                    for column in x..<x + 4 {
                        for part in 0..<3 { bytes[row * picture.stride + 4 * column + part] = colour[part] }
                    }
                }
            }
            for (place, epoch) in curve.enumerated() {
                if let learnt = epoch.learnt { dot(place, learnt.error, [30, 30, 190]) }
                if let heldOut = epoch.heldOut { dot(place, heldOut.error, [190, 90, 20]) }
            }
        }
        return picture
    }
}

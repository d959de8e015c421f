// What is said of a frame in the picture itself.

import Classifier
import Foundation
package import Imaging
import Objects
package import Stream
package import Teaching

/// Puts a prediction into words and colours.
package enum Words {
    private static let quiet = Colour(red: 0.62, green: 0.66, blue: 0.72)

    /// The annotation of a frame.
    ///
    /// - Parameters:
    ///   - prediction: the newest prediction; nil before the first.
    ///   - followed: the thing that is followed, if any.
    ///   - lateness: milliseconds by which the verdict is older than the frame; nil when it is the frame's own.
    ///   - objects: what was found in the frame, or in one a moment before; nil when nothing is looked for.
    package static func annotation(
        _ prediction: Prediction?, followed: Followed? = nil, region: Region, framesPerSecond: Double,
        ageMilliseconds: Double, lateness: Double?, objects: FoundObjects? = nil
    ) -> Annotation {
        var footer = String(format: "%.0f frames/s · %.0f ms", framesPerSecond, ageMilliseconds)
        if let lateness { footer += String(format: " · verdict %.0f ms old", lateness) }
        let boxes = boxes(objects) + (followed.map { [box($0)] } ?? [])
        guard let prediction else {
            return Annotation(region: region, title: "", detail: "", colour: quiet, footer: footer, boxes: boxes)
        }
        let colour = prediction.category.flatMap { Colour(hexadecimal: $0.color) }
        return Annotation(
            region: prediction.region, title: title(prediction), detail: detail(prediction),
            colour: isShown(prediction) ? colour ?? quiet : quiet, footer: footer, boxes: boxes)
    }

    private static func box(_ followed: Followed) -> Annotation.Box {
        Annotation.Box(
            region: followed.region, name: "following \(followed.category)",
            colour: followed.isSure ? followed.color.flatMap { Colour(hexadecimal: $0) } ?? .white : quiet)
    }

    private static func boxes(_ found: FoundObjects?) -> [Annotation.Box] {
        (found?.map.objects ?? []).compactMap { object in
            guard let category = found?.categories[object.category] else { return nil }
            return Annotation.Box(
                region: object.region,
                name: object.verdict == .known ? category.name : "maybe " + category.name,
                colour: Colour(hexadecimal: category.color) ?? quiet)
        }
    }

    private static func isShown(_ prediction: Prediction) -> Bool {
        prediction.judgement.verdict == .known || prediction.judgement.verdict == .unsure
    }

    private static func title(_ prediction: Prediction) -> String {
        if prediction.scores.isEmpty { return "Show something and name it" }
        switch prediction.judgement.verdict {
        case .known: return prediction.category?.name ?? ""
        case .unsure:
            let names = prediction.scores.prefix(2).map(\.category.name)
            return "maybe " + names.joined(separator: " or ")
        case .unknown: return "I have not been taught this"
        case .empty: return ""
        }
    }

    /// Never 100 %: nobody is that sure.
    private static func detail(_ prediction: Prediction) -> String {
        guard prediction.judgement.verdict == .known else { return "" }
        return "\(min(99, Int((100 * prediction.judgement.confidence).rounded()))) %"
    }
}

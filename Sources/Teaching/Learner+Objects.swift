// What the learner knows, for who looks for several objects.

import Classifier
import Imaging
import Logging
package import Objects

/// How large the parts of frames were that somebody drew around things to teach them; kept in the data folder.
///
/// A sample's features do not tell, and a thing that was taught so fills its window, where one in the middle of the stage does
/// not.
struct TaughtSizes: Sendable, Codable {
    /// The journal they belong to.
    var session: String
    /// By the sample: width and height, in shares of the frame's shorter side.
    var samples: [Int64: [Double]] = [:]
}

extension Learner {
    /// What there is to find, and what people call it.
    package var findable: (Findable, [Category]) {
        func samples(_ list: [Int64], _ label: Label) -> [TrainingSample] {
            // Without mirror images: with them things are found less often beside others.
            list.compactMap { id in features[id].map { TrainingSample(id: id, label: label, features: $0.taken) } }
        }
        let taught =
            knowledge.categories.flatMap { samples($0.samples, .category($0.id)) }
            + samples(knowledge.background, .background)
            + knowledge.negatives.flatMap { samples([$0.sample], .negative(against: $0.against)) }
        let findable = Findable(
            samples: generic + taught.sorted { $0.id < $1.id },
            sizes: taughtSizes.samples.compactMapValues { Findable.Size($0) },
            weights: (classifier.blocks[0].weight, classifier.blocks[1].weight), kind: classifier.kind,
            threshold: classifier.threshold, region: settings.region, revision: history.revision)
        return (findable, knowledge.categories)
    }

    /// Takes down the size of a part of a picture that was named when it was taught.
    func noteSize(_ region: Region, in picture: Picture, of sample: Int64) {
        let part = region.pixels(width: picture.width, height: picture.height)
        let shorter = Double(min(picture.width, picture.height))
        taughtSizes.samples[sample] = [Double(part.width) / shorter, Double(part.height) / shorter]
        do {
            try sizesFile?.write(taughtSizes)
        } catch {
            logger.warning("after a restart several objects may be found less well: \(error)")
        }
    }

    /// Reads the sizes that were taken down before.
    func readSizes() {
        do {
            guard let read = try sizesFile?.read(), read.session == journal.session else { return }
            taughtSizes = read
        } catch {
            logger.warning("several objects may be found less well: \(error)")
        }
    }
}

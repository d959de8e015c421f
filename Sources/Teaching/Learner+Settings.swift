// What the operator sets: who decides, how much may be missed, and where to look.

public import Classifier
public import Imaging
import Logging
import Synchronization

extension Learner {
    /// The least number of pixels of a region's sides: less tells nothing.
    private static let smallestSide = 16

    /// Chooses who decides and how many true objects may be missed; nil leaves either as it is.
    ///
    /// Counts from the next frame on, and is kept over a restart. It teaches nothing and is not undone.
    ///
    /// - Parameter threshold: a share, 0 to 0.5.
    /// - Throws: `disk`; then nothing has changed.
    public func setClassifier(
        kind: ClassifierKind?, threshold: Double?
    ) throws(TeachingError) -> (kind: ClassifierKind, threshold: Double) {
        var new = settings
        new.kind = kind ?? settings.kind
        new.threshold = threshold ?? settings.threshold
        try keep(new)
        return (classifier.kind, classifier.threshold)
    }

    /// Chooses where to look when nobody names a region; nil is the square in the middle.
    ///
    /// - Throws: `noFrame` before the first frame, `regionRefused` when fewer than 16 pixels lie in it either way, `disk`.
    public func setRegion(_ region: Region?) throws(TeachingError) {
        if let region {
            guard let frameSize else {
                throw TeachingError(.noFrame, "there has been no frame yet that a region could be part of")
            }
            let pixels = region.pixels(width: frameSize.width, height: frameSize.height)
            guard min(pixels.width, pixels.height) >= Self.smallestSide else {
                throw TeachingError(
                    .regionRefused,
                    "a region has at least \(Self.smallestSide) pixels each way, this one \(pixels.width) × \(pixels.height)"
                )
            }
        }
        var new = settings
        new.region = region
        try keep(new)
    }

    /// Chooses whether several objects are looked for at once. The learner keeps it for who looks.
    ///
    /// - Throws: `disk`; then nothing has changed.
    public func setObjects(_ areFound: Bool) throws(TeachingError) {
        var new = settings
        new.objects = areFound
        try keep(new)
    }

    /// Where the next frame is looked at. Asks the learner nothing, so it does not wait while that is busy.
    public nonisolated func region(in picture: Picture) -> Region {
        chosenRegion.withLock { $0 } ?? .centredSquare(width: picture.width, height: picture.height)
    }

    /// Reads what was set before; what cannot be read is as if it had never been set.
    func readSettings() {
        do {
            if let read = try settingsFile?.read() { settings = read }
        } catch {
            logger.warning("the settings are the program's own: \(error)")
        }
        use(settings)
    }

    /// Writes settings, then lets them count.
    private func keep(_ new: Settings) throws(TeachingError) {
        do {
            try settingsFile?.write(new)
        } catch {
            throw TeachingError(.disk, error.description)
        }
        if new.region != settings.region { watch.regionChanged() }
        settings = new
        use(new)
    }

    private func use(_ settings: Settings) {
        chosenRegion.withLock { $0 = settings.region }
        classifier.kind = settings.kind ?? .standard
        if let threshold = settings.threshold { classifier.threshold = threshold }
        // What was judged otherwise has nothing to say about what comes.
        smoother.reset()
    }
}

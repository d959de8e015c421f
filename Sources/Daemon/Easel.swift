// From a judged frame to pictures that somebody waits for: drawn at most once, encoded once for each rendition.

import Control
import Imaging
import Stream
import Teaching
import Wire

/// Where each rendition of the picture is made.
struct PrintShops: Sendable {
    let full: PrintShop
    let low: PrintShop
    let clean: PrintShop
}

/// Draws on frames and hands them to the encoders.
actor Easel {
    private enum Newest {
        case bare(Frame, FrameVerdict)
        case drawn(Picture, Origin)
    }

    private let pool: PicturePool
    private let learner: Learner
    private let objects: ObjectLine
    private let meters: Meters
    private let shops: PrintShops
    private let film: FilmStudio
    private let audience: Audience
    private var newest: Newest?
    /// When the frame was captured of which the film was told last.
    private var told: UInt64 = 0
    /// Frames that were shown.
    private var count = 0

    init(
        pool: PicturePool, learner: Learner, objects: ObjectLine, meters: Meters, shops: PrintShops, film: FilmStudio,
        audience: Audience
    ) {
        self.pool = pool
        self.learner = learner
        self.objects = objects
        self.meters = meters
        self.shops = shops
        self.film = film
        self.audience = audience
    }

    /// Shows a frame to those who watch. Without anybody it is only kept, so that who comes sees it at once.
    func show(_ frame: Frame, _ verdict: FrameVerdict) {
        newest = .bare(frame, verdict)
        count += 1
        let shedding = audience.shedding
        printWanted(full: count % shedding.pictures == 0, low: count % shedding.low == 0)
    }

    /// No picture is a picture too: it says why.
    func explain(_ reason: String, width: Int, height: Int) {
        let picture = pool.picture(width: width, height: height)
        Placeholder.draw(title: "No picture", reason: reason, on: picture)
        let now = MonotonicClock.now()
        newest = .drawn(picture, Origin(frame: -1, captured: now, reason: reason))
        if film.isWanted {
            film.show(.picture(picture), frame: -1, captured: now)
            film.tell(FrameNote(noFrame: reason), captured: now)
        }
        if shops.clean.isWanted, case .drawn(let picture, let origin) = newest { shops.clean.print(picture, origin) }
        printWanted()
    }

    /// Somebody has come: the newest frame may not have been encoded.
    func wake() { printWanted() }

    /// Prints what somebody waits for; for those who follow, the renditions whose turn it is.
    private func printWanted(full: Bool = true, low: Bool = true) {
        if case .bare(let frame, let verdict) = newest { tellFilm(of: frame, verdict) }
        if shops.clean.isWanted, case .bare(let frame, _) = newest {
            // It is encoded while the frame is drawn upon.
            shops.clean.print(pool.copy(frame.picture), Origin(frame))
        }
        let due = [(shops.full, full), (shops.low, low)].filter { $0.0.isAwaited || $0.1 && $0.0.isWanted }
        guard !due.isEmpty else { return }
        if case .bare(let frame, let verdict) = newest { newest = .drawn(draw(verdict, on: frame), Origin(frame)) }
        guard case .drawn(let picture, let origin) = newest else { return }
        for (shop, _) in due { shop.print(picture, origin) }
    }

    /// Tells the film what there is to draw on a frame.
    private func tellFilm(of frame: Frame, _ verdict: FrameVerdict) {
        // Somebody may have come after it was judged.
        film.show(frame)
        guard film.isWanted, frame.captured > told else { return }
        told = frame.captured
        let note = FrameNote(
            frame, verdict, region: learner.region(in: frame.picture), objects: objects.sighting(for: frame)?.found,
            framesPerSecond: meters.framesPerSecond)
        film.tell(note, captured: frame.captured)
    }

    private func draw(_ verdict: FrameVerdict, on frame: Frame) -> Picture {
        // A picture that is filmed, or whose own verdict is still being made, is being read: drawing then goes on a copy.
        let isRead = !verdict.isOwn || frame.raw == nil && film.hasShown(frame)
        let picture = isRead ? pool.copy(frame.picture) : frame.picture
        let age = Double(MonotonicClock.now() - frame.captured) / 1e6
        let annotation = Words.annotation(
            verdict.prediction, followed: verdict.followed, region: learner.region(in: picture),
            framesPerSecond: meters.framesPerSecond, ageMilliseconds: age,
            lateness: verdict.isOwn ? nil : verdict.lateness(for: frame), objects: objects.sighting(for: frame)?.found)
        let began = MonotonicClock.now()
        Overlay.draw(annotation, on: picture)
        meters.note("draw", milliseconds: Double(MonotonicClock.now() - began) / 1e6)
        return picture
    }
}

extension Origin {
    fileprivate init(_ frame: Frame) { self.init(frame: frame.number, captured: frame.captured, reason: nil) }
}

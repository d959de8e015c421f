// A frame's way through the daemon, from the mailbox to everybody who watches.

import Control
import Imaging
import Logging
import ServiceLifecycle
import Stream
import Teaching
import Wire

/// Takes frames as they come: judges each, draws on it, shows it, and says what it shows.
struct FrameLine: Service {
    let capture: Capture
    let recogniser: Recogniser
    let learner: Learner
    let objects: ObjectLine
    let shop: PrintShop
    let film: FilmStudio
    let meters: Meters

    func run() async {
        await withTaskCancellationOrGracefulShutdownHandler {
            capture.start()
            while let event = await capture.next() {
                switch event {
                case .frame(let frame): await show(frame)
                case .offline(let status): explain(status)
                }
            }
        } onCancelOrGracefulShutdown: {
            capture.stop()
        }
    }

    private func show(_ frame: Frame) async {
        meters.noteFrame(frame)
        let look = objects.take(frame)
        let verdict = await recogniser.judge(frame)
        await objects.finish(look)
        let found = objects.sighting(for: frame)?.found
        let isFilmed = film.isWanted
        if isFilmed {
            let note = FrameNote(
                frame, verdict, region: learner.region(in: frame.picture), objects: found,
                framesPerSecond: meters.framesPerSecond)
            film.show(frame.picture, frame: frame.number, captured: frame.captured, note)
        }
        guard shop.isWanted else { return }
        // A frame that is being filmed, or whose own verdict is still being made, is being read: drawing goes on a copy.
        let picture = verdict.isOwn && !isFilmed ? frame.picture : capture.pool.copy(frame.picture)
        let age = Double(MonotonicClock.now() - frame.captured) / 1e6
        let annotation = Words.annotation(
            verdict.prediction, followed: verdict.followed, region: learner.region(in: picture),
            framesPerSecond: meters.framesPerSecond, ageMilliseconds: age,
            lateness: verdict.isOwn ? nil : verdict.lateness(for: frame), objects: found)
        let began = MonotonicClock.now()
        Overlay.draw(annotation, on: picture)
        meters.note("draw", milliseconds: Double(MonotonicClock.now() - began) / 1e6)
        shop.print(picture, frame: frame.number, captured: frame.captured)
    }

    /// No picture is a picture too: it says why, in the size of the last one.
    private func explain(_ status: SourceStatus) {
        meters.noteSilence()
        let size = meters.size
        let picture = capture.pool.picture(
            width: size.width > 0 ? size.width : 640, height: size.height > 0 ? size.height : 480)
        let reason = status.message ?? status.uri
        Placeholder.draw(title: "No picture", reason: reason, on: picture)
        let now = MonotonicClock.now()
        shop.print(picture, frame: -1, captured: now)
        if film.isWanted { film.show(picture, frame: -1, captured: now, FrameNote(noFrame: reason)) }
    }
}

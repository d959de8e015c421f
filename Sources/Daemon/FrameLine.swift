// A frame's way through the daemon, from the mailbox to everybody who watches.

import ServiceLifecycle
import Stream

/// Takes frames as they come: judges each, says what it shows, and has it drawn upon and shown.
struct FrameLine: Service {
    let capture: Capture
    let recogniser: Recogniser
    let objects: ObjectLine
    let easel: Easel
    let film: FilmStudio
    let meters: Meters

    func run() async {
        await withTaskCancellationOrGracefulShutdownHandler {
            capture.start { film.show(.raw($0), frame: $1, captured: $2) }
            while let event = await capture.next() {
                switch event {
                case .frame(let frame): await show(frame)
                case .offline(let status): await explain(status)
                }
            }
        } onCancelOrGracefulShutdown: {
            capture.stop()
        }
    }

    private func show(_ frame: Frame) async {
        meters.noteFrame(frame)
        film.show(frame)
        let look = objects.take(frame)
        let verdict = await recogniser.judge(frame)
        await objects.finish(look)
        await easel.show(frame, verdict)
    }

    /// No picture is a picture too: it says why, in the size of the last one.
    private func explain(_ status: SourceStatus) async {
        meters.noteSilence()
        let size = meters.size
        await easel.explain(
            status.message ?? status.uri, width: size.width > 0 ? size.width : 640,
            height: size.height > 0 ? size.height : 480)
    }
}

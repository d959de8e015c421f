// Looks now and then whether recognition has the processor that it needs.

import Control
import ServiceLifecycle
import Stream
import Wire

/// Tells the audience how recognition fares, so that less is sent before recognition loses frames.
struct LoadWatch: Service {
    let interval: Duration
    /// Says how it fares instead of the meters.
    let given: (@Sendable () -> LoadReading)?
    let capture: Capture
    let meters: Meters
    let audience: Audience
    let gallery: Gallery
    let rendition: VideoRendition

    func run() async {
        await cancelWhenGracefulShutdown {
            var before = reading
            while (try? await Task.sleep(for: interval)) != nil {
                let now = reading
                audience.regulate(load: given?() ?? now.since(before), watched: watched)
                before = now
            }
        }
    }

    /// Since the start.
    private var reading: LoadReading { meters.load(dropped: capture.dropped) }

    private var watched: Watched {
        Watched(
            low: gallery.low.crowd.count > 0, pictures: gallery.full.crowd.count > 0, film: rendition.isWanted)
    }
}

extension LoadReading {
    /// What came between another reading and this one.
    fileprivate func since(_ other: LoadReading) -> LoadReading {
        LoadReading(
            frames: frames - other.frames, missed: missed - other.missed, taken: taken - other.taken,
            worked: worked - other.worked)
    }
}

extension LogLine {
    /// That everybody gets less than there is, how much less, or that they get all. Pages show it for as long as it is so.
    init(degraded sentence: String?) {
        self.init(level: "info", message: sentence ?? "everybody gets all pictures again")
    }
}

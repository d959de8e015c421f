// A connection to a target, whatever it speaks.

import CGStreamer
import Synchronization

/// What a publisher keeps going, on its own thread.
protocol PublishLine {
    /// Looks how it goes; five times a second is often enough.
    ///
    /// - Returns: whether the far end takes pictures.
    /// - Throws: in a sentence, why nothing more comes of it.
    func look() throws(PipelineError) -> Bool

    /// Pictures that were left out because the far end took them too slowly.
    var dropped: Int { get }

    /// Takes its leave and ends everything; may wait, for two seconds at the most.
    func end()
}

/// A pipeline whose last element speaks with the target.
final class PublishPipeline: PublishLine {
    private let pipeline: Pipeline
    private let rendition: VideoRendition
    private let patience: Duration
    private let feed: Feed
    private let taken = Counter()
    private let number: Int
    private var last = (count: 0, time: MonotonicClock.now(), offered: 0)

    /// Starts a pipeline, and joins the rendition.
    ///
    /// - Parameters:
    ///   - pipeline: from an appsrc called `in`. What leaves the element called `last` has been asked for.
    ///   - patience: how long the target may take nothing of what waits for it.
    /// - Throws: why the pipeline does not start, in a sentence.
    init(_ pipeline: Pipeline, of rendition: VideoRendition, patience: Duration) throws(PipelineError) {
        let feed = Feed(pipeline) { rendition.requestKeyFrame() }
        Feed.count(pipeline) { [taken] in taken.add() }
        PadProbe.onKeyFrameRequest(pipeline, behind: "in") { rendition.requestKeyFrame() }
        try pipeline.enter(GST_STATE_PLAYING)
        (self.pipeline, self.rendition, self.patience, self.feed) = (pipeline, rendition, patience, feed)
        number = rendition.join { if $0.codec == .h264 { feed.push($0) } }
    }

    var dropped: Int { feed.dropped }

    func look() throws(PipelineError) -> Bool {
        switch pipeline.message(waiting: 0) {
        case .error(let error): throw error
        case .endOfStream, .segmentDone: throw PipelineError(description: "the far end has ended the stream")
        case nil: break
        }
        guard rendition.kind?.codec == .h264 else {
            throw PipelineError(description: "no H.264 encoder works here any more, so there is no film to publish")
        }
        let (now, count, offered) = (MonotonicClock.now(), taken.value, feed.offered)
        if count > last.count || offered == last.offered { last = (count, now, offered) }
        if .nanoseconds(now - last.time) > patience {
            throw PipelineError(description: "it has taken nothing for \(patience.components.seconds) seconds")
        }
        // What a far end has not answered waits in its sink: who takes a third picture has taken the first.
        return count >= 3
    }

    func end() {
        rendition.leave(number)
        feed.end()
        pipeline.stop()
    }
}

/// Counts on one thread, read on another.
private final class Counter: Sendable {
    private let count = Atomic(0)
    var value: Int { count.load(ordering: .relaxed) }
    func add() { count.add(1, ordering: .relaxed) }
}

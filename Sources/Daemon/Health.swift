// How the daemon does, for those who watch over it.

import Control
import Stream
import Wire

/// Answers `/readyz` and `/metrics`.
struct Health: HealthReporter {
    let capture: Capture
    let board: SourceBoard
    let meters: Meters
    let audience: Audience
    let publishing: Publishing
    let hub: Hub

    /// Seconds that the newest frame may be old.
    private static let freshness = 2.0

    var whyNotReady: String? {
        if let age = meters.frameAge, age < Self.freshness { return nil }
        let status = board.current
        if status.state != .live { return "there is no picture: \(status.message ?? "the source is being opened")" }
        return "there is no picture: the newest is older than \(Int(Self.freshness)) seconds"
    }

    var metrics: String {
        let stats = meters.stats(
            dropped: capture.dropped, damaged: capture.damaged, audience: audience, clients: hub.count,
            publish: publishing.info)
        var text = MetricsText()
        text.add("showtell_build_info", "gauge", "The version, as a label.", [([("version", Showtell.version)], 1)])
        text.add("showtell_uptime_seconds", "gauge", "Since the daemon began.", stats.uptime)
        text.add("process_resident_memory_bytes", "gauge", "Resident memory.", (stats.memoryMib * 1_048_576).rounded())
        addFrames(stats, to: &text)
        addDelivery(stats, to: &text)
        addShedding(to: &text)
        return text.text
    }

    private func addFrames(_ stats: StatsInfo, to text: inout MetricsText) {
        text.add(
            "showtell_source_up", "gauge", "1 while the source gives pictures.", board.current.state == .live ? 1 : 0)
        text.add("showtell_frames_total", "counter", "Frames that were shown.", Double(stats.frames.shown))
        text.add(
            "showtell_frames_dropped_total", "counter",
            "Frames that newer ones replaced before anybody looked at them.",
            Double(stats.frames.dropped))
        text.add(
            "showtell_frames_late_total", "counter", "Frames shown with an earlier verdict.", Double(stats.frames.late))
        text.add(
            "showtell_stuck_pipelines", "gauge", "GStreamer pipelines that did not stop and were left behind.",
            Double(PipelineEnd.stuck))
        text.add("showtell_frame_rate", "gauge", "Frames a second, of late.", stats.frames.fps)
        text.add("showtell_frame_age_seconds", "gauge", "Age of the newest frame.", meters.frameAge)
        let histograms = meters.histograms
        text.add(
            "showtell_recognition_seconds", "From capture to verdict.", histograms.recognition)
        text.add("showtell_encode_seconds", "Coding of a picture as JPEG, from order to delivery.", histograms.encode)
    }

    private func addShedding(to text: inout MetricsText) {
        let steps = audience.steps
        text.add(
            "showtell_degraded_steps", "gauge",
            "How many steps viewers are away from getting all there is, by what there is too little of.",
            [([("lack", "bandwidth")], Double(steps.bandwidth)), ([("lack", "processor")], Double(steps.processor))])
        text.add(
            "showtell_recognition_waiting_ratio", "gauge",
            "Share of the time of recognition in which the processor was busy with something else, of late.",
            meters.waiting)
    }

    private func addDelivery(_ stats: StatsInfo, to text: inout MetricsText) {
        let ways = Transport.allCases.map {
            ($0.rawValue, audience.counts(of: $0).viewers, audience.counts(of: $0).skipped)
        }
        text.add(
            "showtell_viewers", "gauge", "People who watch, by the way the picture takes.",
            ways.map { ([("transport", $0.0)], Double($0.1)) })
        text.add(
            "showtell_viewer_skipped_pictures_total", "counter", "Pictures that slow viewers left out.",
            ways.map { ([("transport", $0.0)], Double($0.2)) })
        text.add("showtell_control_clients", "gauge", "Connections of the control channel.", Double(stats.clients))
        text.add(
            "showtell_publish_up", "gauge", "1 while a target of --publish takes pictures.",
            stats.publish.map { ([("target", $0.uri)], $0.state == "live" ? 1 : 0) })
        text.add(
            "showtell_publish_dropped_pictures_total", "counter",
            "Pictures that a target of --publish took too slowly.",
            stats.publish.map { ([("target", $0.uri)], Double($0.dropped)) })
    }
}

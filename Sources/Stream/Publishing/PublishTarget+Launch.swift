// How the film is sent to each kind of target.

import CGStreamer
import Foundation

extension PublishTarget {
    /// Begins to send a rendition to the target. Waits for its answer where it gives one at once.
    ///
    /// - Parameter patience: how long it may take nothing; over WebRTC, until it is connected, and between its reports.
    /// - Throws: what is missing here or there, in a sentence.
    func connect(to rendition: VideoRendition, patience: WebRTCPatience) throws(PipelineError) -> any PublishLine {
        let head = """
            appsrc name=in is-live=true format=time block=false max-bytes=0 max-buffers=0 max-time=0 \
            caps=video/x-h264,stream-format=byte-stream,alignment=au ! h264parse config-interval=-1
            """
        let pipeline: Pipeline
        switch way {
        case .whip(let endpoint): return try WHIPSession(endpoint, of: rendition, patience: patience)
        case .rtsp:
            pipeline = try make(
                "\(head) name=last ! rtspclientsink name=out protocols=tcp latency=0", needs: "rtspclientsink",
                of: "gstreamer1.0-rtsp")
            pipeline.set("location", of: "out", to: location)
        case .rtmp:
            pipeline = try make(
                "\(head) ! flvmux name=last streamable=true ! rtmp2sink name=out sync=false async=false",
                needs: "rtmp2sink", of: "gstreamer1.0-plugins-bad")
            pipeline.set("location", of: "out", to: location)
        case .srt:
            pipeline = try make(
                """
                \(head) ! mpegtsmux name=last alignment=7 ! \
                srtsink name=out mode=caller auto-reconnect=false sync=false async=false
                """, needs: "srtsink", of: "gstreamer1.0-plugins-bad")
            pipeline.set("uri", of: "out", to: location)
        case .rtp(let host, let port, let feedback): pipeline = try rtp(head, host, port, feedback)
        case .folder(let folder): pipeline = try pieces(head, in: folder)
        }
        return try PublishPipeline(pipeline, of: rendition, patience: patience.connecting)
    }

    private func rtp(
        _ head: String, _ host: String, _ port: Int, _ feedback: Int?
    ) throws(PipelineError) -> Pipeline {
        let payload = "\(head) ! rtph264pay name=last config-interval=-1 pt=96 mtu=1200 aggregate-mode=zero-latency"
        guard let feedback else {
            let pipeline = try make("\(payload) ! udpsink name=out port=\(port) sync=false async=false")
            pipeline.set("host", of: "out", to: host)
            return pipeline
        }
        let pipeline = try make(
            """
            rtpbin name=session \(payload) ! session.send_rtp_sink_0 \
            session.send_rtp_src_0 ! udpsink name=out port=\(port) sync=false async=false \
            session.send_rtcp_src_0 ! udpsink name=reports port=\(feedback) sync=false async=false \
            udpsrc name=requests address=\(host.contains(":") ? "::" : "0.0.0.0") port=0 ! session.recv_rtcp_sink_0
            """)
        pipeline.set("host", of: "out", to: host)
        pipeline.set("host", of: "reports", to: host)
        // The other end answers to where the reports come from: both go through one socket. A source opens its own as it
        // gets ready; a sink does too, unless it has been given one before.
        pipeline.withElement("requests") { requests in
            gst_element_set_state(requests, GST_STATE_READY)
            pipeline.withElement("reports") { showtell_share_socket(requests, $0) }
        }
        return pipeline
    }

    private func pieces(_ head: String, in folder: String) throws(PipelineError) -> Pipeline {
        let pipeline = try make(
            """
            hlssink2 name=out target-duration=\(Pieces.seconds) playlist-length=6 max-files=10 \
            send-keyframe-requests=false \(head) name=last ! out.video
            """, needs: "hlssink2", of: "gstreamer1.0-plugins-bad")
        // The name of a piece is a pattern in which % has a meaning, the folder's name is none.
        let pattern = Pieces.pattern(in: folder)
        pipeline.set("location", of: "out", to: pattern)
        pipeline.set("playlist-location", of: "out", to: "\(folder)/\(Pieces.playlist)")
        return pipeline
    }

    private func make(
        _ launch: String, needs element: String? = nil, of package: String = ""
    ) throws(PipelineError) -> Pipeline {
        do throws(PipelineError) {
            return try Pipeline(launch: launch)
        } catch {
            guard let element, error.description.contains(element) else { throw error }
            throw PipelineError(description: "GStreamer's \(element) is not installed; apt-get install \(package)")
        }
    }
}

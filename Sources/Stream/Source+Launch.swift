// The GStreamer launch text of each source.

import CGStreamer
import Foundation

extension Source {
    /// The pipeline that plays this source into an appsink called `sink`.
    ///
    /// - Parameters:
    ///   - isPaced: whether frames come in real time; otherwise as fast as they are taken.
    ///   - mode: what a camera is to send.
    func pipeline(isPaced: Bool, mode: CameraMode? = nil) throws(PipelineError) -> Pipeline {
        let tail = """
            videoconvert name=\(RawKeeper.converter) ! video/x-raw,format=BGRx ! appsink name=sink max-buffers=1 drop=false \
            wait-on-eos=false enable-last-sample=false sync=\(isPaced && !isLive)
            """
        switch self {
        case .automatic, .images:
            preconditionFailure("\(uri) is not played by a pipeline of its own")
        case .camera(let device):
            let caps = mode.map { $0.isUsable ? $0.caps : $0.convertedCaps } ?? "video/x-raw"
            let pipeline = try Pipeline(launch: "v4l2src name=source ! \(caps) ! decodebin ! \(tail)")
            pipeline.set("device", of: "source", to: device)
            return pipeline
        case .file(let path):
            let pipeline = try Pipeline(launch: "filesrc name=source ! decodebin ! \(tail)")
            pipeline.set("location", of: "source", to: path)
            return pipeline
        case .rtsp(let url):
            let pipeline = try Pipeline(
                launch: "rtspsrc name=source latency=100 drop-on-latency=true ! decodebin ! \(tail)")
            pipeline.set("location", of: "source", to: url)
            return pipeline
        case .test(let pattern):
            return try Pipeline(
                launch: """
                    videotestsrc is-live=true pattern=\(pattern) ! \
                    video/x-raw,width=640,height=480,framerate=30/1 ! \(tail)
                    """)
        }
    }

    /// A camera's best mode; nil for a source that is none.
    func mode(throughLibv4l: Bool) throws(PipelineError) -> CameraMode? {
        guard case .camera(let device) = self else { return nil }
        let modes: [CameraMode]
        do {
            modes = try CameraDevice(device).modes()
        } catch {
            throw PipelineError(description: error.sentence)
        }
        if let mode = CameraMode.best(of: modes) { return mode }
        if throughLibv4l, let mode = CameraMode.bestToConvert(of: modes) { return mode }
        throw PipelineError(
            description: "the camera at \(device) sends nothing that can be shown"
                + (modes.isEmpty || throughLibv4l ? "" : "; --libv4l may be able to convert it"))
    }

    /// The source that `auto` stands for at this moment: the first camera file, else the clip.
    func resolved(clip: String?) throws(SourceError) -> Source {
        guard self == .automatic else { return self }
        // The second node of a camera has a number too, but gives no pictures.
        let device = (0..<10).map { "/dev/video\($0)" }.first { (try? CameraDevice($0)) != nil }
        if let device { return .camera(device: device) }
        guard let clip else {
            throw SourceError("there is no camera, and the built-in clip is not installed; give a --source")
        }
        return .file(path: clip)
    }
}

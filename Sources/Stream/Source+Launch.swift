// The GStreamer launch text of each source.

import CGStreamer
import Foundation

extension Source {
    /// The pipeline that plays this source into an appsink called `sink`.
    ///
    /// - Parameter isPaced: whether frames come in real time; otherwise as fast as they are taken.
    func pipeline(isPaced: Bool) throws(PipelineError) -> Pipeline {
        // Size, rate and format are pinned here rather than left to negotiation, which picks by order of mention.
        let tail = """
            videoconvert ! video/x-raw,format=BGRx ! appsink name=sink max-buffers=1 drop=false \
            wait-on-eos=false enable-last-sample=false sync=\(isPaced && !isLive)
            """
        switch self {
        case .automatic, .images:
            preconditionFailure("\(uri) is not played by a pipeline of its own")
        case .camera(let device):
            let pipeline = try Pipeline(
                launch: """
                    v4l2src name=source ! capsfilter caps="video/x-raw,format=YUY2,width=640,height=480,framerate=30/1;\
                    video/x-raw,width=640,height=480,framerate=30/1;image/jpeg,width=640,height=480,framerate=30/1;\
                    video/x-raw,width=640,height=480;image/jpeg,width=640,height=480" ! decodebin ! \(tail)
                    """)
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

    /// What can be said about a source before GStreamer tries it, in words that name the cure.
    func check() throws(SourceError) {
        let files = FileManager.default
        switch self {
        case .camera(let device):
            guard files.fileExists(atPath: device) else { throw SourceError("there is no camera at \(device)") }
            guard files.isReadableFile(atPath: device) else {
                throw SourceError("no permission to use \(device); add the user to the group “video”")
            }
        case .file(let path):
            var isFolder: ObjCBool = false
            guard files.fileExists(atPath: path, isDirectory: &isFolder) else {
                throw SourceError("there is no file \(path)")
            }
            guard !isFolder.boolValue else {
                throw SourceError("\(path) is a folder; for its pictures write images:\(path)")
            }
            guard files.isReadableFile(atPath: path) else { throw SourceError("no permission to read \(path)") }
        case .automatic, .images, .rtsp, .test: break
        }
    }

    /// The source that `auto` stands for at this moment: the first camera file, else the clip.
    func resolved(clip: String?) throws(SourceError) -> Source {
        guard self == .automatic else { return self }
        let device = (0..<10).map { "/dev/video\($0)" }.first { FileManager.default.isReadableFile(atPath: $0) }
        if let device { return .camera(device: device) }
        guard let clip else {
            throw SourceError("there is no camera, and the built-in clip is not installed; give a --source")
        }
        return .file(path: clip)
    }
}

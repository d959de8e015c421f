// What is in a source's way, in words for people.

import Foundation

extension Source {
    /// What can be said about a source before GStreamer tries it, in words that name the cure.
    func check() throws(SourceError) {
        let files = FileManager.default
        switch self {
        case .camera(let device):
            do {
                _ = try CameraDevice(device)
            } catch {
                throw SourceError(error.sentence)
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

    /// What an error of its pipeline means; GStreamer's own words where nothing better is known.
    func meaning(of error: PipelineError) -> PipelineError {
        guard case .camera(let device) = self else { return PipelineError(description: "\(uri): \(error)") }
        if error.isBusy { return PipelineError(description: CameraRefusal(device, EBUSY).sentence) }
        do {
            try check()
        } catch {
            return PipelineError(description: error.description)
        }
        return PipelineError(description: "the camera at \(device) has stopped: \(error)")
    }
}

extension Capture {
    /// What can be said about a source before the present one is given up for it.
    ///
    /// Blocks for as long as a camera or the disk needs.
    ///
    /// - Throws: a sentence that names the cure. Whatever only shows when it is played is not among them.
    public func check(_ source: Source) throws(SourceError) {
        try source.check()
        switch source {
        case .camera(let device): try checkCamera(source, at: device)
        case .rtsp(let url):
            guard URL(string: url)?.host()?.isEmpty == false else {
                throw SourceError("“\(source.uri)” names no host; write rtsp://HOST/PATH")
            }
        case .test(let pattern):
            guard (try? source.pipeline(isPaced: true)) != nil else {
                throw SourceError("GStreamer has no test pattern “\(pattern)”; test:ball is one")
            }
        case .images(let folder, _): _ = try Self.pictures(in: folder)
        case .automatic, .file: break
        }
    }

    private func checkCamera(_ source: Source, at device: String) throws(SourceError) {
        let mode: CameraMode?
        do {
            mode = try source.mode(throughLibv4l: throughLibv4l)
        } catch {
            throw SourceError(error.description)
        }
        // The camera that is played is in use: by us.
        guard let mode, CameraMemory.node(of: device) != camera.map(CameraMemory.node) else { return }
        if (try? CameraDevice(device).isBusy(for: mode)) == true {
            throw SourceError(CameraRefusal(device, EBUSY).sentence)
        }
    }
}

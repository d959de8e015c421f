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

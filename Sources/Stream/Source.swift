// Where pictures come from, as people write it on a command line.

import Foundation

/// A source of pictures.
public enum Source: Sendable, Hashable {
    /// The first camera, or the built-in clip when there is none. A camera that was found is kept.
    case automatic
    /// A V4L2 camera by its device file.
    case camera(device: String)
    /// A video file, played in a loop.
    case file(path: String)
    /// The pictures of a folder in the order of their names, in a loop.
    case images(folder: String, rate: Double)
    /// A stream of an IP camera or a media server.
    case rtsp(String)
    /// One of GStreamer's test patterns.
    case test(pattern: String)

    /// Reads `auto`, `v4l2:DEVICE`, `v4l2:id=NAME`, `file:PATH`, `images:DIR?fps=N`, `rtsp://…` or `test:PATTERN`.
    ///
    /// - Throws: a sentence that says what can be written.
    public init(_ text: String) throws(SourceError) {
        let (scheme, rest) = Self.split(text, at: ":")
        switch (scheme, rest) {
        case ("auto", nil): self = .automatic
        case ("v4l2", let device?) where device.hasPrefix("id="):
            let name = device.dropFirst(3)
            guard !name.isEmpty, name != ".", name != "..", !name.contains("/") else {
                throw SourceError("“\(name)” is no name in \(CameraMemory.folder); showtell devices lists the cameras")
            }
            self = .camera(device: "\(CameraMemory.folder)/\(name)")
        case ("v4l2", let device?) where !device.isEmpty: self = .camera(device: device)
        case ("file", let path?) where !path.isEmpty: self = .file(path: path)
        case ("images", let folder?) where !folder.isEmpty: self = try Self.images(folder)
        case ("rtsp", _?), ("rtsps", _?): self = .rtsp(text)
        case ("test", let pattern?)
        where !pattern.isEmpty && pattern.allSatisfy({ $0.isLetter || "-0123456789".contains($0) }):
            self = .test(pattern: pattern)
        default:
            throw SourceError(
                "“\(text)” is no source; write auto, v4l2:/dev/video0, file:PATH, images:DIR?fps=10, rtsp://… or test:ball"
            )
        }
    }

    private static func images(_ text: String) throws(SourceError) -> Source {
        let (folder, query) = split(text, at: "?")
        guard let query else { return .images(folder: folder, rate: 10) }
        guard query.hasPrefix("fps="), let rate = Double(query.dropFirst(4)), (0.01...1000).contains(rate) else {
            throw SourceError("“?\(query)” is no rate; write images:DIR?fps=N with N from 0.01 to 1000")
        }
        return .images(folder: folder, rate: rate)
    }

    private static func split(_ text: String, at separator: Character) -> (String, String?) {
        guard let index = text.firstIndex(of: separator) else { return (text, nil) }
        return (String(text[..<index]), String(text[text.index(after: index)...]))
    }

    /// The source as people see it: as they write it, but for a password.
    public var uri: String {
        guard case .rtsp(let url) = self, let start = url.range(of: "://"),
            let end = url[start.upperBound...].prefix(while: { $0 != "/" && $0 != "?" }).lastIndex(of: "@")
        else { return text }
        let user = url[start.upperBound..<end].prefix { $0 != ":" }
        return "\(url[..<start.upperBound])\(user):…\(url[end...])"
    }

    /// The source as people write it.
    public var text: String {
        switch self {
        case .automatic: "auto"
        case .camera(let device): "v4l2:\(device)"
        case .file(let path): "file:\(path)"
        case .images(let folder, let rate): "images:\(folder)?fps=\(rate.formatted(.number.grouping(.never)))"
        case .rtsp(let url): url
        case .test(let pattern): "test:\(pattern)"
        }
    }

    /// The longest pause in seconds before another try. A camera is asked in no time; the other end of a line is spared.
    var longestPause: Double {
        switch self {
        case .automatic, .camera: 1
        case .file, .images, .rtsp, .test: 8
        }
    }

    /// Whether pictures come at their own pace and cannot wait.
    var isLive: Bool {
        switch self {
        case .automatic, .camera, .rtsp, .test: true
        case .file, .images: false
        }
    }
}

/// Why a source gives no pictures, in a sentence.
public struct SourceError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The sentence.
    public let description: String

    init(_ description: String) { self.description = description }
}

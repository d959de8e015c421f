// A camera that was unplugged may come back under another number: it is known again by its name in /dev/v4l/by-id.

import Foundation

extension Source {
    /// The camera whose link has a name; nil when none is plugged in that has.
    public static func camera(id: String) -> Source? {
        let link = "\(CameraMemory.folder)/\(id)"
        guard !id.isEmpty, !id.contains("/"), CameraMemory.target(of: link) != nil else { return nil }
        return .camera(device: link)
    }

    /// The source as it will still be called when a camera has another number.
    public var lasting: Source {
        guard case .camera(let device) = self, let link = CameraMemory.link(to: device) else { return self }
        return .camera(device: link)
    }
}

/// Where the camera is that was first seen at a device file.
struct CameraMemory {
    static let folder = "/dev/v4l/by-id"
    /// The link that udev made for it from its maker, model and serial number.
    private var link: String?

    /// The source, with the camera at the place where it is now.
    mutating func place(of source: Source) -> Source {
        guard case .camera(let device) = source else { return source }
        if let link, let now = Self.target(of: link) { return .camera(device: now) }
        // None is remembered, or it is not plugged in: another camera that is at the number is the camera from now on. While
        // none is there, or udev has not made its link yet, the old one is still waited for.
        if let found = Self.link(to: device) { link = found }
        return source
    }

    /// The link to a device file; nil where udev made none.
    static func link(to device: String) -> String? {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().map { "\(folder)/\($0)" }.first { target(of: $0) == device }
    }

    /// The device file that a path leads to.
    static func node(of device: String) -> String {
        device.hasPrefix("/dev/v4l/") ? target(of: device) ?? device : device
    }

    /// The device file behind a link; nil when the camera is not plugged in.
    static func target(of link: String) -> String? {
        let target = try? FileManager.default.destinationOfSymbolicLink(atPath: link)
        // Links are relative: ../../video0.
        return target.map { "/dev/\(($0 as NSString).lastPathComponent)" }
    }
}

// Tells at once when a camera is plugged in or pulled: the kernel reports files that come and go in /dev.

import Foundation

/// Watches /dev and the folder of cameras' links.
///
/// Inotify needs no daemon and no rights, and works in containers, where udev's own events do not arrive. Where it cannot be
/// had nothing is lost but time: a camera that is missing is looked for every second anyway.
final class DeviceWatch: Sendable {
    private static let folders = ["/dev", "/dev/v4l", CameraMemory.folder]
    /// A node that comes, goes, is renamed, or may be opened by others from now on.
    private static let events = UInt32(IN_CREATE | IN_DELETE | IN_MOVED_TO | IN_MOVED_FROM | IN_ATTRIB)
    private let descriptor: Int32

    init() {
        descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        watchFolders()
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Waits until something has happened to a camera. Blocks: for capture's own thread.
    ///
    /// - Returns: false when nothing has within so many seconds.
    func wait(_ seconds: Double) -> Bool {
        guard descriptor >= 0 else {
            // On capture's own thread, which has nothing else to do.
            Thread.sleep(forTimeInterval: seconds)
            return false
        }
        let end = MonotonicClock.now() + UInt64(max(0, seconds) * 1e9)
        while true {
            let now = MonotonicClock.now()
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let left = now < end ? Int32((end - now + 999_999) / 1_000_000) : 0
            if poll(&entry, 1, left) > 0, readEvents() { return true }
            if MonotonicClock.now() >= end { return false }
        }
    }

    /// Whether something has happened to a camera since this was asked last.
    func hasNews() -> Bool { wait(0) }

    private func watchFolders() {
        // A folder that is watched already keeps its watch; one that is missing comes with the first camera.
        for folder in Self.folders { _ = inotify_add_watch(descriptor, folder, Self.events) }
    }

    /// Takes all events. Returns whether one of them was a camera's.
    private func readEvents() -> Bool {
        var isNews = false
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { break }
            // Each event is a header of 16 bytes whose last four say how long the name behind it is. Source: inotify(7).
            var offset = 0
            while offset + 16 <= count {
                let length = buffer[(offset + 12)..<(offset + 16)].reversed().reduce(0) { $0 << 8 | Int($1) }
                let name = buffer[(offset + 16)..<min(offset + 16 + length, count)].prefix { $0 != 0 }
                isNews = isNews || Self.isCamera(String(decoding: name, as: UTF8.self))
                offset += 16 + length
            }
        }
        if isNews { watchFolders() }
        return isNews
    }

    /// In /dev there is much else; what is in the folders of V4L2 is a camera's.
    private static func isCamera(_ name: String) -> Bool {
        name == "v4l" || name.hasPrefix("by-") || name.hasPrefix("video") || name.contains("-video-index")
    }
}

// A folder of pictures as a source.

import Foundation
import Imaging

extension Capture {
    /// Shows the folder's pictures in the order of their names, again and again, until capture is stopped or another source is chosen.
    ///
    /// A file that is no picture is skipped and named once.
    ///
    /// - Throws: a sentence when there is not one picture to show.
    func showImages(of folder: String, rate: Double, uri: String, _ turn: Turn, _ clock: inout FrameClock)
        throws(SourceError)
    {
        let paths = try Self.pictures(in: folder)
        let interval = 1 / rate
        var bad: Set<String> = []
        var due = MonotonicClock.now()
        var isLive = false
        while isOn(turn) {
            for (index, path) in paths.enumerated() where !bad.contains(path) {
                let picture: Picture
                do {
                    picture = try StillDecoder.decode(contentsOf: path, into: pool)
                } catch {
                    bad.insert(path)
                    say(
                        SourceStatus(
                            uri: uri, state: isLive ? .live : .connecting, message: "\(path) is skipped: \(error)"))
                    continue
                }
                if !isLive {
                    isLive = true
                    say(SourceStatus(uri: uri, state: .live))
                }
                if !everyFrame { wait(until: &due, interval) }
                let now = MonotonicClock.now()
                guard deliver(clock.frame(picture, position: Double(index) * interval, captured: now), turn) else {
                    return
                }
                if devices.hasNews() { tell(.camerasChanged) }
            }
            guard isLive, bad.count < paths.count else {
                throw SourceError("\(folder) holds no picture that can be read")
            }
        }
    }

    /// Sleeps until a picture is due.
    private func wait(until due: inout UInt64, _ interval: Double) {
        let now = MonotonicClock.now()
        // On capture's own thread, which has nothing else to do.
        if due > now { Thread.sleep(forTimeInterval: Double(due - now) / 1e9) }
        // A slow disk makes the show late, not fast afterwards.
        due = max(due, MonotonicClock.now()) + UInt64(interval * 1e9)
    }

    static func pictures(in folder: String) throws(SourceError) -> [String] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw SourceError("the folder \(folder) cannot be read")
        }
        let pictures = names.filter { name in
            ["jpg", "jpeg", "png"].contains((name as NSString).pathExtension.lowercased())
        }
        guard !pictures.isEmpty else { throw SourceError("\(folder) holds no JPEG or PNG pictures") }
        return pictures.sorted { $0.compare($1, options: .numeric) == .orderedAscending }.map { "\(folder)/\($0)" }
    }
}

// How often a frame of real films is taken for a cut, falsely and rightly.

import Foundation
import Imaging
import Stream
import Teaching
import Testing

@Suite("Cuts in real films", .serialized)
struct CutTests {
    /// Films of one scene each: the clip, and those of SHOWTELL_DATA where there are any.
    private static let films: [String] = {
        let folder = ProcessInfo.processInfo.environment["SHOWTELL_DATA"].map { "\($0)/videos" }
        let names = folder.flatMap { FileManager.default.enumerator(atPath: $0)?.compactMap { $0 as? String } } ?? []
        let paths = names.filter { $0.hasSuffix(".mp4") || $0.hasSuffix(".mkv") }.sorted()
        return [clip] + paths.map { "\(folder ?? "")/\($0)" }
    }()

    private func look(_ motion: inout Motion, _ picture: Picture, at time: Double) {
        let region = Region.centredSquare(width: picture.width, height: picture.height)
        motion.look(picture, region.pixels(width: picture.width, height: picture.height), at: time)
    }

    /// The first frames of a film, how many it has, and how many of them are taken for cuts.
    private func watch(_ path: String) async throws -> (first: [Picture], frames: Int, cuts: Int) {
        let capture = Capture(try Source("file:\(path)"), everyFrame: true, clip: nil)
        capture.start()
        defer { capture.stop() }
        var motion = Motion()
        var (first, frames, cuts): ([Picture], Int, Int) = ([], 0, 0)
        while let event = await capture.next(), case .frame(let frame) = event, frame.lap == 0 {
            look(&motion, frame.picture, at: frame.time)
            frames += 1
            if motion.isCut { cuts += 1 }
            if first.count < 30 { first.append(frame.picture) }
        }
        return (first, frames, cuts)
    }

    @Test
    func `in films of one scene hardly a frame is a cut; from one film to another nearly every one is`() async throws {
        var films: [[Picture]] = []
        var (frames, cuts) = (0, 0)
        for path in Self.films {
            let film = try await watch(path)
            #expect(film.frames > 40, "\(path)")
            #expect(film.cuts <= 1, "\(film.cuts) of \(film.frames) frames of \(path)")
            films.append(film.first)
            frames += film.frames
            cuts += film.cuts
        }
        var (joints, found) = (0, 0)
        for one in films.indices {
            for other in films.indices where other != one {
                var motion = Motion()
                for (index, picture) in films[one].enumerated() { look(&motion, picture, at: Double(index) / 25) }
                look(&motion, films[other][0], at: Double(films[one].count) / 25)
                joints += 1
                if motion.isCut { found += 1 }
            }
        }
        print("\(films.count) films: \(cuts) cuts in \(frames) frames, \(found) found of \(joints) made")
        #expect(Double(found) >= 0.9 * Double(joints))
    }
}

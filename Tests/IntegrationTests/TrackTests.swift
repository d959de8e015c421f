// How far the tracker follows the objects of the built-in clip, and how soon it knows that one is gone.

import ClipExam
import Foundation
import Imaging
import Stream
import Testing

@Suite("The tracker on the built-in clip", .serialized)
struct TrackTests {
    /// An object that is followed from where it stands until three seconds after it has left.
    private struct Course {
        let name: String
        let from: Int
        let to: Int
        var tracker: Tracker?
        var overlaps: [Double] = []
        /// Frames in which it is not there, and the tracker says that it is.
        var ghosts = 0
        var absent = 0
        /// When it was gone, and when the tracker had been unsure for half a second.
        var left: Int?
        var lost: Int?
        private var unsure = 0

        init(name: String, from: Int, to: Int) { (self.name, self.from, self.to) = (name, from, to) }

        mutating func look(_ picture: Picture, _ box: [Double]?, frame: Int) {
            guard let tracker else {
                guard let box else { return }
                let region = Region(
                    x: box[0] / 640, y: box[1] / 480, width: box[2] / 640, height: box[3] / 480)
                tracker = region.map { Tracker(picture, $0) }
                return
            }
            guard lost == nil else { return }
            let sight = tracker.follow(picture)
            unsure = sight.isSure ? 0 : unsure + 1
            if unsure > 7 { lost = frame }
            if let box {
                let place = sight.region.map { [640 * $0.x, 480 * $0.y, 640 * $0.width, 480 * $0.height] }
                overlaps.append(place.map { FilmTruth.overlap($0, box) } ?? 0)
            } else {
                left = left ?? frame
                absent += 1
                if sight.isSure { ghosts += 1 }
            }
        }
    }

    @Test
    func `the objects of the clip are followed while they are there, and lost when they are gone`() async throws {
        let (truth, film) = (
            try GroundTruth(contentsOf: URL(fileURLWithPath: "\(project)/clip/tabletop.json")), try FilmTruth.read()
        )
        var courses = truth.windows.filter { $0.transition != true }.flatMap { window in
            window.objects.map { name in
                let from = Int((window.from * truth.fps).rounded(.up))
                return Course(name: name, from: from, to: Int((window.to + 3) * truth.fps))
            }
        }
        let capture = Capture(try Source("file:\(clip)"), everyFrame: true, clip: nil)
        capture.start()
        defer { capture.stop() }
        var number = 0
        while let event = await capture.next(), case .frame(let frame) = event, frame.lap == 0 {
            for index in courses.indices where (courses[index].from..<courses[index].to).contains(number) {
                let box = film.framesTruth[number].objects.first { $0.name == courses[index].name }?.box
                courses[index].look(frame.picture, box, frame: number)
            }
            number += 1
        }
        #expect(number == truth.frames)
        let overlaps = courses.flatMap(\.overlaps)
        let good = Double(overlaps.count { $0 >= 0.5 }) / Double(overlaps.count)
        let delays = courses.compactMap { course in course.left.flatMap { left in course.lost.map { $0 - left } } }
        let early = courses.count { $0.left == nil && $0.lost != nil }
        let (absent, ghosts) = (courses.reduce(0) { $0 + $1.absent }, courses.reduce(0) { $0 + $1.ghosts })
        print(
            String(
                format:
                    "%d courses, %d frames: %.1f %% with half of both boxes in common; %d lost too soon; %d sure of %d "
                    + "frames without the object; lost %@ frames after it had left", courses.count, overlaps.count,
                100 * good, early, ghosts, absent, delays.sorted().map(String.init).joined(separator: ", ")))
        #expect(courses.count == 13)
        #expect(good > 0.9)
        #expect(Double(ghosts) < 0.2 * Double(absent))
        #expect(delays.allSatisfy { $0 < 30 })
    }
}

// Pictures in, the extractor's own numbers out.

import Features
import Formats
import Foundation
import Imaging
import Stream
import Testing
import Workbench

@Suite("Features of pictures as arrays")
struct FeatureTests {
    @Test func `A folder becomes a row for each picture, sorted by path, with the extractor's own bits`() throws {
        let scratch = try Scratch()
        try scratch.png("in/b.png", 40, 33, seed: 1)
        try scratch.png("in/B.PNG", 31, 29, seed: 2)
        try scratch.png("in/a/z.png", 17, 90, seed: 3)
        try scratch.png("in/a/.hidden.png", 20, 20, seed: 4)
        try scratch.file("in/a/notes.txt", Data("no picture".utf8))
        var job = FeatureJob(
            inputs: try InputList(["\(scratch.path)/in/"]), bank: try SmallNet.bank(), output: try scratch.at("out.npy")
        )
        job.names = try scratch.at("names.txt")
        var steps: [Int] = []
        let summary = try job.run(progress: { steps.append($0) })
        #expect(summary.rows == 3 && summary.broken.isEmpty && job.inputs.others == 2)
        let sizes = [(31, 29, 2), (17, 90, 3), (40, 33, 1)]
        let expected = try sizes.map { try SmallNet.features(TestPicture.waves($0, $1, seed: $2)) }
        #expect(try rows(of: job.output) == expected)
        #expect(expected[0] != expected[1])
        let names = try String(contentsOfFile: "\(scratch.path)/names.txt", encoding: .utf8)
        #expect(names == ["B.PNG", "a/z.png", "b.png"].map { "\(scratch.path)/in/\($0)\n" }.joined())
        #expect(steps == [1, 2, 3])
        #expect(try scratch.names == ["in", "names.txt", "out.npy"], "nothing else is left")
        #expect(job.line(summary).contains("3 pictures, \(expected[0].count) features each, in \(job.output) after"))
        #expect(job.line(summary).hasSuffix("; 2 other files in the folders"))
    }

    @Test func `A JPEG file is described as the decoder gives it`() throws {
        let scratch = try Scratch()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "gst-launch-1.0", "-q", "videotestsrc", "num-buffers=1", "pattern=smpte", "!",
            "video/x-raw,width=62,height=50", "!", "jpegenc", "!", "filesink", "location=\(scratch.path)/smpte.jpeg",
        ]
        try process.run()
        process.waitUntilExit()
        let path = "\(scratch.path)/smpte.jpeg"
        let picture = try StillDecoder.decode(Data(contentsOf: URL(fileURLWithPath: path)), into: PicturePool())
        let job = FeatureJob(
            inputs: try InputList([path]), bank: try SmallNet.bank(), output: try scratch.at("out.npy"))
        _ = try job.run()
        #expect(try rows(of: job.output) == [SmallNet.features(picture)])
    }

    @Test(arguments: [(31, 29), (151, 151), (7, 33), (1, 2)])
    func `Grey planes in an array are described with the extractor's own bits`(rows height: Int, columns: Int) throws {
        let scratch = try Scratch()
        let planes = (0..<3).map { TestPicture.plane(height, columns, seed: $0) }
        let job = FeatureJob(
            inputs: try InputList([scratch.npy("grey.npy", planes)]), bank: try SmallNet.bank(),
            output: try scratch.at("out.npy"))
        #expect(try job.run().rows == 3)
        #expect(try rows(of: job.output) == planes.map { try SmallNet.features($0) })
    }

    @Test func `Files, folders and arrays may be mixed, and their order stays`() throws {
        let scratch = try Scratch()
        let plane = TestPicture.plane(20, 20, seed: 1)
        let inputs = [
            try scratch.png("z.png", 30, 30, seed: 1), try scratch.npy("grey.npy", [plane, plane]),
            try scratch.png("in/a.png", 30, 20, seed: 2), try scratch.png("z.png", 30, 30, seed: 1),
        ]
        var job = FeatureJob(
            inputs: try InputList([inputs[0], inputs[1], "\(scratch.path)/in", inputs[3]]), bank: try SmallNet.bank(),
            output: try scratch.at("out.npy"))
        job.names = try scratch.at("names.txt")
        _ = try job.run()
        let (first, grey) = (try SmallNet.features(TestPicture.waves(30, 30, seed: 1)), try SmallNet.features(plane))
        let inFolder = try SmallNet.features(TestPicture.waves(30, 20, seed: 2))
        #expect(try rows(of: job.output) == [first, grey, grey, inFolder, first])
        let names = try String(contentsOfFile: "\(scratch.path)/names.txt", encoding: .utf8)
        #expect(
            names.split(separator: "\n").map { $0.replacingOccurrences(of: "\(scratch.path)/", with: "") } == [
                "z.png", "grey.npy[0]", "grey.npy[1]", "in/a.png", "z.png",
            ])
    }

    @Test func `The square in the middle is described when it is asked for`() throws {
        let scratch = try Scratch()
        let picture = TestPicture.waves(60, 41, seed: 5)
        let plane = TestPicture.plane(50, 21, seed: 5)
        var job = FeatureJob(
            inputs: try InputList([scratch.png("a.png", 60, 41, seed: 5), scratch.npy("b.npy", [plane])]),
            bank: try SmallNet.bank(), output: try scratch.at("out.npy"))
        job.isSquare = true
        _ = try job.run()
        let part = Region.centredSquare(width: 60, height: 41).pixels(width: 60, height: 41)
        #expect(part.width == 41 && part.height == 41)
        let place = Region.centredSquare(width: 21, height: 50).pixels(width: 21, height: 50)
        let middle = Plane(rows: 21, columns: 21, values: Array(plane.values[(place.y * 21)...].prefix(21 * 21)))
        #expect(try rows(of: job.output) == [SmallNet.features(picture, part), SmallNet.features(middle)])
    }

    @Test func `The chroma histogram is appended when it is asked for, that of a grey plane is grey`() throws {
        let scratch = try Scratch()
        let plane = TestPicture.plane(20, 20, seed: 1)
        var job = FeatureJob(
            inputs: try InputList([scratch.png("a.png", 60, 41, seed: 5), scratch.npy("b.npy", [plane])]),
            bank: try SmallNet.bank(), output: try scratch.at("out.npy"))
        job.hasChroma = true
        let summary = try job.run()
        var grey = [Float](repeating: -1, count: ChromaHistogram.featureCount)
        grey.withUnsafeMutableBufferPointer { ChromaHistogram.grey(into: $0) }
        let expected = [
            try SmallNet.features(TestPicture.waves(60, 41, seed: 5), hasChroma: true),
            try SmallNet.features(plane) + grey,
        ]
        #expect(try rows(of: job.output) == expected)
        #expect(summary.features == SmallNet.shape.featureCount + ChromaHistogram.featureCount)
    }

    @Test func `Two threads give the same bits`() throws {
        let scratch = try Scratch()
        let inputs = try InputList((0..<4).map { try scratch.png("\($0).png", 50, 40, seed: $0) })
        var arrays: [[[Float]]] = []
        for threads in 1...2 {
            var job = FeatureJob(
                inputs: inputs, bank: try FilterBank.random(shape: .mnist), output: try scratch.at("\(threads).npy"))
            job.threads = threads
            _ = try job.run()
            arrays.append(try rows(of: job.output))
        }
        #expect(arrays[0] == arrays[1])
    }
}

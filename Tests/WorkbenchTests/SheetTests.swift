// Pictures of filters and maps: what is drawn is what is there.

import Exchange
import Features
import Foundation
import Imaging
import Stream
import Testing
import Workbench

@Suite("Pictures of filters and maps")
struct SheetTests {
    /// How often a value of 0…255 stands in a picture as a grey.
    private func greys(_ picture: Picture) -> [Int] {
        var counts = [Int](repeating: 0, count: 256)
        for y in 0..<picture.height {
            for x in 0..<picture.width {
                let pixel = TestPicture.pixel(picture, x: x, y: y)
                if pixel[0] == pixel[1], pixel[1] == pixel[2] { counts[Int(pixel[0])] += 1 }
            }
        }
        return counts
    }

    @Test func `A kernel's weights become squares of greys, zero the one in the middle`() throws {
        let shape = ExtractorShape(
            input: InputShape(size: Extent(3), preparation: .none),
            stages: [
                StageShape(
                    table: .full(inputs: 1, outputs: 1), kernel: Extent(2, 3), rectification: .none, normalisation: nil,
                    pooling: .none)
            ])
        let bank = try FilterBank(
            name: "six", shape: shape,
            stages: [StageFilters(kernels: [-2, -1, 0, 0.5, 1, 2], gains: [1], biases: [0])],
            origin: BankOrigin(recipe: "by hand", seed: 0, licence: "CC0-1.0", energy: "none"))
        let picture = Sheet(filtersOf: bank).picture()
        let counts = greys(picture)
        // 0.5 ± share/2 of 255, rounded; each a square of 8 × 8 pixels. Letters have other greys too.
        for grey in [64, 128, 159, 191] { #expect(counts[grey] >= 64, "\(grey)") }
        // The row of squares below each other: from the first black square on, in order.
        let top = try #require(
            (0..<picture.height).first { y in
                (0..<8).allSatisfy { TestPicture.pixel(picture, x: 24 + $0, y: y) == [0, 0, 0] }
            })
        let shown = (0..<6).map { TestPicture.pixel(picture, x: 28 + $0 % 3 * 8, y: top + 4 + $0 / 3 * 8)[0] }
        #expect(shown == [0, 64, 128, 159, 191, 255])
    }

    @Test(arguments: ExtractorShape.presets.map(\.name))
    func `The filters of every named shape can be drawn`(name: String) throws {
        let picture = Sheet(filtersOf: try BankLibrary().bank(name)).picture()
        #expect(picture.width < 1200 && picture.height < 2000)
    }

    @Test func `A PNG file holds the picture's pixels`() throws {
        let scratch = try Scratch()
        let picture = TestPicture.waves(37, 11, seed: 3)
        let path = try scratch.png("a.png", 37, 11, seed: 3)
        let read = try StillDecoder.decode(Data(contentsOf: URL(fileURLWithPath: path)), into: PicturePool())
        #expect(read.width == 37 && read.height == 11)
        for y in 0..<11 {
            for x in 0..<37 {
                #expect(TestPicture.pixel(read, x: x, y: y) == TestPicture.pixel(picture, x: x, y: y))
            }
        }
        #expect(try scratch.names == ["a.png"])
    }

    @Test func `A sheet that cannot be written is a sentence, and a device stays what it is`() throws {
        let scratch = try Scratch()
        let sheet = Sheet(filtersOf: try SmallNet.bank())
        for (path, why) in [
            ("\(scratch.path)/none/a.png", "No such file or directory"), (scratch.path, "it is a folder"),
            ("/dev/full", "No space left on device"),
        ] {
            let error = try refusal { try sheet.write(to: path) }
            #expect(error == .notWritten(reason: "“\(path)” cannot be written: \(why)."))
        }
        #expect(try scratch.names.isEmpty)
        try sheet.write(to: "\(scratch.path)/a.png")
        let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(scratch.path)/a.png"))
        #expect(try StillDecoder.decode(bytes, into: PicturePool()).width == sheet.picture().width)
    }

    @Test func `Maps of the first pictures are drawn, each in a folder of its own`() throws {
        let scratch = try Scratch()
        let inputs = try InputList((0..<3).map { try scratch.png("in/\($0).png", 40, 40, seed: $0) })
        var job = FeatureJob(inputs: inputs, bank: try SmallNet.bank(), output: "\(scratch.path)/out.npy")
        job.maps = "\(scratch.path)/maps"
        job.mapLimit = 2
        let summary = try job.run()
        #expect(summary.drawn == 2 && job.line(summary).hasSuffix("maps of 2 of them in \(scratch.path)/maps"))
        let files = try #require(FileManager.default.subpaths(atPath: "\(scratch.path)/maps")).sorted()
        let names = ["prepared.png", "stage1.png", "stage2.png"]
        #expect(
            files == ["0000-0.png", "0001-1.png"].flatMap { folder in [folder] + names.map { "\(folder)/\($0)" } })
        for file in files where file.contains("/") {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(scratch.path)/maps/\(file)"))
            let picture = try StillDecoder.decode(bytes, into: PicturePool())
            // A map that is drawn has many greys.
            #expect(greys(picture).count { $0 > 0 } > 60, "\(file)")
        }
    }

    @Test func `Maps that cannot be drawn end the work`() throws {
        let scratch = try Scratch()
        let input = try scratch.png("a.png", 40, 40, seed: 1)
        var job = FeatureJob(
            inputs: try InputList([input]), bank: try SmallNet.bank(), output: "\(scratch.path)/out.npy")
        job.maps = input
        guard case .notWritten(let reason) = try refusal({ _ = try job.run() }) else {
            throw WorkbenchError.interrupted
        }
        #expect(reason.contains("The folder “\(input)/0000-a.png” cannot be made."))
        #expect(try scratch.names == ["a.png"])
    }
}

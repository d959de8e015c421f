// Drawing, encoding and decoding.

import Foundation
import Imaging
import Stream
import Synchronization
import Testing

@Suite("Drawing")
struct DrawingTests {
    private let annotation = Annotation(
        region: .centredSquare(width: 640, height: 480), title: "cup", detail: "87 %",
        colour: Colour(red: 1, green: 0.5, blue: 0), footer: "30 frames/s")

    @Test(arguments: ["cup", "чашка", "كوب", "כוס", "杯子", "コップ", "컵", "चाय", "ถ้วย", "φλιτζάνι", "☕️"])
    func `names in any script have their letters`(name: String) {
        #expect(Overlay.canDraw(name), "no installed font has all of \(name)")
    }

    @Test
    func `the region's outline lies on the region and the rest of the frame is left alone`() {
        let picture = Picture(width: 640, height: 480)
        Overlay.draw(annotation, on: picture)
        #expect(grey(picture, x: 82, y: 240) > 60, "left edge of the centred square")
        #expect(grey(picture, x: 557, y: 240) > 60, "right edge")
        #expect(grey(picture, x: 40, y: 240) == 0)
        #expect(grey(picture, x: 320, y: 240) == 0)
    }

    @Test(arguments: [(8, 8), (33, 7), (161, 121), (1920, 1080)])
    func `any size of picture and any length of name can be drawn`(width: Int, height: Int) {
        let picture = Picture(width: width, height: height)
        var long = annotation
        long.title = String(repeating: "wide name ", count: 50)
        long.region = .centredSquare(width: width, height: height)
        Overlay.draw(long, on: picture)
        Placeholder.draw(title: "No picture", reason: long.title, on: picture)
    }

    @Test
    func `a copy has the same pixels and another memory`() {
        let picture = Picture(width: 33, height: 7)
        Overlay.draw(annotation, on: picture)
        let copy = PicturePool().copy(picture)
        let (first, second) = (picture.withBytes { Array($0) }, copy.withBytes { Array($0) })
        #expect(first == second)
        copy.withBytes { $0[0] = 200 }
        #expect(picture.withBytes { $0[0] } != 200)
    }
}

@Suite("Encoding and decoding")
struct CodingTests {
    @Test
    func `what is encoded can be decoded, at every size and when the size changes`() async throws {
        let (stream, output) = AsyncStream.makeStream(of: (Data, UInt64).self)
        let encoder = JPEGEncoder { bytes, tag in output.yield((Data(bytes), tag)) }
        var results = stream.makeAsyncIterator()
        for (index, size) in [(64, 48), (33, 7), (640, 480)].enumerated() {
            let picture = Picture(width: size.0, height: size.1)
            picture.withBytes { bytes in for offset in bytes.indices { bytes[offset] = UInt8(40 + 60 * index) } }
            try encoder.encode(picture, tag: UInt64(index))
            let (jpeg, tag) = try #require(await results.next())
            #expect(tag == UInt64(index))
            let decoded = try await decode(jpeg)
            #expect(decoded.width == size.0 && decoded.height == size.1)
            #expect(abs(grey(decoded, x: 5, y: 5) - (40 + 60 * index)) < 4)
        }
    }

    private func decode(_ bytes: Data) async throws -> Picture {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try StillDecoder.decode(bytes, into: PicturePool()) })
            }
        }
    }

    private func jpeg(of picture: Picture = Picture(width: 64, height: 48)) async throws -> Data {
        let (stream, output) = AsyncStream.makeStream(of: Data.self)
        let encoder = JPEGEncoder { bytes, _ in output.yield(Data(bytes)) }
        try encoder.encode(picture, tag: 1)
        var results = stream.makeAsyncIterator()
        return try #require(await results.next())
    }

    @Test(arguments: [(1, 64, 8, 24), (3, 64, 56, 24), (6, 48, 24, 8), (8, 48, 24, 56)])
    func `a photograph that was taken upright stands upright`(orientation: UInt8, width: Int, x: Int, y: Int)
        async throws
    {
        let picture = Picture(width: 64, height: 48)
        picture.withBytes { bytes in
            for row in 0..<48 { for offset in 0..<4 * 16 { bytes[row * picture.stride + offset] = 255 } }
        }
        // One entry of Exif 2.32, section 4.6.5: tag 0x0112, a short, one of it, in the order of Motorola.
        let exif =
            Data("Exif\0\0MM\0*\0\0\0\u{8}\0\u{1}".utf8)
            + Data([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0])
        let plain = try await jpeg(of: picture)
        let file = plain.prefix(2) + Data([0xFF, 0xE1, 0, UInt8(exif.count + 2)]) + exif + plain.dropFirst(2)
        let decoded = try await decode(Data(file))
        #expect(decoded.width == width && decoded.height == 112 - width)
        #expect(grey(decoded, x: x, y: y) > 240, "what was white on the left")
        #expect(grey(decoded, x: decoded.width - 1 - x, y: decoded.height - 1 - y) < 15)
    }

    @Test
    func `bytes that are no picture, or not a whole one, are refused with a sentence`() async throws {
        let whole = try await jpeg()
        var huge = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]) + Data("IHDR".utf8)
        huge +=
            Data([0x7F, 0, 0, 0, 0x7F, 0, 0, 0, 8, 2, 0, 0, 0]) + Data(count: 8) + Data("IEND".utf8) + Data(count: 4)
        let bad: [Data] = [
            Data(), Data("hello".utf8), Data([0xFF, 0xD8, 0xFF]), whole.prefix(whole.count / 2), huge,
            Data("<svg xmlns='http://www.w3.org/2000/svg'/>".utf8), Data([0xFF, 0xD8, 0xFF, 0xE0, 0, 16, 0xFF, 0xD9]),
        ]
        for bytes in bad {
            await #expect(throws: StillError.self, "\(bytes.count) bytes") { try await decode(bytes) }
        }
        _ = try await decode(whole)
    }

    @Test(arguments: [(32_768, 1, 8, 2, "32768 × 1"), (1, 65_536, 8, 0, "1 × 65536"), (9, 9, 16, 2, "16 bits")])
    func `PNG files that GStreamer would not read rightly are refused before it does`(
        width: Int, height: Int, depth: UInt8, colour: UInt8, why: String
    ) async throws {
        func bytes(_ number: Int) -> Data { withUnsafeBytes(of: UInt32(number).bigEndian) { Data($0) } }
        var png = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]) + Data("IHDR".utf8)
        png += bytes(width)
        png += bytes(height)
        png += Data([depth, colour, 0, 0, 0]) + Data(count: 8)
        png += Data("IEND".utf8) + Data(count: 4)
        let file = png
        let error = await #expect(throws: StillError.self) { try await decode(file) }
        #expect(error?.description.contains(why) == true, "\(String(describing: error))")
    }

    @Test
    func `damaged pictures never crash the decoder`() async throws {
        let whole = try await jpeg()
        var seed: UInt64 = 42
        for _ in 0..<60 {
            var bytes = whole
            for _ in 0..<8 {
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes[Int(seed >> 33) % bytes.count] = UInt8(truncatingIfNeeded: seed >> 24)
            }
            _ = try? await decode(bytes)
        }
    }
}

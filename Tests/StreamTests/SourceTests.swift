// How a source is written.

import Stream
import Testing

@Suite("Sources as people write them")
struct SourceTests {
    @Test(arguments: [
        ("auto", Source.automatic), ("v4l2:/dev/video2", .camera(device: "/dev/video2")),
        ("v4l2:/dev/v4l/by-id/usb-a:b", .camera(device: "/dev/v4l/by-id/usb-a:b")),
        ("file:/films/a b?c:d.mp4", .file(path: "/films/a b?c:d.mp4")), ("images:/p", .images(folder: "/p", rate: 10)),
        ("images:/p?fps=2.5", .images(folder: "/p", rate: 2.5)), ("rtsp://h/s?x=1", .rtsp("rtsp://h/s?x=1")),
        ("test:ball", .test(pattern: "ball")),
    ])
    func `each form is read, and written as it was`(text: String, source: Source) throws {
        let read = try Source(text)
        #expect(read == source)
        #expect(try Source(read.uri) == source)
    }

    @Test
    func `a camera may be named by its id alone`() throws {
        let source = try Source("v4l2:id=usb-Maker_Camera_0001-video-index0")
        #expect(source == .camera(device: "/dev/v4l/by-id/usb-Maker_Camera_0001-video-index0"))
        #expect(try Source(source.uri) == source)
    }

    @Test(arguments: ["v4l2:id=", "v4l2:id=../video0", "v4l2:id=.", "v4l2:id=.."])
    func `an id is no path`(text: String) {
        let error = #expect(throws: SourceError.self) { try Source(text) }
        #expect(error?.description.contains("is no name in /dev/v4l/by-id") == true)
    }

    @Test(arguments: [
        ("rtsp://me:se:cret@h:554/s?x=a@b", "rtsp://me:…@h:554/s?x=a@b"), ("rtsp://h/me@s", "rtsp://h/me@s"),
        ("rtsps://me@h", "rtsps://me:…@h"),
    ])
    func `nobody sees a password`(text: String, shown: String) throws {
        #expect(try Source(text).uri == shown)
        #expect(try Source(text).text == text)
    }

    @Test(arguments: [
        "", "cam", "file:", "test:", "test:a b", "test:ball ! fakesink", "images:/p?fps=0", "images:/p?fps=x",
    ])
    func `anything else is refused with a sentence that says what can be written`(text: String) {
        let error = #expect(throws: SourceError.self) { try Source(text) }
        #expect(error?.description.contains("write") == true)
    }
}

// How a source is written.

import Stream
import Testing

@Suite("Sources as people write them")
struct SourceTests {
    @Test(arguments: [
        ("auto", Source.automatic), ("v4l2:/dev/video2", .camera(device: "/dev/video2")),
        ("file:/films/a b?c:d.mp4", .file(path: "/films/a b?c:d.mp4")), ("images:/p", .images(folder: "/p", rate: 10)),
        ("images:/p?fps=2.5", .images(folder: "/p", rate: 2.5)), ("rtsp://h/s?x=1", .rtsp("rtsp://h/s?x=1")),
        ("test:ball", .test(pattern: "ball")),
    ])
    func `each form is read, and written as it was`(text: String, source: Source) throws {
        let read = try Source(text)
        #expect(read == source)
        #expect(try Source(read.uri) == source)
    }

    @Test(arguments: [
        "", "cam", "file:", "test:", "test:a b", "test:ball ! fakesink", "images:/p?fps=0", "images:/p?fps=x",
    ])
    func `anything else is refused with a sentence that says what can be written`(text: String) {
        let error = #expect(throws: SourceError.self) { try Source(text) }
        #expect(error?.description.contains("write") == true)
    }
}

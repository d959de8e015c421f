// The colours of a picture are the same in whichever way it comes.

import Foundation
import Testing

@Suite("The colours of the view", .serialized)
struct ViewColourTests {
    /// Where the bars of the pattern are, from 0 to 1, and what they are made of (SMPTE EG 1: three quarters of full colour).
    private static let bars: [[Double]] = [
        [191, 191, 191], [191, 191, 0], [0, 191, 191], [0, 191, 0], [191, 0, 191], [191, 0, 0], [0, 0, 191],
    ]

    /// Two kinds of film: JPEGs, whose brightness goes from 0 to 255, and video as it usually is, from 16 to 235.
    enum Film: String, CaseIterable {
        case pictures = "videoconvert ! video/x-raw,format=Y42B,colorimetry=1:4:0:0 ! jpegenc ! avimux"
        case video = "videoconvert ! video/x-raw,format=I420 ! x264enc bitrate=4000 key-int-max=10 ! h264parse ! mp4mux"
    }

    @Test("Whichever way the picture comes, its colours are those of the source", arguments: Film.allCases)
    func colours(film: Film) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "bars-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "bars").path
        let launch =
            "videotestsrc num-buffers=60 pattern=smpte75 ! video/x-raw,format=BGRx,width=640,height=480,framerate=30/1 "
            + "! \(film.rawValue) ! filesink location=\(path)"
        let made = try Program(
            "/bin/sh", ["-c", "exec gst-launch-1.0 -q \(launch)"], log: folder.appending(path: "log"))
        try #require(await eventually(within: .seconds(10)) { !made.isRunning }, "\(made.output)")
        try await withPage(source: "file:\(path)") { page, _ in
            let view = View(page: page)
            for delivery in ["h264", "whep", "mjpeg"] {
                try await view.set("delivery", to: delivery)
                try #require(await view.delivers(delivery), "\(delivery)")
                let seen = try await bars(on: page)
                for (number, (bar, expected)) in zip(seen, Self.bars).enumerated() {
                    let worst = zip(bar, expected).map { abs($0 - $1) }.max() ?? 255
                    #expect(worst <= 8, "\(delivery), bar \(number): \(bar) instead of \(expected)")
                }
            }
        }
    }

    /// The colours of the seven bars in a picture that has come to rest: the first ones are coded coarsely.
    private func bars(on page: Page) async throws -> [[Double]] {
        try await page.value(
            of: """
                new Promise((resolve) => {
                    let left = 20;
                    addEventListener('showtell-frame', function hear({ target }) {
                        if (left-- > 0) return;
                        removeEventListener('showtell-frame', hear);
                        const pen = document.createElement('canvas').getContext('2d');
                        pen.canvas.width = 640;
                        pen.canvas.height = 480;
                        pen.drawImage(target.picture, 0, 0, 640, 480);
                        resolve([...Array(7).keys()].map((bar) => {
                            // Above what is drawn at the foot, below what is drawn at the head.
                            const [red, green, blue] = pen.getImageData((bar + 0.5) * 640 / 7, 200, 1, 1).data;
                            return [red, green, blue];
                        }));
                    });
                })
                """, as: [[Double]].self)
    }
}

extension View {
    /// Whether this delivery plays within eight seconds.
    fileprivate func delivers(_ delivery: String) async throws -> Bool {
        try await eventually(within: .seconds(8)) { try await self.delivery() == delivery }
    }
}

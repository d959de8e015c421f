// What can be written behind --publish, and what of it is never said again.

import Foundation
import Stream
import Testing

@Suite struct PublishTargetTests {
    @Test(arguments: [
        ("rtsp://host/path", "rtsp://host/path"), ("rtsp://alice:wonder@host:8554/a/b?token=x", "rtsp://host:8554/a/b"),
        ("rtsps://host:322/path", "rtsps://host:322/path"), ("rtmp://host/live/key", "rtmp://host/live/…"),
        ("rtmps://alice:wonder@host:443/app/key?x=y", "rtmps://host:443/app/…"),
        ("srt://host:9000?passphrase=wonderland&streamid=publish:x", "srt://host:9000"),
        ("srt://[::1]:9000?mode=caller", "srt://[::1]:9000"), ("udp+rtp://127.0.0.1:5004", "udp+rtp://127.0.0.1:5004"),
        ("udp+rtp://127.0.0.1:5004?rtcp=5005", "udp+rtp://127.0.0.1:5004"),
        ("hls:/var/www/my film", "hls:/var/www/my film"), ("whip://host:8889/showtell/whip", "whip://host:8889/…"),
        ("whips://wonder@host/rabbit/whip?key=hole", "whips://host/…"),
        ("whip://alice:wonder@[::1]:1/x", "whip://[::1]:1/…"),
    ])
    func `a target is named without anything secret`(text: String, name: String) throws {
        #expect(try PublishTarget(text).name == name)
    }

    @Test(arguments: [
        "", "host", "http://host/x", "rtsp://", "rtsp:///x", "rtmp://host", "rtmp://host/live", "srt://host",
        "srt://host:1?mode=listener", "udp+rtp://host", "udp+rtp://host:0", "udp+rtp://host:70000",
        "udp+rtp://host:5004?rtcp=x", "udp+rtp://host:5004?ttl=3", "udp+rtp://host:5004/path", "hls:", "hls",
        "rtsp://host/a b", "rtsp://host/\u{0}", "rtsp://höst/x", "whip:///x", "whip://host", "whip://wonder%0A@host/x",
        "whip+https://host/x", "file:/etc/passwd", "rtsp://ho\"st/x",
    ])
    func `anything else is refused with a sentence`(text: String) {
        let error = #expect(throws: PublishError.self) { try PublishTarget(text) }
        #expect((error?.description.count ?? 0) > 15)
    }

    @Test(arguments: [
        "ftp://alice:wonder@host/x", "rtmp://alice:wonder@host/live", "srt://alice:wonder@host", "wonder",
        "srt://host:1?mode=wonder", "whip://wonder@host", "whip://wonder%20@host/x",
    ])
    func `a refusal repeats nothing`(text: String) {
        let error = #expect(throws: PublishError.self) { try PublishTarget(text) }
        #expect(error?.description.contains("wonder") == false)
    }
}

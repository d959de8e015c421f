// What the page is told of where the picture comes from, and whom it may ask.

import Control
import Foundation
import Testing
import Wire

@Suite struct DeliveryTests {
    @Test func `the page is told this server's own ways, and which run of the daemon this is`() async throws {
        try await withHouse(.web()) { house in
            let client = try Socket(port: house.port)
            try await client.request("GET", "/config.json")
            let answer = try await client.answer()
            #expect(answer.status == 200 && answer.headers["content-type"] == "application/json")
            #expect(answer.headers["cache-control"] == "no-store")
            #expect(
                answer.text
                    == #"{"boot":"boot-1","deliveries":[{"type":"h264","url":"/stream.h264"},{"type":"whep","url":"/whep"},{"type":"mjpeg","url":"/stream.mjpg"}],"version":"1.2.3"}"#
            )
            #expect(
                answer.headers["content-security-policy"]
                    == "default-src 'self'; img-src 'self' blob: data:; frame-ancestors 'self'; base-uri 'none'")
        }
    }

    @Test func `the page may ask the media servers that are named, and no others`() async throws {
        let media = [
            "whep=https://media.example:8889/showtell/whep", "janus=https://media.example/janus#1",
            "mjpeg=http://10.0.0.7:81/x.mjpg",
            "hls=HTTP://CDN.example/hls/showtell.m3u8?a=b", "h264=/stream.h264",
        ]
        let page = PageConfiguration(boot: "b", version: "1", deliveries: try media.map { try Delivery($0) })
        try await withHouse(.web(), page: page) { house in
            let client = try Socket(port: house.port)
            try await client.request("GET", "/")
            #expect(
                try await client.answer().headers["content-security-policy"] == """
                    default-src 'self'; img-src 'self' blob: data: http://10.0.0.7:81; \
                    connect-src 'self' http://cdn.example https://media.example https://media.example:8889; \
                    media-src 'self' blob: http://cdn.example; frame-ancestors 'self'; base-uri 'none'
                    """)
            try await client.request("GET", "/config.json")
            let text = try await client.answer().text
            #expect(text.contains(#"{"type":"janus","url":"https://media.example/janus#1"}"#))
            #expect(text.contains(#""deliveries":[{"type":"whep""#), "the order is kept")
        }
    }

    @Test(arguments: [
        "", "h264", "hls=", "mp4=http://host/x", "hls=ftp://host/x", "hls=//host/x", "hls=host/x", "whep=ws://host/x",
        "janus=wss://host/janus",
        "hls=http://", "hls=http://*/x", "hls=http://host;script-src/x", "hls=http://host/x y", "hls=http://host/'x",
        "hls=http://u:p@host/x", "hls=http://[::1]/x", "hls=javascript:alert(1)", "hls=http://host\r\nX: y/",
        "mjpeg=/a b",
        "hls=http://host,evil/x", "hls=data:text/html,x",
    ])
    func `anything else is refused with a sentence`(text: String) {
        let error = #expect(throws: DeliveryError.self) { try Delivery(text) }
        #expect((error?.description.count ?? 0) > 15)
    }
}

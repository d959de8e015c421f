// <showtell-view> over WebRTC, and in pages of other servers.

import Foundation
import Testing

@Suite("The view elsewhere", .serialized)
struct ViewElsewhereTests {
    /// A WHEP server of the page's own: whoever asks gets a moving canvas.
    private static let server = """
        window.asked = [];
        const ask = fetch;
        window.fetch = async (url, options = {}) => {
            const { pathname } = new URL(url, location);
            if (!pathname.startsWith('/whep')) return ask(url, options);
            asked.push(`${options.method} ${pathname}`);
            if (options.method === 'DELETE') return new Response(null, { status: 204 });
            const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 240 });
            const pen = canvas.getContext('2d');
            let step = 0;
            setInterval(() => {
                pen.fillStyle = window.isFrozen ? '#808080' : `hsl(${step += 31} 80% 50%)`;
                pen.fillRect(0, 0, 320, 240);
            }, 33);
            const peer = (window.peer = new RTCPeerConnection());
            await peer.setRemoteDescription({ type: 'offer', sdp: options.body });
            if (!window.isMute) peer.addTrack(canvas.captureStream(30).getVideoTracks()[0]);
            await peer.setLocalDescription();
            while (peer.iceGatheringState !== 'complete') await new Promise((resolve) => setTimeout(resolve, 10));
            return new Response(peer.localDescription.sdp, { status: 201, headers: { Location: '/whep/secret' } });
        };
        """

    @Test("WebRTC plays by WHEP: an offer, an answer, and a goodbye") func webRTC() async throws {
        try await withPage(source: "test:ball") { page, daemon in
            try await page.prepare(Self.server)
            try await page.open(daemon.address)
            let view = View(page: page)
            try await view.set("delivery", to: "whep mjpeg")
            #expect(try await view.plays("whep"))
            #expect(
                try await page.value(of: "document.querySelector('showtell-view').picture.tagName", as: String.self)
                    == "VIDEO")
            #expect(try await page.text("#delivery") == "WebRTC")
            try await view.set("delivery", to: "mjpeg")
            #expect(try await view.plays("mjpeg"))
            let asked = try await page.value(of: "asked", as: [String].self)
            #expect(asked == ["POST /whep", "DELETE /whep/secret"])
            #expect(try page.complaints() == [])
        }
    }

    @Test("A WebRTC peer that shows nothing is left after two seconds, and told so") func mutePeer() async throws {
        try await withPage(source: "test:ball") { page, daemon in
            try await page.prepare("window.isMute = true; " + Self.server)
            try await page.open(daemon.address)
            let view = View(page: page)
            try await view.set("delivery", to: "whep mjpeg")
            #expect(try await view.plays("mjpeg"))
            #expect(try await view.why() == "WebRTC: it showed no picture in time")
            #expect(try await page.value(of: "asked", as: [String].self).last == "DELETE /whep/secret")
        }
    }

    @Test("A page of another server shows the film where the operator lets it, and nothing where not")
    func foreignPage() async throws {
        try await withPage(source: "test:ball", hosts: ["127.0.0.1", "localhost"]) { page, daemon in
            let home = await daemon.address
            let elsewhere = home.replacing("127.0.0.1", with: "localhost")
            try await page.forgetPolicy()
            try await page.open(elsewhere)
            let view = View(page: page)
            try #require(await view.plays("h264"))
            try await view.set("src", to: home)
            // Not even in an <img>, which a page could show without being able to read it.
            #expect(
                try await eventually(within: .seconds(15)) {
                    try await page.value(of: "document.querySelector('showtell-view').state", as: String.self)
                        == "offline"
                })

            await daemon.stop()
            try await daemon.start(["--allow-origin", String(elsewhere.dropLast())])
            try await page.open(elsewhere)
            try await view.set("src", to: home)
            #expect(try await view.plays("h264"))
            #expect(
                try await page.value(of: "document.querySelector('showtell-view').note !== null", as: Bool.self))
        }
    }
}

// The film over WebRTC in a real browser.

import Foundation
import Testing

@Suite struct WhepPageTests {
    /// Watches by WHEP and listens to notes; `watched` then has what was drawn.
    private static let watch = """
        (async () => {
            const watched = window.watched = { frames: [], notes: {}, shades: [], states: [] };
            const socket = new WebSocket(`ws://${location.host}/control`);
            await new Promise((done) => { socket.onopen = done; });
            socket.send('{"jsonrpc":"2.0","id":1,"method":"subscribe","params":{"topics":["note"]}}\\n');
            socket.onmessage = ({ data }) => {
                for (const line of String(data).split('\\n').filter(Boolean)) {
                    const { params } = JSON.parse(line);
                    if (params?.topic !== 'note') continue;
                    const { frame, captured_ns: captured, rtp_timestamp: rtp } = params;
                    watched.notes[rtp] = { frame, captured, rtp };
                }
            };
            const peer = window.peer = new RTCPeerConnection();
            peer.onconnectionstatechange = () => watched.states.push(peer.connectionState);
            peer.addTransceiver('video', { direction: 'recvonly' });
            peer.addTransceiver('audio', { direction: 'recvonly' });
            const video = document.createElement('video');
            Object.assign(video, { muted: true, autoplay: true, playsInline: true });
            document.body.prepend(video);
            peer.ontrack = ({ track }) => {
                if (track.kind === 'video') { video.srcObject = new MediaStream([track]); video.play(); }
            };
            const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
            const drawn = (now, { rtpTimestamp, width, height }) => {
                watched.frames.push({ rtp: rtpTimestamp, width, height });
                pen.drawImage(video, 0, 0, 32, 24);
                watched.shades.push(pen.getImageData(0, 0, 32, 24).data.reduce((sum, value) => sum + value, 0));
                video.requestVideoFrameCallback(drawn);
            };
            video.requestVideoFrameCallback(drawn);
            await peer.setLocalDescription();
            const answer = await fetch('/whep', {
                method: 'POST', headers: { 'Content-Type': 'application/sdp' }, body: peer.localDescription.sdp,
            });
            watched.place = answer.headers.get('Location');
            await peer.setRemoteDescription({ type: 'answer', sdp: await answer.text() });
            return answer.status;
        })()
        """

    private struct Watched: Decodable {
        struct Frame: Decodable { let rtp: UInt32?, width: Int, height: Int }
        struct Note: Decodable { let frame: Int?, captured: UInt64, rtp: UInt32 }
        let frames: [Frame]
        let notes: [String: Note]
        let shades: [Double]
        let states: [String]
        let place: String
    }

    @Test func `a browser shows moving pictures and finds the note of each`() async throws {
        try await withPage { page, daemon in
            let status = try await page.value(of: Self.watch, as: Int.self)
            try #require(status == 201)
            let hasSeen = try await eventually(within: .seconds(15)) {
                try await page.value(of: "watched.frames.length", as: Int.self) > 45
            }
            #expect(hasSeen)
            let watched = try await page.value(of: "watched", as: Watched.self)
            #expect(watched.frames.allSatisfy { $0.width == 640 && $0.height == 480 }, "\(watched.frames.prefix(3))")
            #expect(Set(watched.shades).count > 20, "the pictures move")
            // The first ones may be older than the subscription.
            let late = watched.frames.dropFirst(15)
            let notes = late.compactMap { frame in frame.rtp.flatMap { watched.notes["\($0)"] } }
            #expect(notes.count == late.count, "every picture has its note: \(notes.count) of \(late.count)")
            #expect(notes.allSatisfy { $0.rtp == UInt32(truncatingIfNeeded: $0.captured * 9 / 100_000) })
            let numbers = notes.compactMap(\.frame)
            #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 }, "\(numbers)")
            let ended = try await page.value(
                of: "fetch(watched.place, { method: 'DELETE' }).then((answer) => answer.status)", as: Int.self)
            #expect(ended == 200)
            let hasNoticed = try await eventually(within: .seconds(10)) {
                try await page.value(of: "peer.connectionState", as: String.self) != "connected"
            }
            #expect(hasNoticed, "the browser hears of the end")
        }
    }
}

// The page plays from Janus, started with the files of docs/scale, and not from the daemon.

import Foundation
import Testing

@Suite("The picture from a media server", .serialized)
struct CrowdTests {
    private struct Seen: Decodable {
        let width: Int
        let frames: Int
    }

    /// What a page does with a delivery of the type `janus`, until it has drawn twenty frames.
    private static let player = """
        (async () => {
            const { deliveries } = await (await fetch('/config.json')).json();
            const [address, mountpoint] = deliveries.find(({ type }) => type === 'janus').url.split('#');
            const ask = async (path, body) =>
                (await fetch(address + path, { method: 'POST', body: JSON.stringify({ ...body, transaction: 't' }) })).json();
            const session = (await ask('', { janus: 'create' })).data.id;
            const handle = (await ask(`/${session}`, { janus: 'attach', plugin: 'janus.plugin.streaming' })).data.id;
            const message = (body, jsep) => ask(`/${session}/${handle}`, { janus: 'message', body, jsep });
            await message({ request: 'watch', id: Number(mountpoint) });
            let offer;
            while (!offer) offer = (await (await fetch(`${address}/${session}?maxev=1`)).json()).jsep;
            const peer = new RTCPeerConnection();
            const video = document.body.appendChild(document.createElement('video'));
            video.muted = true;
            peer.ontrack = ({ track }) => { video.srcObject = new MediaStream([track]); video.play(); };
            await peer.setRemoteDescription(offer);
            await peer.setLocalDescription();
            while (peer.iceGatheringState !== 'complete') await new Promise((done) => setTimeout(done, 20));
            const { type, sdp } = peer.localDescription;
            await message({ request: 'start' }, { type, sdp });
            let frames = 0;
            while (frames < 20) {
                await new Promise((done) => video.requestVideoFrameCallback(done));
                frames += 1;
            }
            return { width: video.videoWidth, frames };
        })()
        """

    /// Three ports that were free a moment ago; the second and third for datagrams.
    private func freePorts() throws -> [Int] {
        try [SOCK_STREAM, SOCK_DGRAM, SOCK_DGRAM].map { kind in
            let line = socket(AF_INET, Int32(kind.rawValue), 0)
            defer { close(line) }
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let isBound = withUnsafeMutablePointer(to: &address) { address in
                address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(line, $0, size) == 0 && getsockname(line, $0, &size) == 0
                }
            }
            try #require(isBound)
            return Int(UInt16(bigEndian: address.sin_port))
        }
    }

    /// The files of docs/scale with these ports, in a folder.
    private func configure(_ folder: URL, _ ports: [Int]) throws {
        let files = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/scale/janus")
        let changes = [("port = 8088", ports[0]), ("port = 5004", ports[1]), ("port = 5005", ports[2])]
        for name in ["janus.jcfg", "janus.transport.http.jcfg", "janus.plugin.streaming.jcfg"] {
            var text = try String(contentsOf: files.appending(path: name), encoding: .utf8)
            for (old, port) in changes { text = text.replacing(old, with: "port = \(port)") }
            try Data(text.utf8).write(to: folder.appending(path: name))
        }
    }

    @Test func `a browser draws what Janus gives it, which the page may ask as it is told`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "janus-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let ports = try freePorts()
        try configure(folder, ports)
        let janus = try Program("/usr/bin/janus", ["-F", folder.path], log: folder.appending(path: "log"))
        let options = [
            "--publish", "udp+rtp://127.0.0.1:\(ports[1])?rtcp=\(ports[2])", "--media",
            "janus=http://127.0.0.1:\(ports[0])/janus#1",
        ]
        do {
            try await withPage(options: options) { page, _ in
                let isThere = await eventually(within: .seconds(10)) { janus.output.contains("HTTP webserver started") }
                #expect(isThere, "\(janus.output.suffix(1000))")
                let seen = try await page.value(of: Self.player, as: Seen.self)
                #expect(seen.width == 640 && seen.frames == 20)
                #expect(try page.complaints() == [])
            }
        } catch {
            await janus.stop()
            throw error
        }
        await janus.stop()
    }
}

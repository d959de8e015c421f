#!/usr/bin/python3
"""A WHEP server of the fewest parts: one encoder, and a queue, a payloader and a webrtcbin for each viewer.

bare_server.py PORT [DEVICE]

What any program that uses webrtcbin pays at least; the encoder's settings are the daemon's. It sends a test pattern, or the
pictures of a camera.
"""
import http.server, random, re, sys, threading, time
import gi
gi.require_version("Gst", "1.0")
gi.require_version("GstWebRTC", "1.0")
gi.require_version("GstSdp", "1.0")
from gi.repository import Gst, GstSdp, GstWebRTC  # noqa: E402

ENCODER = ("x264enc tune=zerolatency speed-preset=ultrafast key-int-max=120 bframes=0 threads=1 bitrate=1500 "
           "vbv-buf-capacity=250 byte-stream=true ! video/x-h264,profile=constrained-baseline ! "
           "h264parse config-interval=-1 ! video/x-h264,stream-format=byte-stream,alignment=au")
SOURCE = "videotestsrc is-live=true pattern=ball ! video/x-raw,format=I420,width=640,height=480,framerate=30/1"
CAMERA = ("v4l2src device={} ! image/jpeg,width=640,height=480 ! jpegdec ! videoconvert ! "
          "video/x-raw,format=I420")
# Python takes an element's own reference for its own, and must never let go of it.
KEPT = []


class Server:
    def __init__(self, device=None):
        source = CAMERA.format(device) if device else SOURCE
        self.pipeline = Gst.parse_launch(f"{source} ! {ENCODER} ! tee name=tee allow-not-linked=true")
        self.tee = self.pipeline.get_by_name("tee")
        self.pipeline.get_bus().set_sync_handler(lambda *_: Gst.BusSyncReply.DROP)
        self.pipeline.set_state(Gst.State.PLAYING)
        self.viewers, self.lock = {}, threading.Lock()

    def begin(self, offer):
        lines = offer.splitlines()
        payload = next(re.match(r"a=fmtp:(\d+) ", line)[1] for line in lines
                       if "packetization-mode=1" in line and line.startswith("a=fmtp"))
        ssrc = random.randrange(1, 1 << 32)
        peer = Gst.parse_bin_from_description(
            f"queue name=queue max-size-buffers=30 leaky=downstream ! rtph264pay pt={payload} ssrc={ssrc} "
            "timestamp-offset=0 mtu=1200 aggregate-mode=zero-latency config-interval=-1 ! "
            f"application/x-rtp,media=video,encoding-name=H264,clock-rate=90000,payload={payload},ssrc=(uint){ssrc} ! "
            "webrtcbin name=peer bundle-policy=max-bundle latency=0", True)
        rtc = peer.get_by_name("peer")
        transceiver = rtc.emit("get-transceiver", 0)
        transceiver.set_property("direction", GstWebRTC.WebRTCRTPTransceiverDirection.SENDONLY)
        transceiver.set_property("do-nack", True)
        ice = rtc.get_property("ice-agent")
        KEPT.append(ice)
        ice.set_property("ice-tcp", False)
        ice.get_property("agent").set_property("upnp", False)
        rtc.connect("notify::connection-state", self.changed)
        self.pipeline.add(peer)
        peer.sync_state_with_parent()
        _, message = GstSdp.SDPMessage.new_from_text(offer)
        self.ask(rtc, "set-remote-description",
                 GstWebRTC.WebRTCSessionDescription.new(GstWebRTC.WebRTCSDPType.OFFER, message))
        made = self.ask(rtc, "create-answer", None)
        reply = made.get_reply()
        answer = reply.get_value("answer").copy()
        self.ask(rtc, "set-local-description", answer)
        until = time.monotonic() + 0.5
        while (rtc.get_property("ice-gathering-state") != GstWebRTC.WebRTCICEGatheringState.COMPLETE
               and time.monotonic() < until):
            time.sleep(0.002)
        pad = self.tee.request_pad_simple("src_%u")
        pad.link(peer.get_static_pad("sink"))
        secret = f"{random.getrandbits(128):032x}"
        with self.lock:
            self.viewers[secret] = (peer, pad)
        return secret, rtc.get_property("local-description").sdp.as_text()

    def changed(self, rtc, _):
        if rtc.get_property("connection-state") == GstWebRTC.WebRTCPeerConnectionState.CONNECTED:
            structure = Gst.Structure.new_from_string("GstForceKeyUnit,all-headers=true")
            event = Gst.Event.new_custom(Gst.EventType.CUSTOM_UPSTREAM, structure)
            self.tee.get_static_pad("sink").get_peer().send_event(event)

    def end(self, secret):
        with self.lock:
            peer, pad = self.viewers.pop(secret)
        pad.unlink(peer.get_static_pad("sink"))
        self.tee.release_request_pad(pad)
        peer.set_locked_state(True)
        peer.set_state(Gst.State.NULL)
        self.pipeline.remove(peer)

    @staticmethod
    def ask(rtc, name, *values):
        promise = Gst.Promise.new()
        rtc.emit(name, *values, promise)
        promise.wait()
        # The reply lives as long as its promise.
        return promise


def main():
    Gst.init(None)
    server = Server(*sys.argv[2:3])

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            offer = self.rfile.read(int(self.headers["Content-Length"])).decode()
            secret, answer = server.begin(offer)
            self.send_response(201)
            self.send_header("Location", f"/whep/{secret}")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer.encode())

        def do_GET(self):
            # A page of this origin, for whoever plays from here.
            self.send_response(200)
            self.send_header("Content-Type", "text/plain")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_DELETE(self):
            server.end(self.path.rsplit("/", 1)[1])
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()


if __name__ == "__main__":
    main()

#!/usr/bin/python3
"""Watches a WHEP endpoint with GStreamer's webrtcbin and tells in JSON lines what came.

whep-viewer.py URL [--viewers N] [--cycles N] [--seconds S] [--pause S] [--leave delete|close|vanish]

In each cycle so many viewers begin, wait for their first picture, watch for so many seconds, or until SIGTERM, and leave: with
DELETE, by closing their end, or not at all (vanish: the process kills itself). A line a cycle:

{"first_ms": [...], "pictures": [...], "keys": [...], "keys_first": [...], "told": [...], "late_ms": [...], "gap_ms": [...],
 "errors": [...]}

`told` counts the key frames that came with the word that they may be shown at once (playout delay: none).
`first_ms` is from before the POST to the last packet of the first picture that can be decoded, `late_ms` the median of
the time from the capture, as the RTP timestamp tells it, to the last packet of a picture, `gap_ms` the 95th percentile of the
time from one picture to the next.
"""
import argparse, ctypes, json, os, random, signal, socket, statistics, struct, sys, threading, time
import urllib.error, urllib.parse, urllib.request
import gi
gi.require_version("Gst", "1.0")
gi.require_version("GstWebRTC", "1.0")
gi.require_version("GstSdp", "1.0")
gi.require_version("GstVideo", "1.0")
from gi.repository import Gst, GstSdp, GstVideo, GstWebRTC  # noqa: E402

CAPS = ("application/x-rtp,media=video,encoding-name=H264,clock-rate=90000,payload=96,packetization-mode=(string)1,"
        "profile-level-id=(string)42e01f,"
        # As browsers do.
        "extmap-5=(string)http://www.webrtc.org/experiments/rtp-hdrext/playout-delay")

# Set when it is time to leave.
LEAVE = threading.Event()
# Python takes the element's own reference for its own, and must never let go of it.
KEPT = []


class Refused(Exception):
    pass


def units(payload):
    """The types of the units that begin in a packet (RFC 6184): alone, as parts of a packet (24), in fragments (28)."""
    kind = payload[0] & 31
    if kind == 28:
        return [payload[1] & 31] if payload[1] & 128 else []
    if kind != 24:
        return [kind]
    types, place = [], 1
    while place + 2 < len(payload):
        types.append(payload[place + 2] & 31)
        place += 2 + int.from_bytes(payload[place:place + 2], "big")
    return types


def throw_film_away():
    """Has the kernel drop what is RTP and not RTCP (RFC 5761, 7983) at all sockets of UDP: what stays costs a viewer nothing."""
    load, at_least, give = 0x30, 0x35, 0x06  # a byte of the datagram, whose header is 8 bytes; >=; so many bytes
    steps = [(load, 0, 0, 8), (at_least, 0, 5, 128), (at_least, 4, 0, 192),
             (load, 0, 0, 9), (at_least, 0, 1, 192), (at_least, 0, 1, 224), (give, 0, 0, 0), (give, 0, 0, 0xFFFFFFFF)]
    program = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    for number in map(int, os.listdir("/proc/self/fd")):
        try:
            own = socket.socket(fileno=os.dup(number))
        except OSError:  # no socket, or the one that listed the folder
            continue
        if own.family in (socket.AF_INET, socket.AF_INET6) and own.type == socket.SOCK_DGRAM:
            own.setsockopt(socket.SOL_SOCKET, 26, struct.pack("HP", len(steps), ctypes.addressof(program)))
        own.close()


def cut(packet):
    """The extensions of a packet's header by their numbers (RFC 8285), and its payload."""
    place, extensions = 12 + 4 * (packet[0] & 15), {}
    if packet[0] & 16:
        end = place + 4 + 4 * int.from_bytes(packet[place + 2:place + 4], "big")
        place += 4
        while place < end:
            number, size = packet[place] >> 4, (packet[place] & 15) + 1
            if number == 0:
                place += 1
                continue
            extensions[number] = packet[place + 1:place + 1 + size]
            place += 1 + size
        place = end
    return extensions, packet[place:]


class Viewer:
    def __init__(self, url, counts=True, offers=True):
        self.url, self.counts, self.session = url, counts, None
        self.first, self.pictures, self.keys, self.keys_first, self.pad = None, 0, 0, None, None
        self.told, self.late, self.times = 0, [], []
        self.has_first = threading.Event()
        self.pipeline = Gst.Pipeline()
        self.peer = Gst.ElementFactory.make("webrtcbin")
        self.peer.set_property("bundle-policy", GstWebRTC.WebRTCBundlePolicy.MAX_BUNDLE)
        self.peer.set_property("latency", 0)
        ice = self.peer.get_property("ice-agent")
        KEPT.append(ice)
        ice.set_property("ice-tcp", False)
        ice.get_property("agent").set_property("upnp", False)
        self.pipeline.add(self.peer)
        self.peer.connect("pad-added", self.receive)
        if not offers:
            return
        self.peer.emit("add-transceiver", GstWebRTC.WebRTCRTPTransceiverDirection.RECVONLY, Gst.Caps.from_string(CAPS))

    def ask(self, signal_name, *values):
        promise = Gst.Promise.new()
        self.peer.emit(signal_name, *values, promise)
        promise.wait()
        # The reply lives as long as its promise.
        return promise

    def watch(self):
        self.began = time.monotonic_ns()
        self.pipeline.set_state(Gst.State.PLAYING)
        made = self.ask("create-offer", None)
        reply = made.get_reply()
        offer = reply.get_value("offer").copy()
        self.ask("set-local-description", offer)
        until = time.monotonic() + 0.5
        while (self.peer.get_property("ice-gathering-state") != GstWebRTC.WebRTCICEGatheringState.COMPLETE
               and time.monotonic() < until):
            time.sleep(0.002)
        text = self.peer.get_property("local-description").sdp.as_text()
        self.posted = time.monotonic_ns()
        request = urllib.request.Request(self.url, text.encode(), {"Content-Type": "application/sdp"}, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                self.session = urllib.parse.urljoin(self.url, answer.headers["Location"])
                sdp = answer.read().decode()
        except urllib.error.HTTPError as error:
            raise Refused(f"{error.code}: {error.read().decode()}") from None
        _, message = GstSdp.SDPMessage.new_from_text(sdp)
        description = GstWebRTC.WebRTCSessionDescription.new(GstWebRTC.WebRTCSDPType.ANSWER, message)
        self.ask("set-remote-description", description)

    def receive(self, _, pad):
        if pad.get_direction() != Gst.PadDirection.SRC:
            return
        self.pad = pad
        sink = Gst.ElementFactory.make("fakesink")
        sink.set_property("sync", False)
        sink.set_property("async", False)
        self.pipeline.add(sink)
        sink.sync_state_with_parent()
        pad.add_probe(Gst.PadProbeType.BUFFER, self.packet)
        pad.link(sink.get_static_pad("sink"))

    def packet(self, pad, info):
        buffer = info.get_buffer()
        data = buffer.extract_dup(0, buffer.get_size())
        extensions, payload = cut(data)
        # A key frame has a parameter set before it (type 7).
        is_key = 7 in units(payload)
        self.keys += is_key
        self.told += is_key and extensions.get(5) == bytes(3)
        if self.keys_first is None:
            self.keys_first = is_key
        if data[1] & 128:
            now = time.monotonic_ns()
            self.pictures += 1
            stamp = int.from_bytes(data[4:8], "big")
            ticks = now * 90000 // 1_000_000_000
            self.late.append(((ticks - stamp) & 0xFFFFFFFF) / 90)
            self.times.append(now)
            if self.first is None and self.keys:
                self.first = (now - self.posted) / 1e6
                self.has_first.set()
                if not self.counts:
                    return Gst.PadProbeReturn.REMOVE
        return Gst.PadProbeReturn.OK

    def gap(self):
        gaps = sorted((later - earlier) / 1e6 for earlier, later in zip(self.times, self.times[1:]))
        return gaps[int(0.95 * len(gaps))] if gaps else None

    def ask_for_key(self):
        """Sends a picture loss indication, as a player does that has lost too much."""
        self.pad.send_event(GstVideo.video_event_new_upstream_force_key_unit(Gst.CLOCK_TIME_NONE, True, 0))

    def delete(self):
        if self.session:
            with urllib.request.urlopen(urllib.request.Request(self.session, method="DELETE"), timeout=10):
                self.session = None

    def close(self):
        self.pipeline.set_state(Gst.State.NULL)


def cycle(options):
    viewers, errors = [Viewer(options.url, not options.quiet) for _ in range(options.viewers)], []

    def watch(viewer):
        try:
            viewer.watch()
            if not viewer.has_first.wait(10):
                errors.append("no picture within 10 seconds")
        except (Refused, OSError) as error:
            errors.append(str(error))

    threads = [threading.Thread(target=watch, args=[viewer]) for viewer in viewers]
    for thread in threads:
        thread.start()
        time.sleep(options.apart)
    for thread in threads:
        thread.join()
    if options.quiet:
        throw_film_away()
    if options.seconds:
        if options.quiet or options.leave == "vanish":
            print(json.dumps({"watching": sum(v.first is not None for v in viewers), "errors": errors}), flush=True)
        LEAVE.wait(options.seconds / 2)
        for viewer in viewers if options.ask else []:
            viewer.ask_for_key()
        LEAVE.wait(options.seconds / 2)
    if options.leave == "vanish":
        os.kill(os.getpid(), signal.SIGKILL)
    for viewer in viewers:
        if options.leave == "delete":
            try:
                viewer.delete()
            except OSError as error:
                errors.append(f"DELETE: {error}")
        viewer.close()
    print(json.dumps({
        "first_ms": [v.first for v in viewers], "pictures": [v.pictures for v in viewers],
        "keys": [v.keys for v in viewers], "keys_first": [v.keys_first for v in viewers],
        "told": [v.told for v in viewers],
        "late_ms": [statistics.median(v.late) if v.late else None for v in viewers], "gap_ms": [v.gap() for v in viewers],
        "errors": errors}), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("--viewers", type=int, default=1)
    parser.add_argument("--cycles", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=0)
    parser.add_argument("--apart", type=float, default=0, help="seconds from one viewer to the next")
    parser.add_argument("--leave", choices=["delete", "close", "vanish"], default="delete")
    parser.add_argument("--pause", type=float, default=0, help="at most so many seconds between cycles, by chance")
    parser.add_argument("--ask", action="store_true", help="for a key frame, when half of the time is over")
    parser.add_argument("--quiet", action="store_true", help="have the film thrown away after the first picture")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: LEAVE.set())
    Gst.init(None)
    for _ in range(options.cycles):
        cycle(options)
        time.sleep(options.pause * random.random())


if __name__ == "__main__":
    sys.exit(main())

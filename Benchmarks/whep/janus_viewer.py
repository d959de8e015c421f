#!/usr/bin/python3
"""Watches a mountpoint of Janus's streaming plug-in as whep-viewer.py watches WHEP; the same options and output."""
import importlib.util, json, os, sys, threading, time, urllib.request

path = os.path.join(os.path.dirname(__file__), "../../Tests/IntegrationTests/whep-viewer.py")
spec = importlib.util.spec_from_file_location("whep_viewer", path)
whep = importlib.util.module_from_spec(spec)
spec.loader.exec_module(whep)
from gi.repository import Gst, GstSdp, GstWebRTC  # noqa: E402


class JanusViewer(whep.Viewer):
    """Janus offers and the viewer answers."""

    def __init__(self, url, counts=True):
        super().__init__(url, counts, offers=False)

    def call(self, path, **body):
        body["transaction"] = os.urandom(6).hex()
        request = urllib.request.Request(self.url + path, json.dumps(body).encode())
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def event(self):
        with urllib.request.urlopen(f"{self.url}/{self.number}", timeout=40) as answer:
            return json.load(answer)

    def watch(self):
        self.number = self.call("", janus="create")["data"]["id"]
        self.handle = self.call(f"/{self.number}", janus="attach", plugin="janus.plugin.streaming")["data"]["id"]
        self.pipeline.set_state(Gst.State.PLAYING)
        self.posted = time.monotonic_ns()
        place = f"/{self.number}/{self.handle}"
        self.call(place, janus="message", body={"request": "watch", "id": 1})
        event = self.event()
        while "jsep" not in event:
            event = self.event()
        _, message = GstSdp.SDPMessage.new_from_text(event["jsep"]["sdp"])
        self.ask("set-remote-description",
                 GstWebRTC.WebRTCSessionDescription.new(GstWebRTC.WebRTCSDPType.OFFER, message))
        made = self.ask("create-answer", None)
        reply = made.get_reply()
        answer = reply.get_value("answer").copy()
        self.ask("set-local-description", answer)
        until = time.monotonic() + 0.5
        while (self.peer.get_property("ice-gathering-state") != GstWebRTC.WebRTCICEGatheringState.COMPLETE
               and time.monotonic() < until):
            time.sleep(0.002)
        text = self.peer.get_property("local-description").sdp.as_text()
        self.call(place, janus="message", body={"request": "start"},
                  jsep={"type": "answer", "sdp": text, "trickle": False})
        self.isWatching = True
        threading.Thread(target=self.stay, daemon=True).start()

    def stay(self):
        while self.isWatching:
            try:
                self.event()
            except (OSError, ValueError):
                return

    def delete(self):
        self.isWatching = False
        self.call(f"/{self.number}", janus="destroy")


if __name__ == "__main__":
    whep.Viewer = JanusViewer
    sys.exit(whep.main())

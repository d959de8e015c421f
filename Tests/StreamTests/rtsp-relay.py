"""An RTSP server for the tests that passes on what is published to it: what goes into rtsp://127.0.0.1:PORT/in comes
out of rtsp://127.0.0.1:PORT/out, both for alice with the password wonder. Prints the port when it listens."""

import socket
import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402  (the versions have to be asked for first)

Gst.init(None)
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as between:
    between.bind(("127.0.0.1", 0))
    inside = between.getsockname()[1]

server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service(sys.argv[1])
# Who publishes and who watches must not wait for each other.
server.get_thread_pool().set_max_threads(4)

auth = GstRtspServer.RTSPAuth()
alice = GstRtspServer.RTSPToken()
alice.set_string("media.factory.role", "alice")
auth.add_basic(GstRtspServer.RTSPAuth.make_basic("alice", "wonder"), alice)
server.set_auth(auth)
permissions = GstRtspServer.RTSPPermissions()
permissions.add_permission_for_role("alice", "media.factory.access", True)
permissions.add_permission_for_role("alice", "media.factory.construct", True)

taken = GstRtspServer.RTSPMediaFactory()
taken.set_transport_mode(GstRtspServer.RTSPTransportMode.RECORD)
taken.set_launch(
    "( rtph264depay name=depay0 ! h264parse config-interval=-1 ! rtph264pay aggregate-mode=zero-latency ! udpsink"
    f" host=127.0.0.1 port={inside} sync=false async=false )")
taken.set_permissions(permissions)
given = GstRtspServer.RTSPMediaFactory()
given.set_shared(True)
given.set_launch(
    f"( udpsrc address=127.0.0.1 port={inside} caps=application/x-rtp,media=video,clock-rate=90000,encoding-name=H264"
    " ! rtph264depay ! h264parse config-interval=-1 ! rtph264pay name=pay0 pt=96 )")
given.set_permissions(permissions)
server.get_mount_points().add_factory("/in", taken)
server.get_mount_points().add_factory("/out", given)
server.attach(None)
print(server.get_bound_port(), flush=True)
GLib.MainLoop().run()

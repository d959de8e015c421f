"""A small RTSP server for the tests: the ball at rtsp://127.0.0.1:PORT/ball; prints the port when it listens."""

import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402  (the version has to be asked for first)

Gst.init(None)
server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service(sys.argv[1])
factory = GstRtspServer.RTSPMediaFactory()
factory.set_shared(True)
factory.set_launch(
    "( videotestsrc is-live=true pattern=ball ! video/x-raw,format=I420,width=320,height=240,framerate=15/1"
    " ! jpegenc ! rtpjpegpay name=pay0 )")
server.get_mount_points().add_factory("/ball", factory)
server.attach(None)
print(server.get_bound_port(), flush=True)
GLib.MainLoop().run()

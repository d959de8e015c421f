"""A WHIP server (RFC 9725) for the tests, with a WebRTC that is none of GStreamer's: aiortc decodes what is sent.

whip-server.py PORT LOG [CERTIFICATE]     port 0 takes a free one, which is printed; with a certificate it speaks TLS

    /film           takes a film from whoever comes
    /guarded        takes one from who shows the token “wonder”
    /user           takes one from alice with the password “wonder”
    /asking         takes one, and asks for a key frame every 0.7 seconds
    /gone           answers, and is never heard of again
    /refuse/CODE    says no; with 503, to come again after two seconds
    /moved/CODE     has moved to ../film on this server
    /elsewhere      has moved to /guarded at “localhost”, another name for the same machine
    /round          has moved to itself
    /nonsense       answers with no session description
    /mute           does not answer

The log gets a line for everything that happens: “POST /film”, “offer …” (a line of it), “first picture”, “10 pictures,
1 keys”, “DELETE /session/1 known”.
"""
import asyncio
import base64
import http.server
import itertools
import ssl
import sys
import threading
import time

from aiortc import RTCPeerConnection, RTCSessionDescription

LOOP = asyncio.new_event_loop()
SESSIONS = {}
NUMBERS = itertools.count(1)
BASIC = "Basic " + base64.b64encode(b"alice:wonder").decode()


def log(text):
    with open(sys.argv[2], "a") as file:
        file.write(text + "\n")


async def watch(track):
    pictures = keys = 0
    try:
        while True:
            frame = await track.recv()
            pictures += 1
            keys += frame.key_frame
            if pictures == 1:
                log(f"first picture {frame.width}x{frame.height}")
            if pictures % 10 == 0:
                log(f"{pictures} pictures, {keys} keys")
    except Exception as error:  # the track has ended
        log(f"end of the film: {type(error).__name__}")


async def ask(peer):
    while True:
        await asyncio.sleep(0.7)
        for receiver in peer.getReceivers():
            for source in receiver.getSynchronizationSources():
                await receiver._send_rtcp_pli(source.source)


async def answer(path, offer):
    peer = RTCPeerConnection()
    tasks = []
    peer.on("track", lambda track: tasks.append(LOOP.create_task(watch(track))))
    await peer.setRemoteDescription(RTCSessionDescription(offer, "offer"))
    await peer.setLocalDescription(await peer.createAnswer())
    text = peer.localDescription.sdp
    if path == "/asking":
        tasks.append(LOOP.create_task(ask(peer)))
    if path == "/gone":
        await peer.close()
    name = f"/session/{next(NUMBERS)}"
    # Nobody else holds on to the tasks.
    SESSIONS[name] = (peer, tasks)
    return name, text


def wait(coroutine):
    return asyncio.run_coroutine_threadsafe(coroutine, LOOP).result(10)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def reply(self, code, body="", **fields):
        self.send_response(code)
        for name, value in fields.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def do_POST(self):
        offer = self.rfile.read(int(self.headers["Content-Length"])).decode()
        shown = self.headers["Authorization"]
        log(f"POST {self.path} {shown or 'nothing'}")
        wanted = {"/guarded": "Bearer wonder", "/user": BASIC}.get(self.path)
        if self.path.startswith("/refuse/"):
            code = int(self.path.split("/")[2])
            self.reply(code, **({"Retry_After": "2"} if code == 503 else {}))
        elif self.path.startswith("/moved/"):
            self.reply(int(self.path.split("/")[2]), Location="../film")
        elif self.path == "/elsewhere":
            self.reply(307, Location=f"http://localhost:{self.server.server_port}/guarded")
        elif self.path == "/round":
            self.reply(308, Location="/round")
        elif self.path == "/mute":
            time.sleep(5)
        elif self.path == "/nonsense":
            self.reply(201, "hello", Location="/session/0")
        elif wanted and shown != wanted:
            self.reply(401, WWW_Authenticate='Bearer realm="films"')
        elif self.headers["Content-Type"] != "application/sdp":
            self.reply(415)
        else:
            for line in offer.splitlines():
                log(f"offer {line}")
            try:
                name, text = wait(answer(self.path, offer))
            except Exception as error:
                log(f"unusable: {error!r}")
                self.reply(400)
                return
            # The address is relative, as it may be.
            self.reply(201, text, Location=name, Content_Type="application/sdp")

    def do_DELETE(self):
        session = SESSIONS.pop(self.path, None)
        log(f"DELETE {self.path} {'known' if session else 'unknown'} {self.headers['Authorization'] or 'nothing'}")
        if session:
            wait(session[0].close())
        self.reply(200 if session else 404)


server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
if len(sys.argv) > 3:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[3])
    server.socket = context.wrap_socket(server.socket, server_side=True)
threading.Thread(target=LOOP.run_forever, daemon=True).start()
print(server.server_port, flush=True)
server.serve_forever()

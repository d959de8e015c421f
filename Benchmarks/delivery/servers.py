"""The servers that are compared, each before a fake camera of its own, and what their processes take."""

import json
import os
import pathlib
import socket
import subprocess
import tempfile
import time

TICK = os.sysconf("SC_CLK_TCK")


class Cameras:
    """A folder that stands for /dev (Tests/FakeCamera/include/FakeCamera.h)."""

    def __init__(self, programs, folder):
        self.folder = pathlib.Path(folder)
        library = programs / "libFakeCamera.so"
        if not library.exists():
            raise SystemExit(f"{library} is not there; run: make build-tests")
        self.environment = os.environ | {"LD_PRELOAD": str(library), "SHOWTELL_FAKE_CAMERA": str(folder)}
        for part in ("dev/v4l/by-id", "controls"):
            (self.folder / part).mkdir(parents=True, exist_ok=True)

    def plug(self, number, *settings):
        path = self.folder / f"dev/video{number}"
        draft = path.with_name(f".video{number}")
        draft.write_text("".join(f"{line}\n" for line in settings))
        draft.rename(path)


class Server:
    """A process that serves pictures; a context that ends it."""

    # An answer without scripts of its own, of the same origin as the pictures: a page may read those that it draws.
    page = "/"

    def __init__(self, cameras, name, path):
        self.cameras, self.name, self.path, self.process = cameras, name, path, None
        self.port = free_port()
        self.log = tempfile.TemporaryFile()

    def command(self):
        raise NotImplementedError

    def __enter__(self):
        self.process = subprocess.Popen(
            self.command(), env=self.cameras.environment, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        deadline = time.monotonic() + 20
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.log.seek(0)
                self.__exit__()
                raise SystemExit(f"{self.name} does not serve: {self.log.read().decode(errors='replace')[-2000:]}")
            time.sleep(0.05)
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def answers(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1):
                return True
        except OSError:
            return False

    def cpu(self):
        """Seconds of processor so far (proc(5): fields 14 and 15 of stat)."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def rates(self):
        """Frames and verdicts a second, where the server says."""
        return {}


class Showtell(Server):
    page = "/healthz"

    def __init__(self, cameras, programs, name="Showtell", path="/stream.mjpg", device=0):
        super().__init__(cameras, name, path)
        self.programs, self.device = programs, device
        self.socket = str(cameras.folder / f"s{self.port}")

    def command(self):
        data = self.cameras.folder / f"data{self.port}"
        return [
            str(self.programs / "showtell"), "serve", "--source", f"v4l2:/dev/video{self.device}",
            "--listen", f"127.0.0.1:{self.port}", "--socket", self.socket, "--data", str(data)]

    def call(self, method):
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(5)
            line.connect(self.socket)
            file = line.makefile("rw")
            file.write(json.dumps({"jsonrpc": "2.0", "id": 1, "method": method}) + "\n")
            file.flush()
            while True:
                reply = json.loads(file.readline())
                if reply.get("id") == 1:
                    return reply["result"]

    def answers(self):
        try:
            return super().answers() and self.call("state")["source"]["state"] == "live"
        except (OSError, ValueError, KeyError):
            return False

    def rates(self):
        state, stats = self.call("state"), self.call("stats")
        return {"frames": stats["frames"]["fps"], "verdicts": state["recognition"]["fps"]}


class BareWebRTC(Server):
    """A queue, a payloader and a webrtcbin a viewer, and nothing else."""

    def __init__(self, cameras, device=1):
        super().__init__(cameras, "bare webrtcbin", "/whep")
        self.device = device

    def command(self):
        program = pathlib.Path(__file__).parents[1] / "whep/bare_server.py"
        return ["/usr/bin/python3", str(program), str(self.port), f"/dev/video{self.device}"]


class UStreamer(Server):
    page = "/state"

    def __init__(self, cameras, name="ustreamer", path="/stream", device=1, options=()):
        super().__init__(cameras, name, path)
        self.options, self.device = options, device

    def command(self):
        return [
            "ustreamer", "--device", f"/dev/video{self.device}", "--format", "MJPEG", "--encoder", "HW",
            "--resolution", "640x480", "--desired-fps", "30", "--host", "127.0.0.1", "--port", str(self.port),
            "--quality", "80", *self.options]

    def answers(self):
        return super().answers() and b'"online": true' in fetch(self.port, "/state")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fetch(port, path):
    """The whole answer to a request, with its head; empty when there is none."""
    try:
        with socket.create_connection(("127.0.0.1", port), 2) as line:
            line.sendall(f"GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n".encode())
            parts = []
            while part := line.recv(65536):
                parts.append(part)
            return b"".join(parts)
    except OSError:
        return b""

#!/usr/bin/python3
"""What a viewer over WebRTC costs, how soon it sees something, and what it leaves: the daemon beside bare webrtcbin and Janus.

bench.py BIN [--counts 1,10,50,100,200] [--seconds 8] [--cycles 200] [--only showtell,bare,janus]

All servers send H.264 of 640x480 at 30 frames a second with the same encoder and settings; all viewers are GStreamer's, in
other processes. A tenth of them stand still while it is measured, as one does whose network is gone. Of the others one counts
its pictures; the rest have the kernel throw the film away after their first picture, or two hundred of them would take more
of the machine than the server.

Prints for each server and count the processor time a second and a viewer above the first, the evenness of the pictures and,
of the daemon, how often frames come and are judged meanwhile; then the time from the request to the first picture. At last so
many viewers come to the daemon and go, and it prints what is left of them.
"""
import argparse, glob, json, os, shutil, signal, socket, statistics, subprocess, sys, tempfile, time, urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "../..")
VIEWER = os.path.join(ROOT, "Tests/IntegrationTests/whep-viewer.py")
sys.path.insert(0, HERE)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def processor_seconds(process):
    fields = open(f"/proc/{process}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def footprint(process):
    status = dict(line.split(":", 1) for line in open(f"/proc/{process}/status"))
    return {"threads": int(status["Threads"]), "descriptors": len(os.listdir(f"/proc/{process}/fd")),
            "MiB": round(int(status["VmRSS"].split()[0]) / 1024, 1)}


class Contender:
    """A server and the program that watches it."""
    viewer = [VIEWER]

    def __init__(self, folder):
        self.folder, self.port, self.helpers = folder, free_port(), []
        self.process = self.start()
        until = time.monotonic() + 20
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    break
            time.sleep(0.05)
        time.sleep(2)

    def progress(self):
        """How many frames came and were judged, where the server says."""
        return []

    def run(self, *command, **options):
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)

    def watch(self, *options):
        command = ["/usr/bin/python3", *self.viewer, self.url, *options]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

    def stop(self):
        for process in [self.process, *self.helpers]:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


class Showtell(Contender):
    program = "showtell"

    def start(self):
        self.url = f"http://127.0.0.1:{self.port}/whep"
        return self.run(
            self.program, "serve", "--source", "test:ball", "--listen", f"127.0.0.1:{self.port}", "--socket",
            f"{self.folder}/s", "--data", f"{self.folder}/data", "--web", f"{ROOT}/web", "--webrtc-viewers", "1000")


    def progress(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=10) as answer:
            lines = dict(line.rsplit(" ", 1) for line in answer.read().decode().splitlines() if line[0] != "#")
        came, late = float(lines["showtell_frames_total"]), float(lines["showtell_frames_late_total"])
        return [came, came - late]


class Bare(Contender):
    def start(self):
        self.url = f"http://127.0.0.1:{self.port}/whep"
        return self.run("/usr/bin/python3", f"{HERE}/bare_server.py", str(self.port))


class Janus(Contender):
    viewer = [f"{HERE}/janus_viewer.py"]

    def start(self):
        media = free_port()
        self.url = f"http://127.0.0.1:{self.port}/janus"
        libraries = glob.glob("/usr/lib/*/janus")[0]
        plugins, transports = f"{self.folder}/plugins", f"{self.folder}/transports"
        for folder, name in [(plugins, "libjanus_streaming.so"), (transports, "libjanus_http.so")]:
            os.makedirs(folder)
            source = f"{libraries}/{os.path.basename(folder)}/{name}"
            os.symlink(source if os.path.exists(source) else glob.glob(f"{source}*")[0], f"{folder}/{name}")
        configurations = {
            "janus": f'general: {{ plugins_folder = "{plugins}" transports_folder = "{transports}" '
                     f'events_folder = "{self.folder}" loggers_folder = "{self.folder}" debug_level = 3 }}',
            "janus.transport.http": f'general: {{ http = true port = {self.port} ip = "127.0.0.1" base_path = "/janus" }}',
            "janus.plugin.streaming":
                f'film: {{ type = "rtp" id = 1 media = ( {{ type = "video" mid = "v" label = "v" port = {media} pt = 96 '
                'codec = "h264" fmtp = "packetization-mode=1;profile-level-id=42e01f" } ) }',
        }
        for name, text in configurations.items():
            with open(f"{self.folder}/{name}.jcfg", "w") as file:
                file.write(text)
        import bare_server
        # A key frame a second: Janus shows nothing before one comes by itself.
        encoder = bare_server.ENCODER.replace("key-int-max=120", "key-int-max=30")
        line = f"{bare_server.SOURCE} ! {encoder} ! rtph264pay pt=96 mtu=1200 aggregate-mode=zero-latency " \
               f"config-interval=-1 ! udpsink host=127.0.0.1 port={media}"
        self.helpers.append(self.run("gst-launch-1.0", "-q", *line.split()))
        return self.run("janus", "-F", self.folder, "-C", f"{self.folder}/janus.jcfg")


def cost(contender, count, seconds):
    """What a server takes, a second, with so many viewers, and what it gives them."""
    still, busy = count // 10, count - count // 10 - 1
    groups = [contender.watch("--viewers", str(size), "--apart", "0.1", "--quiet", "--seconds", "600")
              for size in (busy, still) if size]
    reports = [json.loads(group.stdout.readline()) for group in groups]
    counting = contender.watch("--seconds", str(seconds + 2))
    time.sleep(2)
    if still:
        groups[-1].send_signal(signal.SIGSTOP)
    began, before, frames = time.monotonic(), processor_seconds(contender.process.pid), contender.progress()
    time.sleep(seconds)
    used, passed = processor_seconds(contender.process.pid) - before, time.monotonic() - began
    rates = [(now - then) / passed for now, then in zip(contender.progress(), frames)]
    if still:
        groups[-1].send_signal(signal.SIGCONT)
    report = json.loads(counting.stdout.readline())
    for group in groups:
        group.terminate()
    for process in [counting, *groups]:
        process.wait(120)
    pictures = report["pictures"][0]
    return {"cpu": 1000 * used / passed, "watching": sum(r["watching"] for r in reports) + (pictures > 0),
            "gap": report["gap_ms"][0], "pictures": pictures / (seconds + 2), "rates": rates,
            "errors": sum((r["errors"] for r in [*reports, report]), [])}


def first_pictures(contender, times):
    watching = contender.watch("--cycles", str(times), "--seconds", "0.7", "--pause", "1")
    lines = [json.loads(line) for line in watching.stdout.read().splitlines()]
    return [ms for line in lines for ms in line["first_ms"] if ms is not None]


def leftovers(contender, cycles):
    contender.watch("--viewers", "4", "--cycles", "3").wait()
    time.sleep(8)
    before = footprint(contender.process.pid)
    watching = contender.watch("--viewers", "4", "--cycles", str(cycles // 4))
    errors = [error for line in watching.stdout.read().splitlines() for error in json.loads(line)["errors"]]
    time.sleep(8)
    print(f"{cycles} viewers came and went: before {before}, after {footprint(contender.process.pid)}, "
          f"{len(errors)} errors {errors[:2]}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bin")
    parser.add_argument("--counts", default="1,10,50,100,200")
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--cycles", type=int, default=200)
    parser.add_argument("--only", default="showtell,bare,janus")
    options = parser.parse_args()
    Showtell.program = os.path.join(options.bin, "showtell")
    kinds, firsts = {"showtell": Showtell, "bare": Bare, "janus": Janus}, {}
    print("| server | viewers | ms CPU a second | a viewer above the first | gap p95, ms | pictures a second | "
          "frames, verdicts a second |\n|---|---|---|---|---|---|---|", flush=True)
    for name in options.only.split(","):
        if name == "janus" and not shutil.which("janus"):
            print("| janus | is not installed |")
            continue
        with tempfile.TemporaryDirectory(prefix="whep-") as folder:
            contender = kinds[name](folder)
            try:
                first = None
                for count in map(int, options.counts.split(",")):
                    run = cost(contender, count, options.seconds)
                    first = first or run
                    above = run["watching"] - first["watching"]
                    share = f"{(run['cpu'] - first['cpu']) / above:.2f}" if above > 0 else ""
                    came = "" if run["watching"] == count else f" ({run['watching']} came)"
                    gap = f"{run['gap']:.0f}" if run["gap"] else "–"
                    print(f"| {name} | {count}{came} | {run['cpu']:.0f} | {share} | {gap} | {run['pictures']:.1f} | "
                          + ", ".join(f"{rate:.1f}" for rate in run["rates"]) + " |", *run["errors"][:1], flush=True)
                firsts[name] = first_pictures(contender, 15) or [float("nan")]
                if name == "showtell" and options.cycles:
                    leftovers(contender, options.cycles)
            finally:
                contender.stop()
    print("\n| server | first picture, median, ms | worst, ms |\n|---|---|---|")
    for name, times in firsts.items():
        print(f"| {name} | {statistics.median(times):.0f} | {max(times):.0f} |")


if __name__ == "__main__":
    sys.exit(main())

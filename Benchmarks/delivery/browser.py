"""Headless Chromium through the DevTools protocol: JSON messages that end with a zero byte, over two pipes."""

import json
import os
import subprocess
import tempfile
import time


class Browser:
    def __init__(self):
        self.profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        from_us, self.writer = os.pipe()
        self.reader, to_us = os.pipe()
        # The browser reads from its descriptor 3 and writes to 4; the shell puts them there, whatever ours are called.
        flags = (
            "--headless=new --no-sandbox --disable-gpu --remote-debugging-pipe --no-first-run "
            "--disable-background-networking --autoplay-policy=no-user-gesture-required")
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", f"exec chromium {flags} --user-data-dir='{self.profile.name}' about:blank "
             f"3<&{from_us} 4>&{to_us}"],
            pass_fds=(from_us, to_us), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(from_us)
        os.close(to_us)
        self.unread, self.number, self.session = b"", 0, None

    def __enter__(self):
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.send("Page.enable")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.writer)
        os.close(self.reader)
        self.profile.cleanup()

    def _message(self):
        while b"\0" not in self.unread:
            part = os.read(self.reader, 1 << 16)
            if not part:
                raise SystemExit("the browser has ended")
            self.unread += part
        message, _, self.unread = self.unread.partition(b"\0")
        return json.loads(message)

    def send(self, method, **params):
        self.number += 1
        command = {"id": self.number, "method": method, "params": params}
        if self.session:
            command["sessionId"] = self.session
        os.write(self.writer, json.dumps(command).encode() + b"\0")
        while True:
            message = self._message()
            if message.get("id") == self.number:
                if "error" in message:
                    raise SystemExit(f"{method}: {message['error']['message']}")
                return message["result"]

    def open(self, url):
        self.send("Page.navigate", url=url)
        for _ in range(200):
            if self.evaluate("document.readyState") == "complete" and self.evaluate("location.href").startswith(url):
                return
            time.sleep(0.05)
        raise SystemExit(f"the browser does not open {url}")

    def evaluate(self, script):
        result = self.send("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise SystemExit(f"the page: {result['exceptionDetails']}")
        return result["result"].get("value")

    def clock(self):
        """What the page's clock lags behind the monotonic clock, in milliseconds: from the quickest of many answers."""
        tries = []
        for _ in range(50):
            before = time.monotonic()
            page = self.evaluate("performance.now()")
            after = time.monotonic()
            tries.append((after - before, 500 * (before + after) - page))
        return min(tries)[1]

"""Viewers of the streams over plain sockets: one that reads every picture, and very many that count them.

As a program, `viewers.py PORT PATH COUNT STALLED SECONDS` lets so many watch, of whom the stalled ones stop reading after the
head, and prints as JSON when pictures came: a process of its own, so that whoever measures is not disturbed.
"""

import json
import select
import socket
import sys
import time

MARKS = {"/stream.h264": b'{"boxes":['}  # what stands once in every picture of the film
MJPEG_MARK = b"Content-Type: image/jpeg"
SLOW_BUFFER = 32768


class Stream:
    """Yields each JPEG of a stream as it becomes whole.

    With `rate`, in bytes a second, the viewer takes no more than that, through a small receive buffer: what does not fit waits
    at the server, as it does behind a slow line.
    """

    def __init__(self, port, path, rate=None):
        self.rate = rate
        self.socket = socket.socket()
        if rate:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SLOW_BUFFER)
        self.socket.settimeout(10)
        self.began = time.monotonic()
        self.socket.connect(("127.0.0.1", port))
        self.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        self.taken, self.buffer = 0, bytearray()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def _read(self):
        if self.rate:
            ahead = self.taken / self.rate - (time.monotonic() - self.began)
            if ahead > 0:
                time.sleep(ahead)
        part = self.socket.recv(4096 if self.rate else 262144)
        if not part:
            raise EOFError("the stream has ended")
        self.taken += len(part)
        self.buffer += part

    def _upto(self, mark):
        while (place := self.buffer.find(mark)) < 0:
            self._read()
        head = bytes(self.buffer[:place + len(mark)])
        del self.buffer[:place + len(mark)]
        return head

    def picture(self):
        head = self._upto(b"\r\n\r\n").lower()
        while b"image/jpeg" not in head:
            if b" 503 " in head or b" 404 " in head:
                raise EOFError(head.decode())
            head = self._upto(b"\r\n\r\n").lower()
        place = head.find(b"content-length:")
        if place < 0:
            # With its headers in advance a part has no length: it ends with the boundary.
            return self._upto(b"\xff\xd9\r\n")[:-2]
        length = int(head[place + 15:].split(b"\r\n")[0])
        while len(self.buffer) < length:
            self._read()
        jpeg = bytes(self.buffer[:length])
        del self.buffer[:length]
        return jpeg


def is_whole(jpeg):
    return jpeg[:2] == b"\xff\xd8" and jpeg[-2:] == b"\xff\xd9"


class Watcher:
    """One of many: notes when pictures begin to come, and how much comes."""

    def __init__(self, port, path, stalled):
        self.socket = socket.socket()
        if stalled:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.connect(("127.0.0.1", port))
        self.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        self.socket.setblocking(False)
        self.mark = MARKS.get(path, MJPEG_MARK)
        self.times, self.bytes, self.tail, self.is_over = [], 0, b"", False

    def read(self, buffer, view):
        try:
            count = self.socket.recv_into(view)
        except BlockingIOError:
            return
        except OSError:
            count = 0
        if count == 0:
            self.is_over = True
            return
        self.bytes += count
        # A mark may be cut in two.
        edge = self.tail + bytes(view[:len(self.mark) - 1])
        found = edge.count(self.mark) if len(self.tail) else 0
        place = buffer.find(self.mark, 0, count)
        while place >= 0:
            found += 1
            place = buffer.find(self.mark, place + len(self.mark), count)
        self.tail = bytes(view[max(0, count - len(self.mark) + 1):count])
        if found:
            now = time.monotonic()
            self.times += [now] * found


def main():
    port, path = int(sys.argv[1]), sys.argv[2]
    count, stalled, seconds = int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5])
    poll = select.epoll()
    watchers = {}
    for number in range(count):
        watcher = Watcher(port, path, number < stalled)
        if number >= stalled:
            watchers[watcher.socket.fileno()] = watcher
            poll.register(watcher.socket, select.EPOLLIN)
        else:
            watchers[-1 - number] = watcher
    buffer = bytearray(1 << 20)
    view = memoryview(buffer)
    # Everybody has come, and the first pictures are over, when it begins to count.
    settled = time.monotonic() + 1.5
    began = None
    while True:
        now = time.monotonic()
        if began is None and now >= settled:
            began = now
            for watcher in watchers.values():
                watcher.times, watcher.bytes = [], 0
            print("began", flush=True)
        if began is not None and now >= began + seconds:
            break
        for number, _ in poll.poll(0.05):
            watcher = watchers[number]
            watcher.read(buffer, view)
            if watcher.is_over:
                poll.unregister(number)
    moving = [watcher for number, watcher in watchers.items() if number >= 0]
    gaps = sorted(1e3 * (b - a) for watcher in moving for a, b in zip(watcher.times, watcher.times[1:]))
    pictures = sum(len(watcher.times) for watcher in moving)
    print(json.dumps({
        "rate": pictures / max(len(moving), 1) / seconds,
        "kilobytes": sum(watcher.bytes for watcher in moving) / max(pictures, 1) / 1e3,
        "gap_p95": gaps[int(0.95 * (len(gaps) - 1))] if gaps else None,
        "lost": sum(watcher.is_over for watcher in moving),
    }), flush=True)


if __name__ == "__main__":
    main()

"""Takes RTP at one port and RTCP at another; from the first report on asks for a key frame every 0.7 seconds, as Janus
does, and prints how many came within four seconds: key-frames.py RTP RTCP."""

import select
import socket
import struct
import sys
import time

pictures, reports = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
pictures.bind(("127.0.0.1", int(sys.argv[1])))
reports.bind(("127.0.0.1", int(sys.argv[2])))


def units(payload):
    """The kinds of the H.264 units that begin in a packet (RFC 6184)."""
    kind = payload[0] & 31
    if kind == 28:  # A piece of one.
        return [payload[1] & 31] if payload[1] & 0x80 else []
    if kind != 24:
        return [kind]
    kinds, place = [], 1
    while place + 2 < len(payload):
        kinds.append(payload[place + 2] & 31)
        place += 2 + int.from_bytes(payload[place:place + 2], "big")
    return kinds


keys, stream, sender, asked = set(), None, None, 0.0
end = time.time() + 12
while time.time() < end:
    for line in select.select([pictures, reports], [], [], 0.1)[0]:
        packet, address = line.recvfrom(2048)
        if line is reports:
            if sender is None:
                end = time.time() + 4
            sender = address
            continue
        stream = packet[8:12]
        if sender and 5 in units(packet[12:]):
            keys.add(packet[4:8])
    if sender and stream and time.time() > asked + 0.7:
        asked = time.time()
        # Picture loss indication (RFC 4585, 6.3.1).
        reports.sendto(struct.pack("!BBHI", 0x81, 206, 2, 1) + stream, sender)
print(len(keys))

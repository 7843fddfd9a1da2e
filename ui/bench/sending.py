"""A process that sends requests to a relay as raw bytes made beforehand, so that the sender is not what is measured.

Each line of its input names a file of requests (each behind its length as u32) and a rate: 0 keeps every connection
busy, a rate sends each request at its own moment, whether or not others were answered, and counts from that moment on.
It answers with one JSON line: seconds in all, and the milliseconds of each request. Every answer must be 201.
"""

from __future__ import annotations

import json
import selectors
import socket
import struct
import sys
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path

LINES = 8
"""Connections that stay open."""


@dataclass(slots=True)
class Line:
    """One connection, and since when it waits for an answer."""

    link: socket.socket
    since: float = 0.0
    heard: bytes = b""


class Sender:
    """Eight connections to one port."""

    def __init__(self, port: int) -> None:
        self._port = port

    def send(self, requests: list[bytes], rate: float) -> tuple[float, list[float]]:
        """Send all of them; the seconds until the last was answered, and the milliseconds of each."""
        waiting, taken = deque(requests), list[float]()
        with selectors.DefaultSelector() as events:
            free = deque(self._line(events) for _ in range(LINES))
            begin = time.perf_counter()
            while len(taken) < len(requests):
                while free and waiting and (due := self._due(begin, len(requests) - len(waiting), rate)) <= 0:
                    _ask(free.popleft(), waiting.popleft(), due)
                rest = max(due, 0.0) if free and waiting else None
                for key, _mask in events.select(rest):
                    line: Line = key.data
                    if _answered(line):
                        taken.append((time.perf_counter() - line.since) * 1e3)
                        free.append(line)
            spent = time.perf_counter() - begin
            for line in free:
                line.link.close()
        return spent, taken

    def _line(self, events: selectors.BaseSelector) -> Line:
        link = socket.create_connection(("127.0.0.1", self._port), timeout=60)
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line = Line(link)
        events.register(link, selectors.EVENT_READ, line)
        return line

    @staticmethod
    def _due(begin: float, sent: int, rate: float) -> float:
        """Seconds until the next request's moment; below 0 when it has passed."""
        return begin + sent / rate - time.perf_counter() if rate else 0.0


def _ask(line: Line, request: bytes, due: float) -> None:
    line.since = time.perf_counter() + due
    line.link.sendall(request)


def _answered(line: Line) -> bool:
    """Whether a whole answer is here; anything but 201 is a mistake of the measurement."""
    some = line.link.recv(65_536)
    line.heard += some
    head, end, body = line.heard.partition(b"\r\n\r\n")
    if some and not end:
        return False
    length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0] or b"0")
    if not head.startswith(b"HTTP/1.1 201 "):
        raise RuntimeError(f"the relay answered {line.heard[:200]!r}")
    if len(body) < length:
        return False
    line.heard = b""
    return True


def _requests(path: Path) -> list[bytes]:
    data, found, at = path.read_bytes(), [], 0
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        found.append(data[at + 4 : at + 4 + length])
        at += 4 + length
    return found


if __name__ == "__main__":
    sender = Sender(int(sys.argv[1]))
    for asked in sys.stdin:
        name, rate = asked.rsplit(" ", 1)
        seconds, each = sender.send(_requests(Path(name)), float(rate))
        sys.stdout.write(json.dumps([seconds, each]) + "\n")
        sys.stdout.flush()

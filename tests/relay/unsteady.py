"""A network that misbehaves between a desk and a relay: it drops, doubles, cuts, delays and reorders requests.

Each request meets the next fate of `fates`; where none is left, it passes.

pass     as it should be                        lost     the request never arrives
deaf     carried out, and its answer is lost    cut      carried out, and its answer breaks off in the middle
doubled  arrives twice, the first is answered   echoed   arrives twice, the second is answered
late     taken for lost, and arrives after the next requests (`deliver`)
beside   as `late`, and arrives at the same moment as the next request
kill     carried out, then the relay is killed before it answers; it is back for the next request
struck   the relay is killed before the request arrives
holed    of the messages that were fetched the first is not there; anything else passes
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable, Mapping
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

FATES = ("pass", "lost", "deaf", "cut", "doubled", "echoed", "late", "beside", "kill", "struck", "holed")
_NOT_OURS = frozenset({"connection", "keep-alive", "transfer-encoding", "host", "date", "server"})


class Request(NamedTuple):
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Answer(NamedTuple):
    """What the relay said to it."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Unsteady:
    """The way to one relay; `kill` kills it and starts it again at the same port."""

    def __init__(self, port: int, kill: Callable[[], None]) -> None:
        self._port, self._kill = port, kill
        self._fates: list[str] = []
        self._late: list[Request] = []
        self._beside: list[threading.Thread] = []
        self._first: dict[int, Callable[[], Any]] = {}
        self._seen = 0
        self.met: list[str] = []
        """The fates that requests met, for who wants to know what a run was like."""
        way = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                way.meet(self)

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = handle_any

            def log_message(self, *_args: Any) -> None:
                """Nothing is told."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def will(self, fates: Iterable[str], first: Mapping[int, Callable[[], Any]] | None = None) -> None:
        """What the next requests meet, one each; and what others do just before the n-th of them arrives."""
        self._fates, self._first, self._seen = list(fates), dict(first or {}), 0

    def deliver(self, backwards: bool = False) -> None:
        """What was late arrives now, in its order or the other way round."""
        late, self._late = self._late, []
        for request in reversed(late) if backwards else late:
            self._ask(request)
        self._start_beside()
        for thread in self._beside:
            thread.join()
        self._beside = []

    def _start_beside(self) -> None:
        for thread in self._beside:
            if thread.ident is None:
                thread.start()

    # -- one request -----------------------------------------------------------------------------

    def meet(self, handler: BaseHTTPRequestHandler) -> None:
        length = int(handler.headers.get("content-length") or 0)
        headers = {name: value for name, value in handler.headers.items() if name.lower() not in _NOT_OURS}
        request = Request(handler.command, handler.path, headers, handler.rfile.read(length))
        self._first.pop(self._seen, lambda: None)()
        self._seen += 1
        fate = self._fates.pop(0) if self._fates else "pass"
        self.met.append(fate)
        if fate == "struck":
            self._kill()
        if fate in ("late", "beside", "lost", "struck"):
            self._late += [request] if fate == "late" else []
            self._beside += [threading.Thread(target=self._ask, args=(request,))] if fate == "beside" else []
            self._cut_off(handler)
            return
        self._start_beside()
        answers = [self._ask(request) for _time in range(2 if fate in ("doubled", "echoed") else 1)]
        answer = answers[-1 if fate == "echoed" else 0]
        if fate == "holed" and request.path == "/v1/fetch" and answer is not None:
            length = int.from_bytes(answer.body[8:12], "big")
            answer = Answer(answer.status, _shorter(answer, answer.body[12 + length :]), answer.body[12 + length :])
        if fate == "kill":
            self._kill()
        if answer is None or fate in ("deaf", "kill"):
            self._cut_off(handler)
            return
        handler.send_response_only(answer.status)
        for name, value in answer.headers:
            if name.lower() not in _NOT_OURS:
                handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(answer.body[: len(answer.body) // 2] if fate == "cut" else answer.body)
        if fate == "cut":
            handler.wfile.flush()
            self._cut_off(handler)

    def _ask(self, request: Request) -> Answer | None:
        link = HTTPConnection("127.0.0.1", self._port, timeout=20)
        try:
            link.request(request.method, request.path, request.body or None, request.headers)
            found = link.getresponse()
            return Answer(found.status, found.getheaders(), found.read())
        except (OSError, HTTPException):
            return None
        finally:
            link.close()

    @staticmethod
    def _cut_off(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        handler.connection.shutdown(socket.SHUT_RDWR)


def _shorter(answer: Answer, body: bytes) -> list[tuple[str, str]]:
    rest = [(name, value) for name, value in answer.headers if name.lower() != "content-length"]
    return [*rest, ("content-length", str(len(body)))]

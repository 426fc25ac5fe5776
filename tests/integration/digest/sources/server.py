"""An HTTP server on the loopback that answers to the byte what a test tells it to, also what no server should.

It knows no HTTP beyond the end of a request's head.
"""

import os
import socket
import socketserver
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

Send = Callable[[bytes], None]
Behaviour = Callable[["Request", Send], None]


@dataclass(frozen=True)
class Request:
    """A request as it came: path, and header lines by name in lower case; `at`: time.monotonic()."""

    path: str
    headers: dict[str, str]
    at: float
    method: str = "GET"


@dataclass
class HttpServer:
    """`answer` gives each path its behaviour; `requests` is the log, in order of arrival.

    sent: the path and the beginning of every answer, in the same order, as far as there was one.
    """

    port: int = 0
    requests: list[Request] = field(default_factory=list)
    sent: list[tuple[str, str]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    _behaviours: dict[str, Behaviour] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def answer(self, path: str, behaviour: Behaviour | bytes) -> str:
        """Set what `path` answers, bytes or a function, and return its address."""
        if isinstance(behaviour, bytes):
            data = behaviour
            self._behaviours[path] = lambda _request, send: send(data)
        else:
            self._behaviours[path] = behaviour
        return self.url(path)

    def handle(self, request: Request, send: Send) -> None:
        with self._lock:
            self.requests.append(request)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        begun = False

        def noting(data: bytes) -> None:
            nonlocal begun
            if not begun:
                begun = True
                self.sent.append((request.path, data[:2_000].decode("latin-1")))
            send(data)

        try:
            self._behaviours[request.path](request, noting)
        finally:
            with self._lock:
                self.at_once -= 1


def response(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    """Return a whole answer; keyword names are headers with underscores for hyphens."""
    lines = {
        "Content-Length": str(len(body)),
        **{name.replace("_", "-"): text for name, text in headers.items()},
    }
    head = "".join(f"{name}: {text}\r\n" for name, text in lines.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode("latin-1") + body


def dripping(head: bytes, piece: bytes, pause: float) -> Behaviour:
    """Send `head`, then `piece` again and again with a pause in seconds, until the client goes away."""

    def drip(_request: Request, send: Send) -> None:
        send(head)
        for _ in range(10_000):
            time.sleep(pause)
            send(piece)

    return drip


class Reset(Exception):
    """Raised by a behaviour that breaks the connection off with a TCP reset."""


def reset(_request: Request, send: Send) -> None:
    """Send half a head, then reset the connection."""
    send(b"HTTP/1.1 200 OK\r\nContent-")
    time.sleep(0.05)
    raise Reset


@contextmanager
def serving() -> Iterator[HttpServer]:
    """Run a server on a free port of 127.0.0.1."""
    state = HttpServer()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            line = self.rfile.readline().split(b" ")
            if len(line) != 3:
                return  # Somebody speaks TLS to us, or nothing at all.
            method, path = line[0].decode(), line[1].decode()
            headers = {}
            while header := self.rfile.readline().strip():
                name, _, value = header.decode("latin-1").partition(":")
                headers[name.lower()] = value.strip()
            try:
                state.handle(Request(path, headers, time.monotonic(), method), self.wfile.write)
            except Reset:
                linger = struct.pack("ii", 1, 0)
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                os.close(self.connection.detach())
            except OSError:
                pass  # The client goes away when it has had enough, as it should.

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False
        allow_reuse_address = True

    with Server(("127.0.0.1", 0), Handler) as server:
        state.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield state
        server.shutdown()
        thread.join()

"""A small web server on the loopback address, for pages that only the person at this machine reads.

It answers GET and HEAD and nothing else, and knows nothing of what it serves.
"""

import errno
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, unquote

from digest.errors import DigestError

HOST = "127.0.0.1"
_OUR_NAMES = frozenset({HOST, "localhost"})
_READ_TIMEOUT = 10
"""How long a client may take over one request, in seconds."""


class PortTaken(DigestError):
    """Another program listens at the port that was asked for."""

    def __init__(self, port: int) -> None:
        self.port = port
        super().__init__(
            f"port {port} of {HOST} is taken: stop the program that holds it, or choose another port"
        )


class PortForbidden(DigestError):
    """The system does not let us listen at this port."""

    def __init__(self, port: int) -> None:
        self.port = port
        super().__init__(f"this user may not listen at port {port}: choose one above 1023")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a browser asks for. path: decoded; query: the last value of every key; headers: names in lower case."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What it gets. headers: beside Content-Type and Content-Length, which the server writes."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


class LoopbackServer:
    """Serves `answer` in a thread of its own. The address is known at once, the pages come with `start`."""

    def __init__(self, answer: Callable[[Request], Response], port: int = 0) -> None:
        self._server = _Server(answer, port)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.url = f"http://{HOST}:{self._server.server_address[1]}"

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Stop answering and free the port."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()


def listen(port: int) -> socket.socket:
    """Return a socket that listens on the loopback address; port 0 takes a free one.

    Raises PortTaken or PortForbidden.
    """
    try:
        return socket.create_server((HOST, port))
    except PermissionError as error:
        raise PortForbidden(port) from error
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise PortTaken(port) from error


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, answer: Callable[[Request], Response], port: int) -> None:
        self.answer = answer
        super().__init__((HOST, port), _Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listen(port)
        self.server_address = self.socket.getsockname()


class _Handler(BaseHTTPRequestHandler):
    timeout = _READ_TIMEOUT
    server: _Server

    def do_GET(self) -> None:
        """Answer, with the body."""
        self._reply(with_body=True)

    def do_HEAD(self) -> None:
        """Answer without the body."""
        self._reply(with_body=False)

    def _reply(self, *, with_body: bool) -> None:
        # A page of another site can name our port under a host of its own (DNS rebinding): the mails
        # in the inbox hold links that act for a reader, so only our own names are answered.
        if self._named_host() not in _OUR_NAMES:
            response = Response(
                status=421, body=b"This server answers for 127.0.0.1 only.", content_type="text/plain"
            )
        else:
            response = self.server.answer(self._request())
        with suppress(ConnectionError):
            self.send_response(response.status)
            self.send_header("Content-Type", response.content_type)
            self.send_header("Content-Length", str(len(response.body)))
            self.send_header("X-Content-Type-Options", "nosniff")
            for name, value in response.headers:
                self.send_header(name, value)
            self.end_headers()
            if with_body:
                self.wfile.write(response.body)

    def _named_host(self) -> str:
        return self.headers.get("Host", HOST).partition(":")[0].lower()

    def _request(self) -> Request:
        path, _, query = self.path.partition("?")
        return Request(
            path=unquote(path),
            query=dict(parse_qsl(query)),
            headers={name.lower(): value for name, value in self.headers.items()},
        )

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the name is the base class's
        """Say nothing: the terminal belongs to the command that runs us."""

"""A web site on the loopback that answers as a good server does: in full once, and then that nothing changed."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_ETAG = '"as it was"'


@contextmanager
def serving(bodies: Mapping[str, bytes]) -> Iterator[int]:
    """Serve each body at its path, and yield the port."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            same = self.headers.get("If-None-Match") == _ETAG
            body = b"" if same else bodies[self.path]
            self.send_response(304 if same else 200)
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("ETag", _ETAG)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()

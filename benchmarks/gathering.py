"""Gathering: a feed over HTTP into normalised, sanitised contents, beside feedparser alone."""

import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import feedparser

from benchmarks.rounds import line, medians
from digest.demo.feeds import rss
from digest.demo.press import load_press
from digest.domain.gathering import Harvest, Validators
from digest.domain.newsroom import Source
from digest.sources.fetch import Fetcher, FetchOptions
from digest.sources.reader import WebReader

_NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)


def run() -> None:
    """Print what reading one feed takes."""
    body = rss(load_press(_NOW).articles, "http://127.0.0.1")

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    reader = WebReader(Fetcher(FetchOptions(allow_private=("127.0.0.1",), host_gap=0)))
    source = Source(slug="site", url=f"http://127.0.0.1:{server.server_port}/feed/")

    def gather() -> None:
        reading = reader.read(source, Validators(), timezone="Europe/Paris", now=_NOW)
        assert isinstance(reading, Harvest), reading
        assert reading.contents

    found = medians({"digest": gather, "feedparser": lambda: feedparser.parse(body)})
    server.shutdown()
    server.server_close()
    size = f"{len(body) / 1000:.0f} kB"
    line(f"gather a feed of {size} over HTTP, normalised", f"{found['digest'] * 1000:.1f} ms")
    line("  feedparser.parse of the same bytes", f"{found['feedparser'] * 1000:.1f} ms")
    line("  speed", "", found["feedparser"] / found["digest"], "feedparser alone")

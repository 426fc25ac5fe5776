"""Gathering: a feed over HTTP into normalised, sanitised contents, beside feedparser alone."""

from datetime import UTC, datetime

import feedparser

from benchmarks.rounds import line, medians
from benchmarks.site import serving
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
    with serving({"/feed/": body}) as port:
        _compare(body, f"http://127.0.0.1:{port}/feed/")


def _compare(body: bytes, url: str) -> None:
    reader = WebReader(Fetcher(FetchOptions(allow_private=("127.0.0.1",), host_gap=0)))
    source = Source(slug="site", url=url)

    def gather() -> None:
        reading = reader.read(source, Validators(), timezone="Europe/Paris", now=_NOW)
        assert isinstance(reading, Harvest), reading
        assert reading.contents

    found = medians({"digest": gather, "feedparser": lambda: feedparser.parse(body)})
    size = f"{len(body) / 1000:.0f} kB"
    line(f"gather a feed of {size} over HTTP, normalised", f"{found['digest'] * 1000:.1f} ms")
    line("  feedparser.parse of the same bytes", f"{found['feedparser'] * 1000:.1f} ms")
    line("  speed", "", found["feedparser"] / found["digest"], "feedparser alone")

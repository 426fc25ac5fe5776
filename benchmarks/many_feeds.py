"""Gathering 300 feeds: all of them new, and all of them unchanged, by the service's own gatherer on SQLite."""

import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from itertools import cycle, islice
from pathlib import Path

import feedparser

from benchmarks.rounds import line
from benchmarks.site import serving
from digest.domain.newsroom import Newsroom, Publication, Source
from digest.services.gather import Gatherer
from digest.services.newsroom import apply_newsroom
from digest.sources.fetch import Fetcher, FetchOptions
from digest.sources.reader import WebReader
from digest.storage.engine import Database
from digest.storage.schema import upgrade

_FEEDS = 300
_ITEMS = 25
_NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)


class _Clock:
    """Stands still: dates in feeds are counted from it."""

    def now(self) -> datetime:
        return _NOW


def run() -> None:
    """Print what 300 feeds of our own making take, each on a host of its own name on the loopback."""
    bodies = {f"/{number}": _feed(number) for number in range(_FEEDS)}
    with serving(bodies) as port, tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'digest.db'}")
        upgrade(database)
        _gather(database, bodies, port)
        database.close()


def _gather(database: Database, bodies: dict[str, bytes], port: int) -> None:
    sources = tuple(
        Source(slug=f"feed{path[1:]}", url=f"http://feed{path[1:]}.example:{port}{path}") for path in bodies
    )
    publication = Publication(name="A", url="https://a.example", language="fr", timezone="Europe/Paris")
    apply_newsroom(database, Newsroom(publication=publication, sources=sources), _Clock())
    options = FetchOptions(allow_private=("127.0.0.1",))
    fetcher = Fetcher(options, resolve=lambda _host, _port: ["127.0.0.1"])
    gatherer = Gatherer(database, WebReader(fetcher), _Clock(), timedelta(minutes=15))
    cold, added = _pass(gatherer)
    warm, added_again = _pass(gatherer)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    started = time.perf_counter()
    for body in bodies.values():
        feedparser.parse(body)
    alone = time.perf_counter() - started
    size = sum(map(len, bodies.values())) / len(bodies) / 1000
    name = f"gather {len(bodies)} new feeds of {size:.0f} kB"
    line(name, f"{cold / len(bodies) * 1000:.1f} ms each", alone / cold, "feedparser alone")
    line("  the same feeds, unchanged (304)", f"{warm:.2f} s", cold / warm, "the first pass")
    line("  items added by the two passes", f"{added:,} + {added_again}")
    line("  most memory of the whole process", f"{peak:.0f} MB")


def _pass(gatherer: Gatherer) -> tuple[float, int]:
    """Gather everything; return the seconds that it took and the items that it added."""
    started = time.perf_counter()
    reports = list(gatherer.gather())
    assert not any(report.error for report in reports), reports
    return time.perf_counter() - started, sum(report.added for report in reports)


def _feed(number: int) -> bytes:
    """Return a feed whose words no other feed has in the same order, and the same every time."""
    namespaces = (
        "xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:dc='http://purl.org/dc/elements/1.1/'"
    )
    head = f"<title>Journal {number}</title><link>http://feed{number}.example/</link>"
    items = "".join(_item(number, entry) for entry in range(_ITEMS))
    return f"<rss version='2.0' {namespaces}><channel>{head}{items}</channel></rss>".encode()


def _item(number: int, entry: int) -> str:
    words = _words(f"{number}/{entry}")
    published = _NOW - timedelta(hours=entry)
    paragraphs = "".join(f"<p>{' '.join(islice(words, 90))}, <em>l’été</em>.</p>" for _ in range(4))
    return (
        f"<item><title>{' '.join(islice(words, 9)).capitalize()}</title>"
        f"<link>http://feed{number}.example/actualite/{entry}/?utm_source=rss</link>"
        f"<guid isPermaLink='false'>http://feed{number}.example/?p={entry}</guid>"
        f"<pubDate>{published:%a, %d %b %Y %H:%M:%S} +0000</pubDate><dc:creator>Alix Berger</dc:creator>"
        f"<category>Actualité</category><description>{' '.join(islice(words, 30))}</description>"
        f"<content:encoded><![CDATA[{paragraphs}]]></content:encoded></item>"
    )


def _words(seed: str) -> Iterator[str]:
    """Yield words of no language, others for each seed."""
    letters = blake2b(seed.encode()).hexdigest()
    return (letters[at : at + 3 + at % 7] for at in cycle(range(119)))


if __name__ == "__main__":
    run()

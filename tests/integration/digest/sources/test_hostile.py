"""Documents that are written to hurt, read over HTTP in a process of their own: what they cost, and what they get."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from digest.services.gather import Gatherer
from digest.services.newsroom import apply_newsroom
from digest.sources.fetch import Fetcher, FetchOptions
from digest.sources.reader import WebReader
from digest.storage.engine import Database
from tests.factories import NEWSROOM, SITE, content
from tests.fakes.site import rss
from tests.fakes.world import FrozenClock
from tests.integration.digest.sources.hostile import BEHAVIOURS, DOCUMENTS, SLOW, answer
from tests.integration.digest.sources.server import HttpServer, response

MOST_SECONDS = 30
MOST_MEGABYTES = 150
HEAVY = (
    "a picture",
    "bytes of no encoding",
    "nothing but forbidden references",
    "as many items as an answer brings",
    "items as long as they may be",
    "HTML 100,000 deep",
    "a billion laughs",
    "JSON of many numbers",
    "an endless stream",
    "a packed bomb",
)
"""Those that cost most, and some that would if they could."""

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/clear_refs").exists(), reason="only Linux tells the memory of a process so"
)


class ReaderApart:
    """The process that reads."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.integration.digest.sources.reading_apart"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def read(self, url: str) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(url + "\n")
        self._process.stdin.flush()
        told: dict[str, Any] = json.loads(self._process.stdout.readline())
        return told

    def close(self) -> None:
        self._process.communicate(timeout=60)


@pytest.fixture(scope="module")
def apart() -> Iterator[ReaderApart]:
    reader = ReaderApart()
    yield reader
    reader.close()


def _read(apart: ReaderApart, server: HttpServer, name: str) -> dict[str, Any]:
    server.answer("/secret", response(b"the secret"))
    told = apart.read(server.answer("/hostile", answer(name, server.port)))
    print(f"{name}: {told['seconds']:.2f} s, {told['megabytes']:.0f} MB, {told['reason'][:120] or 'read'}")
    return told


@pytest.mark.parametrize("name", [*DOCUMENTS, *BEHAVIOURS])
def test_no_document_costs_much_or_gets_anything(apart: ReaderApart, server: HttpServer, name: str) -> None:
    told = _read(apart, server, name)
    assert told["seconds"] < MOST_SECONDS
    assert told["megabytes"] < MOST_MEGABYTES
    assert [request.path for request in server.requests] == ["/hostile"]
    assert "root:" not in told["text"]
    assert "the secret" not in told["text"]


@pytest.mark.torture
@pytest.mark.parametrize("name", SLOW)
def test_a_server_that_plays_for_time_gets_no_more_than_its_share(
    apart: ReaderApart, server: HttpServer, name: str
) -> None:
    told = _read(apart, server, name)
    assert "did not answer in full within 30 s" in told["reason"]
    assert told["seconds"] < MOST_SECONDS + 2
    assert told["megabytes"] < MOST_MEGABYTES


@pytest.mark.torture
def test_good_sources_that_are_gathered_at_the_same_time_are_on_time(
    server: HttpServer, sqlite: Database
) -> None:
    """All are kept before the server that plays for time is given up, although they come last."""
    good = [f"good{number}" for number in range(12)]
    addresses = {f"hostile{number}": name for number, name in enumerate([*SLOW, *HEAVY])}
    for slug, name in addresses.items():
        server.answer(f"/{slug}", answer(name, server.port))
    for number, slug in enumerate(good):
        server.answer(f"/{slug}", response(rss(content(number))))
    sources = [
        replace(SITE, slug=slug, url=server.url(f"/{slug}", f"{slug}.example"))
        for slug in (*addresses, *good)
    ]
    clock = FrozenClock()
    apply_newsroom(sqlite, replace(NEWSROOM, sources=tuple(sources)), clock)
    options = FetchOptions(allow_private=("127.0.0.1",), host_gap=0)
    reader = WebReader(Fetcher(options, resolve=lambda _host, _port: ["127.0.0.1"]))
    reports = list(Gatherer(sqlite, reader, clock, timedelta(minutes=15)).gather())
    order = [report.source for report in reports]
    assert sorted(order) == sorted((*addresses, *good))
    assert [report.error for report in reports if report.source in good] == [""] * len(good)
    assert max(map(order.index, good)) < order.index("hostile0")

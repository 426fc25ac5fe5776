"""Agreement with what two public collections of feeds expect, through the real fetcher and parser."""

import os
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from digest.domain.gathering import Harvest, Reading, Unreadable, Validators
from digest.domain.newsroom import Source
from digest.sources.fetch import Fetcher, FetchOptions
from digest.sources.reader import FeedReader

from .feed_oracle import FIELDS, Claim, Specimen, agrees, specimens

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
BAR = 0.97
"""Share of claims that must agree, for each field over both collections; the next bar is 0.99."""

pytestmark = pytest.mark.conformance


@pytest.fixture(scope="module")
def collection() -> list[Specimen]:
    folder = os.environ.get("DIGEST_CORPORA", "")
    if not (Path(folder) / "feeds").is_dir() or not folder:
        pytest.skip("DIGEST_CORPORA names no folder that holds feeds/: see docs/testing.md")
    return specimens(Path(folder))


@pytest.fixture(scope="module")
def origin(collection: list[Specimen]) -> Iterator[str]:
    """Serve every feed on a loopback port, with the headers that its collection asks for."""
    served = {specimen.path: specimen for specimen in collection}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            specimen = served[self.path]
            body = specimen.file.read_bytes()
            self.send_response(200)
            for name, value in specimen.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def readings(collection: list[Specimen], origin: str) -> dict[str, Reading]:
    fetcher = Fetcher(FetchOptions(allow_private=("127.0.0.1",), host_gap=0))
    reader = FeedReader(fetcher)
    return {
        specimen.path: reader.read(
            Source(slug="specimen", url=origin + specimen.path), Validators(), timezone="UTC", now=NOW
        )
        for specimen in collection
    }


def test_every_feed_with_expected_entries_yields_them(
    collection: list[Specimen], readings: dict[str, Reading]
) -> None:
    short = [
        f"{specimen.path}: {specimen.entries} expected, {_count(readings[specimen.path])}"
        for specimen in collection
        if _entries(readings[specimen.path]) < specimen.entries
    ]
    print(f"\n{len(collection)} feeds, {len(short)} with fewer entries than expected")
    print("\n".join(short))
    assert not short


def test_fields_agree_with_what_the_collections_expect(
    collection: list[Specimen], readings: dict[str, Reading], origin: str
) -> None:
    asserted: Counter[tuple[str, str]] = Counter()
    agreed: Counter[tuple[str, str]] = Counter()
    apart: list[str] = []
    for specimen in collection:
        for claim in specimen.claims:
            place = (claim.field, specimen.collection)
            asserted[place] += 1
            verdict = _verdict(claim, readings[specimen.path], origin + specimen.path, origin)
            agreed[place] += verdict == ""
            if verdict:
                apart.append(f"{specimen.path} [{claim.entry}] {verdict}")
    print(f"\n{'field':8} {'collection':12} {'asserted':>8} {'agree':>6} {'%':>6}")
    shares = {}
    for field in FIELDS:
        for name in ("feedparser", "gofeed"):
            _print(field, name, asserted[field, name], agreed[field, name])
        total = sum(asserted[field, name] for name in ("feedparser", "gofeed"))
        right = sum(agreed[field, name] for name in ("feedparser", "gofeed"))
        _print(field, "both", total, right)
        shares[field] = right / total
    print(f"\n{len(apart)} disagreements:")
    print("\n".join(apart))
    assert {field: share for field, share in shares.items() if share < BAR} == {}


def _print(field: str, name: str, asserted: int, agreed: int) -> None:
    share = f"{100 * agreed / asserted:6.1f}" if asserted else "     –"
    print(f"{field:8} {name:12} {asserted:8} {agreed:6} {share}")


def _verdict(claim: Claim, reading: Reading, address: str, origin: str) -> str:
    if not isinstance(reading, Harvest) or len(reading.contents) <= claim.entry:
        return f"{claim.field}: no such entry"
    content = reading.contents[claim.entry]
    if agrees(claim, content, address, origin):
        return ""
    ours = {
        "title": content.title,
        "link": content.url,
        "id": content.guid,
        "author": content.authors,
        "date": content.published_at,
    }[claim.field]
    return f"{claim.field}: {ours!r}, expected {claim.value!r}"


def _entries(reading: Reading) -> int:
    return len(reading.contents) if isinstance(reading, Harvest) else 0


def _count(reading: Reading) -> str:
    return reading.reason if isinstance(reading, Unreadable) else str(_entries(reading))

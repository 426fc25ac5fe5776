"""Agreement with what two public collections of feeds expect, through the real fetcher and parser."""

import html
import json
import os
import re
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from digest.domain.content import ItemKind
from digest.domain.gathering import Harvest, Reading, Unreadable, Validators
from digest.domain.newsroom import Source
from digest.sources.document import prepare
from digest.sources.encoding import decode_document
from digest.sources.entry import Setting
from digest.sources.feed import Feed, read_feed
from digest.sources.fetch import Fetcher, FetchOptions
from digest.sources.plaintext import clean, shorten
from digest.sources.reader import WebReader
from digest.sources.sanitise import TAGS, sanitise
from digest.sources.xmlfeed import read_xml

from .feed_oracle import FIELDS, Claim, Specimen, agrees, specimens

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
BAR = 0.97
"""Share of claims that must agree, for each field over both collections; the next bar is 0.99."""

TAG = re.compile(r"</?([a-z0-9]+)")

pytestmark = pytest.mark.conformance


@pytest.fixture(scope="module")
def collection() -> list[Specimen]:
    folder = os.environ.get("DIGEST_CORPORA", "")
    if not folder or not (Path(folder) / "feeds").is_dir():
        pytest.skip("DIGEST_CORPORA names no folder that holds feeds/")
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
    reader = WebReader(fetcher)
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


def test_no_markup_of_a_feed_comes_through_alive(collection: list[Specimen]) -> None:
    fragments = {fragment for specimen in collection for fragment in _fragments(specimen)}
    print(f"\n{len(fragments)} fragments of markup")
    assert len(fragments) > 300
    for fragment in fragments:
        body = sanitise(fragment, "https://oracle.example/")
        assert set(TAG.findall(body)) <= TAGS
        assert not re.search(r"<[^>]*\son|<(?!/?[a-z])|href=\"(?!https?:|mailto:)", body, re.IGNORECASE)
        assert sanitise(body, "https://oracle.example/") == body


def _fragments(specimen: Specimen) -> Iterator[str]:
    """Yield what a feed holds of HTML, raw."""
    text = decode_document(specimen.file.read_bytes(), "")
    entries = read_xml(prepare(text).text).entries if specimen.file.suffix == ".xml" else ()
    for entry in entries:
        yield from filter(None, (entry.title.value, entry.summary.value, entry.body.value))


def test_no_text_holds_a_character_that_could_not_be_read(readings: dict[str, Reading]) -> None:
    contents = [c for reading in readings.values() if isinstance(reading, Harvest) for c in reading.contents]
    assert len(contents) > 500
    for content in contents:
        assert "\N{REPLACEMENT CHARACTER}" not in content.title + content.standfirst + content.body_html


@pytest.mark.parametrize("form", ["json", "rss"])
def test_strings_that_break_programs_go_through(collection: list[Specimen], form: str) -> None:
    file = Path(os.environ["DIGEST_CORPORA"]) / "strings" / "naughty_strings.json"
    if not file.exists():
        pytest.skip("DIGEST_CORPORA holds no strings/naughty_strings.json")
    strings = json.loads(file.read_text("utf-8"))
    setting = Setting(kind=ItemKind.ARTICLE, url="https://oracle.example/feed", timezone="UTC")
    if form == "json":
        items = [
            {"id": text, "title": text, "summary": text, "tags": [text], "url": text} for text in strings
        ]
        body = json.dumps({"items": items}).encode()
    else:
        texts = [html.escape(text) for text in strings]
        items = [f"<item><title>{t}</title><author>{t}</author><guid>{t}</guid></item>" for t in texts]
        body = f"<rss version='2.0'><channel>{''.join(items)}</channel></rss>".encode()
    feed = read_feed(body, "", setting)
    assert isinstance(feed, Feed)
    assert len(feed.contents) == len(strings)
    if form == "json":
        kept = [content.title for content, text in zip(feed.contents, strings, strict=True) if clean(text)]
        assert kept == [shorten(clean(text), 300) for text in strings if clean(text)]


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

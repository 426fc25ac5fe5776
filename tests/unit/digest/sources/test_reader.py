from dataclasses import replace
from datetime import UTC, datetime, timedelta

from digest.domain.content import ItemKind
from digest.domain.gathering import Harvest, Unchanged, Unreadable, Validators
from digest.domain.newsroom import Source
from digest.ports import SourceReader
from digest.sources.fetch import Fetched, Fetcher, FetchFailed, FetchOptions, NotModified
from digest.sources.reader import WebReader

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
SOURCE = Source(slug="fil", url="https://news.example/fil.xml", items=ItemKind.BRIEF)
KNOWN, FRESH = Validators(etag='"1"'), Validators(etag='"2"')


class CannedFetcher(Fetcher):
    """Gives one answer and notes the question."""

    def __init__(self, answer: Fetched | NotModified | FetchFailed) -> None:
        super().__init__(FetchOptions())
        self.answer = answer
        self.asked: list[object] = []

    def fetch(self, url, validators=None, *, now):
        self.asked.append((url, validators, now))
        return self.answer


def read(answer: Fetched | NotModified | FetchFailed) -> Harvest | Unchanged | Unreadable:
    fetcher = CannedFetcher(answer)
    reader: SourceReader = WebReader(fetcher)
    reading = reader.read(SOURCE, KNOWN, timezone="Europe/Paris", now=NOW)
    assert fetcher.asked == [(SOURCE.url, KNOWN, NOW)]
    return reading


def body(text: str) -> Fetched:
    return Fetched(
        body=text.encode(),
        content_type="",
        url="https://news.example/moved.xml",
        base="https://news.example/moved/",
        validators=FRESH,
    )


def test_a_feed_becomes_a_harvest_of_the_source_s_kind() -> None:
    reading = read(
        body("<rss version='2.0'><channel><title>T</title><item><link>1</link></item></channel></rss>")
    )
    assert isinstance(reading, Harvest)
    assert (reading.feed_title, reading.validators, reading.faults) == ("T", FRESH, ())
    (content,) = reading.contents
    assert (content.kind, content.url) == (ItemKind.BRIEF, "https://news.example/moved/1")


def test_what_did_not_change_is_unchanged() -> None:
    assert read(NotModified(validators=FRESH)) == Unchanged(validators=FRESH)


def test_a_failure_keeps_its_reason_and_its_consequences() -> None:
    assert read(FetchFailed(reason="why", gone=True, retry_after=timedelta(hours=1))) == Unreadable(
        reason="why", gone=True, retry_after=timedelta(hours=1)
    )


def test_a_body_that_is_no_feed_is_unreadable_under_the_address_that_the_newsroom_knows() -> None:
    assert read(body("<html>")) == Unreadable(
        reason="https://news.example/fil.xml is a web page (HTML), not a feed: look for its feed address"
    )


def test_how_long_an_answer_is_fresh_and_where_it_moved_are_passed_on() -> None:
    moved = {"fresh_for": timedelta(minutes=5), "moved_to": "https://news.example/moved.xml"}
    for reading in (
        read(replace(body("<rss version='2.0'><channel><title>T</title></channel></rss>"), **moved)),
        read(NotModified(validators=FRESH, **moved)),
    ):
        assert isinstance(reading, Harvest | Unchanged)
        assert (reading.fresh_for, reading.moved_to) == (moved["fresh_for"], moved["moved_to"])

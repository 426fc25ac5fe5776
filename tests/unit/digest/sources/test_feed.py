from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.domain.content import ItemKind
from digest.sources.entry import Setting
from digest.sources.feed import Feed, NoFeed, read_feed

SETTING = Setting(kind=ItemKind.BRIEF, url="https://news.example/feed/", timezone="Europe/Paris")
RSS = "<rss version='2.0'><channel><title>T</title><language>fr</language>{}</channel></rss>"


def read(text: str, content_type: str = "") -> Feed | NoFeed:
    return read_feed(text.encode(), content_type, SETTING)


@pytest.mark.parametrize("content_type", ["", "text/html; charset=utf-8", "application/json", "image/png"])
def test_the_body_tells_the_format_and_the_content_type_does_not(content_type: str) -> None:
    feed = read(RSS.format("<item><title>é</title><pubDate>05/03/2024</pubDate></item>"), content_type)
    assert isinstance(feed, Feed)
    assert feed.title == "T"
    (content,) = feed.contents
    assert (content.kind, content.title, content.language) == (ItemKind.BRIEF, "é", "fr")
    assert content.published_at == datetime(2024, 3, 4, 23, tzinfo=UTC)


def test_json_is_told_by_its_brace() -> None:
    feed = read('\ufeff \n{"items": [{"title": "a"}]}', "application/rss+xml")
    assert isinstance(feed, Feed)
    assert [content.title for content in feed.contents] == ["a"]


def test_a_feed_without_entries_is_a_feed() -> None:
    assert read(RSS.format("")) == Feed(title="T", contents=(), faults=())


def test_what_was_left_out_is_told() -> None:
    surplus = read(RSS.format("<item/>" * 1_234))
    assert isinstance(surplus, Feed)
    assert len(surplus.contents) == 1_000
    assert surplus.faults == ("the document holds 1,234 entries: we read the first 1,000",)
    oversized = read(RSS.format(f"<item>{'<x/>' * 4_000}</item>"))
    assert isinstance(oversized, Feed)
    assert oversized.faults == ("1 entries were left out: they are too long to be news",)


def test_dates_that_cannot_be_read_are_told_but_not_without_end() -> None:
    feed = read(RSS.format("<item><title>a</title><pubDate>soon</pubDate></item>" * 50))
    assert isinstance(feed, Feed)
    assert feed.faults[0].startswith("“a” has a date that we cannot read ('soon')")
    assert len(feed.faults) == 20


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "answered with an empty document"),
        ("<!doctype html><html></html>", "is a web page (HTML), not a feed: look for its feed address"),
        (
            '<html><link rel="alternate" type="application/atom+xml" href="../atom.xml">',
            "its feed seems to be https://news.example/atom.xml",
        ),
        (
            '<html><link rel="alternate" type="application/atom+xml" href="javascript:x">',
            "look for its feed address",
        ),
        ("<opml/>", "is an XML document <opml>, not a feed"),
        ("words", "is no XML, not a feed"),
        ("\x01", "is no XML, not a feed"),
        ("{}", "is JSON, but no JSON Feed"),
        ("<rss>" + "<a>" * 201, "nests elements more than 200 deep"),
    ],
)
def test_what_is_no_feed_is_called_by_its_name(text: str, what: str) -> None:
    found = read(text)
    assert isinstance(found, NoFeed)
    assert what in found.what


def test_entity_bombs_are_harmless() -> None:
    levels = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 10))
    bomb = f'<!DOCTYPE rss [<!ENTITY l0 "ha">{levels}]>' + RSS.format("<item><title>&l9;</title></item>")
    feed = read(bomb)
    assert isinstance(feed, Feed)
    assert len(feed.contents[0].title) < 50


def test_files_and_hosts_named_by_entities_are_left_alone() -> None:
    theft = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + RSS.format(
        "<item><title>&x;</title></item>"
    )
    feed = read(theft)
    assert isinstance(feed, Feed)
    assert "root" not in feed.contents[0].title


@given(st.binary() | st.text().map(lambda text: RSS.format(text).encode()), st.text(max_size=30))
def test_no_bytes_make_it_fail(body: bytes, content_type: str) -> None:
    assert isinstance(read_feed(body, content_type, SETTING), Feed | NoFeed)

"""The demonstration's feeds say everything that the newsroom knows, to a parser that is not ours."""

from calendar import timegm
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest

from digest.demo.feeds import atom, brief_html, rss
from digest.demo.press import Article, Brief, load_press

NOW = datetime(2026, 3, 17, 9, 20, tzinfo=UTC)
SITE = "http://127.0.0.1:8000"
PRESS = load_press(NOW)


@pytest.fixture(scope="module")
def articles() -> list[tuple[Article, Any]]:
    feed = feedparser.parse(rss(PRESS.articles, SITE), sanitize_html=False, resolve_relative_uris=False)
    assert not feed.bozo
    return list(zip(PRESS.articles, feed.entries, strict=True))


@pytest.fixture(scope="module")
def briefs() -> list[tuple[Brief, Any]]:
    feed = feedparser.parse(atom(PRESS.briefs, SITE), sanitize_html=False, resolve_relative_uris=False)
    assert not feed.bozo
    return list(zip(PRESS.briefs, feed.entries, strict=True))


def test_an_article_keeps_its_texts_and_its_address(articles):
    for article, entry in articles:
        assert entry.title == article.title
        assert entry.link == SITE + article.path
        assert entry.summary == article.standfirst
        assert entry.content[0].value == article.body_html
        assert timegm(entry.published_parsed) == article.published_at.timestamp()


def test_an_article_is_the_same_one_on_another_port(articles):
    elsewhere = feedparser.parse(rss(PRESS.articles, "http://127.0.0.1:9999"))
    assert [entry.id for _, entry in articles] == [entry.id for entry in elsewhere.entries]
    assert not any(entry.guidislink for _, entry in articles)


def test_an_article_keeps_every_author_and_category(articles):
    for article, entry in articles:
        assert tuple(author.name for author in entry.authors) == article.authors
        assert tuple(tag.term for tag in entry.tags) == article.categories


def test_an_article_keeps_what_rss_has_no_word_for(articles):
    for article, entry in articles:
        assert entry.digest_kicker == article.kicker
        assert entry.digest_access == article.access
        assert entry["digest_reading-minutes"] == str(article.reading_minutes)
        assert entry.get("digest_credit", "") == article.picture_credit
        assert entry.get("language", "fr") == article.language


def test_a_picture_has_its_size_its_credit_and_a_description():
    media = "{http://search.yahoo.com/mrss/}"
    items = ET.fromstring(rss(PRESS.articles, SITE)).findall("channel/item")
    for article, item in zip(PRESS.articles, items, strict=True):
        picture = item.find(f"{media}content")
        if not article.picture:
            assert picture is None
            continue
        assert picture.get("url") == f"{SITE}/pictures/{article.picture}.png"
        assert (picture.get("medium"), picture.get("width"), picture.get("height")) == ("image", "800", "533")
        assert picture.findtext(f"{media}credit") == article.picture_credit
        assert picture.findtext(f"{media}description") == article.picture_alt


def test_a_brief_keeps_its_text_its_minute_and_its_tags(briefs):
    for brief, entry in briefs:
        assert entry.title == brief.title
        assert entry.link == SITE + brief.path
        assert entry.content[0].value == brief_html(brief, SITE)
        assert timegm(entry.published_parsed) == brief.published_at.timestamp()
        assert tuple(tag.term for tag in entry.get("tags", [])) == brief.tags


def test_a_brief_links_to_its_source(briefs):
    for brief, entry in briefs:
        related = [link.href for link in entry.links if link.rel == "related"]
        assert related == ([SITE + brief.source_path] if brief.source else [])


def test_a_text_with_markup_in_it_stays_a_text():
    brief = Brief(id="x", title="", text="a < b & c", source="R&D", published_at=NOW, tags=())
    assert brief_html(brief, SITE) == (f'<p>a &lt; b &amp; c <a href="{SITE}/documents/x">R&amp;D</a></p>')

"""From an address to contents: the reader on feeds of every format, and on what is no feed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digest.domain.content import Access, Image, ItemKind
from digest.domain.gathering import Harvest, Reading, Unchanged, Unreadable, Validators
from digest.domain.newsroom import Source
from digest.sources.fetch import Fetcher, FetchOptions
from digest.sources.reader import WebReader
from tests.integration.digest.sources.server import HttpServer, response

NOW = datetime(2026, 11, 24, 6, 40, tzinfo=UTC)
FEEDS = Path(__file__).parents[3] / "data" / "feeds"


def read(
    server: HttpServer,
    body: bytes,
    *,
    kind: ItemKind = ItemKind.ARTICLE,
    validators: Validators | None = None,
    **headers: str,
) -> Reading:
    url = server.answer("/feed", response(body, **headers))
    reader = WebReader(Fetcher(FetchOptions(allow_private=("127.0.0.1",), host_gap=0)))
    source = Source(slug="s", url=url, items=kind)
    return reader.read(source, validators or Validators(), timezone="Europe/Paris", now=NOW)


def harvest(server: HttpServer, name: str, kind: ItemKind = ItemKind.ARTICLE) -> Harvest:
    reading = read(server, (FEEDS / name).read_bytes(), kind=kind, Content_Type="text/plain")
    assert isinstance(reading, Harvest), reading
    return reading


def test_an_article_of_a_wordpress_site_is_told_in_full(server: HttpServer) -> None:
    found = harvest(server, "site.xml")
    article = found.contents[0]
    assert found.feed_title == "Le Courrier de l’imagerie"
    assert article.guid == "https://news.example/?p=101"
    assert article.url == "https://news.example/profession/scanner-attente/?page=2"
    assert article.title == "Scanner : l’hôpital réduit l’attente – deux mois gagnés"
    assert article.kicker == "Enquête"
    assert article.standfirst == "Un service a revu ses plages d’examen."
    assert article.body_html == (
        "<p>Un service a revu ses plages d’examen.</p> <h3>Deux mois</h3> <p>Le délai <strong>tombe</strong> à"
        f' <a href="{server.url("/chiffres")}">deux mois</a><sup>1</sup>. Suite</p>'
        " <ul><li>matin</li><li>soir</li></ul>"
    )
    assert article.authors == ("Alix Berger", "Noé Faure et Inès Roy")
    assert article.published_at == datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
    assert article.categories == ("Profession", "Organisation")
    assert article.image == Image(
        url="https://news.example/photos/salle-1024x640.jpg",
        alt="La salle d’examen",
        credit="© A. B.",
        width=1024,
        height=640,
    )
    assert article.access is Access.SUBSCRIBER
    assert article.reading_minutes == 4
    assert article.language == "fr-FR"


def test_a_date_that_nobody_can_read_is_none_and_is_reported(server: HttpServer) -> None:
    found = harvest(server, "site.xml")
    undated = found.contents[1]
    assert undated.published_at is None
    assert undated.url == server.url("/profession/sans-date/")
    (fault,) = found.faults
    assert fault.startswith("“Sans date lisible” has a date that we cannot read ('mise à jour hier à 14:05')")


def test_a_brief_without_a_title_is_called_by_its_first_sentence(server: HttpServer) -> None:
    first, second = harvest(server, "fil.xml", ItemKind.BRIEF).contents
    assert (first.kind, first.title) == (ItemKind.BRIEF, "Le conseil a publié son avis.")
    assert first.standfirst == "Le conseil a publié son avis. Il sera discuté en mars."
    assert (first.guid, first.url) == ("fil-1", "")
    assert first.published_at == datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
    assert (second.title, second.url) == ("Un essai commence", "https://news.example/fil/2")
    assert second.published_at == datetime(2026, 11, 24, 6, 31, tzinfo=UTC)


def test_an_atom_feed_is_read_with_its_bases_languages_and_persons(server: HttpServer) -> None:
    found = harvest(server, "atom.xml")
    first, second = found.contents
    assert found.feed_title == "Lab & Ward"
    assert first.title == "Why x < y matters <here>"
    assert first.url == "https://lab.example/blog/posts/1"
    assert first.published_at == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert (first.standfirst, first.authors, first.categories) == (
        "A note on order.",
        ("Lab team",),
        ("Methods",),
    )
    assert '<em>in full</em>, with <a href="https://lab.example/blog/posts/0">' in first.body_html
    assert first.image == Image(url="https://lab.example/blog/photos/1.jpg")
    assert (first.language, second.language) == ("en", "fr")
    assert second.published_at == datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
    assert (second.standfirst, second.authors) == ("Premier point.", ("Zoé Petit",))


def test_an_rdf_feed_is_read_with_the_entities_that_it_declares(server: HttpServer) -> None:
    (only,) = harvest(server, "rdf.xml").contents
    assert (only.guid, only.url) == ("https://old.example/1", "https://old.example/1")
    assert only.authors == ("Press office",)
    assert only.categories == ("Archive",)
    assert only.published_at == datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


def test_a_json_feed_is_told_from_its_body_and_read(server: HttpServer) -> None:
    found = harvest(server, "feed.json")
    first, second = found.contents
    assert found.feed_title == "JSON news"
    assert (first.guid, first.url, first.title) == ("7", "https://json.example/7", "Un < titre")
    assert first.body_html == "<p>Le résumé, puis la <em>suite</em>.</p>"
    assert first.image == Image(url="https://json.example/7.jpg", alt="Une image", credit="© C. D.")
    assert (first.kicker, first.access, first.reading_minutes) == ("Étude", Access.FREE, 2)
    assert (first.authors, first.categories) == (("La rédaction",), ("IA", "Imagerie"))
    assert second.title == "Première phrase."
    assert second.url == "https://elsewhere.example/8"
    assert second.body_html == "<p>Première phrase. Et &lt;b&gt;la&lt;/b&gt; suite.</p><p>Fin.</p>"
    assert (second.authors, second.categories, second.image) == (("Paul Noir",), (), None)


def test_relative_links_are_relative_to_the_content_location(server: HttpServer) -> None:
    feed = b"<rss version='2.0'><channel><item><title>a</title><link>1</link></item></channel></rss>"
    for location, url in (
        ("https://news.example/blog/feed", "https://news.example/blog/1"),
        ("/blog/", server.url("/blog/1")),
        ("http://10.0.0.5/index.xml", server.url("/1")),
        ("javascript:alert(1)", server.url("/1")),
        ("http://[", server.url("/1")),
    ):
        reading = read(server, feed, Content_Location=location)
        assert isinstance(reading, Harvest)
        assert reading.contents[0].url == url


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides(server: HttpServer, mark: str) -> None:
    text = '<rss version="2.0"><channel><item><title>Été à l’hôpital</title></item></channel></rss>'
    reading = read(server, text.encode(mark), Content_Type="application/xml; charset=iso-8859-1")
    assert isinstance(reading, Harvest)
    assert reading.contents[0].title == "Été à l’hôpital"


def test_a_feed_without_entries_is_a_harvest_of_nothing(server: HttpServer) -> None:
    reading = read(server, b"<rss version='2.0'><channel><title>Calm</title></channel></rss>", ETag='"1"')
    assert reading == Harvest(contents=(), validators=Validators(etag='"1"'), feed_title="Calm")


def test_an_unchanged_source_is_unchanged(server: HttpServer) -> None:
    url = server.answer("/feed", response(status="304 Not Modified"))
    reader = WebReader(Fetcher(FetchOptions(allow_private=("127.0.0.1",), host_gap=0)))
    known = Validators(etag='"1"')
    assert reader.read(Source(slug="s", url=url), known, timezone="UTC", now=NOW) == Unchanged(
        validators=known
    )


def test_a_refusal_is_unreadable_and_says_when_to_come_back(server: HttpServer) -> None:
    url = server.answer("/feed", response(status="503 Down", Retry_After="60"))
    reader = WebReader(Fetcher(FetchOptions(allow_private=("127.0.0.1",), host_gap=0)))
    reading = reader.read(Source(slug="s", url=url), Validators(), timezone="UTC", now=NOW)
    assert isinstance(reading, Unreadable)
    assert (reading.gone, reading.retry_after) == (False, timedelta(minutes=1))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "answered with an empty document: open it in a browser"),
        (b" \r\n\xef\xbb\xbf ", "answered with an empty document: open it in a browser"),
        (b"<!DOCTYPE html><p>Bonjour", "is a web page (HTML), not a feed: look for its feed address"),
        (
            b"<html><link rel=alternate type='application/rss+xml' href='/fil.xml?a=1&amp;b=2'>",
            "is a web page (HTML), not a feed: its feed seems to be {origin}/fil.xml?a=1&b=2",
        ),
        (
            b"<urlset><url/></urlset>",
            "is an XML document <urlset>, not a feed: look for the feed's own address",
        ),
        (b"%PDF-1.7 nothing", "is no XML, not a feed: look for the feed's own address"),
        (b'{"items": 1}', "is JSON, but no JSON Feed: look for the feed's own address"),
        (b'{"items": ', "begins like JSON but cannot be read as such: look for the feed's own address"),
        (
            b"<rss>" + b"<a>" * 300,
            "nests elements more than 200 deep, and we read no such document: is it a feed?",
        ),
    ],
)
def test_what_is_no_feed_is_said_to_be_what_it_is(server: HttpServer, body: bytes, reason: str) -> None:
    reading = read(server, body, Content_Type="application/rss+xml")
    assert reading == Unreadable(reason=f"{server.url('/feed')} {reason.format(origin=server.url(''))}")

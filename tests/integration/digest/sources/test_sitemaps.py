"""From an address to contents by way of sitemaps and their indexes, over HTTP."""

from datetime import UTC, datetime

import pytest

from digest.domain.gathering import Harvest, Reading, Unchanged, Unreadable, Validators
from digest.domain.newsroom import Source, SourceKind
from digest.sources.fetch import Fetcher, FetchOptions
from digest.sources.reader import WebReader
from digest.sources.sitemaps import MOST_CHILDREN
from tests.integration.digest.sources.server import HttpServer, response

NOW = datetime(2026, 11, 24, 6, 40, tzinfo=UTC)


def urlset(*pages: str) -> bytes:
    return f"<urlset>{''.join(f'<url><loc>{page}</loc></url>' for page in pages)}</urlset>".encode()


def news(address: str, date: str) -> bytes:
    data = f"<news:publication_date>{date}</news:publication_date><news:title>Un titre</news:title>"
    return f"<urlset><url><loc>{address}</loc><news:news>{data}</news:news></url></urlset>".encode()


def index(*children: str, changed: str = "") -> bytes:
    date = f"<lastmod>{changed}</lastmod>" if changed else ""
    entries = "".join(f"<sitemap><loc>{child}</loc>{date}</sitemap>" for child in children)
    return f"<sitemapindex>{entries}</sitemapindex>".encode()


def read(
    server: HttpServer,
    path: str = "/sitemap.xml",
    *,
    timezone: str = "",
    validators: Validators | None = None,
) -> Reading:
    fetcher = Fetcher(FetchOptions(allow_private=("127.0.0.1",), host_gap=0))
    source = Source(slug="s", url=server.url(path), kind=SourceKind.SITEMAP, timezone=timezone)
    return WebReader(fetcher).read(source, validators or Validators(), timezone="Europe/Paris", now=NOW)


def harvest(server: HttpServer, **options: str) -> Harvest:
    reading = read(server, **options)  # type: ignore[arg-type]
    assert isinstance(reading, Harvest), reading
    return reading


def paths(server: HttpServer) -> list[str]:
    return [request.path for request in server.requests]


def test_a_sitemap_is_read_and_its_validators_kept(server: HttpServer) -> None:
    server.answer("/sitemap.xml", response(urlset("/a/b-c", "/a/d"), ETag='"1"'))
    found = harvest(server)
    assert [content.url for content in found.contents] == [server.url("/a/b-c"), server.url("/a/d")]
    assert found.validators == Validators(etag='"1"')


@pytest.mark.parametrize(("timezone", "hour"), [("", 7), ("UTC", 8)])
def test_a_time_without_zone_is_meant_where_the_source_lives(
    server: HttpServer, timezone: str, hour: int
) -> None:
    server.answer("/sitemap.xml", response(news("/a", "2026-11-23T08:00:00")))
    assert harvest(server, timezone=timezone).contents[0].published_at == datetime(
        2026, 11, 23, hour, tzinfo=UTC
    )


def test_a_sitemap_that_did_not_change_is_unchanged(server: HttpServer) -> None:
    server.answer("/sitemap.xml", response(status="304 Not Modified"))
    assert read(server, validators=Validators(etag='"1"')) == Unchanged(validators=Validators(etag='"1"'))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (response(status="410 Gone"), "410"),
        (response(b"<!doctype html>"), "web page"),
        (response(index()), "it names no sitemap"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_address(server: HttpServer, answer: bytes, words: str) -> None:
    server.answer("/sitemap.xml", answer)
    found = read(server)
    assert isinstance(found, Unreadable)
    assert found.reason.startswith(server.url("/sitemap.xml"))
    assert words in found.reason
    assert found.gone is ("410" in words)


def test_of_an_index_the_first_sitemaps_are_read_and_no_more(server: HttpServer) -> None:
    children = [f"/post-{number}.xml" for number in range(MOST_CHILDREN + 2)]
    for child in children:
        server.answer(child, response(urlset("/shared", f"/of{child}")))
    server.answer("/sitemap.xml", response(index(*children)))
    found = harvest(server)
    latest = children[: -MOST_CHILDREN - 1 : -1]
    assert paths(server) == ["/sitemap.xml", *latest]
    assert [content.url for content in found.contents] == [
        server.url("/shared"),
        *(server.url(f"/of{child}") for child in latest),
    ]


def test_one_damaged_sitemap_of_an_index_costs_the_others_nothing(server: HttpServer) -> None:
    server.answer("/sitemap.xml", response(index("/post-1.xml", "/post-2.xml", "/post-3.xml"), ETag='"1"'))
    server.answer("/post-1.xml", response(urlset("/a")))
    server.answer("/post-2.xml", response(status="500 Oh"))
    server.answer("/post-3.xml", response(index("/post-4.xml", "/post-1.xml")))
    found = harvest(server)
    assert [content.url for content in found.contents] == [server.url("/a")]
    assert "index inside an index" in found.faults[0]
    assert "answered 500" in found.faults[1]
    assert found.validators == Validators()


def test_an_index_none_of_whose_sitemaps_can_be_read_is_unreadable(server: HttpServer) -> None:
    server.answer("/sitemap.xml", response(index("/post-1.xml", "/post-2.xml")))
    server.answer("/post-1.xml", response(b"<urlset>"))
    server.answer("/post-2.xml", response(status="404 Not Found"))
    found = read(server)
    assert isinstance(found, Unreadable)
    assert "damaged XML" in found.reason
    assert "404" in found.reason


@pytest.mark.parametrize(
    ("changed", "kept"), [("2026-11-24T06:00:00Z", Validators(etag='"1"')), ("2026-11-24", Validators())]
)
def test_an_index_is_asked_whether_it_changed_only_if_that_says_something_of_its_sitemaps(
    server: HttpServer, changed: str, kept: Validators
) -> None:
    server.answer("/sitemap.xml", response(index("/post-1.xml", changed=changed), ETag='"1"'))
    server.answer("/post-1.xml", response(urlset("/a")))
    assert harvest(server).validators == kept

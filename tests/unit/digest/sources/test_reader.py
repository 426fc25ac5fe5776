from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from digest.domain.content import Content, ItemKind
from digest.domain.gathering import Harvest, PageReading, Unchanged, Unreadable, Validators
from digest.domain.newsroom import Selectors, Source, SourceKind
from digest.ports import SourceReader
from digest.sources.fetch import Fetched, Fetcher, FetchFailed, FetchOptions, NotModified
from digest.sources.reader import WebReader

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
SOURCE = Source(slug="fil", url="https://news.example/fil.xml", items=ItemKind.BRIEF)
KNOWN, FRESH = Validators(etag='"1"'), Validators(etag='"2"')


class CannedFetcher(Fetcher):
    """Gives one answer and notes the question. rules: what robots.txt holds or answers, None for a site without one."""

    def __init__(
        self,
        answer: Fetched | NotModified | FetchFailed,
        rules: str | FetchFailed | NotModified | None = None,
    ) -> None:
        super().__init__(FetchOptions())
        self.answer, self.rules = answer, rules
        self.asked: list[object] = []

    def fetch(self, url, validators=None, *, now):
        if url.endswith("/robots.txt"):
            rules = FetchFailed(reason="no", status=404) if self.rules is None else self.rules
            return body(rules) if isinstance(rules, str) else rules
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


# Pages that list articles

LIST = Source(slug="liste", url="https://news.example/actualite/", kind=SourceKind.PAGE)
ARTICLE = (
    '<html><head><meta property="og:type" content="article">'
    '<meta property="article:published_time" content="2026-11-22T07:31:00"></head><body><article><h1>Le tri</h1>'
    "<p>Trois centres ont compté, pendant un an, les minutes qui séparent une demande de son compte rendu.</p>"
)


def read_list(
    text: str, source: Source = LIST, content_type: str = "text/html"
) -> Harvest | Unchanged | Unreadable:
    answer = replace(body(text), content_type=content_type, url="https://news.example/actualite/")
    return WebReader(CannedFetcher(answer)).read(source, KNOWN, timezone="Europe/Paris", now=NOW)


def test_a_page_that_lists_becomes_a_harvest_of_stubs() -> None:
    reading = read_list('<h2><a href="/un-tri-plus-court/">Un tri plus court</a></h2>')
    stub = Content(
        kind=ItemKind.ARTICLE,
        guid="",
        url="https://news.example/un-tri-plus-court/",
        title="Un tri plus court",
    )
    assert reading == Harvest(contents=(stub,), validators=FRESH)


def test_a_page_that_is_one_article_gives_that_one() -> None:
    reading = read_list(ARTICLE)
    assert isinstance(reading, Harvest)
    (content,) = reading.contents
    assert (content.url, content.title) == (LIST.url, "Le tri")
    assert content.published_at == datetime(2026, 11, 22, 6, 31, tzinfo=UTC)


def test_a_selector_for_links_makes_a_list_of_any_page() -> None:
    source = replace(LIST, selectors=Selectors(links=".l"))
    reading = read_list(ARTICLE + '<a class="l" href="/x">Un</a>', source)
    assert isinstance(reading, Harvest)
    assert [content.url for content in reading.contents] == ["https://news.example/x"]


@pytest.mark.parametrize(
    ("text", "source", "content_type", "told"),
    [
        ("<p>Bienvenue", LIST, "text/html", "shows no links to articles"),
        (
            "<p>Bienvenue",
            replace(LIST, selectors=Selectors(links=".l")),
            "text/html",
            "where its selector '.l' points",
        ),
        ("%PDF", LIST, "application/pdf", "is no web page, or an empty one"),
    ],
)
def test_a_page_that_lists_nothing_is_unreadable_and_says_what_to_do(
    text: str, source: Source, content_type: str, told: str
) -> None:
    reading = read_list(text, source, content_type)
    assert isinstance(reading, Unreadable)
    assert reading.reason.startswith(LIST.url)
    assert told in reading.reason


def test_times_without_a_zone_are_those_of_the_source_where_it_has_one() -> None:
    feed = "<rss version='2.0'><channel><item><link>1</link><pubDate>2026-11-22 07:31</pubDate></item></channel></rss>"
    reader = WebReader(CannedFetcher(body(feed)))
    source = replace(SOURCE, timezone="Indian/Reunion")
    reading = reader.read(source, KNOWN, timezone="Europe/Paris", now=NOW)
    assert isinstance(reading, Harvest)
    assert reading.contents[0].published_at == datetime(2026, 11, 22, 3, 31, tzinfo=UTC)


# The page of an article

STUB = Content(kind=ItemKind.ARTICLE, guid="", url="https://news.example/tri/", title="")


def read_page(answer: Fetched | NotModified | FetchFailed, source: Source = LIST) -> PageReading:
    fetcher = CannedFetcher(answer)
    reading = WebReader(fetcher).read_page(STUB, source, timezone="Europe/Paris", now=NOW)
    assert fetcher.asked == [(STUB.url, None, NOW)]
    return reading


def test_a_content_is_completed_by_its_page_in_the_zone_of_its_source() -> None:
    answer = replace(body(ARTICLE), url=STUB.url)
    assert read_page(answer).content.published_at == datetime(2026, 11, 22, 6, 31, tzinfo=UTC)
    there = read_page(answer, replace(LIST, timezone="Indian/Reunion"))
    assert there.content.published_at == datetime(2026, 11, 22, 3, 31, tzinfo=UTC)


@pytest.mark.parametrize("answer", [FetchFailed(reason="why"), NotModified(validators=FRESH)])
def test_a_page_that_cannot_be_fetched_is_a_fault(answer: FetchFailed | NotModified) -> None:
    reading = read_page(answer)
    assert reading.content is STUB
    assert reading.fault


def test_a_page_is_not_told_to_be_corrected_like_a_source() -> None:
    gone = FetchFailed(reason=f"{STUB.url} answered 404: correct it", status=404, for_source="correct it")
    assert read_page(gone).fault == f"{STUB.url} answered 404"


def test_what_is_no_web_address_says_so_and_nothing_else() -> None:
    fetcher = CannedFetcher(body(ARTICLE))
    stub = replace(STUB, url="nonsense")
    reading = WebReader(fetcher).read_page(stub, LIST, timezone="Europe/Paris", now=NOW)
    assert (fetcher.asked, reading.fault) == (
        [],
        "'nonsense' is no web address: it must begin with http:// or https://",
    )


def test_a_page_that_the_site_keeps_machines_from_is_not_asked_for() -> None:
    fetcher = CannedFetcher(body(ARTICLE), rules="User-agent: *\nDisallow: /tri/")
    reading = WebReader(fetcher).read_page(STUB, LIST, timezone="Europe/Paris", now=NOW)
    assert (reading.content, reading.forbidden, fetcher.asked) == (STUB, True, [])
    assert reading.fault == (
        "https://news.example/tri/ was not read: https://news.example/robots.txt keeps programs off this page, so that its"
        " article is kept with what the source says of it; ask the site to let our User-Agent through"
    )


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        (
            FetchFailed(
                reason="https://news.example/robots.txt answered 503: advice", status=503, for_source="advice"
            ),
            "https://news.example/robots.txt answered 503, and",
        ),
        (
            FetchFailed(reason="https://news.example/robots.txt could not be reached (refused)"),
            "https://news.example/robots.txt could not be reached (refused), and",
        ),
        (NotModified(validators=FRESH), "https://news.example/robots.txt answered 304, and"),
    ],
)
def test_a_page_whose_robots_txt_cannot_be_had_says_what_came_back_and_when_it_is_asked_again(
    rules: FetchFailed | NotModified, told: str
) -> None:
    fetcher = CannedFetcher(body(ARTICLE), rules=rules)
    reading = WebReader(fetcher).read_page(STUB, LIST, timezone="Europe/Paris", now=NOW)
    assert (reading.content, reading.forbidden, fetcher.asked) == (STUB, False, [])
    assert reading.fault == (
        f"https://news.example/tri/ was not read: {told} pages of this site wait until we know what it allows. It is asked"
        " again from 2026-11-24 08:00 (Europe/Paris) on; meanwhile articles are kept with what the source says of them"
    )


def test_a_sitemap_becomes_a_harvest_of_stubs() -> None:
    source = Source(slug="plan", url="https://news.example/plan.xml", kind=SourceKind.SITEMAP)
    page = "<url><loc>https://news.example/un-tri-plus-court/</loc></url>"
    answer = body(f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{page}</urlset>")
    reading = WebReader(CannedFetcher(answer)).read(source, KNOWN, timezone="Europe/Paris", now=NOW)
    assert isinstance(reading, Harvest)
    assert [content.url for content in reading.contents] == ["https://news.example/un-tri-plus-court/"]
    assert reading.validators == FRESH


def test_a_page_of_briefs_becomes_a_harvest_of_them_at_their_times() -> None:
    source = Source(
        slug="fil",
        url="https://news.example/fil/",
        kind=SourceKind.PAGE,
        items=ItemKind.BRIEF,
        selectors=Selectors(briefs="#fil"),
    )
    page = (
        "<html><body><ul id='fil'><li>Hier</li><li>7:30 <a href='/b/1/'>Le registre rouvre</a></li>"
        "<li>13:31 <a href='/b/2/'>Une garde de plus</a></li></ul></body></html>"
    )
    reading = WebReader(CannedFetcher(body(page))).read(source, KNOWN, timezone="Europe/Paris", now=NOW)
    assert isinstance(reading, Harvest)
    assert [(content.kind, content.title, content.published_at) for content in reading.contents] == [
        (ItemKind.BRIEF, "Le registre rouvre", datetime(2026, 11, 23, 6, 30, tzinfo=UTC)),
        (ItemKind.BRIEF, "Une garde de plus", datetime(2026, 11, 23, 12, 31, tzinfo=UTC)),
    ]

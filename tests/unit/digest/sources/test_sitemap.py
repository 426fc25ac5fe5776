"""Sitemaps of every kind, well made and badly made, and documents that are none."""

import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.domain.content import Access, Content, Image, ItemKind, Precision
from digest.sources.document import MOST_ENTRIES
from digest.sources.entry import Setting
from digest.sources.feed import Feed, NoFeed
from digest.sources.sitemap import MOST_PAGES, SitemapIndex, read_sitemap, title_from

SETTING = Setting(kind=ItemKind.ARTICLE, url="https://news.example/sitemap-news.xml", timezone="Europe/Paris")
SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)
SCANNER = """\
<url>
  <loc>https://news.example/profession/scanner-attente/</loc>
  <lastmod>2026-11-24T05:00:00+01:00</lastmod>
  <news:news>
    <news:publication><news:name>Le Courrier</news:name><news:language>fr</news:language></news:publication>
    <news:publication_date>2026-11-23T17:30:00+01:00</news:publication_date>
    <news:title>Scanner : l&#8217;attente r&#xE9;duite &amp; mesurée</news:title>
    <news:keywords>Profession, Organisation,profession</news:keywords>
  </news:news>
  <image:image>
    <image:loc>https://news.example/photos/salle.jpg</image:loc>
    <image:title>La salle d’examen</image:title>
    <image:caption>Une salle du service, en mai.</image:caption>
  </image:image>
</url>
"""


def urlset(*pages: str, spaces: str = SPACES) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {spaces}>{"".join(pages)}</urlset>'.encode()


def page(address: str, more: str = "") -> str:
    return f"<url><loc>{address}</loc>{more}</url>"


def index(*children: tuple[str, str]) -> SitemapIndex:
    entries = "".join(
        f"<sitemap><loc>https://news.example/{name}</loc>{changed and f'<lastmod>{changed}</lastmod>'}</sitemap>"
        for name, changed in children
    )
    found = read_sitemap(f"<sitemapindex>{entries}</sitemapindex>".encode(), "", SETTING)
    assert isinstance(found, SitemapIndex), found
    return found


def read(body: bytes, content_type: str = "application/xml") -> Feed:
    found = read_sitemap(body, content_type, SETTING)
    assert isinstance(found, Feed), found
    return found


def only(body: bytes) -> Content:
    (content,) = read(body).contents
    return content


def refused(body: bytes) -> str:
    found = read_sitemap(body, "", SETTING)
    assert isinstance(found, NoFeed), found
    return found.what


# News


def test_a_page_with_news_data_is_told_in_full() -> None:
    assert only(urlset(SCANNER)) == Content(
        kind=ItemKind.ARTICLE,
        guid="https://news.example/profession/scanner-attente/",
        url="https://news.example/profession/scanner-attente/",
        title="Scanner : l’attente réduite & mesurée",
        published_at=datetime(2026, 11, 23, 16, 30, tzinfo=UTC),
        published_origin="sitemap",
        categories=("Profession", "Organisation"),
        image=Image(
            url="https://news.example/photos/salle.jpg",
            alt="La salle d’examen",
            caption="Une salle du service, en mai.",
        ),
        language="fr",
    )


def test_the_publication_gives_its_name() -> None:
    assert read(urlset(SCANNER)).title == "Le Courrier"


def test_briefs_are_briefs() -> None:
    setting = Setting(kind=ItemKind.BRIEF, url=SETTING.url, timezone="Europe/Paris")
    found = read_sitemap(urlset(SCANNER), "", setting)
    assert isinstance(found, Feed)
    assert found.contents[0].kind is ItemKind.BRIEF


@pytest.mark.parametrize(
    ("written", "instant", "precision"),
    [
        ("2026-11-23T17:30Z", datetime(2026, 11, 23, 17, 30, tzinfo=UTC), Precision.MINUTE),
        ("2026-11-23T17:30:05.5+01:00", datetime(2026, 11, 23, 16, 30, 5, 500_000, UTC), Precision.MINUTE),
        ("2026-11-23T17:30:00", datetime(2026, 11, 23, 16, 30, tzinfo=UTC), Precision.MINUTE),
        (" 2026-11-23\n", datetime(2026, 11, 22, 23, 0, tzinfo=UTC), Precision.DAY),
        ("2026-11", None, Precision.MINUTE),
        ("yesterday", None, Precision.MINUTE),
        ("", None, Precision.MINUTE),
    ],
)
def test_the_time_is_known_as_precisely_as_it_is_stated(
    written: str, instant: datetime | None, precision: Precision
) -> None:
    body = urlset(SCANNER.replace("2026-11-23T17:30:00+01:00", written))
    found = only(body)
    assert (found.published_at, found.published_precision) == (instant, precision)
    assert found.published_origin == ("sitemap" if instant else "")


def test_a_date_that_nobody_can_read_is_a_fault() -> None:
    (fault,) = read(urlset(SCANNER.replace("2026-11-23T17:30:00+01:00", "hier"))).faults
    assert "'hier'" in fault


@pytest.mark.parametrize(
    ("stated", "access"),
    [("Subscription", Access.SUBSCRIBER), ("Registration", Access.SUBSCRIBER), ("", Access.UNKNOWN)],
)
def test_an_article_for_subscribers_is_marked(stated: str, access: Access) -> None:
    body = urlset(SCANNER.replace("</news:news>", f"<news:access>{stated}</news:access></news:news>"))
    assert only(body).access is access


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("http://www.google.com/schemas/sitemap-news/0.9", "http://google.com/schemas/news"),
        (SPACES, ""),
        (SPACES, 'xmlns="http://www.google.com/schemas/sitemap/0.84"'),
        ("news:", "n:"),
        ("<news:", "<"),
    ],
)
def test_wrong_namespaces_and_prefixes_do_no_harm(right: str, wrong: str) -> None:
    text = urlset(SCANNER).decode().replace(right, wrong)
    if wrong == "<":
        text = text.replace("</news:", "</")
    assert only(text.encode()).title == "Scanner : l’attente réduite & mesurée"


def test_titles_of_films_and_addresses_of_players_belong_to_no_page() -> None:
    film = "<video:video><video:title>Un film</video:title><video:loc>https://v.example/1</video:loc></video:video>"
    found = only(urlset(page("https://news.example/profession/un-titre", film)))
    assert (found.title, found.guid) == ("Un titre", "https://news.example/profession/un-titre")


def test_a_picture_that_only_counts_readers_is_none() -> None:
    body = urlset(SCANNER.replace("photos/salle.jpg", "pixel.gif"))
    assert only(body).image is None


# Plain sitemaps


def test_a_last_change_is_no_publication() -> None:
    found = only(
        urlset(page("https://news.example/profession/x-y", "<lastmod>2026-11-24T05:00:00Z</lastmod>"))
    )
    assert (found.published_at, found.published_origin) == (None, "")


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("https://a.example/profession/le-scanner-en-2026", "Le scanner en 2026"),
        ("https://a.example/profession/le-scanner-12345.html", "Le scanner"),
        ("https://a.example/profession/le_scanner/", "Le scanner"),
        ("https://a.example/l%C3%A9preuve-du-feu?page=2", "Lépreuve du feu"),
        ("https://a.example/le-scanner/123456", "Le scanner"),
        ("https://a.example/covid-19", "Covid 19"),
        ("https://a.example/?p=12", ""),
    ],
)
def test_a_page_is_called_by_the_words_of_its_address(address: str, title: str) -> None:
    assert title_from(address) == title


def test_a_page_without_words_in_its_address_is_called_by_the_address() -> None:
    assert only(urlset(page("https://news.example/?p=12"))).title == "news.example/?p=12"


def test_the_newest_comes_first_and_the_undated_stay_in_order() -> None:
    dated = [
        page(f"https://news.example/{day}-x", f"<lastmod>2026-11-{day}</lastmod>") for day in (21, 23, 22)
    ]
    body = urlset(page("https://news.example/b"), *dated, page("https://news.example/a"))
    assert [content.title for content in read(body).contents] == ["23 x", "22 x", "21 x", "B", "A"]


def test_a_page_that_is_named_twice_counts_once_and_the_front_page_not_at_all() -> None:
    pages = ("https://news.example/", "https://news.example", "/a/b", "https://news.example/a/b#top", "/a/b")
    assert [content.url for content in read(urlset(*map(page, pages))).contents] == [
        "https://news.example/a/b",
        "https://news.example/a/b#top",
    ]


@pytest.mark.parametrize("loc", ["", "javascript:alert(1)", "ftp://news.example/a", "http://[", "\x00"])
def test_what_is_no_web_address_is_left_out(loc: str) -> None:
    assert read(urlset(page(loc))).contents == ()


@pytest.mark.parametrize(
    "loc", ["/x?a=1&b=2", "/x?a=1&amp;b=2", "/x?a=1&amp;amp;b=2", "<![CDATA[/x?a=1&b=2]]>"]
)
def test_an_address_may_be_escaped_once_twice_or_not_at_all(loc: str) -> None:
    assert only(urlset(page(loc))).url == "https://news.example/x?a=1&b=2"


# Bounds


def test_of_50_000_pages_the_newest_1_000_are_read() -> None:
    pages = [
        page(f"/a/{number}-x", f"<lastmod>{2000 + number // 400}-01-01</lastmod>")
        for number in range(MOST_PAGES)
    ]
    found = read(urlset(*pages))
    assert len(found.contents) == MOST_ENTRIES
    assert found.contents[0].url == f"https://news.example/a/{MOST_PAGES - 400}-x"
    assert found.faults == ("the document names 50,000 pages: we read the newest 1,000",)


def test_of_more_pages_than_the_protocol_allows_the_rest_is_not_looked_at() -> None:
    body = urlset(*(page(f"/{number}") for number in range(MOST_PAGES + 1))).replace(b"</urlset>", b"<")
    found = read(body)
    assert found.contents[0].url == "https://news.example/0"
    assert "more than 50,000" in found.faults[0]


def test_a_long_text_is_cut() -> None:
    assert len(only(urlset(SCANNER.replace("Scanner", "Scan " * 9_000))).title) <= 300


def test_a_packed_body_is_unpacked() -> None:
    assert only(gzip.compress(urlset(SCANNER), mtime=0)).language == "fr"


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(urlset(SCANNER), mtime=0)[:-30],
        b"\x1f\x8bnothing",
        gzip.compress(b" " * 20_000_000, mtime=0),
        b"<urlset>" + b"<a>" * 100_000,
        b"<urlset>" + b"<a/>" * 1_000_001 + b"</urlset>",
        b"<urlset " + b" ".join(b'a%d=">"' % number for number in range(10_000)) + b"/>",
        b"<urlset><url><loc>" + b"https://a.example/" * 5_000 + b"</loc></url></urlset>",
    ],
    ids=["cut", "torn", "bomb", "deep", "many", "attributes", "text"],
)
def test_what_is_built_to_harm_is_refused(body: bytes) -> None:
    assert refused(body).endswith("is it a sitemap?")


def test_entities_are_neither_expanded_nor_fetched() -> None:
    laughs = '<!ENTITY a "ha ha ha">' + "".join(
        f'<!ENTITY {name} "{f"&{inner};" * 10}">' for inner, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    dtd = f'<!DOCTYPE urlset [{laughs}<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    title = SCANNER.replace("Scanner", "&i; &x; Scanner")
    body = urlset(title).replace(b"<urlset", dtd.encode() + b"<urlset")
    assert only(body).title == "&i; &x; Scanner : l’attente réduite & mesurée"


# Encodings


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbf" + urlset(SCANNER),
        urlset(SCANNER).decode().encode("utf-16"),
        urlset(SCANNER).decode().replace("UTF-8", "ISO-8859-1").encode("cp1252"),
        b"\n\n  " + urlset(SCANNER),
        b"Warning: headers already sent in x.php\n" + urlset(SCANNER),
        b"Notice\n" + urlset(SCANNER).split(b"\n", 1)[1],
    ],
    ids=["BOM", "UTF-16", "Latin-1", "blank lines", "a warning", "no declaration"],
)
def test_the_encoding_and_what_stands_before_do_no_harm(body: bytes) -> None:
    assert only(body).title == "Scanner : l’attente réduite & mesurée"


# Indexes


def test_news_sitemaps_are_named_alone() -> None:
    found = index(
        ("post-sitemap.xml", "2026-11-24"), ("sitemap-news.xml", ""), ("actualites.xml", "2026-11-23")
    )
    assert found.children == ("https://news.example/actualites.xml", "https://news.example/sitemap-news.xml")


def test_the_latest_articles_come_first_and_lists_of_other_things_not_at_all() -> None:
    names = ("page-sitemap.xml", "misc.xml", "post-sitemap.xml", "post-sitemap2.xml", "category-sitemap.xml")
    dates = ("2026-11-24", "2026-11-24", "2026-11-01", "2026-11-23", "2026-11-24")
    found = index(*zip(names, dates, strict=True))
    assert [child.rpartition("/")[2] for child in found.children] == [
        "post-sitemap2.xml",
        "post-sitemap.xml",
        "misc.xml",
    ]


def test_without_dates_the_highest_number_comes_first() -> None:
    found = index(*((f"wp-sitemap-posts-post-{number}.xml", "") for number in (1, 2, 10)))
    assert [child[-6:-4] for child in found.children] == ["10", "-2", "-1"]


def test_lists_of_other_things_are_better_than_nothing() -> None:
    assert index(("page-sitemap.xml", "")).children == ("https://news.example/page-sitemap.xml",)


@pytest.mark.parametrize(
    ("dates", "timed"),
    [
        (("2026-11-24T06:00:00Z", "2026-11-24T06:00+01:00"), True),
        (("2026-11-24T06:00:00Z", "2026-11-24"), False),
        (("2026-11-24T06:00:00Z", ""), False),
        ((), False),
    ],
)
def test_an_index_is_timed_if_all_that_it_names_are(dates: tuple[str, ...], timed: bool) -> None:
    assert index(*((f"post-{number}.xml", date) for number, date in enumerate(dates))).timed is timed


# What is no sitemap


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty document"),
        (b"\xef\xbb\xbf \x00", "empty document"),
        (b"<!DOCTYPE html><html></html>", "web page (HTML)"),
        (b"<rss version='2.0'><channel/></rss>", 'kind = "feed"'),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'/>", 'kind = "feed"'),
        (b"<opml/>", "<opml>"),
        (b"<urlset><url><loc>https://a.example/x</loc></url>", "damaged XML"),
        (b"<urlset><url></urlset>", "damaged XML"),
        (b"{}", "damaged XML"),
        (b"words", "damaged XML"),
        (b"\xff\xfe\xff", "damaged XML"),
    ],
)
def test_what_is_no_sitemap_is_called_what_it_is(body: bytes, words: str) -> None:
    assert words in refused(body)


def test_an_empty_sitemap_is_a_sitemap() -> None:
    assert read(urlset()).contents == ()


PIECES = st.sampled_from(
    [
        *("<urlset>", "</urlset>", "<sitemapindex>", "</sitemapindex>", "<url>", "</url>", "<loc>", "</loc>"),
        *(
            "<sitemap>",
            "</sitemap>",
            "<image:image>",
            "</image:image>",
            "<image:loc>",
            "</image:loc>",
            "&",
            "]]>",
        ),
        *(
            "<news:title>",
            "</news:title>",
            "https://a.example/x",
            "2026-11-23",
            "<![CDATA[",
            "<!DOCTYPE",
            "<!--",
        ),
    ]
)


@given(
    st.one_of(
        st.binary(max_size=200), st.lists(PIECES, max_size=20).map(lambda parts: "".join(parts).encode())
    )
)
def test_nothing_that_comes_can_make_it_fail(body: bytes) -> None:
    for given_body in (body, b"<urlset>" + body + b"</urlset>", b"\x1f\x8b" + body):
        assert isinstance(
            read_sitemap(given_body, "text/xml; charset=x", SETTING), Feed | SitemapIndex | NoFeed
        )

"""From the address of a small site on the loopback to a newsroom that reads it."""

from collections.abc import Iterator

import pytest

from digest.bootstrap import SystemClock
from digest.config.newsroom_file import parse_newsroom
from digest.config.newsroom_text import dump_newsroom
from digest.domain.content import Content, ItemKind
from digest.domain.newsroom import Newsroom, Publication, Selectors, Source, SourceKind, Theme
from digest.errors import SiteUnreadable
from digest.render.subject import check_subject
from digest.services.discover import Discovered, Discoverer
from digest.sources.fetch import Fetcher, FetchOptions
from tests.factories import content
from tests.fakes.site import Site

HTML = "text/html; charset=utf-8"


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as opened:
        yield opened


class Visitor:
    """Discovers, and keeps what it was told meanwhile."""

    def __init__(self) -> None:
        self.told: list[str] = []
        options = FetchOptions(allow_private=("127.0.0.1",), host_gap=0)
        self._discoverer = Discoverer(Fetcher(options), SystemClock())

    def __call__(self, url: str) -> Discovered:
        return self._discoverer.discover(url, self.told.append)


@pytest.fixture
def discover() -> Visitor:
    return Visitor()


def sources(found: Discovered) -> tuple[Source, ...]:
    return found.proposal.newsroom.sources


def accepted(found: Discovered) -> Newsroom:
    """Return the newsroom that `digest apply` makes of the proposal."""
    text = dump_newsroom(found.proposal.newsroom, found.proposal.remarks)
    newsroom = parse_newsroom(text, "newsroom.toml", check_subject=check_subject)
    assert newsroom == found.proposal.newsroom
    return newsroom


# A trade-press site on WordPress

FRONT = """<!doctype html>
<html lang="fr-FR"><head>
<title>Le Courrier de l’imagerie – l’actualité des manips</title>
<meta property="og:site_name" content="Le Courrier de l’imagerie">
<meta name="theme-color" content="#036">
<link rel="apple-touch-icon" sizes="180x180" href="https://cdn.example/icon.png">
<link rel="alternate" type="application/rss+xml" title="Le Courrier » Flux" href="/feed/">
<link rel="alternate" type="application/rss+xml" title="Le Courrier » Flux des commentaires" href="/comments/feed/">
<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">
</head><body>
<header><nav class="menu"><a href="/">Accueil</a><a href="/actualite/socioprofessionnel/">Profession</a>
<a href="/actualite/medical-technique/">Médical &amp; technique</a><a href="/le-fil/">Le fil</a>
<a href="/contact/">Contact</a></nav></header>
<main><a href="/actualite/socioprofessionnel/un-scanner-de-plus-a-lille">Un scanner</a></main>
<footer><nav><a href="/mentions/">Mentions légales</a></nav></footer>
</body></html>"""


def article(number: int, section: str, *categories: str, url: str) -> Content:
    return content(
        number,
        url=f"{url}/{section}/un-article-{number}/",
        title=f"Article {number}",
        categories=categories,
    )


@pytest.fixture
def wordpress(site: Site) -> Site:
    technique = [article(n, "actualite/medical-technique", "Technique", url=site.url) for n in (1, 2)]
    work = article(3, "actualite/socioprofessionnel", "Profession", "Lille", url=site.url)
    view = [article(n, "grand-angle", url=site.url) for n in (4, 5)]
    site.put("/", FRONT.encode(), HTML)
    site.publish("/feed/", *technique, work, *view)
    site.publish("/le-fil/feed/", *(article(n, "le-fil", url=site.url) for n in (7, 8)))
    return site


def test_a_trade_press_site_becomes_a_newsroom(wordpress: Site, discover: Visitor) -> None:
    newsroom = accepted(discover(wordpress.url))
    assert newsroom.publication == Publication(
        name="Le Courrier de l’imagerie",
        url=wordpress.url,
        language="fr",
        timezone="Europe/Paris",
        logo="https://cdn.example/icon.png",
        accent="#003366",
    )
    assert newsroom.sources == (
        Source(slug="site", url=f"{wordpress.url}/feed/"),
        Source(slug="fil", url=f"{wordpress.url}/le-fil/feed/", items=ItemKind.BRIEF),
    )
    assert newsroom.themes == (
        Theme(
            slug="profession",
            title="Profession",
            sections=("/actualite/socioprofessionnel/",),
            categories=("Profession",),
        ),
        Theme(
            slug="medical-technique",
            title="Médical & technique",
            sections=("/actualite/medical-technique/",),
        ),
        Theme(slug="grand-angle", title="Grand angle", sections=("/grand-angle/",)),
    )
    (newsletter,) = newsroom.newsletters
    assert (newsletter.slug, newsletter.themes) == (
        "quotidienne",
        ("profession", "medical-technique", "grand-angle"),
    )
    assert (f"{newsletter.at:%H:%M}", f"{newsletter.closing:%H:%M}") == ("07:00", "06:30")
    assert newsletter.from_ == "Le Courrier de l’imagerie <newsletter@example.org>"


def test_whoever_waits_is_told_what_is_found(wordpress: Site, discover: Visitor) -> None:
    discover(wordpress.url)
    assert discover.told == [
        f"front page: {wordpress.url}, Le Courrier de l’imagerie",
        f"feed: {wordpress.url}/feed/, 5 entries",
        f"feed: {wordpress.url}/le-fil/feed/, 2 entries, briefs",
    ]


def test_a_site_is_asked_for_no_more_than_is_needed(wordpress: Site, discover: Visitor) -> None:
    discover(wordpress.url)
    assert wordpress.asked == ["/", "/feed/", "/le-fil/feed/"]


@pytest.mark.parametrize("colour", ["#ffcc00", "#fff", "red", ""])
def test_a_colour_that_cannot_be_read_on_paper_is_not_proposed(
    wordpress: Site, discover: Visitor, colour: str
) -> None:
    wordpress.put("/", FRONT.replace("#036", colour).encode(), HTML)
    assert accepted(discover(wordpress.url)).publication.accent == "#7a1f5c"


def test_the_address_of_a_feed_leads_to_its_site(wordpress: Site, discover: Visitor) -> None:
    found = discover(f"{wordpress.url}/feed/")
    assert accepted(found).publication.name == "Le Courrier de l’imagerie"
    assert [source.slug for source in sources(found)] == ["site", "fil"]


def test_a_feed_without_a_site_around_it_is_enough(wordpress: Site, discover: Visitor) -> None:
    wordpress.put("/", b"", status=500)
    newsroom = accepted(discover(f"{wordpress.url}/feed/"))
    assert newsroom.publication.name == "Le Courrier"
    assert [source.slug for source in newsroom.sources] == ["site"]


def test_announced_feeds_that_are_none_or_bring_nothing_new_are_left_out_with_the_reason(
    wordpress: Site, discover: Visitor
) -> None:
    link = '<link rel="alternate" type="application/atom+xml" href="{}">'
    more = "".join(map(link.format, ("/copy.xml", "/gone.xml", "/page.xml", "/other.xml")))
    wordpress.put("/", FRONT.replace("</head>", f"{more}</head>").encode(), HTML)
    wordpress.publish("/copy.xml", article(1, "actualite/medical-technique", url=wordpress.url))
    wordpress.put("/page.xml", b"<!doctype html>", HTML)
    wordpress.publish("/other.xml", article(9, "ailleurs", url=wordpress.url))
    found = discover(wordpress.url)
    assert [source.url.removeprefix(wordpress.url) for source in sources(found)] == [
        "/feed/",
        "/other.xml",
        "/le-fil/feed/",
    ]
    reasons = [reason for _, reason in found.left_out]
    assert "brings nothing" in reasons[0]
    assert "answered 404" in reasons[1]
    assert "web page" in reasons[2]
    accepted(found)


# Le fil

WIRE = '<div class="bloc le-fil"><p>7:30 Une grève</p><p>13h31 Un accord</p></div>'


def test_a_page_that_is_nothing_but_short_news_needs_no_block_of_that_name(
    wordpress: Site, discover: Visitor
) -> None:
    wordpress.put("/le-fil/feed/", b"", status=404)
    page = "<html><body><h1>Le fil</h1><ul><li>7:30 Une grève</li><li>13h31 Un accord</li></ul></body></html>"
    wordpress.put("/le-fil/", page.encode(), HTML)
    found = discover(wordpress.url)
    assert sources(found)[1] == Source(
        slug="fil", url=f"{wordpress.url}/le-fil/", kind=SourceKind.PAGE, items=ItemKind.BRIEF
    )
    accepted(found)


def test_a_page_of_that_name_without_times_is_no_short_news(wordpress: Site, discover: Visitor) -> None:
    wordpress.put("/le-fil/feed/", b"", status=404)
    wordpress.put("/le-fil/", b"<html><body><h1>Le fil</h1><p>Une date : 7:30</p></body></html>", HTML)
    assert [source.slug for source in sources(discover(wordpress.url))] == ["site"]


def test_a_page_of_short_news_is_read_where_it_has_no_feed(wordpress: Site, discover: Visitor) -> None:
    wordpress.put("/le-fil/feed/", b"", status=404)
    wordpress.put("/le-fil/", f"<html><body>{WIRE}</body></html>".encode(), HTML)
    found = discover(wordpress.url)
    assert sources(found)[1] == Source(
        slug="fil",
        url=f"{wordpress.url}/le-fil/",
        kind=SourceKind.PAGE,
        items=ItemKind.BRIEF,
        selectors=Selectors(briefs=".le-fil"),
    )
    accepted(found)


def test_a_block_of_the_front_page_is_read_where_there_is_no_such_page(
    wordpress: Site, discover: Visitor
) -> None:
    wordpress.put("/le-fil/feed/", b"", status=404)
    wordpress.put("/", FRONT.replace("<main>", f"<main>{WIRE}").encode(), HTML)
    found = discover(wordpress.url)
    assert (sources(found)[1].url, sources(found)[1].selectors.briefs) == (wordpress.url, ".le-fil")
    accepted(found)


def test_no_short_news_are_proposed_that_are_not_there(wordpress: Site, discover: Visitor) -> None:
    wordpress.put("/le-fil/feed/", b"", status=404)
    crumbs = '<div class="fil-ariane">12:00 13:00</div><div class="le-fil">bientôt</div>'
    wordpress.put("/", FRONT.replace("<main>", f"<main>{crumbs}").encode(), HTML)
    assert [source.slug for source in sources(discover(wordpress.url))] == ["site"]


def test_the_feed_of_comments_behind_a_page_is_no_feed_of_short_news(
    wordpress: Site, discover: Visitor
) -> None:
    comments = "<rss version='2.0'><channel><title>Commentaires sur : Le fil</title>{}</channel></rss>"
    wordpress.put("/le-fil/", f"<html><body>{WIRE}</body></html>".encode(), HTML)
    for items in ("", "<item><title>Par : Ana</title><link>/le-fil/#c1</link></item>"):
        wordpress.put("/le-fil/feed/", comments.format(items).encode())
        assert sources(discover(wordpress.url))[1].kind is SourceKind.PAGE


# Other sites

PLAIN = "<html lang='en'><head><title>Home | The Radiographer</title></head><body><p>Hello</p></body></html>"
NEWS = (
    "<urlset><url><loc>/news/a-scanner-in-leeds/</loc><news:news>"
    "<news:publication_date>2026-11-23T08:00:00Z</news:publication_date><news:title>A scanner</news:title>"
    "</news:news></url></urlset>"
)


@pytest.mark.parametrize("path", ["/maps/google-news.xml", "/sitemap-news.xml", "/news-sitemap.xml"])
def test_a_site_without_a_feed_is_read_by_its_news_sitemap(site: Site, discover: Visitor, path: str) -> None:
    site.put("/", PLAIN.encode(), HTML)
    site.put(path, NEWS.encode(), "application/xml")
    if path.startswith("/maps"):
        plain = "<urlset><url><loc>/news/x</loc></url></urlset>"
        site.put("/all.xml", plain.encode(), "application/xml")
        robots = f"User-agent: *\nDisallow:\nSitemap: {site.url}/all.xml\nSITEMAP : {site.url}{path}\n"
        site.put("/robots.txt", robots.encode(), "text/plain")
    found = discover(site.url)
    newsroom = accepted(found)
    assert newsroom.sources == (Source(slug="site", url=site.url + path, kind=SourceKind.SITEMAP),)
    assert newsroom.publication.name == "The Radiographer"
    assert (newsroom.publication.language, newsroom.publication.timezone) == ("en", "UTC")
    assert (newsroom.newsletters[0].slug, newsroom.newsletters[0].title) == ("daily", "The Daily")


def test_a_site_with_nothing_but_a_json_feed_at_a_usual_address(site: Site, discover: Visitor) -> None:
    items = '{"id": "1", "url": "/a/b", "title": "A", "tags": ["Wards"]}'
    feed = f'{{"version": "https://jsonfeed.org/version/1.1", "title": "R", "items": [{items}]}}'
    site.put("/", PLAIN.encode(), HTML)
    site.put("/feed.json", feed.encode(), "application/json")
    found = discover(site.url)
    assert sources(found) == (Source(slug="site", url=f"{site.url}/feed.json"),)
    accepted(found)


def test_a_site_with_nothing_is_read_by_its_front_page(site: Site, discover: Visitor) -> None:
    site.put("/", PLAIN.encode(), HTML)
    found = discover(site.url)
    assert sources(found) == (Source(slug="site", url=site.url, kind=SourceKind.PAGE),)
    assert accepted(found).themes == ()


def test_a_plain_sitemap_is_no_news_and_is_left_out(site: Site, discover: Visitor) -> None:
    site.put("/", PLAIN.encode(), HTML)
    site.put("/sitemap-news.xml", b"<urlset><url><loc>/news/x</loc></url></urlset>", "application/xml")
    found = discover(site.url)
    assert sources(found)[0].kind is SourceKind.PAGE
    assert found.left_out == (
        (f"{site.url}/sitemap-news.xml", "it does not say when its pages were published"),
    )


def test_a_sitemap_that_robots_txt_promises_and_nobody_can_read_is_told(
    site: Site, discover: Visitor
) -> None:
    site.put("/", PLAIN.encode(), HTML)
    site.put("/robots.txt", b"Sitemap: /gone.xml", "text/plain")
    ((url, reason),) = discover(site.url).left_out
    assert url == f"{site.url}/gone.xml"
    assert "answered 404" in reason


@pytest.mark.parametrize("lang", ["de", "nl-BE"])
def test_a_site_in_another_language_is_told_about(site: Site, discover: Visitor, lang: str) -> None:
    site.put("/", PLAIN.replace("'en'", f"'{lang}'").encode(), HTML)
    found = discover(site.url)
    assert accepted(found).publication.language == "en"
    assert f"the site is in {lang}" in found.proposal.remarks["publication", "", "language"]


# What cannot be looked over


def test_a_site_that_is_down_is_told_in_one_line(discover: Visitor) -> None:
    with Site() as closed:
        url = closed.url
    with pytest.raises(SiteUnreadable) as caught:
        discover(url)
    assert url in str(caught.value)
    assert "could not be reached" in str(caught.value)


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (b"%PDF-1.4", 200, "neither a web page nor a feed"),
        (b"", 503, "answered 503: the site has trouble of its own$"),
        (b"", 404, "answered 404$"),
    ],
)
def test_an_address_that_is_no_site_is_refused(
    site: Site, discover: Visitor, body: bytes, status: int, words: str
) -> None:
    site.put("/", body, "text/plain", status)
    with pytest.raises(SiteUnreadable, match=words):
        discover(site.url)


@pytest.mark.parametrize("address", ["", "http://[", "javascript://x", "file:///etc/passwd", "https:///x"])
def test_what_is_no_web_address_is_not_asked_for(discover: Visitor, address: str) -> None:
    with pytest.raises(SiteUnreadable, match="no web address"):
        discover(address)

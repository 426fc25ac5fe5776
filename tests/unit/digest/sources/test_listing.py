import pytest

from digest.domain.newsroom import Selectors, Source, SourceKind
from digest.sources.listing import MOST_STUBS, read_listing, shows_one_article
from digest.sources.webpage import WebPage, parse_page

URL = "https://www.news.example/actualite/"


def page(body: str, url: str = URL, head: str = "") -> WebPage:
    parsed = parse_page(f"<html><head>{head}</head><body>{body}</body></html>".encode(), "text/html", url)
    assert parsed
    return parsed


def listed(body: str, links: str = "") -> list[tuple[str, str]]:
    source = Source(slug="s", url=URL, kind=SourceKind.PAGE, selectors=Selectors(links=links))
    return [
        (stub.url.removeprefix("https://www.news.example"), stub.title)
        for stub in read_listing(page(body), source)
    ]


@pytest.mark.parametrize(
    "address",
    [
        "/actualite/un-tri-plus-court/",
        "/actualite/un-tri-plus-court.html",
        "/2026/11/22/scanner/",
        "/2026/11/scanner",
        "/article-123456.html",
        "/actualite/123456/scanner-net",
        "/?p=98820",
        "/spip.php?article=12345",
    ],
)
def test_an_address_that_reads_like_an_article_s_is_one(address: str) -> None:
    headline = f'<a href="{address}">Un tri plus court la nuit</a>'
    assert listed(f"<h2>{headline}</h2>") == [(address, "Un tri plus court la nuit")]


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/actualite/",
        "/profession/",
        "/tag/tri-plus-court/",
        "/auteur/jean-paul-dupont/",
        "/category/un-deux-trois/",
        "/connexion/?next=12345",
        "/mentions-legales/",
        "/politique-de-confidentialite/",
        "/actualite/page/2/",
        "/docs/un-tri-plus-court.pdf",
        "mailto:ana@news.example",
        "#contenu-de-la-page",
        "https://rival.example/un-tri-plus-court/",
        "https://www.social.example/sharer-de-la-page?u=12345",
    ],
)
def test_an_address_of_navigation_files_or_other_sites_is_none(address: str) -> None:
    assert listed(f'<div><a href="{address}">Un</a></div>') == []


@pytest.mark.parametrize(
    "around",
    ["<nav>{}</nav>", "<footer>{}</footer>", '<div class="menu">{}</div>', '<ul class="breadcrumb">{}</ul>'],
)
def test_menus_and_feet_are_passed_over(around: str) -> None:
    assert listed(around.format('<a href="/un-tri-plus-court/">Un tri plus court</a>')) == []


def test_a_headline_makes_an_article_of_an_address_that_says_nothing() -> None:
    assert listed('<h3><a href="/a/scanner">Le scanner à l’heure du tri</a></h3>') == [
        ("/a/scanner", "Le scanner à l’heure du tri")
    ]
    assert listed('<h3><a href="/a/scanner">Nos dossiers</a></h3>') == []


def test_the_first_link_gives_the_place_and_the_headline_the_title() -> None:
    body = (
        '<a href="/un-tri-plus-court/"><img src="1.jpg" alt=""></a><a href="/deux-cas-de-nuit/">Deux cas</a>'
        '<h2><a href="/un-tri-plus-court/?utm_source=une#top">Un tri plus court</a></h2>'
        '<a href="/un-tri-plus-court/">Lire la suite</a>'
    )
    assert listed(body) == [("/un-tri-plus-court/", "Un tri plus court"), ("/deux-cas-de-nuit/", "Deux cas")]


def test_of_a_link_around_a_whole_teaser_the_heading_is_the_title() -> None:
    teaser = '<a href="/un-tri-plus-court/"><span>Technique</span><h3>Un tri plus court</h3><p>Trois centres…</p></a>'
    assert listed(teaser) == [("/un-tri-plus-court/", "Un tri plus court")]


def test_a_link_without_words_is_called_by_its_address() -> None:
    assert listed('<a href="/un-tri-plus-court/"></a>') == [
        ("/un-tri-plus-court/", "www.news.example/un-tri-plus-court")
    ]


def test_a_selector_points_at_links_or_at_what_holds_them() -> None:
    body = (
        '<div class="l"><a href="/x">Un</a></div><a class="l" href="/y">Deux</a><a href="/un-tri-plus-court/">Non</a>'
        '<nav class="l"><a href="https://rival.example/z">Rival</a></nav>'
    )
    assert listed(body, ".l") == [("/x", "Un"), ("/y", "Deux")]


def test_the_number_of_stubs_is_bounded() -> None:
    links = "".join(f'<a href="/un-deux-trois-{number}/">Un</a>' for number in range(MOST_STUBS * 2))
    assert len(listed(links)) == MOST_STUBS


def test_a_stub_states_nothing_but_its_address_and_title() -> None:
    (stub,) = read_listing(
        page('<a href="/un-tri-plus-court/">Un tri</a>'), Source(slug="s", url=URL, kind=SourceKind.PAGE)
    )
    assert (stub.guid, stub.published_at, stub.published_origin, stub.body_html) == ("", None, "", "")


ARTICLE = (
    '<meta property="og:type" content="article"><meta property="article:published_time" content="2026-11-22">'
)


@pytest.mark.parametrize(
    ("url", "head", "is_one"),
    [
        ("https://www.news.example/un-tri/", ARTICLE, True),
        ("https://www.news.example/", ARTICLE, False),
        ("https://www.news.example/actualite/", '<meta property="og:type" content="article">', False),
        ("https://www.news.example/actualite/", "", False),
    ],
)
def test_a_page_that_says_that_it_is_one_article_is_no_list(url: str, head: str, is_one: bool) -> None:
    assert shows_one_article(page("x", url, head)) is is_one

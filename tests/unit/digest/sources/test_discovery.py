import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from digest.domain.proposal import FrontPage, Guess
from digest.domain.sections import PageLink
from digest.sources.discovery import MOST_LINKS, read_front_page, read_robots, wire_block

URL = "https://news.example/"


def read(head: str = "", body: str = "", lang: str = "") -> FrontPage:
    page = f"<!doctype html><html lang='{lang}'><head>{head}</head><body>{body}</body></html>"
    found = read_front_page(page.encode(), "text/html", URL)
    assert found, page
    return found


def ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


# Name

NAMED = (
    '<meta property="og:site_name" content="A">',
    ld(
        {
            "@graph": [
                {"@type": "WebPage", "name": "x"},
                {"@type": ["http://schema.org/Organization"], "name": "B"},
            ]
        }
    ),
    '<meta name="application-name" content="C">',
    "<title>Accueil | D – l’actualité</title>",
)


@pytest.mark.parametrize(("at", "name"), list(enumerate("ABCD")))
def test_the_most_explicit_name_counts(at: int, name: str) -> None:
    assert read("".join(reversed(NAMED[at:]))).name.value == name


def test_a_name_says_where_it_was_found() -> None:
    assert [read(one).name.origin for one in NAMED] == [
        "meta og:site_name",
        "JSON-LD Organization",
        "meta application-name",
        "title of the page",
    ]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Le Courrier - la presse des manips", "Le Courrier"),
        ("Welcome – Trade-Press Daily", "Trade-Press Daily"),
        ("Accueil", ""),
        ("", ""),
        ("a" * 300, "a" * 79 + "…"),
    ],
)
def test_the_title_names_the_site_once_it_has_welcomed(title: str, name: str) -> None:
    assert read(f"<title>{title}</title>").name.value == name


# Language, colour


@pytest.mark.parametrize(
    ("lang", "locale", "tag"),
    [("fr-FR", "en_US", "fr-FR"), ("", "fr_FR", "fr-FR"), ("not a tag", "fr_CA", "fr-CA"), ("", "", "")],
)
def test_the_language_is_that_of_the_page(lang: str, locale: str, tag: str) -> None:
    assert read(f'<meta property="og:locale" content="{locale}">', lang=lang).language.value == tag


@pytest.mark.parametrize(
    ("content", "colour"),
    [("#7A1F5C", "#7a1f5c"), (" #036 ", "#003366"), ("red", ""), ("#12345", ""), ("#036;}", ""), ("", "")],
)
def test_a_colour_has_three_or_six_digits(content: str, colour: str) -> None:
    assert read(f'<meta name="theme-color" content="{content}">').accent.value == colour


def test_the_colour_of_the_day_counts() -> None:
    metas = (
        '<meta name="theme-color" media="(prefers-color-scheme: dark)" content="#000">'
        '<meta name="theme-color" media="(prefers-color-scheme: light)" content="#036">'
    )
    assert read(metas).accent == Guess("#003366", "meta theme-color")


# Logo

LOGOS = (
    ld(
        {
            "@type": "NewsMediaOrganization",
            "logo": {"@type": "ImageObject", "url": "https://a.example/ld.png"},
        }
    ),
    '<link rel="apple-touch-icon" href="/small.png"><link rel="apple-touch-icon" sizes="180x180" href="/large.png">',
    '<meta property="og:image" content="https://a.example/og.jpg">',
)


@pytest.mark.parametrize(
    ("at", "logo"),
    [(0, "https://a.example/ld.png"), (1, "https://news.example/large.png"), (2, "https://a.example/og.jpg")],
)
def test_the_most_explicit_logo_counts(at: int, logo: str) -> None:
    assert read("".join(LOGOS[at:])).logo.value == logo


@pytest.mark.parametrize(
    "href",
    ["http://a.example/l.png", "https://a.example/l.svg?x", "data:image/png;base64,AA", "/favicon.ico", ""],
)
def test_what_a_mail_cannot_show_is_no_logo(href: str) -> None:
    assert read(f'<link rel="apple-touch-icon" href="{href}">').logo == Guess()


@pytest.mark.parametrize(
    "script",
    [
        "{",
        "[" * 100_000,
        "null",
        '"text"',
        '{"@type": "WebSite", "name": 7, "logo": []}',
        '{"@type": {"a": 1}}',
    ],
)
def test_broken_json_ld_costs_nothing(script: str) -> None:
    page = read(f'<script type="application/ld+json">{script}</script>' + NAMED[0])
    assert page.name.value == "A"


# Feeds and links


def test_announced_feeds_are_found_once_and_those_of_comments_not_at_all() -> None:
    head = """
    <link rel="alternate" type="application/rss+xml; charset=utf-8" title="Le Courrier » Flux" href="/feed/">
    <LINK REL="Alternate Home" TYPE="application/atom+xml" HREF="atom.xml?utm_source=x">
    <link rel="alternate" type="application/feed+json" href="/feed.json">
    <link rel="alternate" type="application/rss+xml" href="/feed/">
    <link rel="alternate" type="application/rss+xml" title="Flux des commentaires" href="/c/">
    <link rel="alternate" type="application/rss+xml" href="/comments/feed/">
    <link rel="alternate" type="application/json" href="/wp-json/">
    <link rel="alternate" hreflang="en" href="/en/">
    <link rel="stylesheet" type="application/rss+xml" href="/x">
    <link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">"""
    assert read(head).feeds == (
        PageLink(url="https://news.example/feed/", text="Le Courrier » Flux"),
        PageLink(url="https://news.example/atom.xml", text=""),
        PageLink(url="https://news.example/feed.json", text=""),
    )


def test_relative_addresses_are_relative_to_the_base() -> None:
    page = read('<base href="https://cdn.example/fr/">', '<a href="a#top"> Un  <b>lien</b></a>')
    assert page.links == (PageLink(url="https://cdn.example/fr/a", text="Un lien"),)


@pytest.mark.parametrize(
    ("around", "inside"),
    [
        ("<nav>{}</nav>", True),
        ('<div class="main-menu x"><ul><li>{}</li></ul></div>', True),
        ('<ul role="navigation">{}</ul>', True),
        ("<footer><nav>{}</nav></footer>", False),
        ('<div class="documenu">{}</div>', False),
        ("<main>{}</main>", False),
    ],
)
def test_a_link_of_the_navigation_is_told_from_others(around: str, inside: bool) -> None:
    (link,) = read(body=around.format('<a href="/a">A</a>')).links
    assert link.in_navigation is inside


def test_a_page_of_too_many_links_is_read_in_part() -> None:
    assert len(read(body='<a href="/a">A</a>' * (MOST_LINKS + 1)).links) == MOST_LINKS


# Le fil


@pytest.mark.parametrize(
    ("block", "selector"),
    [
        ('<div class="bloc le-fil">7:30 a 13h31 b</div>', ".le-fil"),
        ('<section id="breves" class="x">07:30 a <p>08:00</p></section>', "#breves"),
        ('<div class="le-fil">7:30 only</div>', ""),
        ('<div class="fil-ariane">7:30 13:31</div>', ""),
        ('<div class="profil">7:30 13:31</div>', ""),
        ('<div class="fil:x">7:30 13:31</div>', ""),
        ('<div class="le-fil">ratio 7:301 and 25:00 and 1:2:3</div>', ""),
        ("<div>7:30 13:31</div>", ""),
    ],
)
def test_le_fil_is_a_block_called_so_that_holds_times(block: str, selector: str) -> None:
    assert read(body=block).wire == selector
    assert wire_block(html.document_fromstring(f"<html><body>{block}</body></html>")) == selector


# What is no page, and what is a hostile one


@pytest.mark.parametrize("body", [b"", b"%PDF-1.4", b"{}", b"words", b"<rss/>", b"\x00\xff"])
def test_what_is_no_html_is_none(body: bytes) -> None:
    assert read_front_page(body, "text/html", URL) is None


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("<html><head><meta charset='iso-8859-1'><title>Dépêche</title>".encode("latin-1"), "text/html"),
        ("<html><title>Dépêche</title>".encode("latin-1"), "text/html; charset=ISO-8859-1"),
        ("<html><title>Dépêche</title>".encode(), "text/html; charset=ISO-8859-1"),
        ("<?xml version='1.0' encoding='utf-8'?><html><title>Dépêche</title>".encode(), ""),
        ("<html><title>D\x00épêche</title>".encode(), ""),
    ],
)
def test_the_encoding_is_found(body: bytes, content_type: str) -> None:
    page = read_front_page(body, content_type, URL)
    assert page
    assert page.name.value == "Dépêche"


@pytest.mark.parametrize(
    "body",
    [
        "<div class='fil'>" * 50_000 + "7:30 8:30",
        "<a href='/x'>" * 50_000,
        "<meta " + "a='b' " * 50_000 + ">",
    ],
    ids=["deep", "links in links", "attributes"],
)
def test_a_page_that_is_built_to_harm_is_read_all_the_same(body: str) -> None:
    assert isinstance(read(body=body), FrontPage)


PIECES = st.sampled_from(
    [
        *(
            "<html>",
            "<head>",
            "<body>",
            "<base href='",
            "<a href='",
            "<nav>",
            "</nav>",
            "'>",
            "<meta name='",
            "\x00",
        ),
        *(
            "theme-color' content='",
            "#fff",
            "<link rel='alternate' type='application/rss+xml' href='",
            "http://[",
        ),
        *(
            "<script type='application/ld+json'>",
            '{"@type":"WebSite"',
            "}",
            "</script>",
            "<div class='fil",
            "7:30 ",
        ),
    ]
)


@given(st.lists(PIECES, max_size=15).map("".join), st.binary(max_size=50))
def test_nothing_that_comes_can_make_it_fail(text: str, junk: bytes) -> None:
    for body in (text.encode(), b"<html>" + junk + text.encode(), junk):
        page = read_front_page(body, "text/html", URL)
        assert page is None or page.url == URL


# robots.txt


def test_sitemaps_are_read_off_robots_txt_the_news_first() -> None:
    body = b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /\r\nsitemap: /a.xml\r\n SITEMAP : https://b.example/news.xml \r\n"
    assert read_robots(body + b"Sitemap: /a.xml\nx-sitemap: /c.xml\nSitemap: ftp://d", "", URL) == (
        "https://b.example/news.xml",
        "https://news.example/a.xml",
    )


def test_a_robots_txt_that_names_nothing_gives_nothing() -> None:
    assert read_robots(b"<html>", "text/html", URL) == ()

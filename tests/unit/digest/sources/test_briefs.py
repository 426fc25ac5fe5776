from datetime import UTC, datetime

import pytest

from digest.domain.content import ItemKind
from digest.sources.briefs import Brief, find_briefs
from digest.sources.entry import Setting
from digest.sources.sanitise import text_of
from digest.sources.webpage import parse_page

NOW = datetime(2026, 11, 22, 17, tzinfo=UTC)
SETTING = Setting(
    kind=ItemKind.BRIEF, url="https://news.example/fil/", timezone="Europe/Paris", language="fr"
)


def briefs(markup: str, selector: str = "") -> list[Brief]:
    page = parse_page(f"<body>{markup}</body>".encode(), "text/html", SETTING.url)
    assert page
    return find_briefs(page, SETTING, selector, NOW)


@pytest.mark.parametrize(
    ("entry", "title", "link"),
    [
        ("<a href='/un'>Un vote au Sénat</a>", "Un vote au Sénat", "/un"),
        ("<a href='/un'>Un vote</a> : au Sénat.", "Un vote", "/un"),
        ("<h3><a href='/un'>Un vote</a></h3><p>Au Sénat.</p>", "Un vote", "/un"),
        ("<a href='/un'><h3>Un vote</h3><p>Au Sénat.</p></a>", "Un vote", "/un"),
        ("<h3>Un vote</h3><p>Au Sénat.</p>", "Un vote", ""),
        ("Un vote. <a href='/un'>Lire la suite</a>", "", "/un"),
        ("<p>Un vote.</p><p><a href='/un'>Le texte</a></p>", "", "/un"),
        # a link that a sentence goes on from is no title, and a source is not the brief's page
        ("<a href='https://senat.example/'>Le Sénat</a> a voté.", "", ""),
        ("<a href='/un'>Le Sénat</a>, réuni hier, a voté.", "", ""),
        ("Un vote. Source : <a href='https://senat.example/'>Sénat</a>", "", ""),
        ("<p>Un vote.</p><p><a href='https://social.example/'>Partager</a></p>", "", ""),
        ("Un vote. <a href='javascript:x()'>Lire la suite</a>", "", ""),
        ("<a href='#'>Un vote</a>", "Un vote", ""),
    ],
)
def test_title_and_address_of_a_brief(entry: str, title: str, link: str) -> None:
    page = f"<ul><li><b>7:30</b> {entry}</li><li><b>6:10</b> Un autre.</li></ul>"
    found = briefs(page)[0]
    assert (found.title, found.link.removeprefix("https://news.example")) == (title, link)
    assert text_of(found.markup).count("Un vote") == (0 if title else entry.count("Un vote"))


@pytest.mark.parametrize("time", ["<a href='/un'>7:30</a>", "<a href='/un'><time>7:30</time></a>"])
def test_the_time_itself_may_be_the_link(time: str) -> None:
    page = f"<ul><li>{time} <a href='/autre'>Un vote</a></li><li><b>6:10</b> x y</li></ul>"
    found = briefs(page, "ul")[0]
    assert (found.link, found.title) == ("https://news.example/un", "Un vote")

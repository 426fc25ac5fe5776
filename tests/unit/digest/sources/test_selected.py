import pytest

from digest.domain.content import Access
from digest.domain.newsroom import Selectors
from digest.sources.selected import read_selected, select
from digest.sources.statement import Statement
from digest.sources.webpage import WebPage, parse_page

MARKUP = """<html><head><meta name="q" content="Du head"></head><body>
<p class="t">Un <b>titre</b></p><p class="a">Ana</p><p class="a">Bob</p>
<p class="d">Publié le <time datetime="2026-11-22T07:31">22 novembre</time></p>
<div class="i"><img data-src="/1.jpg" src="data:image/gif;base64,x" alt="Une vue"></div><p class="c">© Ana</p></body></html>"""


def page() -> WebPage:
    parsed = parse_page(MARKUP.encode(), "text/html", "https://news.example/a")
    assert parsed
    return parsed


def read(**selectors: str) -> Statement:
    return read_selected(page(), Selectors(**selectors))


def test_each_field_is_what_its_selector_points_at() -> None:
    said = read(title=".t", authors=".a", published=".d", image=".i", credit=".c", access=".c", body="p.t")
    assert (said.title, said.authors, said.published) == ("Un titre", ("Ana", "Bob"), "2026-11-22T07:31")
    (picture,) = said.pictures
    assert (picture.url, picture.alt, picture.credit) == ("/1.jpg", "Une vue", "© Ana")
    assert said.access is Access.SUBSCRIBER
    assert said.body == '<p class="t">Un <b>titre</b></p>'
    assert said.origin("title") == "selector .t"


def test_a_selector_may_point_into_the_head() -> None:
    assert read(kicker='meta[name="q"]').kicker == "Du head"


def test_without_selectors_nothing_is_said() -> None:
    assert read() == Statement(reader="selector")


@pytest.mark.parametrize("selector", ["[", "p::before", "p:nth-child(", "a:unknown"])
def test_a_selector_that_cannot_be_used_finds_nothing(selector: str) -> None:
    assert list(select(page(), selector)) == []

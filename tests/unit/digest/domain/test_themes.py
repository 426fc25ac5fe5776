import dataclasses

from digest.domain.newsroom import Source, Theme
from digest.domain.themes import Routing, route
from tests.factories import SITE, content

NEWS = Theme(slug="news", title="News", sections=("/actualite/",))
LAW = Theme(slug="law", title="Law", sections=("/actualite/droit/",), categories=("Jurisprudence",))
AI = Theme(slug="ai", title="AI", keywords=("IA", "réseau de neurones"), exclude_keywords=("publicité",))
DOSE = Theme(slug="dose", title="Dose", keywords=("dose", "scanner"))
THEMES = (NEWS, LAW, AI, DOSE)


def plain(**changes: object):
    return content(url="https://news.example/x", standfirst="", **changes)


def test_a_category_outranks_section_and_keyword() -> None:
    found = route(
        content(url="https://n.example/actualite/x", title="L'IA", categories=("JURISPRUDENCE",)),
        SITE,
        THEMES,
    )
    assert found == Routing("law", "category “JURISPRUDENCE”")


def test_the_most_particular_section_wins() -> None:
    found = route(content(url="https://n.example/actualite/droit/x?a=1#b"), SITE, THEMES)
    assert found == Routing("law", "section /actualite/droit/")


def test_a_section_counts_by_whole_path_segments() -> None:
    assert route(content(url="https://n.example/actualites/x"), SITE, (NEWS,)).theme is None
    assert route(content(url="https://n.example/actualite"), SITE, (NEWS,)).theme == "news"


def test_a_section_outranks_keywords() -> None:
    assert route(content(url="https://n.example/actualite/x", title="IA IA"), SITE, THEMES).theme == "news"


def test_a_keyword_in_the_title_outweighs_one_in_the_text() -> None:
    found = route(plain(title="La dose au bloc", body_html="<p>L’IA</p>"), SITE, THEMES)
    assert found == Routing("dose", "keyword “dose” in the title")


def test_keywords_ignore_accents_case_and_markup() -> None:
    found = route(plain(title="x", body_html="<p>Un RESEAU de <em>neurones</em></p>"), SITE, THEMES)
    assert found == Routing("ai", "keyword “réseau de neurones” in the text")


def test_a_keyword_inside_a_word_is_none() -> None:
    assert route(plain(title="Le diagnostic"), SITE, THEMES).theme is None


def test_an_excluded_word_bars_a_theme_from_every_rule() -> None:
    barred = dataclasses.replace(AI, sections=("/ia/",), categories=("IA",))
    source = Source(slug="site", url="https://n.example", theme="ai")
    text = content(url="https://n.example/ia/x", title="IA : publicité", categories=("IA",))
    assert route(text, source, (barred,)) == Routing(None, "no rule took it")


def test_a_source_s_default_takes_what_no_rule_took() -> None:
    source = Source(slug="site", url="https://n.example", theme="news")
    assert route(plain(title="Rien"), source, THEMES) == Routing("news", "default theme of source site")


def test_what_no_rule_takes_is_unrouted_and_says_so() -> None:
    assert route(plain(title="Rien"), SITE, THEMES) == Routing(None, "no rule took it")


def test_the_editors_order_breaks_ties() -> None:
    twin = dataclasses.replace(DOSE, slug="twin")
    assert route(plain(title="dose"), SITE, (twin, DOSE)).theme == "twin"

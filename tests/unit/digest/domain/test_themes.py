import dataclasses

import pytest

from digest.domain.newsroom import Source, Theme
from digest.domain.themes import Routing, chosen, route
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
    assert found == Routing("dose", "keyword “dose” in the title (score 3)")


def test_scores_add_up_over_places_and_keywords() -> None:
    text = plain(title="L’IA", kicker="Un débat", body_html="<p>La dose au scanner, l&rsquo;IA</p>")
    assert route(text, SITE, THEMES) == Routing("ai", "keyword “IA” in the title and text (score 4)")
    weighty = dataclasses.replace(text, standfirst="Une dose de scanner")
    assert route(weighty, SITE, THEMES) == Routing(
        "dose", "keywords “dose” in the standfirst and text, “scanner” in the standfirst and text (score 6)"
    )


def test_a_keyword_counts_once_in_each_place_however_often_it_stands_there() -> None:
    text = plain(title="L’IA", body_html="<p>dose, dose, dose, dose</p>")
    assert route(text, SITE, THEMES).theme == "ai"


def test_a_kicker_counts_as_title_and_runs_into_no_phrase_with_it() -> None:
    kicker = plain(title="Au bloc", kicker="Dose")
    assert route(kicker, SITE, THEMES) == Routing("dose", "keyword “dose” in the title (score 3)")
    assert route(plain(kicker="Un réseau", title="De neurones"), SITE, THEMES).theme is None


def test_a_reason_names_the_three_heaviest_keywords_and_counts_the_others() -> None:
    words = ("un", "deux", "trois", "quatre", "cinq")
    theme = Theme(slug="n", title="N", keywords=words)
    found = route(plain(title="cinq", body_html="un deux trois quatre"), SITE, (theme,))
    assert found.reason == (
        "keywords “cinq” in the title, “un” in the text, “deux” in the text, 2 more (score 7)"
    )


@pytest.mark.parametrize("apostrophe", "'’‘ʼ")
@pytest.mark.parametrize("before", ["l", "d", "qu", "L"])
def test_an_elided_article_does_not_hide_a_keyword(apostrophe: str, before: str) -> None:
    assert route(plain(title=f"La fin de {before}{apostrophe}IA ?"), SITE, THEMES).theme == "ai"


def test_keywords_ignore_accents_case_and_markup() -> None:
    found = route(plain(title="x", body_html="<p>Un RESEAU de <em>neurones</em></p>"), SITE, THEMES)
    assert found == Routing("ai", "keyword “réseau de neurones” in the text (score 1)")


def test_a_keyword_inside_a_word_is_none() -> None:
    assert route(plain(title="Le diagnostic"), SITE, THEMES).theme is None


def test_an_excluded_word_bars_a_theme_from_every_rule() -> None:
    barred = dataclasses.replace(AI, sections=("/ia/",), categories=("IA",))
    source = Source(slug="site", url="https://n.example", theme="ai")
    text = content(url="https://n.example/ia/x", title="IA : publicité", categories=("IA",))
    assert route(text, source, (barred,)) == Routing(None, "no rule took it")


LOCKED = Source(slug="bulletin", url="https://n.example", theme="dose", locked=True)


def test_a_locked_source_goes_to_its_theme_whatever_the_rules_say() -> None:
    barred = dataclasses.replace(DOSE, exclude_keywords=("publicité",))
    text = content(url="https://n.example/actualite/x", title="IA : publicité", categories=("Jurisprudence",))
    found = route(text, LOCKED, (NEWS, LAW, AI, barred))
    assert found == Routing("dose", "source bulletin is locked to it")


def test_a_lock_without_a_theme_in_force_locks_nothing() -> None:
    for theme in ("", "gone"):
        source = dataclasses.replace(LOCKED, theme=theme)
        assert route(plain(title="IA"), source, THEMES).theme == "ai"


@pytest.mark.parametrize("theme", ["dose", "", None])
def test_an_editor_s_choice_may_be_a_theme_or_none(theme: str | None) -> None:
    assert chosen(theme) == Routing(theme or None, "chosen by an editor")


def test_a_source_s_default_takes_what_no_rule_took() -> None:
    source = Source(slug="site", url="https://n.example", theme="news")
    assert route(plain(title="Rien"), source, THEMES) == Routing("news", "default theme of source site")


def test_what_no_rule_takes_is_unrouted_and_says_so() -> None:
    assert route(plain(title="Rien"), SITE, THEMES) == Routing(None, "no rule took it")


def test_the_editors_order_breaks_ties() -> None:
    twin = dataclasses.replace(DOSE, slug="twin")
    assert route(plain(title="dose"), SITE, (twin, DOSE)).theme == "twin"

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.domain.newsroom import Theme
from digest.domain.sections import MOST_THEMES, PageLink, ProposedTheme, propose_themes
from tests.factories import content

HOME = "https://www.news.example/"
SITE = "https://news.example"


def menu(path: str, text: str) -> PageLink:
    return PageLink(url=SITE + path, text=text, in_navigation=True)


def themes(*paths: str, links: tuple[PageLink, ...] = ()) -> list[tuple[str, tuple[str, ...]]]:
    contents = [content(number, url=SITE + path) for number, path in enumerate(paths)]
    return [(one.theme.title, one.theme.sections) for one in propose_themes(contents, links, HOME)]


def tagged(*names: str, links: tuple[PageLink, ...] = ()) -> list[Theme]:
    contents = [
        content(number, url=f"{SITE}/{number}", categories=(name,)) for number, name in enumerate(names)
    ]
    return [one.theme for one in propose_themes(contents, links, HOME)]


def test_a_section_of_the_navigation_that_holds_an_article_is_a_theme() -> None:
    links = (menu("/b/", "Bêta"), menu("/a", "Alpha"), menu("/contact/", "Contact"))
    assert themes("/a/x", "/b/y/", links=links) == [("Bêta", ("/b/",)), ("Alpha", ("/a/",))]


def test_the_innermost_section_counts() -> None:
    links = (menu("/actualite/", "Actualité"), menu("/actualite/ia/", "IA"))
    assert themes("/actualite/ia/x", links=links) == [("IA", ("/actualite/ia/",))]
    assert themes("/actualite/ia/x", "/actualite/y", links=links) == [
        ("Actualité", ("/actualite/",)),
        ("IA", ("/actualite/ia/",)),
    ]


def test_a_section_that_the_navigation_does_not_name_needs_two_articles() -> None:
    assert themes("/medical-technique/x", "/medical-technique/y", "/autre/z") == [
        ("Medical technique", ("/medical-technique/",))
    ]


def test_years_and_numbers_are_no_sections() -> None:
    assert themes("/2026/11/23/x", "/2026/11/23/y", "/a/2026/x", "/a/2026/y") == [("A", ("/a/",))]


def test_le_fil_is_no_theme() -> None:
    assert themes("/le-fil/x", "/le-fil/y", links=(menu("/le-fil/", "Le fil"),)) == []


def test_articles_elsewhere_say_nothing_of_this_site() -> None:
    contents = [content(number, url=f"https://other.example/a/{number}") for number in range(3)]
    assert propose_themes(contents, (menu("/a/", "A"),), HOME) == ()


def test_links_of_the_front_page_that_read_like_articles_count_as_such() -> None:
    links = (menu("/a/", "A"), PageLink(url=f"{SITE}/a/un-titre-assez-long", text="Un titre"))
    assert themes(links=links) == [("A", ("/a/",))]
    assert themes(links=(menu("/a/", "A"), PageLink(url=f"{SITE}/a/page", text="Une page"))) == []


def test_a_category_that_the_navigation_names_is_a_theme_of_its_own() -> None:
    assert tagged("Économie", links=(menu("/category/economie/", "economie"),)) == [
        Theme(slug="economie", title="economie", categories=("Économie",))
    ]


def test_a_section_has_the_category_of_its_title_or_of_its_name() -> None:
    contents = [content(1, url=f"{SITE}/eco/x", categories=("Économie", "Eco", "Lille"))]
    (one,) = propose_themes(contents, (menu("/eco/", "Économie"),), HOME)
    assert one == ProposedTheme(
        Theme(slug="economie", title="Économie", sections=("/eco/",), categories=("Économie", "Eco")),
        "in the navigation; 1 article seen in /eco/",
    )


def test_without_sections_the_categories_that_articles_share_are_the_themes() -> None:
    found = tagged("IA", "Métier", "métier", "Seule", "ia", "IA", "Non classé", "Non classé")
    assert [(theme.title, theme.categories) for theme in found] == [("IA", ("IA",)), ("métier", ("métier",))]


def test_a_site_of_a_hundred_sections_gives_a_dozen_themes() -> None:
    paths = [f"/s{number}/{article}" for number in range(100) for article in "xy"]
    assert len(themes(*paths)) == MOST_THEMES


@pytest.mark.parametrize(("title", "slug"), [("Lead", "lead-2"), ("Briefs", "briefs-2"), ("…", "theme")])
def test_no_theme_takes_the_name_of_a_fixed_section(title: str, slug: str) -> None:
    (one,) = propose_themes([content(1, url=f"{SITE}/a/x")], (menu("/a/", title),), HOME)
    assert one.theme.slug == slug


PATHS = st.text(st.sampled_from("/ab1-é "), max_size=12)


@given(st.lists(PATHS, max_size=6), st.lists(st.tuples(PATHS, st.text(max_size=8)), max_size=6))
def test_whatever_the_addresses_slugs_are_unique_and_sections_are_paths(
    paths: list[str], entries: list[tuple[str, str]]
) -> None:
    contents = [content(number, url=f"{SITE}/{path}") for number, path in enumerate(paths)]
    found = propose_themes(contents, [menu(f"/{path}", text) for path, text in entries], HOME)
    slugs = [one.theme.slug for one in found]
    assert len(set(slugs)) == len(slugs)
    assert all(section.startswith("/") for one in found for section in one.theme.sections)

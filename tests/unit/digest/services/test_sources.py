from dataclasses import replace

import pytest

from digest.domain.content import ItemKind
from digest.errors import UnknownName
from digest.services.sources import free_slug, sources_at, with_pause, with_source, without_source
from tests.factories import NEWSROOM, SITE, WIRE


def test_a_source_is_added_behind_the_others() -> None:
    more = replace(SITE, slug="autre", url="https://other.example/feed")
    assert with_source(NEWSROOM, more).sources == (SITE, WIRE, more)


def test_a_source_is_known_by_its_address() -> None:
    assert sources_at(NEWSROOM, WIRE.url) == [WIRE]
    assert sources_at(NEWSROOM, "https://news.example/other/") == []
    briefs = replace(SITE, slug="breves", items=ItemKind.BRIEF)
    assert sources_at(with_source(NEWSROOM, briefs), SITE.url) == [SITE, briefs]


@pytest.mark.parametrize(
    "url", ["http://www.news.example/fil.xml", f"{WIRE.url}?utm_source=x", f"{WIRE.url}/"]
)
def test_another_spelling_of_the_address_is_that_address(url: str) -> None:
    assert sources_at(NEWSROOM, url) == [WIRE]


def test_a_source_is_known_by_the_address_that_it_moved_from() -> None:
    former = {"site": "", "fil": "https://old.example/fil.xml"}
    assert sources_at(NEWSROOM, "https://old.example/fil.xml", former) == [WIRE]
    assert sources_at(NEWSROOM, "", former) == []
    assert sources_at(NEWSROOM, "no address", former) == []


def test_a_pause_touches_that_source_alone_and_can_be_taken_back() -> None:
    paused = with_pause(NEWSROOM, "fil", paused=True)
    assert paused.sources == (SITE, replace(WIRE, paused=True))
    assert with_pause(paused, "fil", paused=True) == paused
    assert with_pause(paused, "fil", paused=False) == NEWSROOM


def test_a_source_is_taken_out_alone() -> None:
    assert without_source(NEWSROOM, "site") == replace(NEWSROOM, sources=(WIRE,))


def test_a_source_that_is_not_there_is_an_error_that_names_the_others() -> None:
    for change in (
        lambda: with_pause(NEWSROOM, "nope", paused=True),
        lambda: without_source(NEWSROOM, "nope"),
    ):
        with pytest.raises(UnknownName, match="known: site, fil"):
            change()


@pytest.mark.parametrize(
    ("title", "url", "slug"),
    [
        ("Le Courrier de l’Œil", "https://news.example/feed", "le-courrier-de-l-oeil"),
        ("  –  ", "https://www.news.example:8080/feed", "news-example"),
        ("新聞", "https://news.example/", "news-example"),
        ("", "", "source"),
        (
            "Un titre qui ne finit pas avant que la ligne soit pleine",
            "",
            "un-titre-qui-ne-finit-pas-avant-que-la",
        ),
        ("a" * 90, "", "a" * 40),
        ("Site", "https://news.example/", "site-2"),
        ("Fil", "https://news.example/", "fil-3"),
    ],
)
def test_a_slug_is_made_from_the_title_or_the_host_and_is_free(title: str, url: str, slug: str) -> None:
    assert free_slug(title, url, ["site", "fil", "fil-2"]) == slug

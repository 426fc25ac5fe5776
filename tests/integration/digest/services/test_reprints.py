from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from digest.domain.content import Content, ItemKind
from digest.services.reprints import LOOKED_BACK
from digest.storage.items import list_items
from tests.factories import NEWSROOM, SITE, content
from tests.fakes.world import World

TEXT = (
    "Les radiologues libéraux du Val d’Aubre cessent les gardes à partir de lundi. Ils dénoncent la baisse des"
    " forfaits techniques et l’absence de réponse de l’agence régionale. Une réunion de conciliation est prévue"
    " mercredi à la préfecture. Les urgences vitales seront orientées vers le centre hospitalier de Belleroche,"
    " qui renforce ses équipes de nuit pour l’occasion."
)
PARTNER = replace(SITE, slug="partner", url="https://partner.example/feed/")
HOUSE = replace(NEWSROOM, sources=(*NEWSROOM.sources, PARTNER))
ORIGINAL = content(1, standfirst=TEXT)
REPRINT = content(
    2,
    guid="p-2",
    url="https://partner.example/a/2/",
    title="Val d’Aubre : les gardes s’arrêtent",
    body_html=f"<p>{TEXT}</p><p>(Agence Médiane)</p>",
)


@pytest.fixture
def house(each_world: World) -> World:
    each_world.apply(HOUSE)
    each_world.gather(ORIGINAL)
    return each_world


def added(world: World, source: str, *contents: Content) -> int:
    (report,) = [report for report in world.gather(*contents, source=source) if report.source == source]
    return report.added


def test_the_same_text_under_a_second_source_is_the_same_item_for_good(house: World) -> None:
    with capture_logs() as logged:
        assert added(house, "partner", REPRINT) == 0
    assert [(line["source"], line["item"]) for line in logged if line["event"] == "item.reprinted"] == [
        ("partner", 1)
    ]
    house.clock.advance(days=30)
    rewritten = replace(REPRINT, title="Autre titre", body_html="<p>Un autre texte.</p>")
    assert added(house, "partner", rewritten) == 0, (
        "it is known by its address now, and its own source edits it"
    )
    with house.database.read() as connection:
        (item,) = list_items(connection)
    assert (item.source, item.revision, item.content) == ("site", 1, ORIGINAL)


def test_its_own_source_may_give_a_text_twice(house: World) -> None:
    assert (
        added(house, "site", replace(ORIGINAL, guid="again", url="https://news.example/profession/b/")) == 1
    )


def test_an_article_is_no_reprint_of_a_brief(house: World) -> None:
    brief = replace(REPRINT, kind=ItemKind.BRIEF, body_html="", standfirst=TEXT)
    assert added(house, "fil", brief) == 1
    assert len(house.titles()) == 2


def test_another_article_on_the_same_subject_is_an_item_of_its_own(house: World) -> None:
    other = TEXT.replace("cessent les gardes", "reprennent le travail").split(". ", 1)[0]
    assert (
        added(house, "partner", replace(REPRINT, body_html=f"<p>{other}. {'Et voilà la suite. ' * 12}</p>"))
        == 1
    )


def test_a_text_is_looked_for_among_what_is_recent_and_still_read(house: World) -> None:
    house.clock.advance(days=LOOKED_BACK.days)
    assert added(house, "partner", REPRINT) == 1
    third = replace(PARTNER, slug="third", url="https://third.example/feed/")
    house.apply(replace(NEWSROOM, sources=(third,)))
    again = replace(REPRINT, guid="t-1", url="https://third.example/a/1/")
    assert added(house, "third", again) == 1, (
        "what is no longer read is printed no more: it stands for nothing"
    )


def test_a_corrected_text_is_compared_as_it_now_stands(house: World) -> None:
    house.gather(content(1, standfirst="Court."))
    assert added(house, "partner", REPRINT) == 1

from datetime import date, timedelta

import pytest

from digest.domain.content import ItemKind
from digest.domain.corrections import Correction
from digest.domain.edition import EditionEvent, EditionId
from digest.errors import NotPrinted, NotReady, UnknownName
from digest.services.corrections import correct
from digest.storage.corrections import list_corrections
from tests.factories import NOON, content
from tests.fakes.world import TODAY, World

E = EditionEvent
TEXT = "Le débit est de 12 %, et non de 21 %."
ADDRESS = "https://news.example/profession/article-2/"


def _kept(world: World) -> tuple[Correction, ...]:
    with world.database.read() as connection:
        return list_corrections(connection, TODAY)


def _composed(world: World) -> None:
    world.apply()
    world.gather(content())
    world.compose()


def _number(world: World, title: str) -> int:
    found = world.edition().content
    assert found
    return next(story.item for story in found.every_story if story.title == title)


@pytest.mark.parametrize("delivered", [False, True])
def test_what_went_out_is_corrected_with_the_time_of_it(each_world: World, delivered: bool) -> None:
    each_world.frozen(1)
    if delivered:
        each_world.deliver()
    each_world.clock.advance(hours=2)
    found = correct(each_world.database, TODAY, f" {TEXT}\n", each_world.clock)
    assert found == Correction(at=NOON + timedelta(hours=2), text=TEXT)
    assert _kept(each_world) == (found,)


def test_a_correction_is_about_the_story_of_an_address_or_a_number(world: World) -> None:
    world.frozen(1)
    number = _number(world, "Article 2")
    assert correct(world.database, TODAY, TEXT, world.clock, item=ADDRESS).item == number
    assert correct(world.database, TODAY, "Bis.", world.clock, item=str(number)).item == number


def test_what_was_sent_twice_is_kept_once_but_about_another_story_it_is_another(each_world: World) -> None:
    each_world.frozen(1)
    first = correct(each_world.database, TODAY, TEXT, each_world.clock)
    each_world.clock.advance(seconds=1)
    assert correct(each_world.database, TODAY, TEXT, each_world.clock) == first
    correct(each_world.database, TODAY, TEXT, each_world.clock, item=ADDRESS)
    assert len(_kept(each_world)) == 2


def test_what_was_cancelled_on_its_way_can_be_corrected(world: World) -> None:
    world.frozen(2)
    world.cancel_on_its_way()
    assert correct(world.database, TODAY, TEXT, world.clock).text == TEXT


def test_what_has_not_gone_out_is_changed_and_not_corrected(world: World) -> None:
    _composed(world)
    with pytest.raises(NotReady, match="`digest gather` and `digest compose quotidienne --date 2026-11-23`"):
        correct(world.database, TODAY, TEXT, world.clock)
    world.decide(E.HOLD)
    with pytest.raises(NotReady, match="`digest resume quotidienne/2026-11-23`, then `digest compose"):
        correct(world.database, TODAY, TEXT, world.clock)
    assert _kept(world) == ()


@pytest.mark.parametrize("event", [E.SKIP, E.CANCEL])
def test_what_nobody_got_has_nothing_to_correct(world: World, event: EditionEvent) -> None:
    _composed(world)
    world.decide(event)
    with pytest.raises(NotReady, match="nobody got it"):
        correct(world.database, TODAY, TEXT, world.clock)


def test_an_edition_that_never_was_and_a_story_that_is_not_in_it_are_named(world: World) -> None:
    world.frozen(1)
    with pytest.raises(UnknownName, match=r"quotidienne/2026-11-20.*known: quotidienne/2026-11-23"):
        correct(world.database, EditionId("quotidienne", date(2026, 11, 20)), TEXT, world.clock)
    with pytest.raises(NotPrinted, match="`digest explain quotidienne/2026-11-23 --json`"):
        correct(world.database, TODAY, TEXT, world.clock, item="4711")


def test_an_address_that_several_briefs_share_wants_a_number(world: World) -> None:
    world.apply()
    page = "https://news.example/fil/"
    briefs = [
        content(number, kind=ItemKind.BRIEF, title=f"Brève {number}", guid="", url=f"{page}#{number}")
        for number in (8, 9)
    ]
    world.reader.publish("fil", *briefs)
    world.frozen(1)
    numbers = [_number(world, brief.title) for brief in briefs]
    with pytest.raises(NotPrinted, match=r"name one by its number \((\d+, \d+)\)$") as caught:
        correct(world.database, TODAY, TEXT, world.clock, item=page)
    assert sorted(caught.value.numbers) == sorted(numbers)
    assert correct(world.database, TODAY, TEXT, world.clock, item=f"{page}#9").item == numbers[1]


def test_words_that_say_nothing_are_not_kept(world: World) -> None:
    world.frozen(1)
    with pytest.raises(ValueError, match="needs words"):
        correct(world.database, TODAY, " ", world.clock)
    assert _kept(world) == ()

from dataclasses import replace

import pytest

from digest.domain.content import Image, ItemKind
from digest.domain.edition import EditionContent, Section
from digest.services.check import WEIGHT_BLOCK, Level, check_edition
from tests.factories import NOON, PUBLICATION, edition_content, story
from tests.fakes.world import TODAY, World

CONTENT = edition_content()


def found(world: World, content: EditionContent) -> dict[str, Level]:
    press = world.house.press.for_content(TODAY, content, NOON)
    return {finding.id: finding.level for finding in check_edition(press, content)}


def test_of_a_sound_edition_there_is_nothing_to_say(world: World) -> None:
    assert found(world, CONTENT) == {}


@pytest.mark.parametrize(
    ("content", "id_", "level"),
    [
        (edition_content(lead=None, sections=(), briefs=()), "empty", Level.BLOCK),
        (edition_content(lead=None, sections=()), "lead", Level.NOTE),
        (edition_content(subject="  "), "subject", Level.BLOCK),
        (edition_content(subject="Mot " * 40), "subject", Level.WARN),
        (edition_content(publication=replace(PUBLICATION, postal_address="")), "postal-address", Level.WARN),
        (edition_content(lead=story(1, url="")), "link", Level.WARN),
        (
            edition_content(lead=story(1, image=Image(url="http://news.example/1.jpg", alt="x"))),
            "image-https",
            Level.WARN,
        ),
        (
            edition_content(lead=story(1, image=Image(url="https://news.example/1.jpg"))),
            "image-alt",
            Level.NOTE,
        ),
    ],
    ids=lambda value: str(value) if isinstance(value, str) else "",
)
def test_what_is_wrong_is_found(world: World, content: EditionContent, id_: str, level: Level) -> None:
    assert found(world, content).get(id_) is level


def test_a_mail_that_would_be_cut_off_is_stopped_and_a_heavy_one_warned_of(world: World) -> None:
    heavy = replace(CONTENT, sections=(_section(60),))
    heavier = replace(CONTENT, sections=(_section(200),))
    assert found(world, heavy) == {"weight": Level.WARN}
    assert found(world, heavier) == {"weight": Level.BLOCK}
    press = world.house.press.for_content(TODAY, heavier, NOON)
    messages = [finding.message for finding in check_edition(press, heavier)]
    assert any(str(WEIGHT_BLOCK) not in message and "kB" in message for message in messages)


def test_the_worst_comes_first_and_each_finding_says_what_to_do(world: World) -> None:
    bad = edition_content(
        subject="", lead=story(1, image=Image(url="http://news.example/1.jpg")), briefs=(_untitled(),)
    )
    press = world.house.press.for_content(TODAY, bad, NOON)
    findings = check_edition(press, bad)
    assert [finding.level for finding in findings] == sorted(
        (finding.level for finding in findings), key=list(Level).index
    )
    assert {Level.BLOCK, Level.WARN, Level.NOTE} == {finding.level for finding in findings}
    assert all(finding.message and finding.remedy for finding in findings)


def _untitled():
    return story(9, kind=ItemKind.BRIEF, theme="", url="")


def _section(stories: int) -> Section:
    long = "Un chapô assez long pour peser dans la page. " * 4
    return Section(
        theme="profession",
        title="Profession",
        stories=tuple(story(number, standfirst=long) for number in range(100, 100 + stories)),
    )

from dataclasses import replace

import pytest

from digest.domain.content import Image
from digest.domain.edition import EditionContent, Section
from digest.services.check import Finding, Level, check_edition
from tests.factories import NOON, edition_content, story
from tests.fakes.world import TODAY, World

CONTENT = edition_content()


def findings(world: World, content: EditionContent) -> list[Finding]:
    return check_edition(world.house.press.for_content(TODAY, content, NOON))


def test_of_a_sound_edition_there_is_nothing_to_say(world: World) -> None:
    assert findings(world, CONTENT) == []


@pytest.mark.parametrize(
    ("content", "id_", "level"),
    [
        (edition_content(lead=None, sections=(), briefs=()), "empty", Level.BLOCK),
        (edition_content(lead=story(1, url="")), "link", Level.WARN),
        (
            edition_content(lead=story(1, image=Image(url="https://news.example/1.jpg"))),
            "image-alt",
            Level.NOTE,
        ),
    ],
)
def test_what_is_wrong_is_found(world: World, content: EditionContent, id_: str, level: Level) -> None:
    found = {finding.id: finding.level for finding in findings(world, content)}
    assert found.get(id_) is level


def test_every_language_that_readers_get_is_looked_at(world: World) -> None:
    endless = replace(CONTENT.publication, postal_address="1 rue de la Presse " * 6000)
    heavy = findings(world, replace(CONTENT, publication=endless))
    assert [(finding.id, finding.level) for finding in heavy] == [("weight", Level.BLOCK)] * 2
    assert "(fr)" in heavy[0].message
    assert "(en)" in heavy[1].message


def test_what_a_heavy_mail_left_to_the_web_version_is_not_missed_in_it(world: World) -> None:
    stories = tuple(story(number, standfirst="Un chapô assez long. " * 8) for number in range(100, 400))
    section = Section(theme="profession", title="Profession", stories=stories)
    assert {finding.id for finding in findings(world, replace(CONTENT, sections=(section,)))} <= {"weight"}


def test_the_worst_comes_first_and_each_finding_says_what_to_do(world: World) -> None:
    picture = Image(url="http://news.example/1.jpg")
    found = findings(world, edition_content(subject="", lead=story(1, image=picture)))
    levels = [finding.level for finding in found]
    assert levels == sorted(levels, key=list(Level).index)
    assert set(levels) == {Level.BLOCK, Level.WARN, Level.NOTE}
    assert all(finding.message and finding.remedy for finding in found)

from dataclasses import replace
from datetime import timedelta

import pytest

from digest.domain.content import Image
from digest.domain.edition import EditionContent, Section
from digest.render.preflight.clients import used
from digest.render.preflight.page import Page
from digest.render.preflight.support import table
from digest.services.check import Finding, Level, check_edition
from digest.services.press import LANGUAGES, NOBODY, Reader
from tests.factories import NOON, edition_content, story
from tests.fakes.world import TODAY, World
from tests.golden.quotidienne import QUOTIDIENNE

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
    found = findings(world, replace(CONTENT, publication=endless))
    heavy = [finding for finding in found if finding.id == "weight"]
    assert [finding.level for finding in heavy] == [Level.BLOCK] * 2
    assert "(fr)" in heavy[0].message
    assert "(en)" in heavy[1].message


def test_what_a_heavy_mail_left_to_the_web_version_is_not_missed_in_it(world: World) -> None:
    stories = tuple(story(number, standfirst="Un chapô assez long. " * 8) for number in range(100, 400))
    section = Section(theme="profession", title="Profession", stories=stories)
    found = {finding.id for finding in findings(world, replace(CONTENT, sections=(section,)))}
    assert "web-only" in found
    assert not {"text-parity", "text-title", "html-story"} & found


def test_the_worst_comes_first_and_each_finding_says_what_to_do(world: World) -> None:
    picture = Image(url="http://news.example/1.jpg")
    found = findings(world, edition_content(subject="", lead=story(1, image=picture)))
    levels = [finding.level for finding in found]
    assert levels == sorted(levels, key=list(Level).index)
    assert set(levels) == {Level.BLOCK, Level.WARN, Level.NOTE}
    assert all(finding.message and finding.remedy for finding in found)


HOSTILE = "<script>alert(1)</script> “%%{{ x }}” \u202e\x92]]>--><!--[if mso]> " + "W" * 400


def test_the_sample_edition_could_go_out_as_it_is(world: World) -> None:
    found = check_edition(world.house.press.for_content(TODAY, QUOTIDIENNE, NOON))
    # One of its pictures has no description, on purpose.
    assert [(finding.id, finding.level) for finding in found] == [("image-alt", Level.NOTE)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_our_mail_is_built_from_works_in_every_client(world: World, language: str) -> None:
    press = world.house.press.for_content(TODAY, QUOTIDIENNE, NOON)
    reader = Reader(subscriber=NOBODY, address="reader@example.org", language=language)
    features = used(Page(press.preview(reader).html))
    shares = {client.name: table().share(features, client) for client in table().clients}
    assert [name for name, share in shares.items() if share < 0.85] == []
    assert {
        feature for feature in features if table().without(feature) and feature not in table().otherwise
    } == set()


def test_a_hostile_feed_is_looked_at_and_cannot_break_the_frame_around_it(world: World) -> None:
    bad = story(
        1,
        title=HOSTILE,
        kicker=HOSTILE,
        standfirst=HOSTILE,
        authors=(HOSTILE,),
        url="javascript:alert(1)",
        image=Image(url="http://n.example/<>.jpg", alt=HOSTILE, credit=HOSTILE, width=9000, height=9),
        published_at=NOON - timedelta(days=400),
    )
    section = Section(theme="profession", title=HOSTILE, stories=(bad, bad))
    content = edition_content(lead=bad, sections=(section,), briefs=(bad,), subject=HOSTILE, title=HOSTILE)
    found = {finding.id: finding.level for finding in findings(world, content)}
    # What it printed is escaped: neither Word's comments nor our own marks are broken by it.
    assert [name for name, level in found.items() if level is Level.BLOCK] == []
    assert {"stale", "subject", "image-https", "image-large"} <= set(found)

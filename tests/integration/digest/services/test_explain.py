from dataclasses import replace

import pytest

from digest.domain.edition import Decision, EditionContent, Section
from digest.errors import TemplateBroken
from digest.services.explain import TOO_HEAVY, as_printed
from tests.factories import NOON, edition_content, story
from tests.fakes.world import TODAY, World


def decisions_on(content: EditionContent) -> list[Decision]:
    return [
        Decision(item=one.item, title=one.title, url=one.url, included=True, section="x", reason="new")
        for one in content.stories
    ]


def heavy() -> EditionContent:
    stories = tuple(story(number, title=f"Titre {number} " * 12) for number in range(100, 500))
    return edition_content(sections=(Section(theme="profession", title="Profession", stories=stories),))


def test_what_the_mail_left_out_for_its_weight_is_out_and_says_so(world: World) -> None:
    content = heavy()
    press = world.house.press.for_content(TODAY, content, NOON)
    told = as_printed(decisions_on(content), content, press)
    out = [decision for decision in told if not decision.included]
    assert out
    assert {decision.reason for decision in out} == {TOO_HEAVY}
    mail = press.printed("fr")
    assert {decision.item for decision in told if decision.included} == {one.item for one in mail.stories}


def test_of_a_light_mail_the_decisions_are_what_they_were(world: World) -> None:
    content = edition_content()
    before = decisions_on(content)
    out = Decision(item=9, title="x", url="", included=False, section="", reason="unrouted")
    press = world.house.press.for_content(TODAY, content, NOON)
    assert as_printed([*before, out], content, press) == (*before, out)


def test_a_broken_template_takes_no_reason_away(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    content = edition_content()
    press = world.house.press.for_content(TODAY, replace(content), NOON)

    def broken(_language: str) -> EditionContent:
        raise TemplateBroken("body.html", "line 3")

    monkeypatch.setattr(press, "printed", broken)
    assert as_printed(decisions_on(content), content, press) == tuple(decisions_on(content))

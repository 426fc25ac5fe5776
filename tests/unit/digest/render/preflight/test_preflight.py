from datetime import timedelta

import pytest

from digest.domain.content import Image
from digest.render.preflight import CHECKS, Finding, Level, Proof, preflight
from tests.factories import NOON, edition_content
from tests.mails import LAYOUT, LED, SPOILT, good_proof, led_by, with_extra


def found(looked_at: Proof) -> dict[str, Level]:
    return {finding.id: finding.level for finding in preflight([looked_at])}


@pytest.mark.parametrize(
    "sound",
    [
        good_proof(),
        good_proof(LED),
        with_extra(LAYOUT),
        with_extra("<p>{ { }} %} 50%}</p>"),
        good_proof(edition_content(subject="La CNIL et l’ANSM s’accordent")),
        good_proof(led_by(title="n", url="https://n.example/")),
        good_proof(led_by(title="Le langage {{ jinja }}")),
        good_proof(led_by(published_at=NOON - timedelta(days=4))),
    ],
)
def test_of_a_good_edition_there_is_nothing_to_say(sound: Proof) -> None:
    assert preflight([sound]) == []


@pytest.mark.parametrize(("looked_at", "expected"), SPOILT)
def test_each_check_finds_what_it_looks_for_and_says_how_bad_it_is(
    looked_at: Proof, expected: dict[str, Level]
) -> None:
    assert found(looked_at) == expected


def test_the_worst_comes_first_and_nothing_twice() -> None:
    bad = good_proof(led_by(url="", image=Image(url="https://n.example/p.png")), text="x")
    findings: list[Finding] = preflight([bad, bad])
    levels = [finding.level for finding in findings]
    assert levels == sorted(levels, key=list(Level).index)
    assert set(levels) == set(Level)
    assert len(findings) == len(set(findings))
    assert all(finding.message and finding.remedy for finding in findings)


@pytest.mark.parametrize(
    "html", ["", " ", "<", "no html at all", "<p>" * 2000, "<!--[if mso]>", "\x00", "<style>a{</style>"]
)
def test_no_html_is_too_broken_to_be_looked_at(html: str) -> None:
    assert preflight([good_proof(html=html)])


def test_every_check_is_run() -> None:
    assert len(CHECKS) == len(set(CHECKS)) == 18

from dataclasses import replace

import pytest

from digest.domain.content import Image
from digest.domain.edition import EditionContent
from digest.render.preflight import CHECKS, Finding, Level, Proof, preflight
from digest.render.preflight.weight import BLOCK, WARN
from tests.factories import PUBLICATION, edition_content, story

WAY_OUT = "https://news.example/unsubscribe/x "


def proof(content: EditionContent | None = None, html: str = WAY_OUT, text: str | None = None) -> Proof:
    content = content or edition_content()
    addresses = " ".join(printed.url for printed in content.stories)
    return Proof(
        content=content, language="fr", html=html, text=WAY_OUT + addresses if text is None else text
    )


def found(looked_at: Proof) -> dict[str, Level]:
    return {finding.id: finding.level for finding in preflight([looked_at])}


def test_a_good_edition_has_nothing_to_be_said_of_it() -> None:
    assert found(proof()) == {}


@pytest.mark.parametrize(
    ("looked_at", "expected"),
    [
        (
            proof(edition_content(lead=None, sections=(), briefs=())),
            {"empty": Level.BLOCK},
        ),
        (proof(edition_content(lead=None, sections=())), {"lead": Level.NOTE}),
        (proof(edition_content(subject="  ")), {"subject": Level.BLOCK}),
        (proof(edition_content(subject="x" * 111)), {"subject": Level.WARN}),
        (proof(edition_content(lead=story(1, url=""))), {"link": Level.WARN}),
        (proof(edition_content(lead=story(1, title=" "))), {"title": Level.WARN}),
        (
            proof(edition_content(lead=story(1, title="n.example/a/13", url="https://n.example/a/13/"))),
            {"title": Level.WARN},
        ),
        (
            proof(edition_content(lead=story(1, title="n.example/a…", url="https://n.example/abcdef"))),
            {"title": Level.WARN},
        ),
        (proof(edition_content(lead=story(1, title="n", url="https://n.example/"))), {}),
        (proof(html="no link"), {"unsubscribe": Level.BLOCK}),
        (
            proof(edition_content(lead=story(1, image=Image(url="http://n.example/p.png", alt="x")))),
            {"image-https": Level.WARN},
        ),
        (
            proof(edition_content(lead=story(1, image=Image(url="https://n.example/p.png")))),
            {"image-alt": Level.NOTE},
        ),
        (proof(edition_content(sections=(), briefs=()), text=WAY_OUT), {"text-parity": Level.WARN}),
        (proof(html=WAY_OUT + "é" * (WARN // 2)), {"weight": Level.WARN}),
        (proof(html=WAY_OUT + "é" * (BLOCK // 2)), {"weight": Level.BLOCK}),
        (
            proof(edition_content(publication=replace(PUBLICATION, postal_address=" "))),
            {"postal-address": Level.WARN},
        ),
    ],
)
def test_each_check_finds_what_it_looks_for_and_says_how_bad_it_is(
    looked_at: Proof, expected: dict[str, Level]
) -> None:
    assert found(looked_at) == expected


def test_the_worst_comes_first_and_nothing_twice() -> None:
    bad = proof(edition_content(subject="", lead=story(1, url="")))
    findings: list[Finding] = preflight([bad, bad])
    assert [finding.level for finding in findings] == [Level.BLOCK, Level.WARN]
    assert all(finding.remedy for finding in findings)


def test_every_check_is_run() -> None:
    assert len(CHECKS) == len(set(CHECKS)) == 8

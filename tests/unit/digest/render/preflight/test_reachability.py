import pytest

from digest.render.preflight import Level, Page
from digest.render.preflight.reachability import HEAVY, NO_ANSWER, TOO_HEAVY, Answer, reachability, to_ask

LINK, PICTURE = "https://n.example/a", "https://n.example/p.jpg"


def found(answers: dict[str, Answer], unasked: int = 0) -> dict[str, Level]:
    return {finding.id: finding.level for finding in reachability(answers, [PICTURE], unasked)}


@pytest.mark.parametrize(
    ("address", "answer", "expected"),
    [
        (LINK, Answer(status=200, content_type="text/html", length=10 * TOO_HEAVY), {}),
        (LINK, Answer(status=404), {"link-dead": Level.WARN}),
        (LINK, Answer(status=410), {"link-dead": Level.WARN}),
        (LINK, Answer(status=NO_ANSWER), {"link-dead": Level.WARN}),
        (LINK, Answer(status=403), {"link-refused": Level.NOTE}),
        (LINK, Answer(status=503), {"link-refused": Level.NOTE}),
        (PICTURE, Answer(status=200, content_type="image/jpeg; q=1", length=HEAVY), {}),
        (PICTURE, Answer(status=200), {}),
        (PICTURE, Answer(status=404), {"image-dead": Level.WARN}),
        (PICTURE, Answer(status=NO_ANSWER), {"image-dead": Level.WARN}),
        (PICTURE, Answer(status=200, content_type="text/html"), {"image-dead": Level.WARN}),
        (
            PICTURE,
            Answer(status=200, content_type="image/png", length=HEAVY + 1),
            {"image-heavy": Level.NOTE},
        ),
        (
            PICTURE,
            Answer(status=200, content_type="image/png", length=TOO_HEAVY + 1),
            {"image-heavy": Level.WARN},
        ),
    ],
)
def test_an_answer_is_judged_by_what_it_was_asked_for(
    address: str, answer: Answer, expected: dict[str, Level]
) -> None:
    assert found({address: answer}) == expected


def test_what_nobody_asked_is_said() -> None:
    assert found({}, unasked=3) == {"links-unasked": Level.NOTE}


def test_each_address_is_asked_once_and_neither_personal_links_nor_our_own_pages() -> None:
    ours = "https://news.example/letters"
    page = Page(
        f'<body><a href="{LINK}#x"><img src="{PICTURE}"></a><a href="{LINK}">x</a><img src="{PICTURE}">'
        f'<a href="{ours}/unsubscribe/t">x</a><a href="{ours}/preferences/t">x</a><a href="{ours}/archive/d">x</a>'
        '<a href="https://news.example/archive/1">x</a><a href="mailto:x@n.example">x</a><a href="#y">x</a>'
        '<img src="data:image/png;base64,x"></body>'
    )
    assert to_ask(page) == ([LINK, "https://news.example/archive/1"], [PICTURE])

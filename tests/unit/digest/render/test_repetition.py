import pytest

from digest.render.repetition import beyond, repeats


@pytest.mark.parametrize(
    ("title", "standfirst", "repeated"),
    [
        ("Un titre.", "Un titre. La suite.", True),
        ("Un titre…", "Un titre coupé. La suite.", True),
        ("Il hésite…", "Il hésite… La suite.", True),
        ("Un titre", "Un titre", True),
        ("Rad", "Radon partout.", False),
        ("Un titre", "Autre chose.", False),
        ("Un titre", "", False),
        ("", "Autre chose.", False),
        ("…", "Autre chose.", False),
    ],
)
def test_a_standfirst_repeats_a_title_that_it_begins_with(title: str, standfirst: str, repeated: bool):
    assert repeats(title, standfirst) is repeated


@pytest.mark.parametrize(
    ("title", "standfirst", "rest"),
    [
        ("Un titre.", "Un titre. La suite.", "La suite."),
        ("Un titre", "Un titre. La suite.", "La suite."),
        ("Un titre\u00a0?", "Un titre\u00a0? La suite.", "La suite."),
        ("Il hésite…", "Il hésite… La suite.", "La suite."),
        ("Un titre…", "Un titre coupé. La suite.", "… coupé. La suite."),
        ("Un titre…", "Un titre, coupé.", "… coupé."),
        ("Un titre", "Un titre", ""),
        ("Un titre", "Un titre qui continue.", "Un titre qui continue."),
        ("Un titre", "Autre chose.", "Autre chose."),
    ],
)
def test_beyond_its_title_a_standfirst_says_the_rest(title: str, standfirst: str, rest: str):
    assert beyond(title, standfirst) == rest

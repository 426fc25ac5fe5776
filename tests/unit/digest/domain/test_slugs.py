import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.config.checks import slug
from digest.domain.slugs import slug_of


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Profession", "profession"),
        ("Médical & technique", "medical-technique"),
        ("L’œil du manip", "l-oeil-du-manip"),
        (" – En bref – ", "en-bref"),
        ("ニュース", "source"),
        ("", "source"),
        ("Un titre bien trop long pour une ligne de commande", "un-titre-bien-trop-long-pour-une-ligne"),
        ("a" * 80, "a" * 40),
    ],
)
def test_a_slug_has_the_words_of_its_title(title: str, expected: str) -> None:
    assert slug_of(title, (), otherwise="source") == expected


def test_a_slug_that_is_taken_gets_a_number() -> None:
    assert slug_of("Fil", {"fil"}, otherwise="source") == "fil-2"
    assert slug_of("Fil", {"fil", "fil-2"}, otherwise="source") == "fil-3"


@given(st.text(max_size=100), st.sets(st.sampled_from(["a", "a-2", "source"])))
def test_whatever_the_title_it_is_a_slug_and_a_new_one(title: str, taken: set[str]) -> None:
    made = slug_of(title, taken, otherwise="source")
    assert slug(made) == made
    assert made not in taken

import pytest

from digest.sources.signatures import Block, names_under, signed

TEXT = [Block("Le service a revu son circuit au printemps, pour gagner du temps. " * 3)] * 9
NAMES = [Block("Ana Martin"), Block("Bob Petit")]


@pytest.mark.parametrize("heading", [Block("Auteurs", is_heading=True), Block("Par")])
def test_names_sign_above_and_below_the_text(heading: Block) -> None:
    assert signed([heading, *NAMES, *TEXT]) == ["Ana Martin", "Bob Petit"]
    assert signed([*TEXT, heading, *NAMES, Block("Partager")]) == ["Ana Martin", "Bob Petit"]


def test_a_standfirst_may_stand_above_the_names_and_a_second_sentence_may_not() -> None:
    assert signed([TEXT[0], Block("Le 22/11/26"), Block("Par Ana Martin"), *TEXT]) == ["Par Ana Martin"]
    assert signed([*TEXT[:2], Block("Par Ana Martin"), *TEXT]) == []


def test_names_in_the_middle_of_the_text_do_not_sign() -> None:
    assert signed([*TEXT, Block("Auteurs"), *NAMES, *TEXT]) == []
    assert signed([*TEXT, Block("Auteurs"), *NAMES, Block("Éditeurs", is_heading=True)]) == []


def test_a_word_with_no_names_under_it_is_passed_over() -> None:
    assert signed([Block("Par"), *TEXT, Block("Par Ana Martin")]) == ["Par Ana Martin"]
    assert signed([]) == []


def test_names_end_at_the_first_line_that_is_none() -> None:
    assert names_under([*NAMES, Block("Une vie."), Block("Zoé Nil")]) == ["Ana Martin", "Bob Petit"]
    assert names_under([Block("Ana Martin", is_heading=True)]) == []

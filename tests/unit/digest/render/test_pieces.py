import pytest
from jinja2 import Environment, UndefinedError
from markupsafe import Markup

from digest.render.pieces import Condition, Piece, Scissors, Slot, put_together

ALL = frozenset[str]()


@pytest.mark.parametrize(
    ("themes", "at_least", "chosen", "met"),
    [
        ({"a"}, 1, ALL, True),
        ({"a"}, 1, {"a", "b"}, True),
        ({"a"}, 1, {"b"}, False),
        ({"a", "b"}, 1, {"b"}, True),
        ({""}, 1, {"b"}, True),
        (set(), 1, ALL, False),
        ({"a", "b"}, 2, {"a"}, False),
        ({"a", "b"}, 2, {"a", "b"}, True),
        ({"a", "b"}, 2, ALL, True),
    ],
)
def test_a_condition_is_met_by_who_sees_enough_of_its_themes(
    themes: set[str], at_least: int, chosen: set[str], met: bool
):
    assert Condition(frozenset(themes), at_least).met(frozenset(chosen)) is met


def rendered(template: str, autoescape: bool = True, **context: object) -> tuple[Piece, ...]:
    scissors = Scissors("abc123")
    environment = Environment(autoescape=autoescape)
    text = environment.from_string(template).render(context, only_for=scissors.only_for, slot=scissors.slot)
    return scissors.cut(text)


NESTED = "0{% call only_for(['a', 'b']) %}1{% call only_for(['a']) %}2{% endcall %}3{% endcall %}4"


@pytest.mark.parametrize(
    ("chosen", "text"), [(ALL, "01234"), ({"a"}, "01234"), ({"b"}, "0134"), ({"c"}, "04")]
)
def test_a_piece_is_printed_when_all_the_conditions_around_it_are_met(chosen: set[str], text: str):
    assert put_together(rendered(NESTED), frozenset(chosen), {}) == text


def test_slots_are_filled_anew_for_each_variant():
    pieces = rendered("<p>{{ slot('counts') }}</p>{{ slot('subject') }}")
    filled = put_together(pieces, ALL, {Slot.COUNTS: "3 articles", Slot.SUBJECT: "Un"})
    assert filled == "<p>3 articles</p>Un"


@pytest.mark.parametrize("autoescape", [True, False])
def test_a_block_is_escaped_as_often_as_it_would_be_without_its_condition(autoescape: bool):
    pieces = rendered("{% call only_for(['a']) %}{{ x }}{% endcall %}", autoescape, x="<b>")
    assert put_together(pieces, ALL, {}) == ("&lt;b&gt;" if autoescape else "<b>")


def test_a_mark_of_another_nonce_is_plain_text():
    text = "<!--000000[0-->%%000000!counts%%<!--000000]-->"
    assert rendered("{{ x }}", x=Markup(text)) == (Piece(text, ()),)


def test_a_slot_that_does_not_exist_is_an_error():
    with pytest.raises(ValueError, match="nothing"):
        rendered("{{ slot('nothing') }}")
    with pytest.raises(UndefinedError):
        rendered("{{ slot.nothing.more }}")

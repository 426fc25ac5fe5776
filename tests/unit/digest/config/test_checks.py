from enum import StrEnum

import pytest

from digest.config import checks
from digest.config.checks import Unexpected


class Drink(StrEnum):
    TEA = "tea"
    COFFEE = "coffee"


def test_a_text_may_run_over_several_lines() -> None:
    assert checks.text("1 rue de la Presse\n75000 Paris") == "1 rue de la Presse\n75000 Paris"


@pytest.mark.parametrize("value", [3, True, None, [], "a\x00b", "a\rb", "a\x1bb", "a\u2028b", "a\udcffb"])
def test_a_text_holds_no_control_characters(value: object) -> None:
    with pytest.raises(Unexpected, match="expected a text"):
        checks.text(value)


@pytest.mark.parametrize("value", ["", "  ", "a\nb", "a\r\nBcc: x", "a\x85b", 1, None])
def test_a_line_is_one_line_and_not_blank(value: object) -> None:
    with pytest.raises(Unexpected, match="expected one line"):
        checks.line(value)


def test_a_line_keeps_every_letter_and_space() -> None:
    assert checks.line(" L’écho\u00a0: n° 1 ") == " L’écho\u00a0: n° 1 "


def test_an_optional_value_may_be_empty_and_says_so() -> None:
    check = checks.optional(checks.slug)
    assert check("") == ""
    assert check("a") == "a"
    with pytest.raises(Unexpected, match=r'or ""$'):
        check("A")


@pytest.mark.parametrize("value", ["a", {"a": 1}, None, 1])
def test_a_list_is_a_list(value: object) -> None:
    with pytest.raises(Unexpected, match=r"^expected a list of slugs$"):
        checks.listed(checks.slug, "a list of slugs")(value)


def test_a_list_names_the_element_that_does_not_fit() -> None:
    check = checks.listed(checks.slug, "a list of slugs")
    assert check(["a", "b"]) == ("a", "b")
    assert check([]) == ()
    with pytest.raises(Unexpected, match=r"expected a list of slugs; 'B C' does not fit"):
        check(["a", "B C"])


@pytest.mark.parametrize("value", [0, 101, True, 1.0, "5", None, [], 10**30])
def test_a_whole_number_stays_within_its_bounds(value: object) -> None:
    with pytest.raises(Unexpected, match="expected 1 to 100"):
        checks.whole_number(1, 100, "1 to 100")(value)


@pytest.mark.parametrize("value", [1, 50, 100])
def test_the_bounds_of_a_whole_number_are_included(value: int) -> None:
    assert checks.whole_number(1, 100, "1 to 100")(value) == value


@pytest.mark.parametrize("value", [-1, -0.1, float("inf"), float("nan"), True, "1", None])
def test_an_amount_is_finite_and_not_negative(value: object) -> None:
    with pytest.raises(Unexpected, match="expected seconds"):
        checks.amount("seconds")(value)


@pytest.mark.parametrize("value", [0, 1, 2.5])
def test_an_amount_becomes_a_float(value: float) -> None:
    found = checks.amount("seconds")(value)
    assert found == value
    assert isinstance(found, float)


@pytest.mark.parametrize("value", ["Tea", "", None, 0, [], {}])
def test_a_choice_lists_what_there_is(value: object) -> None:
    with pytest.raises(Unexpected, match=r'^expected "tea" or "coffee"$'):
        checks.one_of(Drink)(value)


def test_a_choice_is_read_by_its_name() -> None:
    assert checks.one_of(Drink)("coffee") is Drink.COFFEE


@pytest.mark.parametrize("value", ["a", "0", "a-b", "9lives", "a" * 63])
def test_slugs_are_short_and_plain(value: str) -> None:
    assert checks.slug(value) == value


@pytest.mark.parametrize("value", ["", "-a", "A", "é", "a_b", "a b", "a/b", "a\n", "a" * 64, 1, None])
def test_what_is_no_slug_is_refused(value: object) -> None:
    with pytest.raises(Unexpected, match="expected a slug"):
        checks.slug(value)


@pytest.mark.parametrize("value", ["politics/", "https://x.example/politics/", "", "/a\nb", 1])
def test_a_section_is_a_path_on_one_line(value: object) -> None:
    with pytest.raises(Unexpected):
        checks.section(value)


def test_a_section_is_kept_as_it_is() -> None:
    assert checks.section("/politics") == "/politics"


@pytest.mark.parametrize("value", ["#7a1f5", "7a1f5c", "#7a1f5g", "red", "#7a1f5c;", "#7a1f5c\n", 7, None])
def test_a_colour_has_six_digits(value: object) -> None:
    with pytest.raises(Unexpected, match="colour"):
        checks.colour(value)


def test_a_colour_may_be_written_large_or_small() -> None:
    assert checks.colour("#7A1f5C") == "#7A1f5C"


@pytest.mark.parametrize("value", ["", "short", "k3" * 15 + "x", None, 12345678901234567890123456789012])
def test_a_short_secret_key_is_refused(value: object) -> None:
    with pytest.raises(Unexpected, match="at least 32 random characters; `digest init`"):
        checks.secret_key(value)


@pytest.mark.parametrize(
    "value",
    [
        "change-me-change-me-change-me-change-me",
        "CHANGETHIS-0123456789-abcdefghij-klmno",
        "replace_me_0123456789_abcdefghij_klmno",
        "your-secret-0123456789-abcdefghijk-lmn",
        "this-is-my-secret-key-0123456789-abcde",
        "placeholder-0123456789-abcdefghij-klmn",
        "django-insecure-0123456789-abcdefghijk",
        "an-example-0123456789-abcdefghijk-lmno",
        "x" * 40,
        "1234567" * 6,
    ],
)
def test_a_placeholder_is_no_secret_key(value: str) -> None:
    with pytest.raises(Unexpected, match="placeholder"):
        checks.secret_key(value)


def test_a_random_text_of_32_characters_is_a_secret_key() -> None:
    assert checks.secret_key("0f3c9a7be1d2846550ab9c8d7e6f1a2b") == "0f3c9a7be1d2846550ab9c8d7e6f1a2b"


def test_a_secret_key_is_one_line() -> None:
    with pytest.raises(Unexpected, match="one line"):
        checks.secret_key("0f3c9a7be1d2846550ab9c8d7e6f1a2b\n")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("25", 25),
        ("-3", -3),
        ("0.5", 0.5),
        (".5", 0.5),
        ("", ""),
        ("abc", "abc"),
        ("1e3", "1e3"),
        ("9" * 5000, "9" * 5000),
        ("٣", "٣"),
    ],
)
def test_a_variable_that_spells_no_number_stays_a_text(value: str, expected: object) -> None:
    assert checks.number_from_text(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", []),
        ("a", ["a"]),
        ("a, b,,c ", ["a", "b", "c"]),
        ('["a", "b"]', ["a", "b"]),
        ("[]", []),
        ("[broken", "[broken"),
    ],
)
def test_a_variable_holds_a_list_as_json_or_with_commas(value: str, expected: object) -> None:
    assert checks.list_from_text(value) == expected


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Georgia, serif", "Georgia, serif"),
        ("  'Times New Roman' ,serif", "Times New Roman, serif"),
        ('"Source Sans 3", sans-serif', "'Source Sans 3', sans-serif"),
        ("monospace", "monospace"),
    ],
)
def test_a_font_stack_is_written_fit_for_a_style(written: str, kept: str) -> None:
    assert checks.font_stack(written) == kept
    assert checks.font_stack(kept) == kept


@pytest.mark.parametrize(
    "value", ["", "Georgia", "serif, Georgia", "a}b, serif", "url(x), serif", ",serif", 3]
)
def test_what_is_no_font_stack_is_refused(value: object) -> None:
    with pytest.raises(Unexpected, match="names of fonts"):
        checks.font_stack(value)

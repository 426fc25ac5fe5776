"""Spellings in which a subscriber's values are kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscribers.model import is_timezone, join_slugs, one_line, split_slugs

SLUGS = st.frozensets(st.text("abz019-", min_size=1, max_size=12), max_size=6)


@given(SLUGS)
def test_slugs_are_read_back_as_they_were_written(slugs: frozenset[str]) -> None:
    assert split_slugs(join_slugs(slugs)) == slugs


def test_slugs_are_written_in_one_order_whatever_the_set() -> None:
    assert join_slugs({"recherche", "ia", "economie"}) == "economie;ia;recherche"


def test_slugs_are_read_in_any_case_and_with_blanks() -> None:
    assert split_slugs(" IA ; economie;;") == {"ia", "economie"}
    assert split_slugs("") == frozenset()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Marie Dupont", "Marie Dupont"),
        ("Marie\r\nBcc: all@example.org", "Marie Bcc: all@example.org"),
        ("  Marie \t Dupont\x00 ", "Marie Dupont"),
        ("Marie\u202eDupont", "Marie Dupont"),
        ("Marie\u2028Dupont\x85", "Marie Dupont"),
    ],
)
def test_a_name_is_kept_on_one_line(text: str, line: str) -> None:
    assert one_line(text) == line


@given(st.text())
def test_no_text_keeps_a_line_break_or_a_control_character(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1
    assert one_line(one_line(text)) == one_line(text)


def test_time_zones_are_known_by_their_iana_name() -> None:
    assert is_timezone("Europe/Paris")
    assert not is_timezone("Paris")
    assert not is_timezone("../../etc/passwd")

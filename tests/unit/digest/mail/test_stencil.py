"""Stencils: shared bytes come once, and every hole is filled wherever it is."""

from hypothesis import given
from hypothesis import strategies as st

from digest.mail.stencil import Stencil

ELEMENTS = st.lists(st.binary(max_size=4) | st.sampled_from(["name", "link", "token"]), max_size=12)


@given(ELEMENTS)
def test_a_filled_stencil_is_what_it_was_cut_from(elements: list[bytes | str]) -> None:
    fillings = {"name": b"<n>", "link": b"", "token": b"<t>"}
    stencil = Stencil.cut(elements)
    expected = b"".join(fillings[each] if isinstance(each, str) else each for each in elements)
    assert b"".join(stencil.filled(fillings)) == expected
    assert b"".join(stencil.filled(fillings)) == expected
    assert set(stencil.holes) == {each for each in elements if isinstance(each, str)}


def test_neighbours_become_one_piece_and_the_first_piece_is_always_shared() -> None:
    assert Stencil.cut([b"a", b"b", "x", b"c", "x", "y"]).pieces == (b"ab", b"", b"c", b"", b"", b"", b"")
    assert Stencil.cut(["x", b"a"]).pieces[0] == b""
    assert Stencil.cut([]).pieces == (b"",)


def test_a_change_reaches_what_is_shared_and_not_what_is_filled_in() -> None:
    stencil = Stencil.cut([b"a", "x", b"b"])
    assert b"".join(stencil.changed(bytes.upper).filled({"x": b"x"})) == b"AxB"
    assert b"".join(stencil.filled({"x": b"x"})) == b"axb"

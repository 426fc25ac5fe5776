"""Quoted-printable pieces join to exactly what was encoded."""

import quopri

from hypothesis import example, given
from hypothesis import strategies as st

from digest.mail.quoted import last_piece, open_piece

TEXT = st.text(max_size=300) | st.text(alphabet="=. \t\n\réFrom", max_size=300)


def expected(text: str) -> bytes:
    return text.replace("\r\n", "\n").replace("\r", "\n").encode(errors="replace").replace(b"\n", b"\r\n")


@given(st.lists(TEXT, max_size=5), TEXT)
@example([".", "From here", " ", "\n"], ".")
@example(["x" * 75, "=" * 40, "é" * 40], "x" * 76 + " ")
@example([], "")
def test_any_pieces_join_to_one_body_that_decodes_exactly(pieces, last):
    encoded = b"".join([*map(open_piece, pieces), last_piece(last)])
    assert quopri.decodestring(encoded) == b"".join(map(expected, [*pieces, last]))
    assert encoded.isascii()
    for line in encoded.split(b"\r\n"):
        assert len(line) <= 76
        assert b"\r" not in line
        assert b"\n" not in line
        assert not line.startswith((b".", b"From "))
        assert not line.endswith((b" ", b"\t"))
    assert b"=_" not in encoded


@given(TEXT)
def test_a_piece_ends_where_a_fresh_line_begins(text):
    encoded = open_piece(text)
    assert encoded == b"" or encoded.endswith(b"\r\n")


def test_plain_text_stays_readable():
    assert last_piece("Bonjour, à demain\n") == b"Bonjour, =C3=A0 demain\r\n"
    assert open_piece("Bonjour") == b"Bonjour=\r\n"


def test_an_escape_is_never_cut_in_two():
    for lead in range(73, 78):
        assert all(
            not line.removesuffix(b"=").endswith((b"=", b"=C", b"=A"))
            for line in last_piece("x" * lead + "é" * 10).split(b"\r\n")
        )


def test_a_dot_or_from_that_a_soft_break_moves_to_the_start_of_a_line_is_escaped():
    for ending in (".", "..", "From here", ".\n."):
        for lead in range(70, 80):
            text = "x" * lead + ending
            encoded = last_piece(text)
            assert quopri.decodestring(encoded) == expected(text)
            assert not any(line.startswith((b".", b"From ")) for line in encoded.split(b"\r\n"))

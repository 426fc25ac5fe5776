"""CSV files as people and programs really write them."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscribers.errors import FileRefused
from subscribers.model import RawRow, RejectedRow
from subscribers.transfer.reading import opened_sheet


def rows(data: bytes) -> list[RawRow | RejectedRow]:
    with opened_sheet(BytesIO(data)) as sheet:
        return list(sheet.rows)


def cells(data: bytes) -> list[dict[str, str]]:
    return [dict(row.cells) for row in rows(data) if isinstance(row, RawRow)]


def test_columns_are_found_in_any_order_case_and_spacing() -> None:
    data = b"Hospital Name, Theme s ,E MAIL\nCHU,ia,a@example.org\n"
    assert rows(data) == [RawRow(2, {"Hospital Name": "CHU", "themes": "ia", "email": "a@example.org"})]


@pytest.mark.parametrize(
    "data",
    [
        "email,name\na@example.org,Hélène\n".encode(),
        "\ufeffemail,name\na@example.org,Hélène\n".encode(),
        '\ufeff"email","name"\n"a@example.org","Hélène"\n'.encode(),
        "email,name\na@example.org,Hélène\n".encode("cp1252"),
        "email;name\r\na@example.org;Hélène\r\n".encode(),
        "email\tname\ra@example.org\tHélène\r".encode(),
        "\n\n  \nemail,name\na@example.org,Hélène".encode(),
        'email, "name"\na@example.org, "Hélène"\n'.encode(),
    ],
)
def test_encodings_delimiters_and_line_ends_are_found_out(data: bytes) -> None:
    assert cells(data) == [{"email": "a@example.org", "name": "Hélène"}]


def test_a_line_in_another_encoding_does_not_garble_the_rest() -> None:
    data = "email,name\na@example.org,Hélène\n".encode() + "b@example.org,Zoé\n".encode("cp1252")
    assert [row["name"] for row in cells(data)] == ["Hélène", "Zoé"]


def test_bytes_that_are_no_text_become_a_nul_for_the_policy_to_refuse() -> None:
    assert cells(b"email,name\na@example.org,Zo\x81\n") == [{"email": "a@example.org", "name": "Zo\x00"}]


@pytest.mark.parametrize(
    ("data", "themes"),
    [
        (b"email,themes\na@example.org,ia;economie\n", "ia;economie"),
        (b'email;themes\na@example.org;"ia;economie"\n', "ia;economie"),
        (b"email\tthemes\na@example.org\tia;economie\n", "ia;economie"),
    ],
)
def test_themes_hold_semicolons_under_every_delimiter(data: bytes, themes: str) -> None:
    assert cells(data)[0]["themes"] == themes


def test_the_line_is_that_of_the_file_though_cells_hold_line_ends_and_lines_are_empty() -> None:
    data = b'email,note\na@example.org,"one\ntwo\n"\n\n,,\nb@example.org,x\n'
    assert [row.line for row in rows(data)] == [2, 7]


def test_a_short_row_does_not_state_its_last_columns() -> None:
    assert cells(b"email,name,themes\na@example.org\n") == [{"email": "a@example.org"}]


def test_empty_cells_too_many_are_nothing() -> None:
    assert cells(b"email,name\na@example.org,Marie,,\n") == [{"email": "a@example.org", "name": "Marie"}]


def test_cells_too_many_are_rejected_because_others_may_have_moved() -> None:
    (row,) = rows(b"email;themes\na@example.org;ia;economie\n")
    assert isinstance(row, RejectedRow)
    assert (row.line, row.address) == (2, "a@example.org")
    assert "3 cells where the header names 2" in row.reason


def test_columns_without_a_name_are_left_out() -> None:
    assert cells(b"email,,name\na@example.org,x,Marie\n") == [{"email": "a@example.org", "name": "Marie"}]


def test_quotation_marks_out_of_place_cost_one_row() -> None:
    first, second = rows(b'email,name\na@example.org,"Jo" Dupont\nb@example.org,Jean "Jo" Dupont\n')
    assert first == RejectedRow(2, "", "its quotation marks are out of place")
    assert second == RawRow(3, {"email": "b@example.org", "name": 'Jean "Jo" Dupont'})


def test_a_quotation_mark_that_swallows_people_refuses_the_file() -> None:
    with pytest.raises(FileRefused, match="line 3: a quotation mark") as refused:
        rows(b'email,name\na@example.org,A\nb@example.org,"B\nc@example.org,C\nd@example.org,D\n')
    assert refused.value.line == 3


def test_a_mark_that_swallows_more_than_a_cell_can_hold_refuses_the_file() -> None:
    with pytest.raises(FileRefused, match="line 2: a quotation mark"):
        rows(b'email,name\na@example.org,"A\n' + b"reader@example.org,x\n" * 10_000)


def test_an_apostrophe_that_guards_a_formula_is_taken_off() -> None:
    data = b"email,name,tel,who\na@example.org,'=1+1,'+33 1,'t Hooft\n"
    assert cells(data) == [{"email": "a@example.org", "name": "=1+1", "tel": "+33 1", "who": "'t Hooft"}]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (b"\n \r\n\xef\xbb\xbf\n", "the file is empty"),
        (b"a@example.org\nb@example.org\n", "the first line must name the columns, one of them email"),
        (b"mail,name\na@example.org,A\n", "one of them email (found: mail, name)"),
        (b"email,name,Email\n", "the column 'email' twice"),
        (b"email,CHU,CHU\n", "the column 'CHU' twice"),
        (b'email,"name\n', "quotation marks of the header"),
        (b"PK\x03\x04\x14\x00\x06\x00", "no text file"),
        ("email,name\n".encode("utf-16"), "no text file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "one of them email"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_what_to_do(data: bytes, reason: str) -> None:
    with pytest.raises(FileRefused) as refused:
        rows(data)
    assert reason in str(refused.value)
    assert str(refused.value).endswith("; nothing was imported")


def test_the_stream_is_left_open_for_its_owner() -> None:
    stream = BytesIO(b"email\na@example.org\n")
    with opened_sheet(stream) as sheet:
        assert len(list(sheet.rows)) == 1
    assert not stream.closed
    refused = BytesIO(b"nothing here")
    with pytest.raises(FileRefused), opened_sheet(refused):
        pass
    assert not refused.closed


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    try:
        found = rows(b"email,name\n" + data)
    except FileRefused:
        return
    lines = [row.line for row in found]
    assert lines == sorted(set(lines))

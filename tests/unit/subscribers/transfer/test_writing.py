"""CSV files that a spreadsheet opens without running them, and that we read back."""

import csv
from datetime import UTC, datetime
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscribers.model import RawRow, Status, Subscriber
from subscribers.transfer.reading import opened_sheet
from subscribers.transfer.writing import write_csv

NOW = datetime(2026, 11, 24, tzinfo=UTC)
CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\x00\ufeff")).map(str.strip)


def person(name: str = "", **attributes: str) -> Subscriber:
    return Subscriber(
        id=1,
        address="a@example.org",
        name=name,
        themes=frozenset({"ia", "economie"}),
        status=Status.ACTIVE,
        attributes=attributes,
        created_at=NOW,
        updated_at=NOW,
    )


def test_a_file_has_our_columns_and_then_the_attributes() -> None:
    text = "".join(write_csv([[person("Marie", CHU="Lille")]], ["CHU", "Tel"]))
    assert text == (
        "email,name,language,timezone,themes,newsletters,status,CHU,Tel\r\n"
        "a@example.org,Marie,,,economie;ia,,active,Lille,\r\n"
    )


def test_an_empty_list_is_a_header() -> None:
    assert "".join(write_csv([], [])) == "email,name,language,timezone,themes,newsletters,status\r\n"


@pytest.mark.parametrize("cell", ["=1+1", "+33", "-1", "@SUM", "\t=1", "\r=1", "'=1", "''@x"])
def test_no_cell_begins_like_a_formula(cell: str) -> None:
    text = "".join(write_csv([[person(cell)]], []))
    name = list(csv.reader(StringIO(text, newline="")))[1][1]
    assert name == f"'{cell}"


@given(CELLS, CELLS, CELLS)
def test_what_was_written_is_read_back(name: str, attribute: str, column: str) -> None:
    # A name of a column is kept on one line, without the blanks that nobody sees.
    column = f"x{' '.join(column.split())}x"
    data = "".join(write_csv([[person(name, **{column: attribute})]], [column])).encode()
    with opened_sheet(BytesIO(data)) as sheet:
        (row,) = sheet.rows
    assert isinstance(row, RawRow)
    assert row.cells["name"] == name
    assert row.cells[column] == attribute
    assert row.cells["themes"] == "economie;ia"

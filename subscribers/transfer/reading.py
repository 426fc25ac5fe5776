"""Reads a CSV file from any program: encoding, delimiter, order of columns and stray quotes are found out.

It judges no value: a row is handed on as cells under canonical column names.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

from subscribers.errors import FileRefused
from subscribers.model import RawRow, RejectedRow
from subscribers.policy import COLUMNS

_DELIMITERS = (",", ";", "\t")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n]")
"""A cell that an export made harmless for spreadsheets with a leading apostrophe (see `writing`)."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file whose header is understood. rows: each with the line it begins on, or the reason to reject it."""

    columns: tuple[str, ...]
    rows: Iterator[RawRow | RejectedRow]


@contextmanager
def opened_sheet(stream: BinaryIO) -> Iterator[Sheet]:
    """Understand the header of `stream`; the rows are read as they are asked for, inside the block.

    Raises FileRefused when there is no header with an `email` column and, from `rows`, when a quotation
    mark is opened and never closed. The stream is left open.
    """
    # Latin-1 gives every byte one character, so that lines can be told apart before they are decoded;
    # newline="" ends them at \n, \r\n and the lone \r of old programs, and keeps these ends.
    text = io.TextIOWrapper(stream, encoding="latin-1", newline="")
    try:
        yield _sheet(_Lines(text))
    finally:
        text.detach()


def _sheet(lines: "_Lines") -> Sheet:
    first = next((line for line in lines if line.strip("\ufeff \t\r\n")), None)
    if first is None:
        raise FileRefused("the file is empty")
    if "\x00" in first:
        raise FileRefused("this is no text file: save the list as CSV in UTF-8")
    first = first.removeprefix("\ufeff")
    header_line = lines.number
    rest = chain((first,), lines)
    reader = csv.reader(rest, delimiter=_delimiter(first), strict=True, skipinitialspace=True)
    try:
        columns = tuple(_column(cell) for cell in next(reader))
    except csv.Error:
        raise FileRefused("the quotation marks of the header are out of place", header_line) from None
    _check_columns(columns, header_line)
    places = tuple((place, name) for place, name in enumerate(columns) if name)
    return Sheet(tuple(name for _, name in places), _rows(lines, reader, places, len(columns)))


class _Lines:
    """The physical lines of a file as text, with their ends, and the number of the last one read.

    Each line is decoded by itself, as UTF-8 or else as Windows-1252: lists are glued together from several
    exports, and one bad byte must not garble every other name. What is neither becomes a NUL, which no row
    may hold.
    """

    def __init__(self, latin: Iterable[str]) -> None:
        self.number = 0
        self._latin = iter(latin)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._latin)
        self.number += 1
        return line if line.isascii() else _decoded(line.encode("latin-1"))


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("ascii", errors="replace").replace("\ufffd", "\x00")


def _delimiter(header: str) -> str:
    """Return the delimiter under which the header shows an email column, and the most columns."""

    def found(delimiter: str) -> tuple[bool, int]:
        names = [_column(cell) for cell in next(csv.reader([header], delimiter=delimiter))]
        return "email" in names, len(names)

    return max(_DELIMITERS, key=found)


def _column(cell: str) -> str:
    """Return the canonical name of one of our columns, or that of an attribute on one line."""
    name = " ".join(_cell(cell.strip("\ufeff")).split())
    canonical = name.replace(" ", "").lower()
    return canonical if canonical in COLUMNS else name


def _check_columns(columns: tuple[str, ...], line: int) -> None:
    named = [name for name in columns if name]
    if "email" not in named:
        raise FileRefused(
            f"the first line must name the columns, one of them email (found: {', '.join(named)})"[:300], line
        )
    twice = next((name for name in named if named.count(name) > 1), "")
    if twice:
        raise FileRefused(f"the header names the column {twice!r} twice", line)


def _rows(
    lines: _Lines, reader: Iterator[list[str]], places: tuple[tuple[int, str], ...], width: int
) -> Iterator[RawRow | RejectedRow]:
    email = next(place for place, name in places if name == "email")
    while True:
        line = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            if lines.number > line:
                # A mark that swallowed further lines has swallowed people: no count would be true any more.
                raise FileRefused("a quotation mark that opens here does not close", line) from None
            yield RejectedRow(line, "", "its quotation marks are out of place")
            continue
        if not any(map(str.strip, cells)):
            continue
        if any(map(str.strip, cells[width:])):
            reason = f"it has {len(cells)} cells where the header names {width}: are quotation marks missing?"
            yield RejectedRow(line, _cell(cells[email]), reason)
            continue
        # A short row is a full one whose last cells are empty and were not written: it does not state them.
        yield RawRow(line, {name: _cell(cells[place]) for place, name in places if place < len(cells)})


def _cell(text: str) -> str:
    text = text.strip()
    return text[1:] if text.startswith("'") and _GUARDED.match(text) else text

"""Prints results: JSON for scripts, tables for people."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

_WIDE = 200
"""Columns for a table that goes to a file or a pipe, where nothing has to be wrapped for a screen."""

stdout = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else _WIDE)
stderr = Console(stderr=True, highlight=False, soft_wrap=True)


def say(sentence: str) -> None:
    """Tell a person something that is not the result itself."""
    stderr.print(sentence, markup=False)


def print_json(value: Mapping[str, object]) -> None:
    """Print one object on one line."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


def print_json_lines(values: Iterable[Mapping[str, object]]) -> None:
    """Print one object on each line."""
    for value in values:
        print_json(value)


def print_table(headings: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str) -> None:
    """Print rows under headings; where there are none, say `empty`."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(Text(str(cell)) for cell in row))
    if table.row_count:
        stdout.print(table)
    else:
        say(empty)


def local(instant: datetime | None, zone: ZoneInfo) -> str:
    """Write an instant for a person: date and minute in the publication's time zone, "" for None."""
    return f"{instant.astimezone(zone):%Y-%m-%d %H:%M}" if instant else ""


def iso(instant: datetime | None, zone: ZoneInfo) -> str | None:
    """Write an instant for a script: ISO 8601 with the offset of the publication's time zone."""
    return instant.astimezone(zone).isoformat() if instant else None

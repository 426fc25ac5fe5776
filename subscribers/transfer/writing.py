"""Writes subscribers as the CSV file that `reading` understands, safe to open in a spreadsheet.

It chooses nobody: it writes whom it is given.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from subscribers.model import Subscriber, join_slugs
from subscribers.policy import COLUMNS

_RISKY = re.compile(r"'*[=+\-@\t\r\n]")
"""Beginnings that make a spreadsheet run a cell as a formula. Apostrophes before it count, so that taking one
off again in `reading` always gives back what was there."""


def write_csv(pages: Iterable[Sequence[Subscriber]], attributes: Sequence[str]) -> Iterator[str]:
    """Yield a CSV file in pieces: the header, then one piece for each page of subscribers.

    attributes: names of further columns, in the order wanted; people without one get an empty cell.
    """
    yield _text([[*COLUMNS, *attributes]])
    for page in pages:
        yield _text(_cells(subscriber, attributes) for subscriber in page)


def _cells(subscriber: Subscriber, attributes: Sequence[str]) -> list[str]:
    return [
        subscriber.address,
        subscriber.name,
        subscriber.language,
        subscriber.timezone,
        join_slugs(subscriber.themes),
        join_slugs(subscriber.newsletters),
        subscriber.status.value,
        *(subscriber.attributes.get(name, "") for name in attributes),
    ]


def _text(rows: Iterable[list[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return text.getvalue()


def _safe(cell: str) -> str:
    return f"'{cell}" if _RISKY.match(cell) else cell

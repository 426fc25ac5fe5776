"""Many rows in one parameter, and many rows in one answer: JSON documents, taken apart and put together by the database.

A driver lets go of the interpreter for every row that it writes or reads. With ten connections at work each row then
waits its turn; a statement that takes or gives one document waits once. SQLite and PostgreSQL both do this natively.
A dialect is named as SQLAlchemy names it.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import JSON, BigInteger, Select, Subquery, Text, bindparam, cast, func, select, type_coerce
from sqlalchemy.types import TypeEngine


def document(rows: Iterable[Sequence[object]]) -> str:
    """Return rows of values that JSON knows as the value of a parameter that `table` or `numbers` takes."""
    return json.dumps(list(rows))


def table(dialect: str, parameter: str, columns: dict[str, TypeEngine[Any]]) -> Subquery:
    """Return the document in `parameter` as a table with these columns."""
    whole = bindparam(parameter, type_=Text())
    if dialect == "sqlite":
        row = func.json_each(whole).table_valued("value", name="row").c.value
        cells = [func.json_extract(row, f"$[{place}]") for place in range(len(columns))]
    else:
        row = func.json_array_elements(cast(whole, JSON)).table_valued("value", name="row").c.value
        cells = [type_coerce(row, JSON)[place].as_string() for place in range(len(columns))]
    typed = (cast(cell, kind).label(name) for cell, (name, kind) in zip(cells, columns.items(), strict=True))
    return select(*typed).subquery()


def numbers(dialect: str, parameter: str) -> Select[tuple[int]]:
    """Return the whole numbers of a document with one in each row, for `column.in_(…)`."""
    return select(table(dialect, parameter, {"number": BigInteger()}).c.number)


def collected(dialect: str, query: Select[Any]) -> Select[Any]:
    """Return a select of one value: all rows of `query`, each a list, None where there is none."""
    rows = query.subquery()
    is_sqlite = dialect == "sqlite"
    row, every = (
        (func.json_array, func.json_group_array) if is_sqlite else (func.json_build_array, func.json_agg)
    )
    return select(type_coerce(every(row(*rows.c)), JSON))

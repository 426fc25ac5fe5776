"""Rows go in and come out whole, whatever stands in them, on either database."""

from sqlalchemy import BigInteger, Integer, Text, literal, select, union_all

from digest.storage.documents import collected, document, numbers, table
from digest.storage.engine import Database

ROWS = [
    (1, "accepted", 250, 'queued as "4A\\B" <é😀>'),
    (2**40, "refused", 550, ""),
    (3, "it's", 0, "a;b\n\tc' OR 1=1 --"),
]


def test_a_document_is_a_table_again(database: Database) -> None:
    dialect = database.engine.dialect.name
    columns = {"a": BigInteger(), "b": Text(), "c": Integer(), "d": Text()}
    rows = table(dialect, "rows", columns)
    with database.read() as connection:
        found = connection.execute(select(rows).order_by(rows.c.a), {"rows": document(ROWS)}).all()
    assert [tuple(row) for row in found] == sorted(ROWS)


def test_numbers_are_what_they_were(database: Database) -> None:
    with database.read() as connection:
        query = numbers(database.engine.dialect.name, "named")
        found = connection.execute(query, {"named": document([(3,), (2**40,)])}).scalars().all()
        assert sorted(found) == [3, 2**40]
        assert connection.execute(query, {"named": document([])}).all() == []


def test_rows_are_collected_in_order(database: Database) -> None:
    dialect = database.engine.dialect.name
    parts = (
        select(literal(a).label("a"), literal(b).label("b"), literal(None).label("n")) for a, _, _, b in ROWS
    )
    source = union_all(*parts).subquery()
    with database.read() as connection:
        found = connection.execute(collected(dialect, select(source).order_by(source.c.a))).scalar()
        assert found == [[a, d, None] for a, _, _, d in sorted(ROWS)]
        nothing = connection.execute(collected(dialect, select(source).where(source.c.a < 0))).scalar()
        assert not nothing

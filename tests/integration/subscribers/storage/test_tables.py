"""The tables on each kind of database."""

from datetime import UTC, datetime, timedelta, timezone

from sqlalchemy import Column, Integer, MetaData, Table, insert, inspect, select

from digest.storage.engine import Database
from subscribers.api import Subscribers
from subscribers.storage.tables import Instant


def test_every_table_and_constraint_has_a_name_of_ours(subscribers: Subscribers, database: Database) -> None:
    schema = inspect(database.engine)
    tables = schema.get_table_names()
    assert sorted(tables) == ["subscribers_events", "subscribers_people", "subscribers_suppressions"]
    assert all(
        constraint["name"] == f"uq_{table}_{'_'.join(constraint['column_names'])}"
        for table in tables
        for constraint in schema.get_unique_constraints(table)
    )


def test_a_time_comes_back_as_the_same_instant_in_utc(database: Database) -> None:
    times = Table("times", MetaData(), Column("id", Integer, primary_key=True), Column("at", Instant))
    paris = timezone(timedelta(hours=2))
    with database.write() as connection:
        times.create(connection)
        connection.execute(insert(times), [{"at": datetime(2026, 7, 1, 8, 30, tzinfo=paris)}, {"at": None}])
        first, second = connection.scalars(select(times.c.at).order_by(times.c.id))
    assert first == datetime(2026, 7, 1, 6, 30, tzinfo=UTC)
    assert first.tzinfo is UTC
    assert second is None

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import StatementError

from digest.storage.engine import Database
from digest.storage.tables import leases
from tests.factories import NOON


def write(store: Database, **instants: datetime) -> None:
    with store.write() as connection:
        rows = [{"name": name, "owner": "", "token": 1, "until": until} for name, until in instants.items()]
        connection.execute(insert(leases), rows)


def test_an_instant_comes_back_in_utc_to_the_microsecond(store: Database) -> None:
    exact = NOON + timedelta(microseconds=123_456)
    write(
        store,
        utc=exact,
        paris=exact.astimezone(ZoneInfo("Europe/Paris")),
        chatham=exact.astimezone(timezone(timedelta(hours=13, minutes=45))),
    )
    with store.read() as connection:
        found = connection.execute(select(leases.c.until)).scalars().all()
    assert found == [exact] * 3
    assert {instant.tzinfo for instant in found} == {UTC}


def test_instants_compare_as_instants_whatever_their_offset(store: Database) -> None:
    early = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Paris"))
    late = early.replace(fold=1)
    write(store, late=late, early=early)
    with store.read() as connection:
        before = select(leases.c.name).where(leases.c.until < late)
        assert connection.execute(before).scalars().all() == ["early"]
        assert connection.execute(select(leases.c.name).order_by(leases.c.until)).scalars().all() == [
            "early",
            "late",
        ]


def test_a_time_without_zone_is_refused(store: Database) -> None:
    with pytest.raises(StatementError, match="has no time zone"):
        write(store, naive=datetime(2026, 11, 23, 12, 0))

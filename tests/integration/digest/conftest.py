"""Databases with the schema in place, quickly: made once, then copied or emptied for every test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from digest.storage.engine import Database
from digest.storage.schema import upgrade
from digest.storage.tables import metadata
from subscribers.api import metadata as subscribers_metadata
from tests.fakes.world import World

_SCHEMA = "ready"


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "digest.db"
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    database.close()
    return path


@pytest.fixture(scope="session")
def ready_postgresql(postgres_url: str) -> Iterator[Database]:
    """Tables in a schema of their own, because the fixture `database` drops the usual one."""
    first = Database(postgres_url)
    with first.write() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {_SCHEMA} CASCADE")
        connection.exec_driver_sql(f"CREATE SCHEMA {_SCHEMA}")
    first.close()
    url = make_url(postgres_url).update_query_dict({"options": f"-c search_path={_SCHEMA}"})
    database = Database(url.render_as_string(hide_password=False))
    upgrade(database)
    yield database
    database.close()


@pytest.fixture
def sqlite(empty_sqlite: Path, tmp_path: Path) -> Iterator[Database]:
    shutil.copy(empty_sqlite, tmp_path / "digest.db")
    database = Database(f"sqlite:///{tmp_path / 'digest.db'}")
    yield database
    database.close()


@pytest.fixture
def postgresql(ready_postgresql: Database) -> Database:
    tables = [*metadata.sorted_tables, *subscribers_metadata.sorted_tables]
    names = ", ".join(table.name for table in tables)
    with ready_postgresql.write() as connection:
        # A test that left a transaction open must fail here, not hang.
        connection.exec_driver_sql("SET LOCAL lock_timeout = '10s'")
        connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
    return ready_postgresql


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Database:
    """An empty database of each kind with the schema in place."""
    found: Database = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def world(sqlite: Database) -> World:
    return World(sqlite)


@pytest.fixture
def each_world(store: Database) -> World:
    return World(store)

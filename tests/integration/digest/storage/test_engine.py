import sqlite3
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from digest.errors import StorageBusy, StorageError, StorageFull, StorageReadOnly
from digest.storage import engine
from digest.storage.engine import Database, database_url, storage_error


def test_writers_that_read_first_lose_no_update(database: Database) -> None:
    with database.write() as connection:
        connection.execute(text("CREATE TABLE counter (n INTEGER)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))

    def count() -> None:
        for _ in range(25):
            with database.write() as connection:
                lock = "" if database.is_sqlite else " FOR UPDATE"
                n = connection.execute(text(f"SELECT n FROM counter{lock}")).scalar_one()
                connection.execute(text("UPDATE counter SET n = :n"), {"n": n + 1})

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as connection:
        assert connection.execute(text("SELECT n FROM counter")).scalar_one() == 100


def test_an_exception_rolls_the_transaction_back(database: Database) -> None:
    with database.write() as connection:
        connection.execute(text("CREATE TABLE t (n INTEGER)"))

    def fail() -> None:
        with database.write() as connection:
            connection.execute(text("INSERT INTO t VALUES (1)"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM t")).scalar_one() == 0


def test_sqlite_is_set_up_to_survive_a_power_cut_and_a_second_process(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new' / 'digest.db'}")
    with database.read() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    database.close()
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": engine.BUSY_TIMEOUT_MS,
    }


def test_a_reader_does_not_wait_for_a_writer(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'digest.db'}")
    with database.write() as connection:
        connection.execute(text("CREATE TABLE t (n INTEGER)"))
    with database.write() as writing, database.read() as reading:
        writing.execute(text("INSERT INTO t VALUES (1)"))
        started = time.monotonic()
        assert reading.execute(text("SELECT count(*) FROM t")).scalar_one() == 0
        assert time.monotonic() - started < 5
    database.close()


def test_a_database_that_is_held_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 50)
    database = Database(f"sqlite:///{tmp_path / 'digest.db'}")
    with database.write() as connection:
        connection.execute(text("CREATE TABLE t (n INTEGER)"))
    other = sqlite3.connect(tmp_path / "digest.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageBusy, match="held by another process"), database.write():
        pass
    other.close()
    database.close()


def test_a_place_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(StorageReadOnly, match="cannot create"):
        Database(f"sqlite:///{blocked / 'var' / 'digest.db'}")


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("attempt to write a readonly database", StorageReadOnly),
        ("database or disk is full", StorageFull),
        ("disk I/O error", StorageFull),
        ("unable to open database file", StorageReadOnly),
        ("something else", StorageError),
    ],
)
def test_what_sqlite_says_becomes_what_to_do(said: str, kind: type[StorageError]) -> None:
    assert type(storage_error(OperationalError("", {}, sqlite3.OperationalError(said)))) is kind


def test_a_broken_rule_is_an_error_too(database: Database) -> None:
    with database.write() as connection:
        connection.execute(text("CREATE TABLE t (n INTEGER PRIMARY KEY)"))
        connection.execute(text("INSERT INTO t VALUES (1)"))
    with pytest.raises(StorageError, match="refused") as caught, database.write() as connection:
        connection.execute(text("INSERT INTO t VALUES (1)"))
    assert isinstance(caught.value.__cause__, IntegrityError)


def test_a_server_that_is_not_there_says_so() -> None:
    database = Database("postgresql://nobody@127.0.0.1:1/none?connect_timeout=2")
    with pytest.raises(StorageBusy, match="is PostgreSQL running"), database.read():
        pass
    database.close()


@pytest.mark.parametrize("url", ["postgres://h/d", "postgresql://h/d"])
def test_plain_postgres_addresses_get_our_driver(url: str) -> None:
    assert database_url(url).drivername == "postgresql+psycopg"


def test_other_databases_are_refused() -> None:
    with pytest.raises(ValueError, match="use sqlite or postgresql"):
        database_url("mysql://h/d")

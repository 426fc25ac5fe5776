"""Opens the database, SQLite or PostgreSQL, and hands out transactions.

It knows no table. Errors of the driver become `StorageError`s that say what to do.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, OperationalError

from digest.errors import StorageBusy, StorageError, StorageFull, StorageReadOnly

BUSY_TIMEOUT_MS = 15_000
"""How long a writer waits for another one before it gives up, in milliseconds."""


def database_url(text: str) -> URL:
    """Parse a database URL; plain postgres URLs get the driver that we ship (psycopg 3)."""
    url = make_url(re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", text))
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise ValueError(f"{url.get_backend_name()!r} is not supported: use sqlite or postgresql")
    return url


class Database:
    """One database: `write()` and `read()` open transactions, `engine` is for whoever brings own tables."""

    def __init__(self, url: str) -> None:
        self.url = database_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = (
            _sqlite_engine(self.url) if self.is_sqlite else create_engine(self.url, hide_parameters=True)
        )
        self._place = self.url.database or "the database" if self.is_sqlite else "the database"
        self._reader = self.engine.execution_options(read_only=True)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open a transaction that may write; commit at the end, roll back on any exception.

        Raises StorageBusy, StorageFull, StorageReadOnly or StorageError.
        """
        with _translated(self._place), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a transaction that only reads: on SQLite it never waits for a writer."""
        with _translated(self._place), self._reader.connect() as connection:
            yield connection

    def settle_log(self) -> None:
        """Leave nothing in SQLite's write-ahead log of what was deleted; PostgreSQL keeps its own house.

        While somebody else reads, a part of the log stays until the next one who asks.
        """
        if self.is_sqlite:
            with _translated(self._place), self.engine.connect() as connection:
                raw = connection.connection.driver_connection
                assert raw is not None
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()

    def close(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def _sqlite_engine(url: URL) -> Engine:
    # ":memory:" has no folder, and of a "file:" address SQLite itself knows what it means.
    if url.database and not url.database.startswith((":", "file:")):
        _make_private(Path(url.database))
    engine = create_engine(
        url,
        hide_parameters=True,
        connect_args={"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _prepare(raw: Any, _record: Any) -> None:
        # sqlite3 must not begin transactions by itself: we say BEGIN IMMEDIATE where a writer starts,
        # because a reader that upgrades later fails at once instead of waiting (SQLITE_BUSY_SNAPSHOT).
        raw.isolation_level = None
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            # What is erased for good is overwritten, not only forgotten.
            "secure_delete=ON",
        ):
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        read_only = connection.get_execution_options().get("read_only", False)
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


def _make_private(file: Path) -> None:
    """Make the file, which will hold every reader's address, for its owner alone. Raises StorageReadOnly."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StorageReadOnly(f"cannot create {file.parent} for the database: {error.strerror}") from error
    # What SQLite keeps beside the file gets the same rights. Where we may not make it, SQLite says so later.
    with suppress(OSError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


@contextmanager
def _translated(place: str) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise storage_error(error, place) from error


def storage_error(error: DBAPIError, place: str = "the database") -> StorageError:
    """Return what a driver's error means for the operator, and what to do about it. place: what to call it."""
    text = (str(error.orig).strip() or type(error).__name__).splitlines()[0]
    for words, kind, meaning in _MEANINGS:
        if any(word in text for word in words):
            return kind(meaning.format(place=place))
    if isinstance(error, OperationalError) and "sqlite3" not in type(error.orig).__module__:
        return StorageBusy(f"the database does not answer ({text}): is PostgreSQL running, is its URL right?")
    return StorageError(f"the database refused: {text}")


_MEANINGS: tuple[tuple[tuple[str, ...], type[StorageError], str], ...] = (
    (
        ("database is locked", "table is locked"),
        StorageBusy,
        "the database is held by another process: wait for it to end, then run this again",
    ),
    (
        ("disk is full", "No space left", "disk I/O error"),
        StorageFull,
        "no space left where the database lies: free some, then run this again; nothing is lost",
    ),
    (
        ("readonly database", "read-only"),
        StorageReadOnly,
        "{place} cannot be written: its file and its folder must belong to this user, and be writable",
    ),
    (
        ("unable to open database file",),
        StorageReadOnly,
        "{place} cannot be opened: its file and its folder must exist, and be readable and writable for this user",
    ),
)

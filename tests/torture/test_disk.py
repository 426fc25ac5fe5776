"""Disks that are full, held by somebody else or not ours to write, in the middle of a sending."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import event

from digest.domain.delivery import Outcome, Reply
from digest.domain.edition import EditionStatus
from digest.errors import StorageBusy, StorageError, StorageFull, StorageReadOnly
from digest.storage import engine
from digest.storage.engine import Database
from tests.fakes.world import World, message_id_of
from tests.torture.conftest import Start
from tests.torture.sink import Sink

pytestmark = pytest.mark.torture

LONG_REPLY = Reply(code=250, enhanced="2.0.0", text="queued " * 60)
"""An answer that makes every row of the ledger grow."""
HOLDER = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def plain(sqlite_morning: World) -> World:
    return sqlite_morning.restarted(plain=True)


def limited(world: World, more: int) -> Database:
    """The same file, which may grow by `more` pages and no further."""
    with world.database.read() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar() + more
    database = Database(world.database.url.render_as_string())
    event.listen(
        database.engine, "connect", lambda raw, _: raw.execute(f"PRAGMA max_page_count={pages}").close()
    )
    return database


def lost(world: World) -> set[str]:
    return {record.address for record in world.records()} - set(world.reached)


def ends_well(world: World, most_copies: int) -> None:
    again = world.restarted()
    assert again.deliver(all_now=True).edition.status is EditionStatus.FINISHED
    assert again.accounts().balanced
    assert lost(again) == set()
    names = {(message.recipient, message_id_of(message)) for message in again.accepted}
    assert len(names) == len(again.records())
    assert len(again.accepted) - len(names) <= most_copies


def test_a_disk_that_is_full_at_the_freeze_freezes_nothing(plain: World) -> None:
    small = limited(plain, more=1)
    with pytest.raises(StorageFull, match="nothing is lost"):
        plain.restarted(database=small).freeze()
    small.close()
    assert (plain.edition().status, plain.accounts().recipients) == (EditionStatus.DRAFT, 0)
    assert plain.freeze() == plain.house.subscribers.count("quotidienne")
    ends_well(plain, most_copies=0)


@pytest.mark.parametrize(("more", "begun"), [(0, False), (9, True), (14, True)])
def test_a_disk_that_fills_in_mid_sending_stops_it_and_loses_nobody(
    plain: World, more: int, begun: bool
) -> None:
    plain.freeze()
    for record in plain.records():
        plain.relay.answer(record.address, LONG_REPLY)
    small = limited(plain, more)
    with pytest.raises(StorageFull):
        plain.restarted(database=small, connections=2).deliver()
    small.close()
    in_the_air = plain.accounts().attempting
    assert len(plain.reached) < plain.accounts().recipients
    assert bool(plain.reached) is begun
    ends_well(plain, most_copies=in_the_air)


def test_a_process_that_may_write_no_further_ends_and_the_next_one_goes_on(
    sqlite_morning: World, sink: Sink, start: Start
) -> None:
    path = Path(sqlite_morning.database.url.database)
    sqlite_morning.database.close()
    # The write-ahead log grows with every commit: with this limit it is full in the middle of the list.
    stopped = start(sqlite_morning, str(max(path.stat().st_size, 300_000)))
    stopped.go()
    value, said = stopped.end()
    assert (value, said.strip()) == (1, "StorageFull")
    had = len(sink.taken)
    assert 0 < had < sqlite_morning.accounts().recipients
    in_the_air = had - sqlite_morning.accounts().accepted
    following = start(sqlite_morning)
    following.go()
    assert following.end() == (0, "")
    names = {(taken.recipient, taken.message_id) for taken in sink.taken}
    assert {recipient for recipient, _ in names} == {record.address for record in sqlite_morning.records()}
    assert len(names) == len(sqlite_morning.records())
    assert len(sink.taken) - len(names) <= in_the_air


def hold(world: World) -> "subprocess.Popen[str]":
    """Have another process hold the write lock until it is ended."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(world.database.url.database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def let_go(holder: "subprocess.Popen[str]") -> None:
    holder.communicate("")


def hold_in_mid_sending(world: World, database: Database, seconds: float | None) -> None:
    """Deliver on `database`; after 20 outcomes another process takes the lock, for `seconds` or for good."""
    seen: list[Outcome] = []
    holders: list[subprocess.Popen[str]] = []

    def take_the_lock(outcome: Outcome) -> None:
        seen.append(outcome)
        if len(seen) == 20:
            holders.append(hold(world))
            if seconds is not None:
                threading.Timer(seconds, let_go, holders).start()

    try:
        world.restarted(database=database, connections=1).deliver(progress=take_the_lock)
    finally:
        if seconds is None:
            let_go(holders[0])


def test_a_database_that_another_process_holds_for_too_long_stops_it_and_loses_nobody(
    plain: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_TIMEOUT_MS", 200)
    plain.freeze()
    hurried = Database(plain.database.url.render_as_string())
    with pytest.raises(StorageBusy, match="held by another process"):
        hold_in_mid_sending(plain, hurried, None)
    hurried.close()
    in_the_air = plain.accounts().attempting
    assert len(plain.reached) < plain.accounts().recipients
    ends_well(plain, most_copies=in_the_air)


def test_a_database_that_is_held_for_a_moment_only_makes_us_wait(plain: World) -> None:
    plain.freeze()
    hold_in_mid_sending(plain, plain.database, 0.5)
    assert plain.edition().status is EditionStatus.FINISHED
    assert len(plain.reached) == len({*plain.reached}) == plain.accounts().recipients


def test_a_file_that_may_only_be_read_mails_nobody(plain: World) -> None:
    plain.freeze()
    read_only = Database(f"sqlite:///file:{plain.database.url.database}?mode=ro&uri=true")
    with pytest.raises(StorageReadOnly, match="cannot be written"):
        plain.restarted(database=read_only).deliver()
    read_only.close()
    assert plain.reached == []
    ends_well(plain, most_copies=0)


def test_a_file_that_is_no_database_says_so_and_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "digest.db"
    file.write_bytes(b"Bonjour. " * 1000)
    database = Database(f"sqlite:///{file}")
    with pytest.raises(StorageError, match="the database refused: file is not a database"):
        World(database).apply()
    database.close()
    assert file.read_bytes() == b"Bonjour. " * 1000

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from digest.domain.delivery import DeliveryStatus, Outcome, Reply
from digest.domain.edition import EditionEvent
from digest.engine import ledger
from digest.engine.ledger import LedgerWriter
from digest.errors import StorageBusy, StorageFull
from digest.storage import outbox
from digest.storage.editions import step_edition
from digest.storage.engine import Database
from digest.storage.outbox import LEASE
from digest.storage.tables import deliveries
from tests.factories import NOON
from tests.fakes.world import TODAY, DyingDatabase, World

S = DeliveryStatus
OWNER = "here:1:aa"
ACCEPTED = Reply(code=250, enhanced="2.0.0", text="queued")
RETRY = NOON + timedelta(minutes=5)


class HeldDatabase(Database):
    """Lets no transaction through before `go`, then raises the errors that it was given, one for each."""

    def __init__(self, living: Database, *errors: Exception) -> None:
        super().__init__(living.url.render_as_string(hide_password=False))
        self.asked, self.go = threading.Event(), threading.Event()
        self.writes, self._errors = 0, list(errors)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        self.asked.set()
        assert self.go.wait(10)
        self.writes += 1
        if self._errors:
            raise self._errors.pop(0)
        with super().write() as connection:
            yield connection


def leased(world: World, count: int, owner: str = OWNER) -> list[int]:
    """Freeze an edition and lease everything to `owner`."""
    world.frozen(count)
    with world.database.write() as connection:
        return [found.delivery for found in outbox.claim(connection, TODAY, owner, count, NOON)]


Retry = Callable[[Outcome], datetime]
Writers = Callable[..., LedgerWriter]


@pytest.fixture
def writer() -> Iterator[Writers]:
    """Opens writers. One that a failing test leaves open is ended here: its thread would wait for ever."""
    opened: list[LedgerWriter] = []

    def open_(world: World, database: Database | None = None, retry: Retry = lambda _: RETRY) -> LedgerWriter:
        opened.append(LedgerWriter(database or world.database, TODAY, OWNER, world.clock, retry))
        return opened[-1]

    yield open_
    for one in opened:
        with suppress(Exception):
            one.close()


def ended(delivery: int, status: DeliveryStatus = S.ACCEPTED, reply: Reply = ACCEPTED) -> Outcome:
    return Outcome(delivery=delivery, status=status, reply=reply)


def column(world: World, name: str) -> list[object]:
    with world.database.read() as connection:
        return list(connection.execute(select(deliveries.c[name]).order_by(deliveries.c.id)).scalars())


def test_what_is_claimed_is_leased_to_us_and_to_one_of_us_alone(each_world: World, writer: Writers) -> None:
    each_world.frozen(5)
    with each_world.database.write() as connection:
        step_edition(connection, TODAY, EditionEvent.START, now=NOON)
    book = writer(each_world)
    first, second, third = (book.claim(2) for _ in range(3))
    shares = [[one.address for one in share.result()] for share in (first, second, third)]
    assert [len(share) for share in shares] == [2, 2, 1]
    assert len({address for share in shares for address in share}) == 5
    assert column(each_world, "lease_owner") == [OWNER] * 5
    assert book.claim(2).result() == []
    book.close()


def test_nothing_is_claimed_of_an_edition_that_is_not_being_sent(world: World, writer: Writers) -> None:
    world.frozen(3)
    book = writer(world)
    assert book.claim(2).result() == []
    book.close()
    assert world.accounts().queued == 3


def test_a_claim_that_fails_is_raised(world: World, writer: Writers) -> None:
    world.frozen(3)
    dying = DyingDatabase(world.database, 0)
    book = writer(world, dying)
    with pytest.raises(StorageFull):
        book.claim(2).result()
    with pytest.raises(StorageFull):
        book.close()
    dying.close()


def test_a_mark_stands_in_the_ledger_before_it_is_granted(each_world: World, writer: Writers) -> None:
    ids = leased(each_world, 4)
    book = writer(each_world)
    assert book.mark(ids[:2]).result() == set(ids[:2])
    assert each_world.accounts().attempting == 2
    book.close()


def test_nothing_that_was_handed_in_is_lost_on_close(each_world: World, writer: Writers) -> None:
    ids = leased(each_world, 450)
    book = writer(each_world)
    book.mark(ids).result()
    for delivery in ids:
        book.settle(ended(delivery))
    book.close()
    assert each_world.accounts().accepted == 450


def test_how_an_attempt_ended_is_kept_and_only_what_is_tried_again_gets_a_time(
    world: World, writer: Writers
) -> None:
    ids = leased(world, 4)
    book = writer(world)
    book.mark(ids).result()
    lost, later, no = Reply(code=0, text="lost"), Reply(code=450, text="later"), Reply(code=550, text="no")
    for delivery, status, reply in zip(
        ids,
        (S.ACCEPTED, S.DEFERRED, S.REFUSED, S.UNCERTAIN),
        (ACCEPTED, later, no, lost),
        strict=True,
    ):
        book.settle(ended(delivery, status, reply))
    book.close()
    assert column(world, "status") == ["accepted", "deferred", "refused", "uncertain"]
    assert column(world, "reply") == ["queued", "later", "no", "lost"]
    assert column(world, "next_attempt_at") == [None, RETRY, None, RETRY]
    assert column(world, "lease_owner") == [None] * 4


def test_what_comes_while_a_commit_is_on_its_way_goes_with_the_next_one(
    world: World, writer: Writers
) -> None:
    ids = leased(world, 60)
    held = HeldDatabase(world.database)
    book = writer(world, held)
    first = book.mark(ids[:8])
    assert held.asked.wait(10)
    marks = [book.mark(ids[start : start + 8]) for start in range(8, 56, 8)]
    held.go.set()
    assert first.result() == set(ids[:8])
    assert set().union(*(mark.result() for mark in marks)) == set(ids[8:56])
    book.close()
    held.close()
    assert held.writes <= 3, "the first one, all the others together, and the end"


def test_what_lost_its_lease_is_not_granted(each_world: World, writer: Writers) -> None:
    ids = leased(each_world, 6)
    with each_world.database.write() as connection:
        outbox.give_back(connection, OWNER, ids[:2], NOON)
        outbox.claim(connection, TODAY, "elsewhere:1:bb", 1, NOON)
    book = writer(each_world)
    assert book.mark(ids[:3]).result() == {ids[2]}
    assert book.mark(ids[:2]).result() == set()
    book.settle(ended(ids[0]))
    book.close()
    assert each_world.accounts().accepted == 0, "nor can its outcome be written by who lost it"


def test_a_failure_is_raised_to_every_caller_from_then_on(world: World, writer: Writers) -> None:
    ids = leased(world, 4)
    dying = DyingDatabase(world.database, 1)
    book = writer(world, dying)
    assert book.mark(ids[:2]).result() == set(ids[:2])
    refused = book.mark(ids[2:])
    for call in (refused.result, lambda: book.mark(ids), lambda: book.settle(ended(ids[0])), book.close):
        with pytest.raises(StorageFull):
            call()
    dying.close()
    assert (world.accounts().attempting, world.accounts().leased) == (2, 2)


def test_after_a_failure_nothing_is_granted_that_waited_for_it(world: World, writer: Writers) -> None:
    """The database is back for the next batch, but somebody's outcome is already missing."""
    ids = leased(world, 3)
    held = HeldDatabase(world.database, StorageBusy("held by another process"))
    book = writer(world, held)
    first = book.mark(ids[:1])
    assert held.asked.wait(10)
    second = book.mark(ids[1:])
    held.go.set()
    for mark in (first, second):
        with pytest.raises(StorageBusy):
            mark.result(10)
    with pytest.raises(StorageBusy):
        book.close()
    held.close()
    assert world.accounts().leased == 3


def test_outcomes_are_still_written_after_a_failure_if_they_can_be(world: World, writer: Writers) -> None:
    ids = leased(world, 3)
    good = writer(world)
    good.mark(ids).result()
    good.close()
    held = HeldDatabase(world.database, StorageBusy("held by another process"))
    book = writer(world, held)
    book.settle(ended(ids[0]))
    assert held.asked.wait(10)
    book.settle(ended(ids[1]))
    held.go.set()
    with pytest.raises(StorageBusy):
        book.close()
    held.close()
    assert column(world, "status") == ["accepted", "accepted", "attempting"]


def test_a_fault_of_ours_is_raised_too_and_does_not_hang_anybody(world: World, writer: Writers) -> None:
    ids = leased(world, 1)

    def broken(_outcome: Outcome) -> None:
        raise KeyError("no such delivery")

    book = writer(world, retry=broken)
    book.mark(ids).result()
    book.settle(ended(ids[0], S.DEFERRED, Reply(code=450)))
    with pytest.raises(KeyError):
        book.close()


def test_while_a_relay_takes_its_time_the_leases_are_renewed(
    world: World, writer: Writers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "_RENEW_EVERY_S", 0.05)
    leased(world, 3)
    with world.database.write() as connection:
        outbox.claim(connection, TODAY, "elsewhere:1:bb", 1, NOON)
    book = writer(world)
    world.clock.advance(seconds=50)
    deadline = time.monotonic() + 10
    while column(world, "lease_until") != [NOON + LEASE + timedelta(seconds=50)] * 3:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    book.close()

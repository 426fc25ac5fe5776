import threading
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, Select, literal, select, union_all

from digest.domain.delivery import DeliveryStatus, Outcome, Reply
from digest.domain.edition import EditionId
from digest.errors import StorageError
from digest.storage import accounts as ledger
from digest.storage import outbox
from digest.storage.editions import open_edition
from digest.storage.engine import Database
from tests.factories import NOON

S = DeliveryStatus
EDITION = EditionId("quotidienne", date(2026, 11, 23))
DOWN = Reply(code=0, text="connection refused")
LATER = NOON + timedelta(minutes=1)


def audience(people: Sequence[tuple[int, str]], excluded: str = "") -> Select[tuple[object, ...]]:
    """Select what the subscribers' door would: one row for each of `people`."""
    rows = union_all(
        *(
            select(
                literal(number).label("subscriber_id"),
                literal(address).label("address"),
                literal("Zoé").label("name"),
                literal("fr").label("language"),
                literal("ia;profession").label("themes"),
                literal(excluded).label("excluded"),
            )
            for number, address in people
        )
    ).subquery()
    return select(rows)


@pytest.fixture
def frozen(store: Database) -> Database:
    with store.write() as connection:
        open_edition(connection, EDITION)
        people = [(number, f"r{number}@example.org") for number in range(1, 6)]
        assert outbox.freeze_audience(connection, EDITION, audience(people), NOON) == 5
    return store


def statuses(store: Database) -> dict[str, int]:
    with store.read() as connection:
        return statuses_in(connection)


def statuses_in(connection: Connection) -> dict[str, int]:
    found = ledger.accounts(connection, EDITION)
    names = [status.value for status in S]
    return {name: getattr(found, name) for name in names if getattr(found, name)}


def claimed(store: Database, owner: str, limit: int = 10) -> list[int]:
    with store.write() as connection:
        return [row.delivery for row in outbox.claim(connection, EDITION, owner, limit, NOON)]


def attempting(store: Database, owner: str, limit: int = 10) -> list[int]:
    ids = claimed(store, owner, limit)
    with store.write() as connection:
        assert outbox.mark_attempting(connection, owner, ids, NOON) == set(ids)
    return ids


def test_a_delivery_is_a_copy_of_what_was_true_at_the_freeze(frozen: Database) -> None:
    with frozen.write() as connection:
        (first, *_) = outbox.claim(connection, EDITION, "a", 1, NOON)
    assert (first.subscriber, first.address, first.name) == (1, "r1@example.org", "Zoé")
    assert (first.language, first.themes, first.attempts) == ("fr", {"ia", "profession"}, 0)


def test_whoever_may_not_be_written_to_is_excluded_at_once_with_the_reason(store: Database) -> None:
    with store.write() as connection:
        open_edition(connection, EDITION)
        outbox.freeze_audience(connection, EDITION, audience([(1, "r@example.org")], "complained"), NOON)
    with store.read() as connection:
        (record,) = ledger.records(connection, EDITION)
    assert (record.status, record.reply.text) == (S.EXCLUDED, "complained")


def test_nobody_can_be_in_an_edition_twice(frozen: Database) -> None:
    with pytest.raises(StorageError), frozen.write() as connection:
        outbox.freeze_audience(connection, EDITION, audience([(1, "again@example.org")]), NOON)
    assert statuses(frozen) == {"queued": 5}


def test_two_owners_never_get_the_same_delivery(frozen: Database) -> None:
    one, other = claimed(frozen, "a", 3), claimed(frozen, "b", 3)
    assert len(one) == 3
    assert len(other) == 2
    assert not set(one) & set(other)


def test_only_the_owner_of_a_lease_can_attempt_and_settle(frozen: Database) -> None:
    ids = attempting(frozen, "a", 1)
    accepted = [Outcome(delivery=ids[0], status=S.ACCEPTED, reply=Reply(code=250, text="ok"))]
    with frozen.write() as connection:
        assert outbox.mark_attempting(connection, "b", ids, NOON) == set()
        outbox.settle(connection, "b", accepted, {}, NOON)
    assert statuses(frozen) == {"queued": 4, "attempting": 1}
    with frozen.write() as connection:
        outbox.settle(connection, "a", accepted, {}, NOON)
    assert statuses(frozen) == {"queued": 4, "accepted": 1}


def test_an_accepted_delivery_never_moves_again(frozen: Database) -> None:
    ids = attempting(frozen, "a")
    accepted = [Outcome(delivery=row, status=S.ACCEPTED, reply=Reply(code=250)) for row in ids]
    refused = [Outcome(delivery=row, status=S.REFUSED, reply=Reply(code=550)) for row in ids]
    with frozen.write() as connection:
        outbox.settle(connection, "a", accepted, {}, NOON)
        outbox.settle(connection, "a", refused, {}, NOON)
        outbox.give_back(connection, "a", ids, NOON)
        outbox.expire(connection, EDITION, NOON)
        outbox.recover(connection, EDITION, ["a"], NOON + timedelta(days=1))
    assert statuses(frozen) == {"accepted": 5}


def test_what_a_dead_owner_leased_is_queued_and_what_it_handed_over_is_uncertain(frozen: Database) -> None:
    attempting(frozen, "dead", 2)
    claimed(frozen, "dead", 1)
    claimed(frozen, "alive", 1)
    with frozen.write() as connection:
        assert ledger.lease_owners(connection, EDITION) == {"dead", "alive"}
        assert outbox.recover(connection, EDITION, ["dead"], NOON) == (1, 2)
    assert statuses(frozen) == {"queued": 2, "leased": 1, "uncertain": 2}


def test_a_lease_of_an_unknown_owner_ends_by_itself_unless_it_is_renewed(frozen: Database) -> None:
    claimed(frozen, "a", 1)
    claimed(frozen, "b", 1)
    with frozen.write() as connection:
        outbox.renew(connection, "b", LATER)
        assert outbox.recover(connection, EDITION, [], NOON + outbox.LEASE + timedelta(seconds=1)) == (1, 0)
    assert statuses(frozen) == {"queued": 4, "leased": 1}


def test_an_attempt_that_was_not_made_does_not_count(frozen: Database) -> None:
    ids = attempting(frozen, "a", 1)
    with frozen.write() as connection:
        outbox.give_back(connection, "a", ids, NOON)
        (again, *_) = outbox.claim(connection, EDITION, "a", 1, NOON)
    assert (again.delivery, again.attempts) == (ids[0], 0)


def test_deferred_deliveries_come_back_when_their_time_has_come(frozen: Database) -> None:
    one, other = attempting(frozen, "a", 2)
    deferred = [Outcome(delivery=row, status=S.DEFERRED, reply=Reply(code=450)) for row in (one, other)]
    with frozen.write() as connection:
        outbox.settle(connection, "a", deferred, {one: LATER, other: LATER + timedelta(hours=1)}, NOON)
        assert outbox.requeue(connection, EDITION, S.DEFERRED, NOON, due_by=NOON) == 0
        assert outbox.requeue(connection, EDITION, S.DEFERRED, LATER, due_by=LATER) == 1
        assert outbox.requeue(connection, EDITION, S.DEFERRED, LATER) == 1
    assert statuses(frozen) == {"queued": 5}


def test_there_is_work_while_something_can_be_done_now(frozen: Database) -> None:
    ids = attempting(frozen, "a")
    deferred = [Outcome(delivery=row, status=S.DEFERRED, reply=Reply(code=450)) for row in ids]
    with frozen.write() as connection:
        assert ledger.has_work(connection, EDITION, NOON)
        outbox.settle(connection, "a", deferred, dict.fromkeys(ids, LATER), NOON)
        assert not ledger.has_work(connection, EDITION, NOON)
        assert ledger.has_work(connection, EDITION, LATER)


def test_a_relay_that_is_down_defers_what_is_queued_without_counting_an_attempt(frozen: Database) -> None:
    claimed(frozen, "a", 1)
    with frozen.write() as connection:
        assert outbox.defer_open(connection, EDITION, "a", DOWN, retry_at=LATER, now=NOON) == 5
    assert statuses(frozen) == {"deferred": 5}


def test_while_another_owner_is_served_only_what_is_ours_is_deferred(frozen: Database) -> None:
    claimed(frozen, "a", 1)
    claimed(frozen, "b", 1)
    with frozen.write() as connection:
        assert outbox.defer_open(connection, EDITION, "a", DOWN, retry_at=LATER, now=NOON) == 1
        assert statuses_in(connection) == {"deferred": 1, "leased": 1, "queued": 3}
        late = NOON + outbox.LEASE * 2
        assert outbox.defer_open(connection, EDITION, "a", DOWN, retry_at=LATER, now=late) == 3


def test_what_is_too_old_expires_but_not_what_is_in_the_air(frozen: Database) -> None:
    attempting(frozen, "a", 1)
    with frozen.write() as connection:
        assert outbox.expire(connection, EDITION, NOON) == 4
    assert statuses(frozen) == {"attempting": 1, "expired": 4}


def test_records_tell_who_got_what(frozen: Database) -> None:
    ids = attempting(frozen, "a", 2)
    outcomes = [
        Outcome(
            delivery=ids[0], status=S.ACCEPTED, reply=Reply(code=250, enhanced="2.0.0", text="queued as 1")
        ),
        Outcome(
            delivery=ids[1], status=S.REFUSED, reply=Reply(code=550, enhanced="5.1.1", text="no such user")
        ),
    ]
    with frozen.write() as connection:
        outbox.settle(connection, "a", outcomes, {}, NOON)
    with frozen.read() as connection:
        (refused,) = ledger.records(connection, EDITION, S.REFUSED)
        assert len(list(ledger.records(connection, EDITION))) == 5
    assert (refused.address, refused.attempts) == ("r2@example.org", 1)
    assert str(refused.reply) == "550 5.1.1 no such user"


def test_an_erased_person_leaves_a_row_and_nothing_else(frozen: Database) -> None:
    with frozen.write() as connection:
        outbox.anonymise(connection, 3)
    with frozen.read() as connection:
        records = list(ledger.records(connection, EDITION))
    assert statuses(frozen) == {"queued": 4, "excluded": 1}
    assert "r3@example.org" not in {record.address for record in records}


def test_many_claimants_never_get_the_same_delivery(store: Database) -> None:
    with store.write() as connection:
        open_edition(connection, EDITION)
        for start in range(0, 2000, 100):
            people = [(number, f"r{number}@example.org") for number in range(start, start + 100)]
            outbox.freeze_audience(connection, EDITION, audience(people), NOON)
    start_line, batches = threading.Barrier(8), list[list[int]]()

    def work(owner: str) -> None:
        start_line.wait()
        while batch := claimed(store, owner, 37):
            batches.append(batch)

    threads = [threading.Thread(target=work, args=(f"elsewhere:{number}:x",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    everything = [row for batch in batches for row in batch]
    assert len(everything) == len(set(everything)) == 2000
    assert max(len(batch) for batch in batches) == 37
    assert statuses(store) == {"leased": 2000}

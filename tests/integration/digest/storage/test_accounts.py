from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select

from digest.domain.delivery import Accounts, DeliveryStatus
from digest.domain.edition import EditionId
from digest.storage.accounts import accounts, edition_of, has_work, lease_owners, records, segments
from digest.storage.editions import edition_row, open_edition
from digest.storage.engine import Database
from digest.storage.tables import deliveries, editions
from tests.factories import NOON

S = DeliveryStatus
MONDAY = EditionId("quotidienne", date(2026, 11, 23))
OTHER = EditionId("hebdo", date(2026, 11, 23))


def enter(store: Database, edition: EditionId, statuses: Sequence[DeliveryStatus], **values: object) -> None:
    """Write rows of the ledger, one for each of `statuses`."""
    with store.write() as connection:
        open_edition(connection, edition)
        row = edition_row(connection, edition)
        connection.execute(
            insert(deliveries),
            [
                {
                    "edition_id": row,
                    "subscriber_id": number,
                    "address": f"r{100 - number}@example.org",
                    "name": "",
                    "language": "fr",
                    "themes": "",
                    "status": status,
                    "updated_at": NOON,
                    **values,
                }
                for number, status in enumerate(statuses)
            ],
        )
        connection.execute(editions.update().where(editions.c.id == row).values(recipients=len(statuses)))


def test_every_state_is_counted_and_only_those_of_the_edition(store: Database) -> None:
    enter(store, MONDAY, [*S, S.ACCEPTED])
    enter(store, OTHER, [S.ACCEPTED] * 3)
    with store.read() as connection:
        found = accounts(connection, MONDAY)
        other = accounts(connection, OTHER)
    ones = {status.value: 1 for status in S}
    assert found == Accounts(recipients=len(S) + 1, **{**ones, "accepted": 2})
    assert (found.open, found.settled, found.balanced) == (4, 8, False)
    assert other == Accounts(recipients=3, accepted=3)
    assert other.balanced


def test_an_edition_that_is_not_frozen_has_no_accounts(store: Database) -> None:
    enter(store, OTHER, [S.QUEUED])
    with store.write() as connection:
        open_edition(connection, MONDAY)
        assert accounts(connection, MONDAY) == Accounts()
        assert segments(connection, MONDAY) == []


def test_records_come_by_address_and_by_state(store: Database) -> None:
    enter(store, MONDAY, [S.QUEUED, S.REFUSED, S.QUEUED], code=550, enhanced="5.1.1", reply="no", attempts=2)
    with store.read() as connection:
        found = list(records(connection, MONDAY))
        (refused,) = records(connection, MONDAY, S.REFUSED)
    assert [record.address for record in found] == ["r100@example.org", "r98@example.org", "r99@example.org"]
    assert (refused.subscriber, refused.status, refused.attempts) == (1, S.REFUSED, 2)
    assert str(refused.reply) == "550 5.1.1 no"


def test_a_delivery_belongs_to_its_edition_and_its_subscriber(store: Database) -> None:
    enter(store, MONDAY, [S.ACCEPTED] * 2)
    enter(store, OTHER, [S.ACCEPTED] * 2)
    with store.read() as connection:
        row = edition_row(connection, OTHER)
        query = select(deliveries.c.id).where(deliveries.c.edition_id == row, deliveries.c.subscriber_id == 1)
        delivery = connection.execute(query).scalar_one()
        assert edition_of(connection, delivery, 1) == OTHER
        assert edition_of(connection, delivery, 0) is None
        assert edition_of(connection, delivery + 1000, 1) is None


def test_readers_with_equal_choices_are_one_segment(store: Database) -> None:
    with store.write() as connection:
        open_edition(connection, MONDAY)
        common = {"edition_id": edition_row(connection, MONDAY), "name": "", "status": S.QUEUED}
        choices = [("fr", ""), ("fr", "ia"), ("fr", "ia;profession"), ("en", ""), ("fr", "ia")]
        rows = [
            {**common, "subscriber_id": number, "address": "a", "language": language, "themes": themes}
            for number, (language, themes) in enumerate(choices)
        ]
        connection.execute(insert(deliveries).values(updated_at=NOON), rows)
        found = segments(connection, MONDAY)
    assert sorted(found, key=lambda segment: (segment[0], sorted(segment[1]))) == [
        ("en", frozenset()),
        ("fr", frozenset()),
        ("fr", frozenset({"ia"})),
        ("fr", frozenset({"ia", "profession"})),
    ]


def test_whoever_holds_a_lease_is_named_once(store: Database) -> None:
    enter(store, MONDAY, [S.LEASED, S.ATTEMPTING], lease_owner="a:1:x", lease_until=NOON)
    enter(store, OTHER, [S.LEASED, S.QUEUED], lease_owner="b:1:x", lease_until=NOON)
    with store.read() as connection:
        assert lease_owners(connection, MONDAY) == {"a:1:x"}


@pytest.mark.parametrize(
    ("status", "wait", "works"),
    [
        (S.QUEUED, None, True),
        (S.LEASED, None, True),
        (S.ATTEMPTING, None, True),
        (S.DEFERRED, timedelta(), True),
        (S.DEFERRED, timedelta(seconds=1), False),
        (S.UNCERTAIN, None, True),
        (S.UNCERTAIN, timedelta(minutes=5), False),
        (S.ACCEPTED, None, True),
        (S.REFUSED, None, True),
        (S.EXCLUDED, None, True),
        (S.EXPIRED, None, True),
        (S.BOUNCED, None, True),
        (S.COMPLAINED, None, True),
    ],
)
def test_what_can_be_tried_now_or_only_wants_finishing_is_work(
    sqlite: Database, status: DeliveryStatus, wait: timedelta | None, works: bool
) -> None:
    enter(sqlite, MONDAY, [S.ACCEPTED, status], next_attempt_at=None if wait is None else NOON + wait)
    with sqlite.read() as connection:
        assert has_work(connection, MONDAY, NOON) is works

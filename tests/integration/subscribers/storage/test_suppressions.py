"""Standing reasons and the log of consent, as rows."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from digest.storage.engine import Database
from subscribers.address import parse
from subscribers.model import EventKind, Profile, Reason, Status, Suppression
from subscribers.storage import people, suppressions
from subscribers.storage.tables import metadata

NOW = datetime(2026, 3, 12, 6, 0, tzinfo=UTC)


@pytest.fixture
def prepared(database: Database) -> Database:
    metadata.create_all(database.engine)
    return database


def standing(address: str, reason: Reason, newsletter: str = "") -> Suppression:
    return Suppression(address=address, newsletter=newsletter, reason=reason, evidence="seen", created_at=NOW)


def test_reasons_are_found_by_address_the_oldest_first(prepared: Database) -> None:
    zoe = [
        standing("z@example.org", Reason.UNSUBSCRIBE, "hebdo"),
        standing("z@example.org", Reason.COMPLAINT),
    ]
    max_ = standing("m@example.org", Reason.HARD_BOUNCE)
    with prepared.write() as connection:
        suppressions.add(connection, [*zoe, max_])
        assert suppressions.standing(connection, "z@example.org") == zoe
        found = suppressions.standing_among(connection, ["z@example.org", "m@example.org", "x@example.org"])
    assert found == {"z@example.org": zoe, "m@example.org": [max_]}


def test_the_same_reason_does_not_stand_twice(prepared: Database) -> None:
    again = standing("z@example.org", Reason.COMPLAINT)
    with pytest.raises(IntegrityError), prepared.engine.begin() as connection:
        suppressions.add(connection, [again, again])


def test_only_unsubscriptions_of_these_newsletters_are_lifted(prepared: Database) -> None:
    kept = [
        standing("z@example.org", Reason.UNSUBSCRIBE, "quotidienne"),
        standing("z@example.org", Reason.HARD_BOUNCE),
        standing("m@example.org", Reason.UNSUBSCRIBE, "hebdo"),
    ]
    gone = [
        standing("z@example.org", Reason.UNSUBSCRIBE, "hebdo"),
        standing("z@example.org", Reason.UNSUBSCRIBE),
    ]
    with prepared.write() as connection:
        suppressions.add(connection, [*kept, *gone])
        suppressions.lift_unsubscribe(connection, "z@example.org", ["", "hebdo"])
        assert [one for _, one in suppressions.page(connection, after=0, limit=9)] == kept


def test_pages_go_on_after_a_row(prepared: Database) -> None:
    with prepared.write() as connection:
        suppressions.add(connection, [standing(f"r{number}@x.org", Reason.MANUAL) for number in range(3)])
        (first, _), _ = suppressions.page(connection, after=0, limit=2)
        rest = [one.address for _, one in suppressions.page(connection, after=first, limit=9)]
    assert rest == ["r1@x.org", "r2@x.org"]


def test_the_log_is_kept_for_each_person_and_goes_with_them(prepared: Database) -> None:
    addresses = [parse("z@example.org"), parse("m@example.org")]
    with prepared.write() as connection:
        people.insert(
            connection, [people.new_row(address, Profile(), Status.ACTIVE, NOW) for address in addresses]
        )
        suppressions.log(connection, ["z@example.org", "m@example.org"], EventKind.IMPORTED, NOW, "a file")
        suppressions.log(connection, ["z@example.org"], EventKind.UNSUBSCRIBED, NOW, "one-click")
        log = [(event.kind, event.evidence) for event in suppressions.history(connection, "z@example.org")]
        assert log == [("imported", "a file"), ("unsubscribed", "one-click")]
        zoe = people.find(connection, "z@example.org")
        assert zoe is not None
        suppressions.forget_history(connection, zoe.id)
        assert list(suppressions.history(connection, "z@example.org")) == []
        assert len(list(suppressions.history(connection, "m@example.org"))) == 1


def test_marks_of_the_erased_are_told_apart_from_addresses(prepared: Database) -> None:
    mark = standing("erased:00ff", Reason.ERASED)
    with prepared.write() as connection:
        suppressions.add(connection, [mark, standing("z@example.org", Reason.COMPLAINT)])
        assert suppressions.erased(connection) == {"erased:00ff": mark}
        suppressions.forget(connection, "z@example.org")
        assert [one for _, one in suppressions.page(connection, after=0, limit=9)] == [mark]

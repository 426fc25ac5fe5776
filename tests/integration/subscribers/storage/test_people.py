"""Rows of people: found by address and id, written, walked through."""

from dataclasses import replace
from datetime import UTC, datetime

from digest.storage.engine import Database
from subscribers.address import parse
from subscribers.model import Profile, Status
from subscribers.storage import people
from subscribers.storage.tables import metadata

NOW = datetime(2026, 3, 12, 6, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 13, 6, 0, tzinfo=UTC)


def insert(database: Database, *addresses: str, **told: object) -> None:
    metadata.create_all(database.engine)
    with database.write() as connection:
        people.insert(
            connection,
            [people.new_row(parse(address), Profile(**told), Status.ACTIVE, NOW) for address in addresses],
        )


def test_a_person_is_found_by_canonical_address_and_by_id(database: Database) -> None:
    insert(database, "Zoe@example.org", name="Zoé", attributes={"CHU": "Lille"}, themes=frozenset({"ia"}))
    with database.read() as connection:
        zoe = people.find(connection, "zoe@example.org")
        assert zoe is not None
        assert people.get(connection, zoe.id) == zoe
        assert people.find(connection, "Zoe@example.org") is None
        assert people.get(connection, zoe.id + 1) is None
    assert (zoe.address, zoe.address_key, zoe.name) == ("Zoe@example.org", "zoe@example.org", "Zoé")
    assert (zoe.themes, zoe.attributes, zoe.created_at) == ({"ia"}, {"CHU": "Lille"}, NOW)


def test_an_update_leaves_the_address_and_the_first_day(database: Database) -> None:
    insert(database, "zoe@example.org", "max@example.org")
    with database.write() as connection:
        found = people.with_addresses(connection, ["zoe@example.org", "max@example.org", "x@example.org"])
        zoe = found["zoe@example.org"]
        people.update(connection, [replace(zoe, status=Status.BOUNCED)], LATER)
    with database.read() as connection:
        after = people.find(connection, "zoe@example.org")
        assert after is not None
        assert (after.status, after.created_at, after.updated_at) == (Status.BOUNCED, NOW, LATER)
        assert people.find(connection, "max@example.org") == found["max@example.org"]
    assert len(found) == 2


def test_pages_follow_the_ids_and_miss_nobody(database: Database) -> None:
    insert(database, *(f"r{number}@example.org" for number in range(7)))
    seen, after = [], 0
    with database.write() as connection:
        while page := people.page(connection, after=after, limit=3):
            seen += [person.address for person in page]
            after = page[-1].id
            # Somebody who is removed meanwhile moves nobody else to another page.
            people.delete(connection, page[0].id)
    assert seen == [f"r{number}@example.org" for number in range(7)]


def test_every_set_of_attributes_is_named_once(database: Database) -> None:
    insert(database, "a@example.org", "b@example.org", attributes={"CHU": "Lille"})
    insert(database, "c@example.org", attributes={"Tel": "1"})
    insert(database, "d@example.org")
    with database.read() as connection:
        found = sorted(people.attribute_sets(connection), key=str)
    assert found == [{"CHU": "Lille"}, {"Tel": "1"}]

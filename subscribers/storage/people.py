"""People on the list: read, write, walk through.

It does not know why somebody may not be written to (see `suppressions`).
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, select

from subscribers.address import Address
from subscribers.model import Profile, Status, Subscriber, join_slugs, split_slugs
from subscribers.storage.tables import people

_to_json = json.JSONEncoder(ensure_ascii=False).encode
"""One encoder for all rows: json.dumps would make a new one for each."""

CHUNK = 500
"""How many addresses or ids one statement names: well below what any database takes."""


def find(connection: Connection, address_key: str, *, to_change: bool = False) -> Subscriber | None:
    """Return who has this address. to_change: hold the row until the transaction ends."""
    query = select(people).where(people.c.address_key == address_key)
    row = connection.execute(query.with_for_update() if to_change else query).mappings().first()
    return _subscriber(row) if row else None


def get(connection: Connection, subscriber_id: int, *, to_change: bool = False) -> Subscriber | None:
    """Return who has this id. to_change: hold the row until the transaction ends."""
    query = select(people).where(people.c.id == subscriber_id)
    row = connection.execute(query.with_for_update() if to_change else query).mappings().first()
    return _subscriber(row) if row else None


def with_addresses(
    connection: Connection, keys: Sequence[str], *, to_change: bool = False
) -> dict[str, Subscriber]:
    """Return who is on the list among at most CHUNK `keys`, by canonical address."""
    query = select(people).where(people.c.address_key.in_(keys))
    rows = connection.execute(query.with_for_update() if to_change else query).mappings()
    return {row["address_key"]: _subscriber(row) for row in rows}


def new_row(address: Address, profile: Profile, status: Status, now: datetime) -> dict[str, Any]:
    """Return the row of somebody who is not on the list yet."""
    return {
        "address": address.written,
        "address_key": address.key,
        **_told(profile),
        "status": status.value,
        "created_at": now,
        "updated_at": now,
    }


def insert(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add people, as `new_row` made them."""
    if rows:
        connection.execute(people.insert(), list(rows))


def update(connection: Connection, changed: Iterable[Subscriber], now: datetime) -> None:
    """Write what people are now; their addresses and the day they came stay."""
    rows = [
        {"row_id": person.id, **_told(person), "status": person.status.value, "updated_at": now}
        for person in changed
    ]
    if rows:
        connection.execute(people.update().where(people.c.id == bindparam("row_id")), rows)


def delete(connection: Connection, subscriber_id: int) -> None:
    """Remove somebody's row."""
    connection.execute(people.delete().where(people.c.id == subscriber_id))


def page(connection: Connection, *, after: int, limit: int) -> list[Subscriber]:
    """Return up to `limit` people with ids above `after`, in the order of ids."""
    query = select(people).where(people.c.id > after).order_by(people.c.id).limit(limit)
    return [_subscriber(row) for row in connection.execute(query).mappings()]


def attribute_sets(connection: Connection) -> Iterator[Mapping[str, str]]:
    """Yield every different set of attributes on the list."""
    query = select(people.c.attributes).where(people.c.attributes != "").distinct()
    for text in connection.execution_options(yield_per=1000).scalars(query):
        yield _attributes(text)


def _told(profile: Profile) -> dict[str, str]:
    attributes = _to_json(dict(profile.attributes)) if profile.attributes else ""
    return {
        "name": profile.name,
        "language": profile.language,
        "timezone": profile.timezone,
        "themes": join_slugs(profile.themes),
        "newsletters": join_slugs(profile.newsletters),
        "attributes": attributes,
    }


def _subscriber(row: RowMapping) -> Subscriber:
    return Subscriber(
        id=row["id"],
        address=row["address"],
        name=row["name"],
        language=row["language"],
        timezone=row["timezone"],
        themes=split_slugs(row["themes"]),
        newsletters=split_slugs(row["newsletters"]),
        status=Status(row["status"]),
        attributes=_attributes(row["attributes"]),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def _attributes(text: str) -> Mapping[str, str]:
    return json.loads(text) if text else {}

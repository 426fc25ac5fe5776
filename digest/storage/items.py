"""Keeps items, what they are recognised by, and their earlier revisions.

It does not decide what is new or edited: `domain.identity` does, and this writes it down.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, insert, select, update

from digest.domain.content import Content, Item, ItemKind, dated_as_before
from digest.domain.identity import Arrival, Known
from digest.domain.likeness import Text
from digest.domain.themes import Routing, chosen
from digest.errors import UnknownItem
from digest.storage.tables import item_keys, item_revisions, items

_CONTENT = TypeAdapter(Content)
_CHUNK = 500


def known_items(connection: Connection, keys: Sequence[str]) -> dict[str, Known]:
    """Return the kept items among `keys`, by key."""
    found: dict[str, Known] = {}
    for start in range(0, len(keys), _CHUNK):
        hashes = {_hash(key): key for key in keys[start : start + _CHUNK]}
        rows = connection.execute(
            select(
                item_keys.c.key_hash, items.c.id, items.c.source, items.c.content_hash, items.c.stated_hash
            )
            .join(items, items.c.id == item_keys.c.item_id)
            .where(item_keys.c.key_hash.in_(hashes))
        )
        for key_hash, item, source, content_hash, stated_hash in rows:
            found[hashes[key_hash]] = Known(
                item=item, source=source, content_hash=content_hash, stated_hash=stated_hash
            )
    return found


def save_arrival(
    connection: Connection,
    source: str,
    arrival: Arrival,
    routing: Routing,
    now: datetime,
    *,
    first_gather: bool,
    stated_hash: str = "",
) -> None:
    """Write down one arrival: a new item, a new revision of one, or just another key for it.

    stated_hash: of what the source itself said, where the page of the article was read as well.
    """
    item = arrival.item
    if item is None:
        item = _insert(connection, source, arrival.content, routing, now, first_gather=first_gather)
    elif arrival.is_edit:
        _revise(connection, item, arrival.content, routing, now)
    if stated_hash:
        # Another source that has the article, too, has words of its own for it.
        own = (items.c.id == item) & (items.c.source == source)
        connection.execute(update(items).where(own).values(stated_hash=stated_hash))
    rows = [{"key_hash": _hash(key), "item_id": item, "key": key} for key in arrival.keys]
    if rows:
        connection.execute(insert(item_keys), rows)


def list_items(
    connection: Connection, *, since: datetime | None = None, unrouted: bool = False, source: str = ""
) -> list[Item]:
    """Return items first seen after `since`, the last seen first."""
    query = select(items).order_by(items.c.first_seen_at.desc(), items.c.id.desc())
    if since is not None:
        query = query.where(items.c.first_seen_at > since)
    if unrouted:
        query = query.where(items.c.theme.is_(None))
    if source:
        query = query.where(items.c.source == source)
    return [_item(row) for row in connection.execute(query).mappings()]


def text_hashes(
    connection: Connection, kind: ItemKind, sources: Sequence[str], since: datetime
) -> list[tuple[int, int]]:
    """Return the items of `sources` first seen after `since` with text enough to compare: id and hash."""
    rows = connection.execute(
        select(items.c.id, items.c.text_hash).where(
            items.c.first_seen_at > since,
            items.c.kind == kind,
            items.c.source.in_(sources),
            items.c.text_hash.is_not(None),
        )
    )
    return [(item, text_hash) for item, text_hash in rows]


def load_content(connection: Connection, item: int) -> Content:
    """Return the present content of an item that is kept."""
    row = connection.execute(select(items.c.content).where(items.c.id == item)).scalar_one()
    return _CONTENT.validate_python(row)


def save_routings(connection: Connection, routings: Mapping[int, Routing]) -> None:
    """Give items another theme, or another reason for the same one; what an editor chose stays."""
    for item, routing in routings.items():
        connection.execute(
            update(items)
            .where(items.c.id == item, ~items.c.theme_pinned)
            .values(theme=routing.theme, theme_reason=routing.reason)
        )


def find_item(connection: Connection, item: int) -> Item:
    """Return the item of that number. Raises UnknownItem."""
    row = connection.execute(select(items).where(items.c.id == item)).mappings().first()
    if row is None:
        raise UnknownItem(item)
    return _item(row)


def items_asked_again(connection: Connection, since: datetime) -> list[Item]:
    """Return the items that an editor asked for once more after `since`, whenever they were first seen."""
    return [
        _item(row) for row in connection.execute(select(items).where(items.c.again_at > since)).mappings()
    ]


def pin_theme(connection: Connection, item: int, theme: str | None) -> None:
    """Put an item where an editor wants it, for good; None or "" takes it out of every theme.

    Raises UnknownItem. Whether there is such a theme is the caller's affair.
    """
    _place(connection, item, chosen(theme), pinned=True)


def unpin_theme(connection: Connection, item: int, routing: Routing) -> None:
    """Give an item back to the rules, which route it so. Raises UnknownItem."""
    _place(connection, item, routing, pinned=False)


def _place(connection: Connection, item: int, routing: Routing, *, pinned: bool) -> None:
    values = {"theme": routing.theme, "theme_reason": routing.reason, "theme_pinned": pinned}
    if not connection.execute(update(items).where(items.c.id == item).values(values)).rowcount:
        raise UnknownItem(item)


def ask_again(connection: Connection, item: int, now: datetime) -> None:
    """Note that an editor wants the item printed once more, whether or not an edition carried it."""
    connection.execute(update(items).where(items.c.id == item).values(again_at=now))


def _insert(
    connection: Connection,
    source: str,
    content: Content,
    routing: Routing,
    now: datetime,
    *,
    first_gather: bool,
) -> int:
    statement = insert(items).values(
        source=source,
        kind=content.kind,
        revision=1,
        first_seen_at=now,
        first_gather=first_gather,
        published_at=content.published_at,
        theme=routing.theme,
        theme_reason=routing.reason,
        **_content_values(content),
    )
    item: int = connection.execute(statement.returning(items.c.id)).scalar_one()
    return item


def _revise(connection: Connection, item: int, content: Content, routing: Routing, now: datetime) -> None:
    before = connection.execute(select(items.c.revision, items.c.content).where(items.c.id == item)).one()
    connection.execute(
        insert(item_revisions).values(
            item_id=item, revision=before.revision, seen_at=now, content=before.content
        )
    )
    dated = dated_as_before(content, _CONTENT.validate_python(before.content), now)
    connection.execute(
        update(items)
        .where(items.c.id == item)
        .values(revision=before.revision + 1, published_at=dated.published_at, **_content_values(dated))
    )
    save_routings(connection, {item: routing})


def _content_values(content: Content) -> dict[str, object]:
    return {
        "content": _CONTENT.dump_python(content, mode="json"),
        "content_hash": content.content_hash,
        "text_hash": Text.of(content).hash,
    }


def _item(row: Any) -> Item:
    return Item(
        id=row["id"],
        source=row["source"],
        content=_CONTENT.validate_python(row["content"]),
        revision=row["revision"],
        first_seen_at=row["first_seen_at"],
        first_gather=row["first_gather"],
        theme=row["theme"],
        theme_reason=row["theme_reason"],
        theme_pinned=row["theme_pinned"],
        again_at=row["again_at"],
    )


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()

"""Puts a newsroom in force and keeps the routing of recent items true to its rules."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from digest.domain.content import Item
from digest.domain.newsroom import Newsroom
from digest.domain.themes import Routing, route
from digest.errors import NotReady
from digest.ports import Clock
from digest.storage.engine import Database
from digest.storage.items import list_items, save_routings, unpin_theme
from digest.storage.newsroom import load_newsroom, save_newsroom
from digest.storage.sources import forget_moves

REROUTE = timedelta(days=30)
"""How far back a changed rule moves items; what is older is in no coming edition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What putting a newsroom in force changed. rerouted: items that another theme, or none, now takes.

    gone: what was in force and is no more, such as "source fil".
    """

    changed: bool
    rerouted: int
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What a newsroom's rules say of an item where those in force say something else."""

    item: Item
    routing: Routing


def apply_newsroom(
    database: Database, newsroom: Newsroom, clock: Clock, *, keep_moves: bool = False
) -> Applied:
    """Make `newsroom` the one in force, in one transaction; the same one again changes nothing.

    keep_moves: it is the one in force but for one change, and nobody has written down the addresses to which
    sources moved. Without it they have, and need not be told any more.
    """
    now = clock.now()
    with database.write() as connection:
        try:
            before = load_newsroom(connection)
        except NotReady:
            before = None
        changed = before != newsroom
        if changed:
            save_newsroom(connection, newsroom, now)
        if not keep_moves:
            forget_moves(connection)
        if not changed:
            return Applied(changed=False, rerouted=0)
        moves = list(_moves(connection, newsroom, now - REROUTE))
        save_routings(connection, {move.item.id: move.routing for move in moves})
        for move in moves:
            if move.item.theme_pinned:  # Its theme is gone, and the choice with it.
                unpin_theme(connection, move.item.id, move.routing)
    return Applied(changed=True, rerouted=len(moves), gone=tuple(_gone(before, newsroom)) if before else ())


def _gone(before: Newsroom, after: Newsroom) -> Iterator[str]:
    for name in ("themes", "sources", "newsletters"):
        kept = {each.slug for each in getattr(after, name)}
        yield from (f"{name[:-1]} {each.slug}" for each in getattr(before, name) if each.slug not in kept)


def try_newsroom(database: Database, newsroom: Newsroom, since: datetime) -> list[Move]:
    """Return the items first seen after `since` that `newsroom` would move to another theme, the last
    seen first. Nothing is changed.
    """
    with database.read() as connection:
        moves = list(_moves(connection, newsroom, since))
    return [move for move in moves if move.routing.theme != move.item.theme]


def _moves(connection: Connection, newsroom: Newsroom, since: datetime) -> Iterator[Move]:
    """Yield what `newsroom` routes anew. An editor's choice stands as long as there is its theme."""
    sources = {source.slug: source for source in newsroom.sources}
    themes = {theme.slug for theme in newsroom.themes}
    for item in list_items(connection, since=since):
        stands = item.theme_pinned and (item.theme is None or item.theme in themes)
        if stands or item.source not in sources:
            continue
        routing = route(item.content, sources[item.source], newsroom.themes)
        if routing != Routing(item.theme, item.theme_reason):
            yield Move(item=item, routing=routing)

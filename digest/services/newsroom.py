"""Puts a newsroom in force and keeps the routing of recent items true to its rules."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from digest.domain.newsroom import Newsroom
from digest.domain.themes import Routing, route
from digest.errors import NotReady
from digest.ports import Clock
from digest.storage.engine import Database
from digest.storage.items import list_items, save_routings
from digest.storage.newsroom import load_newsroom, save_newsroom

REROUTE = timedelta(days=30)
"""How far back a changed rule moves items; what is older is in no coming edition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What putting a newsroom in force changed. rerouted: items that another theme, or none, now takes."""

    changed: bool
    rerouted: int


def apply_newsroom(database: Database, newsroom: Newsroom, clock: Clock) -> Applied:
    """Make `newsroom` the one in force, in one transaction; the same one again changes nothing."""
    now = clock.now()
    with database.write() as connection:
        try:
            changed = load_newsroom(connection) != newsroom
        except NotReady:
            changed = True
        if not changed:
            return Applied(changed=False, rerouted=0)
        save_newsroom(connection, newsroom, now)
        moved = _rerouted(connection, newsroom, clock)
        save_routings(connection, moved)
    return Applied(changed=True, rerouted=len(moved))


def _rerouted(connection: Connection, newsroom: Newsroom, clock: Clock) -> dict[int, Routing]:
    sources = {source.slug: source for source in newsroom.sources}
    moved: dict[int, Routing] = {}
    for item in list_items(connection, since=clock.now() - REROUTE):
        if item.source not in sources:
            continue
        routing = route(item.content, sources[item.source], newsroom.themes)
        if routing != Routing(item.theme, item.theme_reason):
            moved[item.id] = routing
    return moved

"""What an editor decides about one item: its theme, and that it is printed once more."""

import structlog

from digest.domain.content import Item
from digest.domain.themes import route
from digest.errors import UnknownName
from digest.ports import Clock
from digest.storage.engine import Database
from digest.storage.items import ask_again, find_item, pin_theme, unpin_theme
from digest.storage.newsroom import load_newsroom

_log = structlog.get_logger()

LARGEST_ID = 2**63 - 1
"""No number of an item is larger, nor can a database be asked for one."""


def choose_theme(database: Database, item: int, theme: str | None) -> Item:
    """File an item under a theme, or under none, for good, and return it as it then stands.

    Raises UnknownItem, and UnknownName for a theme that the newsroom does not have.
    """
    with database.write() as connection:
        find_item(connection, item)
        known = [known.slug for known in load_newsroom(connection).themes]
        if theme is not None and theme not in known:
            raise UnknownName("theme", theme, known)
        pin_theme(connection, item, theme)
        chosen = find_item(connection, item)
    _log.info("item.theme_chosen", item=item, theme=theme)
    return chosen


def leave_to_rules(database: Database, item: int) -> Item:
    """Take an editor's choice of theme back: the rules file the item, now and later.

    Raises UnknownItem, and UnknownName where its source has left the newsroom and no rule speaks any more.
    """
    with database.write() as connection:
        found = find_item(connection, item)
        newsroom = load_newsroom(connection)
        sources = {source.slug: source for source in newsroom.sources}
        if found.source not in sources:
            raise UnknownName("source", found.source, list(sources))
        unpin_theme(connection, item, route(found.content, sources[found.source], newsroom.themes))
        filed = find_item(connection, item)
    _log.info("item.theme_left_to_rules", item=item, theme=filed.theme)
    return filed


def print_again(database: Database, item: int, clock: Clock) -> Item:
    """Have the next edition of every newsletter take the item, though it was carried or is old.

    Raises UnknownItem.
    """
    with database.write() as connection:
        find_item(connection, item)
        ask_again(connection, item, clock.now())
        asked = find_item(connection, item)
    _log.info("item.asked_again", item=item)
    return asked

"""Suggests which of the recent items tell the same story by different hands."""

from datetime import datetime

from digest.domain.stories import SameStory, same_stories
from digest.storage.engine import Database
from digest.storage.items import list_items
from digest.storage.newsroom import load_newsroom


def suggest_stories(database: Database, since: datetime) -> list[SameStory]:
    """Return the suggestions among the items first seen after `since`, the most alike first.

    Items of sources that are no longer read are left out. Raises NotReady while no newsroom was applied.
    """
    with database.read() as connection:
        in_force = {source.slug for source in load_newsroom(connection).sources}
        seen = list_items(connection, since=since)
    return same_stories([item for item in seen if item.source in in_force])

"""How an instant stands in a sentence that is kept, and how that sentence is told to people.

Sentences are kept in UTC, whoever reads them later and wherever; people are told the time of their own clocks.
It writes no sentence itself.
"""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

_WRITTEN = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC", re.ASCII)


def in_utc(instant: datetime) -> str:
    """Write an instant into a sentence that is kept: to the minute, in UTC and saying so."""
    return f"{instant.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def read_at(written: str, zone: ZoneInfo) -> datetime:
    """Return an instant that `in_utc` wrote, as the clocks of `zone` show it.

    Raises ValueError or OverflowError for figures that make no date there.
    """
    return datetime.fromisoformat(written.removesuffix(" UTC")).replace(tzinfo=UTC).astimezone(zone)


def told_at(sentence: str, zone: ZoneInfo) -> str:
    """Return a sentence that was kept, its instants by the clocks of `zone`."""
    return _WRITTEN.sub(lambda written: _on_the_wall(written[0], zone), sentence)


def _on_the_wall(written: str, zone: ZoneInfo) -> str:
    try:
        return f"{read_at(written, zone):%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError):
        return written  # Figures like those of an instant, in words of somebody else.

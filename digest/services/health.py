"""Tells how every source of the newsroom is doing, from rows alone, and what somebody should look into."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from digest.domain.health import HISTORY, Health, Record, judge
from digest.domain.newsroom import Newsroom
from digest.storage.sources import SourceState, first_sights, source_states

_SINCE = HISTORY + timedelta(days=2)
"""Every day of the history is a whole one, whatever the time of day and the change of the clocks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStanding:
    """What happened to a source so far, and what that means today."""

    known: SourceState
    health: Health


def source_standings(
    connection: Connection, newsroom: Newsroom, now: datetime, interval: timedelta
) -> tuple[SourceStanding, ...]:
    """Return how each source stands, in the editors' order. interval: how often a source is read."""
    zone = ZoneInfo(newsroom.publication.timezone)
    paused = {source.slug for source in newsroom.sources if source.paused}
    arrivals = first_sights(connection, now - _SINCE)
    return tuple(
        SourceStanding(
            known=known,
            health=judge(
                Record(
                    arrivals=arrivals.get(slug, {}),
                    first_gathered_at=known.first_gathered_at,
                    last_success_at=known.last_success_at,
                    waits_until=known.not_before,
                    failures=known.failures,
                    gone=known.gone,
                    paused=slug in paused,
                ),
                now,
                zone,
                interval,
            ),
        )
        for slug, known in source_states(connection).items()
    )

"""Finds an edition that prints nothing, has nothing to lead with, or has nothing new to say."""

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from digest.render.preflight.finding import Finding, Level, Proof

STALE_AFTER = timedelta(days=4)
"""From the newest story to the edition's date: a long weekend, and no more."""


def emptiness(proof: Proof) -> Iterator[Finding]:
    """Block an edition without a story; warn of one without news; note one without an article."""
    stories = proof.content.stories
    if not stories:
        yield Finding(
            id="empty",
            level=Level.BLOCK,
            message="the edition prints nothing",
            remedy="`digest gather`, then look at `digest items` and `digest explain`",
        )
        return
    if proof.content.lead is None:
        yield Finding(
            id="lead",
            level=Level.NOTE,
            message="no article leads the edition: it is made of briefs",
            remedy="check that a source of articles was read",
        )
    zone = ZoneInfo(proof.content.publication.timezone)
    newest = max(story.published_at for story in stories).astimezone(zone).date()
    if proof.content.date - newest > STALE_AFTER:
        yield Finding(
            id="stale",
            level=Level.WARN,
            message=f"the newest story is of {newest}",
            remedy="`digest status` says which sources are silent; skip the edition if there is no news",
        )

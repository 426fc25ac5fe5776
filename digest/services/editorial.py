"""What an editor decides about an edition: approve, hold, skip, pause, resume, cancel."""

from datetime import datetime
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection

from digest.domain.edition import Edition, EditionEvent, EditionId, EditionStatus
from digest.domain.newsroom import Approval
from digest.errors import NotReady
from digest.ports import Clock
from digest.storage import outbox
from digest.storage.editions import find_edition, get_edition, open_edition, step_edition
from digest.storage.engine import Database
from digest.storage.newsroom import load_newsletter

_log = structlog.get_logger()

_AHEAD = (EditionEvent.HOLD, EditionEvent.SKIP, EditionEvent.CANCEL)
"""What can be decided of an edition before anybody composed it: a holiday is known for long."""


def decide(
    database: Database,
    edition: EditionId,
    event: EditionEvent,
    clock: Clock,
    *,
    reason: str = "",
    seen: int | None = None,
) -> Edition:
    """Take one step for an editor and return the edition as it then stands.

    seen: the revision that was looked at, where that matters. Raises UnknownName for an edition that does
    not exist, IllegalTransition where its state does not allow the step, and NotReady for the approval of
    an edition that nobody composed, or that changed since it was seen.
    """
    with database.write() as connection:
        now = clock.now()
        before = _found(connection, edition, event, now)
        if event is EditionEvent.APPROVE:
            _check_approval(before, seen)
        after = step_edition(connection, edition, event, reason=reason, now=now)
        if event is EditionEvent.CANCEL and before.frozen_at:
            outbox.cancel(connection, edition, now)
        if event is EditionEvent.RESUME and after is EditionStatus.DRAFT and before.content:
            _, newsletter = load_newsletter(connection, edition.newsletter)
            if newsletter.approval is Approval.REQUIRED:
                step_edition(connection, edition, EditionEvent.PROPOSE, now=now)
        decided = get_edition(connection, edition)
    _log.info("edition.decided", edition=str(edition), decision=event, status=decided.status, reason=reason)
    return decided


def _found(connection: Connection, edition: EditionId, event: EditionEvent, now: datetime) -> Edition:
    if event in _AHEAD:
        return edition_ahead(connection, edition, now)
    return get_edition(connection, edition, to_change=True)


def edition_ahead(connection: Connection, edition: EditionId, now: datetime) -> Edition:
    """Return an edition to change it, opening one whose day is still to come.

    Raises UnknownName for a newsletter that does not exist and for a day that is over.
    """
    if find_edition(connection, edition):
        return get_edition(connection, edition, to_change=True)
    newsroom, _ = load_newsletter(connection, edition.newsletter)
    if edition.date < now.astimezone(ZoneInfo(newsroom.publication.timezone)).date():
        return get_edition(connection, edition)  # A day that is over will have no edition: it is unknown.
    return open_edition(connection, edition)


def _check_approval(edition: Edition, seen: int | None) -> None:
    if edition.content is None:
        first = f"`digest resume {edition.id}`, then " if edition.status is EditionStatus.HELD else ""
        raise NotReady(
            f"{edition.id} prints nothing yet: run {first}`{edition.id.to_compose}` and look at it first"
        )
    if seen is not None and seen != edition.revision:
        raise NotReady(f"{edition.id} has changed since you looked at it: look again, then approve")

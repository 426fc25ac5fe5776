"""What an editor decides about an edition: approve, hold, skip, pause, resume, cancel."""

import structlog

from digest.domain.edition import Edition, EditionEvent, EditionId
from digest.errors import NotReady
from digest.ports import Clock
from digest.storage.editions import get_edition, step_edition
from digest.storage.engine import Database

_log = structlog.get_logger()


def decide(
    database: Database, edition: EditionId, event: EditionEvent, clock: Clock, *, reason: str = ""
) -> Edition:
    """Take one step for an editor and return the edition as it then stands.

    Raises UnknownName for an edition that does not exist, IllegalTransition where its state does not allow
    the step, and NotReady for the approval of an edition that nobody composed.
    """
    with database.write() as connection:
        if event is EditionEvent.APPROVE and get_edition(connection, edition).content is None:
            compose = f"digest compose {edition.newsletter} --date {edition.date}"
            raise NotReady(f"{edition} prints nothing yet: run `{compose}` and look at it first")
        step_edition(connection, edition, event, reason=reason, now=clock.now())
        after = get_edition(connection, edition)
    _log.info("edition.decided", edition=str(edition), decision=event, status=after.status, reason=reason)
    return after

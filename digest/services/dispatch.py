"""Dispatches an edition: freezes it, has every message handed to the relay, accounts for everybody.

There is no special recovery: what an earlier run left, however it ended, is taken up by the next one
through this same code.
"""

import threading
from dataclasses import dataclass
from datetime import datetime

import structlog

from digest.domain.delivery import TIME_TO_LIVE, Accounts, DeliveryStatus, Outcome
from digest.domain.edition import Edition, EditionEvent, EditionId, EditionStatus
from digest.domain.newsroom import Approval
from digest.engine.owner import gone
from digest.errors import ApprovalMissing, NotReady, Overtaken
from digest.services.handover import Handover, Means, Progress
from digest.storage import accounts as ledger
from digest.storage import outbox
from digest.storage.editions import carried_items, get_edition, step_edition
from digest.storage.newsroom import load_newsletter, take_turns

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchResult:
    """Where an edition stands after a run. relay: why the relay did not take everything, "" if it did."""

    edition: Edition
    accounts: Accounts
    relay: str = ""


def _ignore(_outcome: Outcome) -> None:
    """Take no notice of progress."""


class Dispatcher:
    """Hands editions to the relay."""

    def __init__(self, means: Means) -> None:
        self._means = means

    def freeze(self, edition: EditionId) -> int:
        """Fix the content and the audience of an approved edition, once; return the number of recipients.

        Raises ApprovalMissing, Overtaken, NotReady or IllegalTransition where the edition is not ready to
        go out.
        """
        with self._means.database.write() as connection:
            # Of two editions that print the same item, the second to be frozen must see the first.
            take_turns(connection)
            newsroom, newsletter = load_newsletter(connection, edition.newsletter)
            found = get_edition(connection, edition, to_change=True)
            if found.content is None:
                raise NotReady(f"{edition} prints nothing yet: run `{edition.to_compose}`")
            # What editions before its window carried was known when it was composed: of that it prints
            # only what an editor asked for again.
            carried = carried_items(connection, edition, closed_after=found.window_start)
            if twice := {story.item for story in found.content.stories} & carried.keys():
                raise Overtaken(str(edition), len(twice), edition.to_compose)
            now = self._means.clock.now()
            if found.status in (EditionStatus.DRAFT, EditionStatus.AWAITING_APPROVAL):
                if newsletter.approval is Approval.REQUIRED:
                    raise ApprovalMissing(str(edition))
                step_edition(connection, edition, EditionEvent.APPROVE, now=now)
            step_edition(connection, edition, EditionEvent.FREEZE, now=now)
            language = newsroom.publication.language
            audience = self._means.subscribers.audience(edition.newsletter, base_language=language)
            recipients = outbox.freeze_audience(connection, edition, audience, now)
        _log.info("edition.frozen", edition=str(edition), recipients=recipients)
        return recipients

    def deliver(
        self,
        edition: EditionId,
        stop: threading.Event,
        *,
        all_now: bool = False,
        progress: Progress = _ignore,
    ) -> DispatchResult:
        """Hand over what is open of a frozen edition and return how it then stands.

        all_now: try deferred deliveries again whether or not their time has come. stop: end after what
        is in hand. Raises StorageError when the ledger cannot be written and RelayRefused when the relay
        wants nothing from us; both leave everything to the next run.
        """
        found = self._take_up(edition, all_now=all_now)
        run = Handover(self._means, found, stop, progress)
        run.run()
        return self._conclude(edition, run.relay_problem)

    def _take_up(self, edition: EditionId, *, all_now: bool) -> Edition:
        """Start the edition, or take up what earlier runs left of it; return it as it stands."""
        means, now = self._means, self._means.clock.now()
        with means.database.write() as connection:
            found = get_edition(connection, edition, to_change=True)
            if found.status is EditionStatus.FROZEN:
                step_edition(connection, edition, EditionEvent.START, now=now)
            elif found.status is not EditionStatus.SENDING:
                raise NotReady(f"{edition} is {found.status}: it cannot be delivered")
            dead = gone(ledger.lease_owners(connection, edition), living=[means.owner])
            queued, uncertain = outbox.recover(connection, edition, dead, now)
            if queued or uncertain:
                _log.warning("edition.recovered", edition=str(edition), queued=queued, uncertain=uncertain)
            if _is_too_old(found, now):
                outbox.expire(connection, edition, now)
            due_by = None if all_now else now
            outbox.requeue(connection, edition, DeliveryStatus.DEFERRED, now, due_by=due_by)
            if self._resends(found, now):
                outbox.requeue(connection, edition, DeliveryStatus.UNCERTAIN, now, due_by=due_by)
            return get_edition(connection, edition)

    def _resends(self, edition: Edition, now: datetime) -> bool:
        return not self._means.hold_uncertain and not _is_too_old(edition, now)

    def _conclude(self, edition: EditionId, relay: str) -> DispatchResult:
        """Finish the edition when everybody is accounted for."""
        with self._means.database.write() as connection:
            now = self._means.clock.now()
            found = get_edition(connection, edition, to_change=True)
            accounts = ledger.accounts(connection, edition)
            resend = self._resends(found, now) and ledger.waits_for_resend(connection, edition)
            if found.status is EditionStatus.SENDING and not accounts.open and not resend:
                if not accounts.balanced:
                    raise NotReady(
                        f"{edition}: {accounts.recipients} recipients but {accounts.settled} settled;"
                        " the ledger was changed by hand, look at `digest deliveries`"
                    )
                step_edition(connection, edition, EditionEvent.FINISH, now=now)
                found = get_edition(connection, edition)
        _log.info(
            "edition.delivered",
            edition=str(edition),
            status=found.status,
            accepted=accounts.accepted,
            deferred=accounts.deferred,
            refused=accounts.refused,
            uncertain=accounts.uncertain,
        )
        return DispatchResult(edition=found, accounts=accounts, relay=relay)


def _is_too_old(edition: Edition, now: datetime) -> bool:
    return edition.frozen_at is not None and edition.frozen_at + TIME_TO_LIVE <= now

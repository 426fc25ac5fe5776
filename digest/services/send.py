"""Sends an edition now: composes it if nobody has, freezes it, delivers it, or says why not.

It is what `digest send` does; the scheduler takes the same steps at their own times.
"""

import threading
from dataclasses import dataclass

from digest.domain.delivery import Accounts
from digest.domain.edition import Edition, EditionId, EditionStatus
from digest.errors import NotReady, Overtaken
from digest.services.compose import SubjectLine, compose, stands
from digest.services.dispatch import Dispatcher
from digest.services.handover import Means, Progress
from digest.storage.accounts import accounts

_S = EditionStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class SendReport:
    """How a sending ended. word: what to tell the operator when nothing had to be delivered.

    relay: why the relay did not take everything, "" if it did.
    """

    edition: Edition
    accounts: Accounts
    word: str = ""
    relay: str = ""

    @property
    def wants_retry(self) -> bool:
        """Whether some deliveries have to be tried again later."""
        return not self.word and self.edition.status in (_S.FROZEN, _S.SENDING)


class Sender:
    """Sends editions on demand."""

    def __init__(self, means: Means, dispatcher: Dispatcher, subject_line: SubjectLine) -> None:
        self._means, self._dispatcher, self._subject_line = means, dispatcher, subject_line

    def send(self, edition: EditionId, stop: threading.Event, progress: Progress) -> SendReport:
        """Send `edition` and wait; an interrupted sending is completed.

        Raises ApprovalMissing, and NotReady for an edition that somebody set aside.
        """
        found = self._composed(edition)
        if found.status in (_S.HELD, _S.PAUSED, _S.CANCELLED):
            raise NotReady(_set_aside(found))
        if found.status is _S.SKIPPED:
            return self._report(found, _skipped(found))
        if found.status is _S.FINISHED:
            return self._report(found, f"{edition} went out already: nobody is left to mail.")
        if found.status not in (_S.FROZEN, _S.SENDING):
            if not self._means.subscribers.count(edition.newsletter):
                word = f"nobody subscribes to {edition.newsletter}: add readers with `digest subscribers import FILE`."
                return self._report(found, word)
            try:
                self._dispatcher.freeze(edition)
            except Overtaken:
                # Composed again without what went out meanwhile it may be skipped, or want an editor anew.
                if (found := self._compose(edition)).status is _S.SKIPPED:
                    return self._report(found, _skipped(found))
                self._dispatcher.freeze(edition)
        result = self._dispatcher.deliver(edition, stop, all_now=True, progress=progress)
        return SendReport(edition=result.edition, accounts=result.accounts, relay=result.relay)

    def _composed(self, edition: EditionId) -> Edition:
        """Return the edition; what an editor has seen as a draft is sent as it was seen."""
        found = stands(self._means.database, edition)
        blank = found is None or (found.content is None and found.status in (_S.COLLECTING, _S.DRAFT))
        if found and not blank:
            return found
        return self._compose(edition)

    def _compose(self, edition: EditionId) -> Edition:
        composed, _ = compose(self._means.database, edition, self._means.clock, self._subject_line)
        return composed

    def _report(self, edition: Edition, word: str) -> SendReport:
        with self._means.database.read() as connection:
            return SendReport(edition=edition, accounts=accounts(connection, edition.id), word=word)


def _skipped(edition: Edition) -> str:
    return f"{edition.id} is skipped: {edition.reason}. `{edition.id.to_compose}` tries again."


def _set_aside(edition: Edition) -> str:
    why = f" ({edition.reason})" if edition.reason else ""
    if edition.status is _S.CANCELLED:
        return f"{edition.id} was cancelled{why}: it cannot be sent"
    return f"{edition.id} is {edition.status}{why}: `digest resume {edition.id}` lets it go on"

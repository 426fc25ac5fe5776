"""A delivery: the record of trying to hand one edition to one subscriber.

It does not speak SMTP (see `digest.mail`) nor keep the ledger (see `digest.storage.outbox`); it says
what a reply means and what happens next.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from digest.domain.edition import EditionId
from digest.errors import IllegalTransition


class DeliveryStatus(StrEnum):
    """Where a delivery stands; drawn in docs/states.md."""

    QUEUED = "queued"
    LEASED = "leased"
    ATTEMPTING = "attempting"
    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    EXCLUDED = "excluded"
    EXPIRED = "expired"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


class DeliveryEvent(StrEnum):
    """What can happen to a delivery."""

    CLAIM = "claim"
    RELEASE = "release"
    ATTEMPT = "attempt"
    ACCEPT = "accept"
    DEFER = "defer"
    REFUSE = "refuse"
    LOSE_REPLY = "lose_reply"
    RETRY = "retry"
    EXCLUDE = "exclude"
    EXPIRE = "expire"
    BOUNCE = "bounce"
    COMPLAIN = "complain"


_S, _E = DeliveryStatus, DeliveryEvent

DELIVERY_TRANSITIONS: dict[tuple[DeliveryStatus, DeliveryEvent], DeliveryStatus] = {
    (_S.QUEUED, _E.CLAIM): _S.LEASED,
    (_S.LEASED, _E.RELEASE): _S.QUEUED,
    (_S.LEASED, _E.ATTEMPT): _S.ATTEMPTING,
    (_S.ATTEMPTING, _E.ACCEPT): _S.ACCEPTED,
    (_S.ATTEMPTING, _E.DEFER): _S.DEFERRED,
    (_S.ATTEMPTING, _E.REFUSE): _S.REFUSED,
    (_S.ATTEMPTING, _E.LOSE_REPLY): _S.UNCERTAIN,
    (_S.ATTEMPTING, _E.RELEASE): _S.QUEUED,
    (_S.QUEUED, _E.DEFER): _S.DEFERRED,
    (_S.LEASED, _E.DEFER): _S.DEFERRED,
    (_S.LEASED, _E.REFUSE): _S.REFUSED,
    (_S.DEFERRED, _E.RETRY): _S.QUEUED,
    (_S.REFUSED, _E.DEFER): _S.DEFERRED,
    (_S.UNCERTAIN, _E.RETRY): _S.QUEUED,
    **{(state, _E.EXCLUDE): _S.EXCLUDED for state in (_S.QUEUED, _S.LEASED, _S.DEFERRED)},
    **{(state, _E.EXPIRE): _S.EXPIRED for state in (_S.QUEUED, _S.LEASED, _S.DEFERRED)},
    **{(state, _E.BOUNCE): _S.BOUNCED for state in (_S.ACCEPTED, _S.UNCERTAIN)},
    **{(state, _E.COMPLAIN): _S.COMPLAINED for state in (_S.ACCEPTED, _S.UNCERTAIN, _S.BOUNCED)},
}
"""Every step that a delivery may take. What is not here raises `IllegalTransition`."""

OPEN = frozenset({_S.QUEUED, _S.LEASED, _S.ATTEMPTING, _S.DEFERRED})
"""States that still want work: an edition with one of these is not finished."""


def delivery_after(status: DeliveryStatus, event: DeliveryEvent) -> DeliveryStatus:
    """Return the state that follows `status` on `event`; raise IllegalTransition where there is none."""
    try:
        return DELIVERY_TRANSITIONS[status, event]
    except KeyError:
        raise IllegalTransition("this delivery", status, event) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the relay answered, or what happened instead of an answer.

    code: SMTP reply code (RFC 5321 §4.2), 0 when there was none. enhanced: RFC 3463 status, "" if none.
    text: the reply's text, or what we saw (a broken connection, a timeout), on one line.
    """

    code: int
    enhanced: str = ""
    text: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (str(self.code or ""), self.enhanced, self.text) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one attempt ended: accepted, deferred, refused or uncertain, and the reply that says so."""

    delivery: int
    status: DeliveryStatus
    reply: Reply


def status_for(reply: Reply, *, after_dot: bool) -> DeliveryStatus:
    """Return what a reply to one recipient's transaction means (RFC 5321 §4.2.1).

    2xx after the final dot is accepted, 4xx deferred, 5xx refused. No usable reply is uncertain once the
    message had been handed over, and deferred before: then the relay has nothing. 421 closes the
    connection and is never about the recipient.
    """
    if after_dot and 200 <= reply.code < 300:
        return _S.ACCEPTED
    if 500 <= reply.code < 600:
        return _S.REFUSED
    if after_dot and not 400 <= reply.code < 500:
        return _S.UNCERTAIN
    return _S.DEFERRED


MOST_UNANSWERED = 3
"""Messages handed over to the last byte without a reply after which a delivery is left uncertain: each may be a copy.

An attempt during which we ourselves were killed is not one of them: then mostly nothing was handed over.
"""

RETRY_FIRST = timedelta(minutes=5)
RETRY_LONGEST = timedelta(minutes=67)
"""Where the doubling stops; the longest wait of a well-known MTA's queue."""
TIME_TO_LIVE = timedelta(hours=24)
"""A daily older than the next issue is of no use: what is still deferred then expires."""


def retry_at(now: datetime, attempts: int, spread: float) -> datetime:
    """Return when to try again after `attempts` (>= 1) deferrals: 5 min, doubling, up to 67 min.

    spread: a number in [0, 1) that adds up to 20 % so that a whole list does not return at one instant.
    """
    doublings = min(attempts - 1, 10)
    wait = min(RETRY_FIRST * float(2**doublings), RETRY_LONGEST)
    return now + wait * (1 + 0.2 * spread)


def message_id(edition: EditionId, subscriber: int, domain: str) -> str:
    """Return the Message-ID of this edition for this subscriber: the same on every retry.

    A receiver that got the mail twice can then drop the copy. It holds no address and no secret.
    """
    digest = hashlib.sha256(f"{edition}|{subscriber}|{domain}".encode()).hexdigest()[:24]
    return f"<{edition.date:%Y%m%d}.{digest}@{domain}>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """How many deliveries of an edition stand where; `recipients` is counted when it is frozen."""

    recipients: int = 0
    queued: int = 0
    leased: int = 0
    attempting: int = 0
    accepted: int = 0
    deferred: int = 0
    refused: int = 0
    uncertain: int = 0
    excluded: int = 0
    expired: int = 0
    bounced: int = 0
    complained: int = 0

    @property
    def open(self) -> int:
        """Deliveries that still want work at once or later, those whose reply was lost left aside."""
        return self.queued + self.leased + self.attempting + self.deferred

    @property
    def settled(self) -> int:
        """Deliveries that want no more work. Bounced and complained ones had been accepted."""
        later = self.bounced + self.complained
        return self.accepted + later + self.refused + self.excluded + self.expired + self.uncertain

    @property
    def balanced(self) -> bool:
        """The accounting identity: everybody of the audience is settled, nobody is counted twice."""
        return self.recipients == self.settled


BRAKE_AFTER = 20
"""Refusals with one and the same reply, with nothing accepted between, that stop an edition: they are
about us, not about the readers."""


_ABOUT_THE_READER = ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.")
"""Enhanced codes (RFC 3463 §3.2, §3.3) that speak of one mailbox: many in a row are an old list, no fault of ours."""


class Brake:
    """Watches the outcomes of one run and says when to stop it."""

    def __init__(self) -> None:
        self._reply: tuple[int, str] | None = None
        self._count = 0

    def note(self, outcome: Outcome) -> str:
        """Take in one outcome; return why the edition should pause, "" while all is well."""
        if outcome.status is not _S.REFUSED or outcome.reply.enhanced.startswith(_ABOUT_THE_READER):
            if outcome.status is _S.ACCEPTED:
                self._reply, self._count = None, 0
            return ""
        reply = (outcome.reply.code, outcome.reply.enhanced)
        self._count = self._count + 1 if reply == self._reply else 1
        self._reply = reply
        return f"{self._count} refusals in a row: {outcome.reply}" if self._count >= BRAKE_AFTER else ""

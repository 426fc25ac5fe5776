"""Why mail comes back, and what follows from it for a subscriber.

It reads no mail (see `digest.mail.reports`) and changes nobody (see `digest.services.feedback`).
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum


class Action(StrEnum):
    """The eight answers to "whose business is it?"."""

    BAD_ADDRESS = "bad_address"
    SOFT = "soft"
    BLOCKED = "blocked"
    POLICY = "policy"
    CONTENT = "content"
    NETWORK = "network"
    COMPLAINT = "complaint"
    NOT_A_BOUNCE = "not_a_bounce"


class Cause(StrEnum):
    """Why a mail came back."""

    UNKNOWN_USER = "unknown_user"
    UNKNOWN_HOST = "unknown_host"
    MOVED = "moved"
    TAKES_NO_MAIL = "takes_no_mail"
    FULL = "full"
    DISABLED = "disabled"
    UNDEFINED = "undefined"
    MAILBOX_PROGRAM = "mailbox_program"
    FILTERED = "filtered"
    BLOCKED = "blocked"
    REPUTATION = "reputation"
    SENDER_REJECTED = "sender_rejected"
    NO_REVERSE_NAME = "no_reverse_name"
    RATE = "rate"
    AUTHENTICATION = "authentication"
    POLICY = "policy"
    SECURITY = "security"
    RELAYING = "relaying"
    STANDARDS = "standards"
    SYNTAX = "syntax"
    SPAM = "spam"
    VIRUS = "virus"
    TOO_BIG = "too_big"
    CONTENT = "content"
    EXPIRED = "expired"
    NETWORK = "network"
    SYSTEM = "system"
    COMPLAINT = "complaint"
    NOTHING = "nothing"


_C, _A = Cause, Action

_ACTION_FOR: Mapping[Cause, Action] = {
    **dict.fromkeys((_C.UNKNOWN_USER, _C.UNKNOWN_HOST, _C.MOVED, _C.TAKES_NO_MAIL), _A.BAD_ADDRESS),
    **dict.fromkeys((_C.FULL, _C.DISABLED, _C.UNDEFINED, _C.MAILBOX_PROGRAM), _A.SOFT),
    **dict.fromkeys(
        (_C.FILTERED, _C.BLOCKED, _C.REPUTATION, _C.SENDER_REJECTED, _C.NO_REVERSE_NAME, _C.RATE), _A.BLOCKED
    ),
    **dict.fromkeys(
        (_C.AUTHENTICATION, _C.POLICY, _C.SECURITY, _C.RELAYING, _C.STANDARDS, _C.SYNTAX), _A.POLICY
    ),
    **dict.fromkeys((_C.SPAM, _C.VIRUS, _C.TOO_BIG, _C.CONTENT), _A.CONTENT),
    **dict.fromkeys((_C.EXPIRED, _C.NETWORK, _C.SYSTEM), _A.NETWORK),
    _C.COMPLAINT: _A.COMPLAINT,
    _C.NOTHING: _A.NOT_A_BOUNCE,
}


def action_for(cause: Cause) -> Action:
    """Return whose business a cause is."""
    return _ACTION_FOR[cause]


def is_hard(cause: Cause) -> bool:
    """Say whether a cause means that the address will never take mail."""
    return _ACTION_FOR[cause] is Action.BAD_ADDRESS


class Consequence(StrEnum):
    """What follows from one finding."""

    SUPPRESSED = "suppressed"
    COMPLAINED = "complained"
    UNSUBSCRIBED = "unsubscribed"
    SCORED = "scored"
    ALERT = "alert"
    NOTHING = "nothing"
    UNPROVEN = "unproven"
    """Nothing either: it may be about anybody's mail, or forged."""


_SCORES = frozenset({_C.FULL, _C.DISABLED, _C.UNDEFINED, _C.MAILBOX_PROGRAM, _C.FILTERED, _C.EXPIRED})
"""Causes that lie with one mailbox or its server, and may pass."""


def consequence_of(cause: Cause, *, hard: bool, delayed: bool) -> Consequence:
    """Say what follows from a bounce. hard: see `is_hard`; delayed: the server goes on trying.

    What is about us never counts against a reader: it is an alert.
    """
    if delayed:
        return Consequence.NOTHING
    if hard:
        return Consequence.SUPPRESSED
    if cause in _SCORES or is_hard(cause):
        return Consequence.SCORED
    return Consequence.ALERT


def consequence_of_complaint(feedback_type: str) -> Consequence:
    """Say what follows from a complaint of this type (RFC 5965 §7.3, RFC 6591)."""
    if feedback_type == "not-spam":
        return Consequence.NOTHING
    if feedback_type in ("auth-failure", "dmarc"):
        return Consequence.ALERT
    return Consequence.UNSUBSCRIBED if feedback_type.startswith("opt-out") else Consequence.COMPLAINED


SOFT_STEP = 0.5
"""What a day with soft bounces, however many, adds to a reader's score."""
WORN_OUT = 5.0
"""The score at which a reader is suppressed as after a hard bounce."""
STALE = timedelta(days=7)
"""Days without a soft bounce after which a score begins anew: the mailbox works again."""


def soft_score(days: Iterable[date], today: date) -> float:
    """Return a reader's score. days: those with a soft bounce, in any order, with repetitions or not."""
    score, last = 0.0, None
    for day in sorted(set(days)):
        score = SOFT_STEP if last is None or day - last > STALE else score + SOFT_STEP
        last = day
    return score if last is not None and today - last <= STALE else 0.0

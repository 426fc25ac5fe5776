"""Why mail comes back, and what follows from it for a subscriber.

It reads no mail (see `digest.mail.reports`) and changes nobody (see `digest.services.feedback`).
"""

from collections.abc import Mapping
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

"""What a mail that came back says, as frozen values.

It reads nothing (see `reader`) and decides nothing about a subscriber (see `digest.domain.feedback`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from digest.domain.feedback import Action, Cause, action_for, is_hard


class Kind(StrEnum):
    """What sort of mail it is."""

    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    VACATION = "vacation"
    DELIVERED = "delivered"
    OTHER = "other"


class Phase(StrEnum):
    """Where in the SMTP dialogue a server said no, as far as the report tells."""

    UNKNOWN = ""
    CONNECT = "connect"
    SENDER = "sender"
    RECIPIENT = "recipient"
    DATA = "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a report quotes about one recipient.

    words: what was said, each on one line, the most specific text first. told: what the reporting server
    itself tells people, with its line ends. status, reply: codes, "" where there are none.
    """

    words: Sequence[str]
    told: str = ""
    status: str = ""
    reply: str = ""
    phase: Phase = Phase.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a report says of one recipient.

    recipient: the address that we wrote to, as far as the report knows it, "" if it names none.
    final: where it ended up after forwarding. status: RFC 3463, reply: SMTP code, "" where unknown.
    cause: why it came back; rule: which rule said so. diagnostic: the server's own words on one line.
    delayed: the server says that it goes on trying.
    """

    recipient: str
    kind: Kind
    cause: Cause
    final: str = ""
    status: str = ""
    reply: str = ""
    rule: str = ""
    diagnostic: str = ""
    delayed: bool = False

    @property
    def action(self) -> Action:
        """Whose business it is."""
        return action_for(self.cause)

    @property
    def hard(self) -> bool:
        """Whether this address will never take mail; a status of class 4 says that it may."""
        return (
            self.kind is Kind.BOUNCE
            and is_hard(self.cause)
            and not self.delayed
            and not self.status.startswith("4")
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A mail that came back. findings: one for each recipient, in the order of the mail; may be empty.

    message_id: of our message that it is about, with its brackets. envelope: the addresses that the report
    itself was sent to and that our message was sent from, of which one may be a return address of ours.
    feedback_type: as in RFC 5965, "" if none.
    token: of an unsubscribe link, where somebody's mail program wrote for them.
    unreadable: why nothing could be made of it, "" for everything else.
    """

    kind: Kind
    findings: tuple[Finding, ...] = ()
    message_id: str = ""
    reporter: str = ""
    envelope: tuple[str, ...] = ()
    feedback_type: str = ""
    token: str = ""
    unreadable: str = ""

"""Sends an edition to a few addresses for a look, without touching the ledger or what was carried."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from digest.domain.delivery import Outcome
from digest.domain.edition import EditionContent, EditionId
from digest.ports import Outgoing
from digest.services.handover import Means
from digest.services.press import NOBODY, Reader

MARK = "[Test] "


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialResult:
    """How the sending to one address ended."""

    address: str
    outcome: Outcome


def send_trial(
    means: Means, edition: EditionId, content: EditionContent, addresses: Sequence[str]
) -> list[TrialResult]:
    """Send the whole edition, its subject marked, to `addresses`; the links in it are nobody's.

    Raises RelayUnavailable or RelayRefused when the relay takes nothing at all.
    """
    marked = replace(content, subject=MARK + content.subject)
    press = means.press.for_content(edition, marked, means.clock.now())
    sender = means.press.mailbox(content)
    messages = [
        Outgoing(
            delivery=number,
            sender=sender,
            recipient=address,
            data=press.message(Reader(subscriber=NOBODY, address=address)),
        )
        for number, address in enumerate(addresses)
    ]
    connection = means.relay.connect()
    try:
        outcomes = list(connection.deliver(messages))
    finally:
        connection.close()
    return [TrialResult(address=addresses[outcome.delivery], outcome=outcome) for outcome in outcomes]

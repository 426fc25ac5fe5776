"""What happens to one person, inside a transaction that somebody else opened.

Callers hold the person's row, so that two clicks at one moment come one after the other.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from subscribers import policy
from subscribers.address import Address
from subscribers.errors import AlreadySubscribed, NotWelcome
from subscribers.model import (
    Choice,
    EventKind,
    Offer,
    Preferences,
    Profile,
    Reason,
    Status,
    Subscriber,
    Suppression,
)
from subscribers.storage import people, suppressions
from subscribers.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Occasion:
    """When something was asked for or came to light (UTC), and what shows it."""

    at: datetime
    evidence: str


def add(
    connection: Connection, tokens: Tokens, address: Address, profile: Profile, occasion: Occasion
) -> None:
    """Put somebody on the list, active; raise NotWelcome or AlreadySubscribed."""
    existing = people.find(connection, address.key)
    against = suppressions.standing(connection, address.key) + erased(connection, tokens, address.key)
    reason = policy.unwelcome(existing, against)
    if reason:
        raise NotWelcome(address.written, reason)
    if existing:
        raise AlreadySubscribed(address.written)
    people.insert(connection, [people.new_row(address, profile, Status.ACTIVE, occasion.at)])
    _log(connection, address.key, EventKind.ADDED, occasion)


def leave(
    connection: Connection,
    person: Subscriber,
    newsletter: str,
    known: Iterable[str],
    occasion: Occasion,
) -> Subscriber:
    """Take somebody off one newsletter, "" for all, and return how they stand."""
    newsletters, status = policy.after_unsubscribe(person, newsletter, frozenset(known))
    if _stand(connection, person, newsletter, Reason.UNSUBSCRIBE, occasion):
        what = f"{newsletter}: {occasion.evidence}" if newsletter else occasion.evidence
        _log(connection, person.address_key, EventKind.UNSUBSCRIBED, replace(occasion, evidence=what))
    return _save(connection, person, replace(person, newsletters=newsletters, status=status), occasion.at)


def suppress(connection: Connection, person: Subscriber, reason: Reason, occasion: Occasion) -> bool:
    """Stop all mail to somebody; return whether this reason is new."""
    if not _stand(connection, person, "", reason, occasion):
        return False
    what = f"{reason.value}: {occasion.evidence}"
    _log(connection, person.address_key, EventKind.SUPPRESSED, replace(occasion, evidence=what))
    _save(connection, person, replace(person, status=policy.status_after(person.status, reason)), occasion.at)
    return True


def choose(
    connection: Connection, person: Subscriber, choice: Choice, offer: Offer, occasion: Occasion
) -> Preferences:
    """Save what somebody ticked on their own page and return what they receive now."""
    standing = suppressions.standing(connection, person.address_key)
    chosen = policy.chosen(person, choice, offer, standing)
    suppressions.lift_unsubscribe(connection, person.address_key, chosen.back)
    # A list, because any() would stop at the first one that is new.
    news = [
        _stand(connection, person, newsletter, Reason.UNSUBSCRIBE, occasion)
        for newsletter in sorted(chosen.left)
    ]
    saved = _save(connection, person, chosen.subscriber, occasion.at)
    if saved is not person or any(news):
        _log(connection, person.address_key, _kind(person.status, saved.status), occasion)
    return preferences(connection, saved, offer)


def preferences(connection: Connection, person: Subscriber, offer: Offer) -> Preferences:
    """Return somebody and what they receive today."""
    standing = suppressions.standing(connection, person.address_key)
    return Preferences(person, policy.received(person, standing, offer))


def erase(connection: Connection, tokens: Tokens, person: Subscriber, now: datetime) -> None:
    """Remove everything about somebody but a keyed hash of the address."""
    suppressions.forget_history(connection, person.id)
    people.delete(connection, person.id)
    suppressions.forget(connection, person.address_key)
    mark = tokens.erased(person.address_key)[0]
    suppressions.add(
        connection,
        [Suppression(address=mark, newsletter="", reason=Reason.ERASED, evidence="", created_at=now)],
    )


def erased(connection: Connection, tokens: Tokens, address_key: str) -> list[Suppression]:
    """Return what is left of an erased person, if there was one with this address."""
    found = suppressions.standing_among(connection, tokens.erased(address_key))
    return [suppression for marks in found.values() for suppression in marks]


def _save(connection: Connection, before: Subscriber, after: Subscriber, now: datetime) -> Subscriber:
    if after == before:
        return before
    people.update(connection, [after], now)
    return replace(after, updated_at=now)


def _stand(
    connection: Connection, person: Subscriber, newsletter: str, reason: Reason, occasion: Occasion
) -> bool:
    """Add a suppression unless it stands; return whether it is new."""
    standing = suppressions.standing(connection, person.address_key)
    if any(known.newsletter == newsletter and known.reason is reason for known in standing):
        return False
    found = Suppression(
        address=person.address_key,
        newsletter=newsletter,
        reason=reason,
        evidence=occasion.evidence,
        created_at=occasion.at,
    )
    suppressions.add(connection, [found])
    return True


def _log(connection: Connection, address_key: str, kind: EventKind, occasion: Occasion) -> None:
    suppressions.log(connection, [address_key], kind, occasion.at, occasion.evidence)


def _kind(before: Status, after: Status) -> EventKind:
    if after is before:
        return EventKind.PREFERENCES
    return EventKind.RETURNED if after is Status.ACTIVE else EventKind.UNSUBSCRIBED

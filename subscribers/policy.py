"""What follows for a subscriber from what they, a file or a mail server tell us: decisions, as pure functions.

It reads and writes no table; `service` carries out what is decided here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from subscribers.address import Address, parse
from subscribers.errors import ValueRefused
from subscribers.model import (
    LANGUAGES,
    NAME_LONGEST,
    Choice,
    Offer,
    Profile,
    RawRow,
    Reason,
    Status,
    Subscriber,
    Suppression,
    Verdict,
    is_timezone,
    one_line,
    split_slugs,
)

COLUMNS = ("email", "name", "language", "timezone", "themes", "newsletters", "status")
"""Columns of a file that mean something to us; any other is kept as an attribute."""

STATUS_FOR: Mapping[Reason, Status] = {
    Reason.UNSUBSCRIBE: Status.UNSUBSCRIBED,
    Reason.HARD_BOUNCE: Status.BOUNCED,
    Reason.COMPLAINT: Status.COMPLAINED,
}
"""What a suppression of everything makes of the status. A manual one leaves it as it is."""
REASON_FOR: Mapping[Status, Reason] = {status: reason for reason, status in STATUS_FOR.items()}

_STRENGTH = (Status.PENDING, Status.ACTIVE, Status.BOUNCED, Status.UNSUBSCRIBED, Status.COMPLAINED)
"""A later fact never weakens an earlier one: a mailbox may work again, but what a person said stands."""

SUPPRESSED: Mapping[Reason, str] = {
    Reason.UNSUBSCRIBE: "unsubscribed",
    Reason.HARD_BOUNCE: "bounced: the mailbox does not take mail",
    Reason.COMPLAINT: "complained: reported our mail as unwanted",
    Reason.MANUAL: "suppressed by the newsroom",
    Reason.ERASED: "erased",
}
"""Each reason in the words that an operator reads beside an excluded delivery."""

_NOT_ACTIVE: Mapping[Status, str] = {
    Status.PENDING: "has not confirmed yet",
    **{status: SUPPRESSED[reason] for status, reason in REASON_FOR.items()},
}


def status_after(status: Status, reason: Reason) -> Status:
    """Return the status once `reason` stands for all newsletters; it only ever gets stronger."""
    return max(status, STATUS_FOR.get(reason, status), key=_STRENGTH.index)


def verdict(status: Status | None, *, wants: bool, suppressed: Reason | None) -> Verdict:
    """Say whether we may write. status: None for nobody. wants: the newsletter is among theirs."""
    if status is None:
        return Verdict(allowed=False, reason="no longer on the list")
    if status is not Status.ACTIVE:
        return Verdict(allowed=False, reason=_NOT_ACTIVE[status])
    if suppressed is not None:
        return Verdict(allowed=False, reason=SUPPRESSED[suppressed])
    if not wants:
        return Verdict(allowed=False, reason="does not want this newsletter any more")
    return Verdict(allowed=True)


def never_back(reason: Reason, since: datetime | None) -> str:
    """Return why neither a file nor an operator brings somebody back."""
    what = SUPPRESSED[reason].partition(":")[0]
    day = f" on {since:%Y-%m-%d}" if since else ""
    return f"{what}{day}: only they can come back"


def after_unsubscribe(
    subscriber: Subscriber, newsletter: str, known: frozenset[str]
) -> tuple[frozenset[str], Status]:
    """Return newsletters and status after leaving `newsletter` ("" for all of them).

    known: every newsletter there is, which is what somebody with an empty set receives. Where nothing is
    left the set stays as it was, because an empty one would mean all: the status says that we stop.
    """
    if not newsletter:
        return subscriber.newsletters, status_after(subscriber.status, Reason.UNSUBSCRIBE)
    before = subscriber.newsletters or known
    left = before - {newsletter}
    if left == before:
        return subscriber.newsletters, subscriber.status
    if left:
        return left, subscriber.status
    return subscriber.newsletters, status_after(subscriber.status, Reason.UNSUBSCRIBE)


def received(subscriber: Subscriber, standing: Iterable[Suppression], offer: Offer) -> frozenset[str]:
    """Return the newsletters of the offer that somebody receives today."""
    if subscriber.status not in (Status.ACTIVE, Status.PENDING):
        return frozenset()
    without = {suppression.newsletter for suppression in standing}
    if "" in without:
        return frozenset()
    return ((subscriber.newsletters or offer.newsletters) & offer.newsletters) - without


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What a saved preferences page comes to.

    left: newsletters that get a suppression, "" for all. back: those whose unsubscription no longer stands.
    """

    subscriber: Subscriber
    left: frozenset[str]
    back: frozenset[str]


def chosen(subscriber: Subscriber, choice: Choice, offer: Offer, standing: Iterable[Suppression]) -> Chosen:
    """Decide what a person's own choice makes of them. standing: all that stands against the address.

    Every theme ticked, or none, is "all themes", also those that come later. No newsletter ticked is an
    unsubscription. A person who comes back is active again; a bounce or a complaint does not go away here.
    """
    themes, picked = choice.themes & offer.themes, choice.newsletters & offer.newsletters
    told = replace(
        subscriber,
        name=one_line(choice.name)[:NAME_LONGEST],
        language=choice.language if choice.language in LANGUAGES else subscriber.language,
        themes=frozenset() if themes == offer.themes else themes,
    )
    if not picked:
        gone = replace(told, status=status_after(subscriber.status, Reason.UNSUBSCRIBE))
        return Chosen(subscriber=gone, left=frozenset({""}), back=frozenset())
    before = subscriber.newsletters or offer.newsletters
    returned = subscriber.status is Status.UNSUBSCRIBED
    kept = replace(
        told,
        newsletters=frozenset() if picked == offer.newsletters else picked,
        status=_without_unsubscribe(standing) if returned else subscriber.status,
    )
    return Chosen(subscriber=kept, left=before - picked, back=picked | {""})


def _without_unsubscribe(standing: Iterable[Suppression]) -> Status:
    """Return the status of somebody who takes back that they left: other reasons go on standing."""
    status = Status.ACTIVE
    for suppression in standing:
        if not suppression.newsletter and suppression.reason is not Reason.UNSUBSCRIBE:
            status = status_after(status, suppression.reason)
    return status


def check_profile(profile: Profile, offer: Offer) -> Profile:
    """Return `profile` with its name on one line; raise ValueRefused for what cannot be kept."""
    name = one_line(profile.name)
    if len(name) > NAME_LONGEST:
        raise ValueRefused("name", name, f"the name is longer than {NAME_LONGEST} characters")
    if profile.language and profile.language not in LANGUAGES:
        raise ValueRefused(
            "language", profile.language, _unknown("language", {profile.language}, frozenset(LANGUAGES))
        )
    if profile.timezone and not is_timezone(profile.timezone):
        raise ValueRefused(
            "timezone", profile.timezone, f"unknown time zone {profile.timezone!r}: write it as Europe/Paris"
        )
    for column, slugs, known in (
        ("theme", profile.themes, offer.themes),
        ("newsletter", profile.newsletters, offer.newsletters),
    ):
        if not slugs <= known:
            raise ValueRefused(f"{column}s", ";".join(sorted(slugs)), _unknown(column, slugs - known, known))
    return profile if name == profile.name else replace(profile, name=name)


def check_newsletter(newsletter: str, known: frozenset[str]) -> None:
    """Raise ValueRefused for a newsletter that is not among `known`: a slip must not pass for a wish."""
    if newsletter not in known:
        raise ValueRefused("newsletter", newsletter, _unknown("newsletter", {newsletter}, known))


def _unknown(noun: str, found: Iterable[str], known: frozenset[str]) -> str:
    names = ", ".join(repr(name) for name in sorted(found))
    choice = f" (known: {', '.join(sorted(known))})" if known else " (none is known yet)"
    return f"unknown {noun} {names}{choice}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A row of a file whose values are all good. stated: the columns that the row has; status: None if none."""

    line: int
    address: Address
    profile: Profile
    status: Status | None
    stated: frozenset[str]


def candidate(row: RawRow, offer: Offer) -> Candidate:
    """Judge one row by itself; raise AddressRefused or ValueRefused with the reason."""
    cells = row.cells
    if "\x00" in "".join(cells.values()):
        column = next(column for column, cell in cells.items() if "\x00" in cell)
        raise ValueRefused(column, cells[column], f"{column} holds bytes that are no text")
    profile = Profile(
        name=cells.get("name", ""),
        language=cells.get("language", "").lower(),
        timezone=cells.get("timezone", ""),
        themes=split_slugs(cells.get("themes", "")),
        newsletters=split_slugs(cells.get("newsletters", "")),
        attributes={column: cell for column, cell in cells.items() if cell and column not in COLUMNS},
    )
    return Candidate(
        line=row.line,
        address=parse(cells.get("email", "")),
        profile=check_profile(profile, offer),
        status=_status(cells.get("status", "")),
        stated=frozenset(cells),
    )


def _status(cell: str) -> Status | None:
    try:
        return Status(cell.lower()) if cell else None
    except ValueError:
        known = ", ".join(Status)
        raise ValueRefused("status", cell, f"unknown status {cell!r} (known: {known})") from None


def unwelcome(existing: Subscriber | None, standing: Iterable[Suppression]) -> str:
    """Return why nobody but the person may bring this address to the list, "" when anybody may.

    standing: the suppressions of the address, the oldest first.
    """
    if existing is None:
        against = next((suppression for suppression in standing if not suppression.newsletter), None)
        return never_back(against.reason, against.created_at) if against else ""
    reason = REASON_FOR.get(existing.status)
    if reason is None:
        return ""
    since = [suppression.created_at for suppression in standing if suppression.reason is reason]
    return never_back(reason, since[-1] if since else None)


def refusal(found: Candidate, existing: Subscriber | None, standing: Iterable[Suppression]) -> str:
    """Return why a file may not touch this address, "" when it may.

    A row that repeats the status in which somebody already is asks for no revival and is welcome, so that
    an export can be read back.
    """
    if existing and found.status is existing.status:
        return ""
    if existing and existing.status is Status.ACTIVE and found.status is Status.PENDING:
        return "active already: a file cannot ask them to confirm again"
    return unwelcome(existing, standing)


def merged(found: Candidate, existing: Subscriber) -> Subscriber:
    """Return `existing` with what the row states; columns that the file has not stay as they are."""
    stated, told = found.stated, found.profile
    return replace(
        existing,
        name=told.name if "name" in stated else existing.name,
        language=told.language if "language" in stated else existing.language,
        timezone=told.timezone if "timezone" in stated else existing.timezone,
        themes=told.themes if "themes" in stated else existing.themes,
        newsletters=told.newsletters if "newsletters" in stated else existing.newsletters,
        attributes={
            **{name: value for name, value in existing.attributes.items() if name not in stated},
            **told.attributes,
        },
        status=found.status or existing.status,
    )

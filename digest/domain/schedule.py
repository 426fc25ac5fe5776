"""When an edition is due, in the publication's own time zone, whatever summer time does.

It does not wake anybody: the scheduler ticks, asks here what is due, and does it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from digest.domain.edition import EditionStatus
from digest.domain.newsroom import Newsletter, WhenLate

LOOK_BACK = timedelta(days=14)
"""How far back a slot that nobody served is still recorded as missed."""
_SECOND = timedelta(seconds=1)

WAITING = frozenset(
    {
        EditionStatus.COLLECTING,
        EditionStatus.DRAFT,
        EditionStatus.AWAITING_APPROVAL,
        EditionStatus.APPROVED,
    }
)
"""States in which an edition has not been handed to delivery and nobody has decided against it."""


class Step(StrEnum):
    """What a due edition wants now."""

    COMPOSE = "compose"
    SEND = "send"
    HOLD = "hold"
    SKIP = "skip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """The two instants of one local date (aware, UTC)."""

    date: date
    closing: datetime
    send: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the schedule must know of an edition that exists. Times are aware, UTC, None if not yet.

    released_at: when an editor last let it go, by approving or resuming it. thin: it was skipped because
    it printed too little, and for no other reason.
    """

    status: EditionStatus
    cutoff: datetime | None = None
    released_at: datetime | None = None
    thin: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A step to take for the edition of `date`, with the reason to record.

    stale: what it prints was chosen before its closing, or never: compose it before anything else.
    """

    date: date
    step: Step
    reason: str = ""
    stale: bool = False


_NOTHING_YET = Standing(status=EditionStatus.COLLECTING)


def instant_of(day: date, wall: time, zone: ZoneInfo) -> datetime | None:
    """Return the first instant of `day` in `zone` at which the clock shows `wall` or later.

    A wall time that does not exist (spring) becomes the first instant after the gap; one that exists
    twice (autumn) the first of the two. None when the zone skips the whole date, as Samoa did once.
    """
    early = datetime.combine(day, wall, tzinfo=zone).replace(fold=0).astimezone(UTC)
    if early.astimezone(zone).replace(tzinfo=None) == datetime.combine(day, wall):
        return early
    # In a gap fold=0 counts with the offset before it and fold=1 with the one after it: the change of
    # the clocks lies between the two instants, and it is the instant that we want.
    before = datetime.combine(day, wall, tzinfo=zone).replace(fold=1).astimezone(UTC)
    after, offset = early, before.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    change = after.replace(microsecond=0)
    return change if change.astimezone(zone).date() == day else None


def slot_on(newsletter: Newsletter, day: date, zone: ZoneInfo) -> Slot | None:
    """Return the slot of `newsletter` on a local date, None on days without an edition."""
    if day.isoweekday() not in newsletter.days:
        return None
    send = instant_of(day, newsletter.at, zone)
    closing = instant_of(day, newsletter.closing, zone)
    return Slot(date=day, closing=closing, send=send) if send and closing else None


def next_slot(newsletter: Newsletter, now: datetime, zone: ZoneInfo) -> Slot | None:
    """Return the first slot whose sending time lies after `now`, None for a newsletter without days."""
    today = now.astimezone(zone).date()
    slots = (slot_on(newsletter, today + timedelta(days=ahead), zone) for ahead in range(9))
    return next((slot for slot in slots if slot and slot.send > now), None)


def due(
    newsletter: Newsletter,
    now: datetime,
    zone: ZoneInfo,
    *,
    since: datetime,
    editions: Mapping[date, Standing],
) -> list[Due]:
    """Return the steps that are due at `now`, the oldest date first.

    since: when the newsletter came to be; earlier slots were never promised. editions: those that exist.
    """
    today = now.astimezone(zone).date()
    days = (today - timedelta(days=back) for back in range(LOOK_BACK.days, -1, -1))
    slots = [slot for day in days if (slot := slot_on(newsletter, day, zone)) and slot.send >= since]
    closed = [slot for slot in slots if slot.closing <= now]
    steps = [_missed(newsletter, slot, editions.get(slot.date), now) for slot in closed[:-1]]
    if closed:
        steps.append(_current(newsletter, closed[-1], editions.get(closed[-1].date), now))
    return [step for step in steps if step]


def _missed(newsletter: Newsletter, slot: Slot, edition: Standing | None, now: datetime) -> Due | None:
    standing = edition or _NOTHING_YET
    if standing.status not in WAITING:
        return None
    if standing.released_at and now - standing.released_at <= newsletter.late_after:
        # An editor let it go today, though its day is over: that is a decision, not an oversight.
        return Due(date=slot.date, step=Step.SEND, stale=_is_stale(standing, slot))
    waited = standing.status is EditionStatus.AWAITING_APPROVAL
    why = "nobody approved it" if waited else "nothing ran at its time"
    return Due(date=slot.date, step=Step.SKIP, reason=f"missed: {why}, and a later edition is due")


def _current(newsletter: Newsletter, slot: Slot, edition: Standing | None, now: datetime) -> Due | None:
    standing = edition or _NOTHING_YET
    stale = _is_stale(standing, slot)
    if standing.status not in WAITING and not awaits_closing(standing, slot):
        return None
    if now < slot.send:
        return Due(date=slot.date, step=Step.COMPOSE) if stale else None
    late = now - max(slot.send, standing.released_at or slot.send)
    if late > newsletter.late_after:
        return _late(newsletter, slot, standing, late)
    if standing.status is EditionStatus.AWAITING_APPROVAL:
        # Until it is too late it just waits for its editor, who has to see what came until closing.
        return Due(date=slot.date, step=Step.COMPOSE) if stale else None
    return Due(date=slot.date, step=Step.SEND, stale=stale)


def awaits_closing(standing: Standing, slot: Slot) -> bool:
    """Tell whether an edition is composed, or composed again, at the closing of its slot.

    Too thin before its closing is no verdict: the news of the last minutes is still to come.
    """
    thin = standing.status is EditionStatus.SKIPPED and standing.thin
    return (thin or standing.status in WAITING) and _is_stale(standing, slot)


def _is_stale(standing: Standing, slot: Slot) -> bool:
    """Tell whether an edition has to be composed (again) at its closing; what was approved stays as it is."""
    if standing.status is EditionStatus.APPROVED:
        return False
    return standing.cutoff is None or standing.cutoff < slot.closing


def _late(newsletter: Newsletter, slot: Slot, standing: Standing, late: timedelta) -> Due:
    hours, minutes = divmod(int(late.total_seconds()) // 60, 60)
    reason = f"late by {hours} h {minutes:02d} min"
    if standing.status is EditionStatus.AWAITING_APPROVAL:
        reason = f"not approved, {reason}"
        step = Step.SKIP if newsletter.when_late is WhenLate.SKIP else Step.HOLD
    else:
        step = Step(newsletter.when_late)
    return Due(date=slot.date, step=step, reason=reason, stale=_is_stale(standing, slot))

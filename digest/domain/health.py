"""Judges how a source is doing by its own habit: what it usually has by this time of day.

It reads no rows and warns nobody. An alarm is a sentence for people, raised while there is still time before
the slot; a source that has always been quiet raises none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median_low
from zoneinfo import ZoneInfo

HISTORY = timedelta(days=28)
"""How far back a habit reaches; what is longer silent than that has made silence its habit."""
YOUNGEST = timedelta(days=7)
"""How long a source has been read before anything can be called its habit."""
STRONG = 2
"""Items that a source usually has by now, below which having none means nothing."""
MANY_FAILURES = 3
OVERDUE = 8
"""Intervals without an answer after which somebody should look: two hours where a source is read each quarter."""

_DAY = timedelta(days=1)
_ENOUGH = 3
"""Former days that make a habit."""
_MIDWEEK = (2, 3, 4, 5)
"""ISO weekdays, Tuesday to Friday."""


class Condition(StrEnum):
    """How a source is doing, in one word."""

    NEW = "new"
    OK = "ok"
    SILENT = "silent"
    FAILING = "failing"
    GONE = "gone"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is known of a source when it is judged. Instants are aware, UTC, None when it never happened.

    arrivals: how many items were first seen at each instant of the last `HISTORY` and two days more, without
    the stock that was there when the source was read for the first time. waits_until: we or its server decided
    to leave it alone until then. failures: in a row.
    """

    arrivals: Mapping[datetime, int]
    first_gathered_at: datetime | None
    last_success_at: datetime | None
    waits_until: datetime | None
    failures: int
    gone: bool
    paused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What people are told of a source.

    items_today: first seen since midnight where the publication lives. usual: how many it has by this time
    of such a day, None as long as it has no habit. alarm: what somebody should look into before the slot, ""
    for nothing.
    """

    state: Condition
    items_today: int
    usual: int | None
    alarm: str


def judge(record: Record, now: datetime, zone: ZoneInfo, interval: timedelta) -> Health:
    """Return how the source of `record` is doing at `now`. interval: how often it is read.

    Two silences count, each compared with the same stretch of former days, to the minute: none since
    midnight, and none in 24 hours. Early in the morning only the second one can be told.
    """
    # By the clocks on the wall: on two days of the year "this time yesterday" is not 24 hours ago.
    clock = _wall(now, zone)
    seen = [(_wall(instant, zone), count) for instant, count in record.arrivals.items()]
    alike = _days_alike(record, seen, now, zone)
    today, around = _since_midnight(seen, clock), _in_24_hours(seen, clock)
    usual = _usual(today, alike)
    silence = _silence(today, usual, "0 today, usually {} by this time")
    silence = silence or _silence(around, _usual(around, alike), "0 in 24 hours, usually {}")
    return Health(
        state=_state(record, silence),
        items_today=today.get(0, 0),
        usual=usual,
        alarm="" if record.paused else _trouble(record, now, zone, interval) or silence,
    )


def _wall(instant: datetime, zone: ZoneInfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None)


def _state(record: Record, silence: str) -> Condition:
    if record.paused:
        return Condition.PAUSED
    if record.gone:
        return Condition.GONE
    if record.failures:
        return Condition.FAILING
    if record.last_success_at is None:
        return Condition.NEW
    return Condition.SILENT if silence else Condition.OK


def _trouble(record: Record, now: datetime, zone: ZoneInfo, interval: timedelta) -> str:
    """Return what is wrong with reading the source, "" while it is read as it should be."""
    if record.gone:
        return "gone for good, its server says: give the source another address, or remove it"
    if record.failures >= MANY_FAILURES:
        return f"could not be read {record.failures} times in a row"
    last = record.last_success_at
    # A server may ask to be left alone for hours while all is well; a failure is no such thing.
    excused = not record.failures and record.waits_until is not None and record.waits_until > now
    if last and not excused and now - last > OVERDUE * interval:
        return f"not read since {_wall(last, zone):%Y-%m-%d %H:%M}"
    return ""


def _since_midnight(seen: Sequence[tuple[datetime, int]], clock: datetime) -> dict[int, int]:
    """Count what came from midnight to this time of day, by how many days ago."""
    counts: dict[int, int] = {}
    for instant, count in seen:
        ago = (clock.date() - instant.date()).days
        # Of today all of it: it has happened, though in an hour that the clocks repeat it looks to come.
        if ago == 0 or instant.time() <= clock.time():
            counts[ago] = counts.get(ago, 0) + count
    return counts


def _in_24_hours(seen: Sequence[tuple[datetime, int]], clock: datetime) -> dict[int, int]:
    """Count what came in the 24 hours up to this time of day, by how many days ago they ended."""
    counts: dict[int, int] = {}
    for instant, count in seen:
        ago = max((clock - instant) // _DAY, 0)
        counts[ago] = counts.get(ago, 0) + count
    return counts


def _days_alike(
    record: Record, seen: Sequence[tuple[datetime, int]], now: datetime, zone: ZoneInfo
) -> list[int]:
    """Return how many days ago comparable days were; none as long as there are too few of them.

    The same weekday is comparable; while there are fewer than three of these, the days from Tuesday to
    Friday are so with one another: each of them and its eve are working days. Days since the last item
    belong to the silence that is in question, not to the habit.
    """
    began = record.first_gathered_at
    if began is None or now - began < YOUNGEST:
        return []
    today = _wall(now, zone).date()
    # The day on which the source was read for the first time is only a part of one.
    oldest = min((today - _wall(began, zone).date()).days - 1, HISTORY.days)
    former = range(1, oldest + 1)
    alike = [ago for ago in former if ago % 7 == 0]
    if len(alike) < _ENOUGH and today.isoweekday() in _MIDWEEK:
        alike = [ago for ago in former if (today - ago * _DAY).isoweekday() in _MIDWEEK]
    if len(alike) < _ENOUGH:
        return []
    newest = max((instant.date() for instant, _ in seen), default=today)
    return [ago for ago in alike if ago >= (today - newest).days]


def _usual(counts: Mapping[int, int], alike: Sequence[int]) -> int | None:
    """Return the median of the comparable days, of two the lower: a habit is not overstated."""
    return median_low(counts.get(ago, 0) for ago in alike) if alike else None


def _silence(counts: Mapping[int, int], usual: int | None, sentence: str) -> str:
    """Return `sentence`, the usual number put in, where nothing came and something should have."""
    return sentence.format(usual) if not counts.get(0) and usual and usual >= STRONG else ""

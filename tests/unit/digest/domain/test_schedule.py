from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.domain.edition import EditionStatus
from digest.domain.newsroom import Newsletter, WhenLate
from digest.domain.schedule import Due, Standing, Step, due, instant_of, next_slot, slot_on
from tests.factories import newsletter

PARIS = ZoneInfo("Europe/Paris")
MONDAY = date(2026, 11, 23)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def at(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=PARIS).astimezone(UTC)


def steps(
    now: datetime,
    *,
    title: Newsletter | None = None,
    since: datetime = LONG_AGO,
    **editions: Standing,
) -> list[Due]:
    known = {date(2026, 11, int(day.removeprefix("d"))): edition for day, edition in editions.items()}
    served = {MONDAY - timedelta(days=back): _DONE for back in range(1, 20)}
    return due(title or newsletter(), now, PARIS, since=since, editions={**served, **known})


_DONE = Standing(status=EditionStatus.FINISHED)


@pytest.mark.parametrize(
    ("zone", "day", "wall", "expected"),
    [
        ("Europe/Paris", date(2026, 3, 29), time(2, 30), "2026-03-29T01:00:00+00:00"),
        ("Europe/Paris", date(2026, 10, 25), time(2, 30), "2026-10-25T00:30:00+00:00"),
        ("Europe/Paris", date(2026, 3, 29), time(7, 0), "2026-03-29T05:00:00+00:00"),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "2026-10-03T15:30:00+00:00"),
        ("Africa/Cairo", date(2026, 4, 24), time(0, 0), "2026-04-23T22:00:00+00:00"),
        ("America/New_York", date(2026, 11, 1), time(1, 30), "2026-11-01T05:30:00+00:00"),
    ],
)
def test_a_wall_time_is_its_first_instant_or_the_end_of_the_gap(
    zone: str, day: date, wall: time, expected: str
) -> None:
    assert instant_of(day, wall, ZoneInfo(zone)) == datetime.fromisoformat(expected)


def test_a_date_that_a_zone_skipped_has_no_instant() -> None:
    assert instant_of(date(2011, 12, 30), time(7), ZoneInfo("Pacific/Apia")) is None


@given(
    st.sampled_from(["Europe/Paris", "America/Santiago", "Africa/Cairo", "Asia/Beirut", "Pacific/Chatham"]),
    st.dates(date(2020, 1, 1), date(2036, 12, 31)),
    st.times(),
)
def test_there_is_exactly_one_instant_for_each_date_and_it_is_the_first(
    zone: str, day: date, wall: time
) -> None:
    wall = wall.replace(microsecond=0, tzinfo=None, fold=0)
    found = instant_of(day, wall, ZoneInfo(zone))
    assert found is not None
    local = found.astimezone(ZoneInfo(zone))
    assert local.date() == day
    assert local.time() >= wall
    before = (found - timedelta(seconds=1)).astimezone(ZoneInfo(zone))
    assert before.date() < day or before.time().replace(fold=0) < wall


def test_there_is_no_slot_on_a_day_without_edition() -> None:
    assert slot_on(newsletter(), date(2026, 11, 22), PARIS) is None


def test_the_next_slot_after_friday_s_is_monday_s() -> None:
    found = next_slot(newsletter(), at(8, day=date(2026, 11, 20)), PARIS)
    assert found
    assert found.date == MONDAY


def test_nothing_is_due_before_closing() -> None:
    assert steps(at(6, 29)) == []


def test_at_closing_the_edition_is_composed() -> None:
    assert steps(at(6, 30)) == [Due(date=MONDAY, step=Step.COMPOSE)]


def test_an_early_draft_is_composed_again_at_closing() -> None:
    early = Standing(status=EditionStatus.DRAFT, cutoff=at(5))
    assert [found.step for found in steps(at(6, 31), d23=early)] == [Step.COMPOSE]


@pytest.mark.parametrize(
    "standing",
    [
        Standing(status=EditionStatus.DRAFT, cutoff=at(6, 30)),
        Standing(status=EditionStatus.APPROVED, cutoff=at(5), released_at=at(5)),
        Standing(status=EditionStatus.AWAITING_APPROVAL, cutoff=at(6, 30)),
        Standing(status=EditionStatus.SKIPPED),
        Standing(status=EditionStatus.SKIPPED, cutoff=at(5)),
        Standing(status=EditionStatus.SKIPPED, cutoff=at(6, 30), thin=True),
    ],
)
def test_between_closing_and_slot_a_closed_or_decided_edition_is_left_alone(standing: Standing) -> None:
    assert steps(at(6, 45), d23=standing) == []


def test_at_the_slot_a_draft_is_sent() -> None:
    draft = Standing(status=EditionStatus.DRAFT, cutoff=at(6, 30))
    assert steps(at(7), d23=draft) == [Due(date=MONDAY, step=Step.SEND)]


def test_at_the_slot_an_edition_that_nobody_composed_is_sent_too() -> None:
    assert steps(at(7, 1)) == [Due(date=MONDAY, step=Step.SEND, stale=True)]


@pytest.mark.parametrize("hour", [6, 7])
def test_too_thin_before_closing_is_no_verdict(hour: int) -> None:
    thin = Standing(status=EditionStatus.SKIPPED, cutoff=at(5), thin=True)
    (found,) = steps(at(hour, 31), d23=thin)
    assert (found.step, found.stale) == ((Step.COMPOSE, False) if hour == 6 else (Step.SEND, True))


def test_what_waits_for_approval_is_brought_up_to_closing() -> None:
    early = Standing(status=EditionStatus.AWAITING_APPROVAL, cutoff=at(5))
    assert [found.step for found in steps(at(7, 30), d23=early)] == [Step.COMPOSE]


def test_yesterday_s_draft_is_not_sent_as_it_is() -> None:
    draft = Standing(status=EditionStatus.DRAFT, cutoff=at(17, day=date(2026, 11, 22)))
    assert steps(at(7, 5), d23=draft) == [Due(date=MONDAY, step=Step.SEND, stale=True)]


def test_what_an_editor_let_go_after_its_day_still_goes_out() -> None:
    released = Standing(status=EditionStatus.APPROVED, cutoff=at(6), released_at=at(8))
    friday = {"d20": released}
    assert steps(at(8, 1), d23=_DONE, **friday) == [Due(date=date(2026, 11, 20), step=Step.SEND)]
    (late,) = steps(at(12), d23=_DONE, **friday)
    assert (late.step, late.date) == (Step.SKIP, date(2026, 11, 20))


def test_an_edition_without_approval_waits_for_its_editor() -> None:
    waiting = Standing(status=EditionStatus.AWAITING_APPROVAL, cutoff=at(6, 30))
    assert steps(at(9, 59), d23=waiting) == []


@pytest.mark.parametrize(("policy", "step"), [(WhenLate.SKIP, Step.SKIP), (WhenLate.SEND, Step.HOLD)])
def test_an_edition_without_approval_is_set_aside_when_it_is_late(policy: WhenLate, step: Step) -> None:
    waiting = Standing(status=EditionStatus.AWAITING_APPROVAL, cutoff=at(6, 30))
    (found,) = steps(at(10, 1), title=newsletter(when_late=policy), d23=waiting)
    assert (found.step, found.reason) == (step, "not approved, late by 3 h 01 min")


@pytest.mark.parametrize("policy", list(WhenLate))
def test_a_missed_slot_follows_the_policy_of_the_newsletter(policy: WhenLate) -> None:
    (found,) = steps(at(11), title=newsletter(when_late=policy))
    assert (found.step, found.reason) == (Step(policy), "late by 4 h 00 min")


def test_a_late_approval_is_no_late_edition() -> None:
    approved = Standing(status=EditionStatus.APPROVED, cutoff=at(6), released_at=at(11))
    assert [found.step for found in steps(at(11, 1), d23=approved)] == [Step.SEND]


@pytest.mark.parametrize(
    "status", [status for status in EditionStatus if status not in ("collecting", "draft", "approved")]
)
def test_an_edition_that_went_out_or_was_decided_against_is_never_due_again(status: EditionStatus) -> None:
    assert steps(at(7, 30), d23=Standing(status=status, cutoff=at(6, 30))) == []


def test_slots_from_before_the_newsletter_existed_were_never_promised() -> None:
    assert due(newsletter(), at(12), PARIS, since=at(11), editions={}) == []


def test_slots_that_nobody_served_are_recorded_as_missed_and_one_edition_goes_out() -> None:
    found = due(newsletter(), at(7), PARIS, since=at(0, day=date(2026, 11, 18)), editions={})
    assert [(step.date.day, step.step) for step in found] == [
        (18, Step.SKIP),
        (19, Step.SKIP),
        (20, Step.SKIP),
        (23, Step.SEND),
    ]
    assert "missed" in found[0].reason


@settings(max_examples=25)
@given(st.integers(0, 60 * 24 * 6), st.integers(11, 90))
def test_ticks_at_any_rhythm_send_each_day_once(start: int, gap: int) -> None:
    title = newsletter(late_after=timedelta(days=2), when_late=WhenLate.SEND)
    editions: dict[date, Standing] = {}
    sent: list[date] = []
    now = at(0) + timedelta(minutes=start)
    since = now
    for _ in range(3 * 24 * 60 // gap):
        for step in due(title, now, PARIS, since=since, editions=editions):
            done = EditionStatus.FINISHED if step.step is Step.SEND else EditionStatus.DRAFT
            editions[step.date] = Standing(status=done, cutoff=now)
            if step.step is Step.SEND:
                sent.append(step.date)
        now += timedelta(minutes=gap)
    assert len(sent) == len(set(sent))
    first = since.astimezone(PARIS).date()
    days = [first + timedelta(days=ahead) for ahead in range(5)]
    slots = [slot for day in days if (slot := slot_on(title, day, PARIS)) and since <= slot.send]
    assert sent == [slot.date for slot in slots if slot.send <= now - timedelta(minutes=gap)]

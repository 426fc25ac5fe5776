from datetime import date, timedelta

import pytest

from digest.domain.feedback import (
    WORN_OUT,
    Action,
    Cause,
    Consequence,
    action_for,
    consequence_of,
    consequence_of_complaint,
    is_hard,
    soft_score,
)


def test_each_cause_is_somebodys_business() -> None:
    assert {action_for(cause) for cause in Cause} == set(Action)


@pytest.mark.parametrize("cause", Cause)
def test_only_an_address_that_is_wrong_is_hard(cause: Cause) -> None:
    assert is_hard(cause) == (
        cause in {Cause.UNKNOWN_USER, Cause.UNKNOWN_HOST, Cause.MOVED, Cause.TAKES_NO_MAIL}
    )


TODAY = date(2025, 1, 31)


def days(*ages: int) -> list[date]:
    return [TODAY - timedelta(days=age) for age in ages]


@pytest.mark.parametrize(
    ("cause", "hard", "delayed", "consequence"),
    [
        (Cause.UNKNOWN_USER, True, False, Consequence.SUPPRESSED),
        (Cause.UNKNOWN_USER, False, False, Consequence.SCORED),
        (Cause.UNKNOWN_USER, False, True, Consequence.NOTHING),
        (Cause.FULL, False, False, Consequence.SCORED),
        (Cause.FILTERED, False, False, Consequence.SCORED),
        (Cause.EXPIRED, False, False, Consequence.SCORED),
        (Cause.BLOCKED, False, False, Consequence.ALERT),
        (Cause.AUTHENTICATION, False, False, Consequence.ALERT),
        (Cause.SPAM, False, False, Consequence.ALERT),
        (Cause.SYSTEM, False, False, Consequence.ALERT),
    ],
)
def test_only_what_lies_with_a_mailbox_counts_against_its_reader(
    cause: Cause, hard: bool, delayed: bool, consequence: Consequence
) -> None:
    assert consequence_of(cause, hard=hard, delayed=delayed) is consequence


@pytest.mark.parametrize(
    ("feedback_type", "consequence"),
    [
        ("abuse", Consequence.COMPLAINED),
        ("fraud", Consequence.COMPLAINED),
        ("other", Consequence.COMPLAINED),
        ("opt-out", Consequence.UNSUBSCRIBED),
        ("opt-out-list", Consequence.UNSUBSCRIBED),
        ("not-spam", Consequence.NOTHING),
        ("auth-failure", Consequence.ALERT),
    ],
)
def test_a_complaint_follows_its_type(feedback_type: str, consequence: Consequence) -> None:
    assert consequence_of_complaint(feedback_type) is consequence


def test_a_day_counts_half_however_many_bounces_it_brings() -> None:
    assert soft_score(days(0, 0, 0), TODAY) == 0.5
    assert soft_score(days(2, 1, 0), TODAY) == 1.5


def test_ten_days_wear_a_mailbox_out() -> None:
    assert soft_score(days(*range(9)), TODAY) < WORN_OUT
    assert soft_score(days(*range(10)), TODAY) == WORN_OUT


def test_a_score_is_stale_after_more_than_a_week_of_quiet() -> None:
    assert soft_score(days(14, 7, 0), TODAY) == 1.5
    assert soft_score(days(15, 14, 6), TODAY) == 0.5
    assert soft_score(days(9, 8), TODAY) == 0.0
    assert soft_score([], TODAY) == 0.0

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.domain.delivery import (
    BRAKE_AFTER,
    DELIVERY_TRANSITIONS,
    OPEN,
    RETRY_LONGEST,
    Accounts,
    Brake,
    DeliveryEvent,
    DeliveryStatus,
    Outcome,
    Reply,
    delivery_after,
    message_id,
    retry_at,
    status_for,
)
from digest.domain.edition import EditionId
from digest.errors import IllegalTransition
from tests.factories import NOON

S = DeliveryStatus
EDITION = EditionId("quotidienne", date(2026, 11, 23))


@given(st.sampled_from(DeliveryStatus), st.sampled_from(DeliveryEvent))
def test_a_step_is_in_the_table_or_raises(status: DeliveryStatus, event: DeliveryEvent) -> None:
    if (status, event) in DELIVERY_TRANSITIONS:
        assert delivery_after(status, event) is DELIVERY_TRANSITIONS[status, event]
    else:
        with pytest.raises(IllegalTransition, match="this delivery is"):
            delivery_after(status, event)


def test_every_state_can_be_reached_from_queued() -> None:
    reached = {S.QUEUED}
    for _ in S:
        reached |= {after for (before, _), after in DELIVERY_TRANSITIONS.items() if before in reached}
    assert reached == set(S)


def test_nothing_accepted_is_ever_queued_again() -> None:
    later = {after for (before, _), after in DELIVERY_TRANSITIONS.items() if before is S.ACCEPTED}
    assert not later & OPEN


@pytest.mark.parametrize(
    ("code", "after_dot", "status"),
    [
        (250, True, S.ACCEPTED),
        (250, False, S.DEFERRED),
        (354, True, S.UNCERTAIN),
        (421, False, S.DEFERRED),
        (421, True, S.DEFERRED),
        (450, False, S.DEFERRED),
        (451, True, S.DEFERRED),
        (550, False, S.REFUSED),
        (554, True, S.REFUSED),
        (0, False, S.DEFERRED),
        (0, True, S.UNCERTAIN),
    ],
)
def test_a_reply_means_one_thing(code: int, after_dot: bool, status: DeliveryStatus) -> None:
    assert status_for(Reply(code=code), after_dot=after_dot) is status


def test_retries_wait_five_minutes_then_twice_as_long_up_to_a_limit() -> None:
    waits = [retry_at(NOON, attempts, 0.0) - NOON for attempts in (1, 2, 3, 4, 5, 50)]
    assert waits[:4] == [timedelta(minutes=minutes) for minutes in (5, 10, 20, 40)]
    assert waits[4:] == [RETRY_LONGEST, RETRY_LONGEST]


@given(st.integers(1, 10_000), st.floats(0, 0.999))
def test_the_spread_adds_at_most_a_fifth(attempts: int, spread: float) -> None:
    plain = retry_at(NOON, attempts, 0.0) - NOON
    assert plain <= retry_at(NOON, attempts, spread) - NOON < plain * 1.2


def test_a_message_id_is_the_same_on_every_retry_and_no_other_s() -> None:
    one = message_id(EDITION, 7, "news.example")
    assert one == message_id(EDITION, 7, "news.example")
    assert one.startswith("<20261123.")
    assert one.endswith("@news.example>")
    assert one != message_id(EDITION, 8, "news.example")
    assert one != message_id(EditionId("hebdo", EDITION.date), 7, "news.example")


def test_the_accounts_balance_when_everybody_is_settled() -> None:
    counts = {"accepted": 5, "refused": 1, "excluded": 1, "expired": 1, "uncertain": 1, "bounced": 1}
    assert Accounts(recipients=10, **counts).balanced
    assert not Accounts(recipients=11, **counts, queued=1).balanced
    assert Accounts(recipients=11, **counts, queued=1).open == 1


def refusal(text: str = "5.7.1") -> Outcome:
    return Outcome(delivery=1, status=S.REFUSED, reply=Reply(code=550, enhanced=text))


ACCEPTED = Outcome(delivery=1, status=S.ACCEPTED, reply=Reply(code=250))
DEFERRED = Outcome(delivery=1, status=S.DEFERRED, reply=Reply(code=450))


def test_many_equal_refusals_in_a_row_pull_the_brake() -> None:
    brake = Brake()
    assert not any(brake.note(refusal()) for _ in range(BRAKE_AFTER - 1))
    assert brake.note(DEFERRED) == ""
    assert brake.note(refusal()).startswith(f"{BRAKE_AFTER} refusals in a row: 550 5.7.1")


def test_one_accepted_message_or_another_reason_lets_it_go() -> None:
    brake = Brake()
    for _ in range(3):
        assert not any(brake.note(refusal()) for _ in range(BRAKE_AFTER - 1))
        assert brake.note(ACCEPTED) == ""
    assert not any(brake.note(refusal(str(number % 2))) for number in range(3 * BRAKE_AFTER))

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.web.sessions import ABSOLUTE, IDLE, Seal, Session
from tests.factories import NOON

SECRET = "q8Zt3vKp-7LwXc2Rb9Yd5Hn1Mf6Js4Ga0"
SESSION = Session(epoch=3, began=NOON, seen=NOON)
SECOND = timedelta(seconds=1)


def test_what_was_sealed_comes_back() -> None:
    seen = Session(epoch=3, began=NOON, seen=NOON + IDLE)
    assert Seal(SECRET).open(Seal(SECRET).close(seen)) == seen


def test_another_installation_cannot_open_it() -> None:
    assert Seal(SECRET + "x").open(Seal(SECRET).close(SESSION)) is None


@given(position=st.integers(min_value=0), character=st.sampled_from("aZ09-_."))
def test_a_changed_character_opens_nothing(position: int, character: str) -> None:
    value = Seal(SECRET).close(SESSION)
    place = position % len(value)
    changed = value[:place] + character + value[place + 1 :]
    # The last character of a signature has spare bits, which no two sessions share.
    assert changed == value or Seal(SECRET).open(changed) in (None, SESSION)


@given(st.text())
def test_whatever_else_is_in_the_cookie_opens_nothing(value: str) -> None:
    assert Seal(SECRET).open(value) is None


@pytest.mark.parametrize(
    ("session", "epoch", "after", "stands"),
    [
        pytest.param(SESSION, 3, timedelta(), True, id="fresh"),
        pytest.param(SESSION, 3, IDLE, True, id="just in time"),
        pytest.param(SESSION, 3, IDLE + SECOND, False, id="idle for too long"),
        pytest.param(SESSION, 4, timedelta(), False, id="the password was changed"),
        pytest.param(SESSION, 3, -timedelta(minutes=5), False, id="from the future"),
    ],
)
def test_a_session_stands_while_it_is_used(
    session: Session, epoch: int, after: timedelta, stands: bool
) -> None:
    assert session.stands(epoch, NOON + after) is stands


def test_a_session_ends_after_a_week_however_much_it_is_used() -> None:
    session = SESSION
    now = NOON
    while session.stands(3, now):
        session = session.touched(now) or session
        now += timedelta(hours=1)
    assert now == NOON + ABSOLUTE + timedelta(hours=1)


def test_the_cookie_is_written_anew_only_now_and_then() -> None:
    assert SESSION.touched(NOON + timedelta(minutes=4)) is None
    later = NOON + timedelta(minutes=5)
    assert SESSION.touched(later) == Session(epoch=3, began=NOON, seen=later)

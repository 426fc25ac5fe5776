"""Tokens: what they allow, and that nobody else makes or bends one."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscribers.tokens import Links, PreferencesToken, Tokens, UnsubscribeToken

OLD, NEW = b"an old secret of 32 bytes or more", b"a new secret, also of 32 bytes or so"
TOKENS = Tokens([NEW, OLD])
DAY = date(2026, 11, 24)
IDS = st.integers(min_value=1, max_value=2**32 - 1)
NEWSLETTERS = st.text("abz019-", max_size=20)


@given(IDS, NEWSLETTERS)
def test_an_unsubscribe_token_says_who_leaves_what(subscriber: int, newsletter: str) -> None:
    token = TOKENS.unsubscribe(subscriber, newsletter)
    assert TOKENS.read_unsubscribe(token) == UnsubscribeToken(subscriber, newsletter)


@given(IDS, st.dates(date(2020, 1, 1), date(2099, 12, 31)))
def test_a_preferences_token_says_whose_and_of_which_day(subscriber: int, day: date) -> None:
    token = TOKENS.preferences(subscriber, day)
    assert TOKENS.read_preferences(token) == PreferencesToken(subscriber, day)


@given(IDS, NEWSLETTERS, st.data())
def test_no_changed_bit_verifies(subscriber: int, newsletter: str, data: st.DataObject) -> None:
    token = TOKENS.unsubscribe(subscriber, newsletter)
    raw = bytearray(urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    bit = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[bit // 8] ^= 1 << bit % 8
    assert TOKENS.read_unsubscribe(urlsafe_b64encode(raw).rstrip(b"=").decode()) is None


@given(IDS, st.data())
def test_no_changed_character_verifies(subscriber: int, data: st.DataObject) -> None:
    token = TOKENS.preferences(subscriber, DAY)
    place = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda character: character != token[place]))
    assert TOKENS.read_preferences(token[:place] + other + token[place + 1 :]) is None


@given(IDS, NEWSLETTERS, st.data())
def test_no_shortened_or_lengthened_token_verifies(
    subscriber: int, newsletter: str, data: st.DataObject
) -> None:
    token = TOKENS.unsubscribe(subscriber, newsletter)
    assert TOKENS.read_unsubscribe(token[: data.draw(st.integers(0, len(token) - 1))]) is None
    assert TOKENS.read_unsubscribe(token + data.draw(st.text(min_size=1, max_size=5))) is None


@given(IDS)
def test_a_token_for_one_purpose_is_none_for_the_other(subscriber: int) -> None:
    # A slug of two bytes gives both tokens the same length.
    assert TOKENS.read_preferences(TOKENS.unsubscribe(subscriber, "ab")) is None
    assert TOKENS.read_unsubscribe(TOKENS.preferences(subscriber, DAY)) is None


@given(st.text(max_size=500))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    assert TOKENS.read_unsubscribe(text) is None
    assert TOKENS.read_preferences(text) is None


def test_links_in_old_mails_outlive_a_change_of_keys() -> None:
    token = Tokens([OLD]).unsubscribe(7, "quotidienne")
    assert TOKENS.read_unsubscribe(token) == UnsubscribeToken(7, "quotidienne")
    assert Tokens([NEW]).read_unsubscribe(token) is None


def test_the_first_key_signs() -> None:
    assert TOKENS.unsubscribe(7, "a") == Tokens([NEW]).unsubscribe(7, "a")


def test_a_preferences_token_is_good_for_sixty_days() -> None:
    token = PreferencesToken(7, DAY)
    assert not token.expired(DAY + timedelta(days=60))
    assert token.expired(DAY + timedelta(days=61))


def test_tokens_are_short_enough_not_to_be_broken_by_mail_programs() -> None:
    assert len(TOKENS.unsubscribe(2**32 - 1, "quotidienne")) <= 60
    assert len(TOKENS.preferences(2**32 - 1, DAY)) <= 60


@pytest.mark.parametrize("keys", [[], [b"short"], [NEW, b""]])
def test_missing_and_short_keys_are_refused(keys: list[bytes]) -> None:
    with pytest.raises(ValueError, match="at least one key, each of 16 bytes"):
        Tokens(keys)


def test_an_erased_address_is_known_under_every_kept_key_and_cannot_be_guessed_without_one() -> None:
    marks = TOKENS.erased("marie@example.org")
    assert marks == (
        Tokens([NEW]).erased("marie@example.org")[0],
        Tokens([OLD]).erased("marie@example.org")[0],
    )
    assert len(set(marks)) == 2
    assert all("marie" not in mark for mark in marks)


def test_links_are_absolute_and_carry_the_day_of_the_clock() -> None:
    class Clock:
        def now(self) -> datetime:
            return datetime(2026, 11, 24, 6, 30, tzinfo=UTC)

    links = Links([NEW], "https://news.example/lettres/", Clock())
    assert (
        links.unsubscribe(7, "q") == f"https://news.example/lettres/unsubscribe/{TOKENS.unsubscribe(7, 'q')}"
    )
    assert links.preferences(7) == f"https://news.example/lettres/preferences/{TOKENS.preferences(7, DAY)}"
    before = DAY - timedelta(days=1)
    assert links.preferences(7, before).endswith(f"/preferences/{TOKENS.preferences(7, before)}")

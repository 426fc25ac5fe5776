from datetime import timedelta

import pytest

from digest.web.attempts import ALLOWED, WINDOW, Attempts
from tests.factories import NOON

MINUTE = timedelta(minutes=1)


def _used_up(attempts: Attempts, address: str) -> None:
    for number in range(ALLOWED):
        assert attempts.take(address, NOON + number * MINUTE) is None


def test_after_a_few_attempts_one_has_to_wait_until_the_first_is_forgotten() -> None:
    attempts = Attempts()
    _used_up(attempts, "192.0.2.1")
    now = NOON + ALLOWED * MINUTE
    assert attempts.take("192.0.2.1", now) == NOON + WINDOW - now
    assert attempts.take("192.0.2.1", NOON + WINDOW) is None


def test_asking_while_one_has_to_wait_makes_it_no_longer() -> None:
    attempts = Attempts()
    _used_up(attempts, "192.0.2.1")
    for _ in range(100):
        attempts.take("192.0.2.1", NOON + 10 * MINUTE)
    assert attempts.take("192.0.2.1", NOON + WINDOW) is None


def test_somebody_elses_attempts_do_not_count() -> None:
    attempts = Attempts()
    _used_up(attempts, "192.0.2.1")
    assert attempts.take("192.0.2.2", NOON + MINUTE) is None


@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("a-name", "a-name", True),
    ],
)
def test_an_ipv6_network_of_64_bits_counts_as_one(first: str, second: str, shared: bool) -> None:
    attempts = Attempts()
    _used_up(attempts, first)
    assert (attempts.take(second, NOON + ALLOWED * MINUTE) is not None) is shared


def test_whoever_got_in_starts_anew() -> None:
    attempts = Attempts()
    _used_up(attempts, "192.0.2.1")
    attempts.forgive("192.0.2.1")
    assert attempts.take("192.0.2.1", NOON + ALLOWED * MINUTE) is None


def test_a_crowd_of_addresses_does_not_fill_the_memory() -> None:
    attempts = Attempts()
    for number in range(10_500):
        attempts.take(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}", NOON)
    assert len(attempts._times) == 10_000

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.sources.waits import fresh_for, retry_after

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
ANY_HEADER = st.text() | st.sampled_from(["max-age=60", "Tue, 24 Nov 2026 06:01:00 GMT", "9" * 5_000])


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("0", timedelta(0)),
        (" 3600 ", timedelta(hours=1)),
        ("Tue, 24 Nov 2026 06:01:00 GMT", timedelta(minutes=1)),
        ("Tue, 24 Nov 2026 07:01:00 +0100", timedelta(minutes=1)),
        ("Tue, 24 Nov 2026 06:01:00 -0000", timedelta(minutes=1)),
        ("Mon, 23 Nov 2026 06:01:00 GMT", timedelta(0)),
        ("", None),
        ("1.5", None),
        ("٣", None),
        ("tomorrow", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, wait: timedelta | None) -> None:
    assert retry_after(value, NOW) == wait


@given(ANY_HEADER)
def test_no_retry_after_makes_us_fail_or_go_back_in_time(value: str) -> None:
    wait = retry_after(value, NOW)
    assert wait is None or wait >= timedelta(0)


@pytest.mark.parametrize(
    ("cache_control", "age", "seconds"),
    [
        ("max-age=600", "", 600),
        ("public, MAX-AGE = 600, must-revalidate", "", 600),
        ('max-age="600"', "", 600),
        ("max-age=600", "120", 480),
        ("max-age=600", "900", 0),
        ("max-age=600", "old", 600),
        ("max-age=600, max-age=60", "", 60),
        ("max-age=99999999999999999999", "", 999_999_999),
        ("s-maxage=600", "", 0),
        ("max-age=600, no-cache", "", 0),
        ("no-store, max-age=600", "", 0),
        ("max-age=-1", "", 0),
        ("max-age=soon", "", 0),
        ("max-age", "", 0),
        ("x-max-age=600", "", 0),
        ("private", "", 0),
        ("", "", 0),
    ],
)
def test_an_answer_is_fresh_for_its_max_age_less_the_age_that_it_has(
    cache_control: str, age: str, seconds: int
) -> None:
    headers = {"Cache-Control": cache_control, "Age": age}
    assert fresh_for(headers, NOW) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("cache_control", "expires", "date", "minutes"),
    [
        ("", "Tue, 24 Nov 2026 06:10:00 GMT", "", 10),
        ("", "Tue, 24 Nov 2026 06:10:00 GMT", "Tue, 24 Nov 2026 06:04:00 GMT", 6),
        ("", "Tue, 24 Nov 2026 05:10:00 GMT", "", 0),
        ("", "0", "", 0),
        ("", "-1", "Tue, 24 Nov 2026 06:04:00 GMT", 0),
        ("public", "Tue, 24 Nov 2026 06:10:00 GMT", "garbage", 10),
        ("max-age=60", "Tue, 24 Nov 2026 06:10:00 GMT", "", 1),
        ("max-age=0", "Tue, 24 Nov 2026 06:10:00 GMT", "", 0),
        ("no-cache", "Tue, 24 Nov 2026 06:10:00 GMT", "", 0),
    ],
)
def test_expires_counts_only_where_there_is_no_max_age(
    cache_control: str, expires: str, date: str, minutes: int
) -> None:
    headers = {"Cache-Control": cache_control, "Expires": expires, "Date": date}
    assert fresh_for(headers, NOW) == timedelta(minutes=minutes)


@given(st.fixed_dictionaries(dict.fromkeys(("Cache-Control", "Age", "Expires", "Date"), ANY_HEADER)))
def test_no_headers_make_us_fail_or_an_answer_older_than_new(headers: dict[str, str]) -> None:
    assert fresh_for(headers, NOW) >= timedelta(0)

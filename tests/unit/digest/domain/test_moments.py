from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from digest.domain.moments import in_utc, read_at, told_at

PARIS = ZoneInfo("Europe/Paris")


def test_an_instant_is_written_to_the_minute_and_read_as_the_clocks_show_it() -> None:
    written = in_utc(datetime(2026, 11, 22, 23, 30, 59, tzinfo=UTC))
    assert written == "2026-11-22 23:30 UTC"
    assert read_at(written, PARIS) == datetime(2026, 11, 23, 0, 30, tzinfo=PARIS)


def test_a_sentence_is_told_with_the_times_of_the_clocks_on_the_wall() -> None:
    sentence = "seen on 2026-07-01 23:05 UTC, and on 2026-12-31 23:05 UTC"
    assert told_at(sentence, PARIS) == "seen on 2026-07-02 01:05, and on 2027-01-01 00:05"


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "already carried on 2026-11-22",
        "not read since 2026-11-22 23:30",
        "seen on 2026-13-45 99:99 UTC",
        "seen on 9999-12-31 23:59 UTC",
    ],
)
def test_what_is_no_instant_of_ours_stays_as_it_is(sentence: str) -> None:
    assert told_at(sentence, PARIS) == sentence

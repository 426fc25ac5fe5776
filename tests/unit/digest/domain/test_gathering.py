from datetime import timedelta

import pytest

from digest.domain.gathering import ASKED_LONGEST, RETRY_LONGEST, next_try
from tests.factories import NOON

QUARTER = timedelta(minutes=15)


@pytest.mark.parametrize(
    ("failures", "asked", "wait"),
    [
        (1, None, QUARTER),
        (3, None, 4 * QUARTER),
        (99, None, RETRY_LONGEST),
        (1, timedelta(hours=1), timedelta(hours=1)),
        (4, timedelta(minutes=1), 8 * QUARTER),
        (1, timedelta(days=400), ASKED_LONGEST),
    ],
)
def test_a_failing_source_is_left_alone_longer_each_time(
    failures: int, asked: timedelta | None, wait: timedelta
) -> None:
    assert next_try(NOON, failures, QUARTER, asked) == NOON + wait

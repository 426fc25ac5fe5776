from datetime import timedelta

import pytest

from digest.domain.content import Access
from tests.factories import NOON, PICTURE, content, item


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "x"},
        {"kicker": "x"},
        {"standfirst": "x"},
        {"body_html": "<p>x</p>"},
        {"authors": ("x",)},
        {"image": PICTURE},
        {"access": Access.SUBSCRIBER},
    ],
)
def test_what_a_reader_can_see_changes_the_hash(changes: dict[str, object]) -> None:
    assert content(**changes).content_hash != content().content_hash


@pytest.mark.parametrize("changes", [{"published_at": None}, {"categories": ("x",)}, {"guid": "x"}])
def test_what_a_reader_cannot_see_does_not(changes: dict[str, object]) -> None:
    assert content(**changes).content_hash == content().content_hash


@pytest.mark.parametrize(
    ("ahead", "believed"),
    [
        (timedelta(hours=-9), True),
        (timedelta(minutes=9), True),
        (timedelta(minutes=11), False),
        (timedelta(hours=24), False),
        (timedelta(hours=25), True),
    ],
)
def test_a_time_slightly_ahead_is_a_wrong_clock_and_one_far_ahead_an_embargo(
    ahead: timedelta, believed: bool
) -> None:
    found = item(first_seen_at=NOON, published_at=NOON + ahead).published_at
    assert found == (NOON + ahead if believed else NOON)


def test_an_undated_item_counts_as_published_when_it_was_first_seen() -> None:
    assert item(first_seen_at=NOON, published_at=None).published_at == NOON

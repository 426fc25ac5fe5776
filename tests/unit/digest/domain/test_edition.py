from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.domain.edition import (
    EDITION_TRANSITIONS,
    WENT_OUT,
    EditionEvent,
    EditionId,
    EditionStatus,
    edition_after,
)
from digest.errors import IllegalTransition
from tests.factories import edition_content, story

S, E = EditionStatus, EditionEvent


@given(st.sampled_from(EditionStatus), st.sampled_from(EditionEvent))
def test_a_step_is_in_the_table_or_raises(status: EditionStatus, event: EditionEvent) -> None:
    if (status, event) in EDITION_TRANSITIONS:
        assert edition_after(status, event) is EDITION_TRANSITIONS[status, event]
    else:
        with pytest.raises(IllegalTransition, match=f"this edition is {status}: it cannot {event}"):
            edition_after(status, event)


def test_every_state_can_be_reached_from_collecting() -> None:
    reached = {S.COLLECTING}
    for _ in S:
        reached |= {after for (before, _), after in EDITION_TRANSITIONS.items() if before in reached}
    assert reached == set(S)


def test_what_went_out_is_never_composed_again() -> None:
    assert not [status for status, event in EDITION_TRANSITIONS if event is E.COMPOSE and status in WENT_OUT]


def test_a_finished_or_cancelled_edition_is_the_end() -> None:
    assert not [status for status, _ in EDITION_TRANSITIONS if status in (S.FINISHED, S.CANCELLED)]


def test_an_edition_is_named_by_newsletter_and_date() -> None:
    edition = EditionId.parse("quotidienne/2026-11-23")
    assert edition == EditionId("quotidienne", date(2026, 11, 23))
    assert str(edition) == "quotidienne/2026-11-23"


@pytest.mark.parametrize("text", ["", "quotidienne", "quotidienne/", "quotidienne/23-11-2026", "a/b/c"])
def test_any_other_name_says_what_is_expected(text: str) -> None:
    with pytest.raises(ValueError, match="write NEWSLETTER/YYYY-MM-DD"):
        EditionId.parse(text)


def test_stories_stand_in_the_order_of_print() -> None:
    assert [printed.item for printed in edition_content().stories] == [1, 2, 3, 4, 5]
    assert [printed.item for printed in edition_content(lead=None).stories] == [2, 3, 4, 5]


def test_the_fingerprint_tells_whether_anything_printed_changed() -> None:
    assert edition_content().fingerprint == edition_content().fingerprint
    assert edition_content().fingerprint != edition_content(lead=story(1, title="Retitled")).fingerprint

from dataclasses import replace
from datetime import timedelta

import pytest

from digest.domain.edition import EditionEvent, EditionId
from digest.errors import NotReady, UnknownName
from digest.web.review import ASIDE, AT_ONCE, review_of
from digest.web.words import ENGLISH
from tests.fakes.world import TODAY, World

TOMORROW = EditionId("quotidienne", TODAY.date + timedelta(days=1))


def test_a_composed_edition_is_reviewed_as_it_was_written_down(morning: World) -> None:
    review = review_of(morning.house, TODAY)
    assert review.composed
    assert review.edition == morning.edition()
    assert review.content == morning.edition().content
    assert review.wants_editor
    assert review.slot
    assert review.slot.date == TODAY.date
    assert list(review.printed(ENGLISH)) == ["Lead", "Profession", "The wire"]
    assert [decision.title for decision in review.left_out] == ["Sans rubrique"]


def test_one_that_nobody_composed_is_reviewed_as_it_would_be(morning: World) -> None:
    review = review_of(morning.house, TOMORROW)
    assert not review.composed
    assert review.content.date == TOMORROW.date
    assert review.content.lead
    assert not review.wants_editor
    assert (review.earlier, review.later) == (TODAY.date, None)


def test_one_that_would_be_too_thin_says_so(out: World) -> None:
    assert review_of(out.house, TOMORROW).thin == "nothing new since the last edition"


def test_a_day_without_an_edition_has_no_slot(morning: World) -> None:
    sunday = EditionId("quotidienne", TODAY.date - timedelta(days=1))
    assert review_of(morning.house, sunday).slot is None


def test_what_cannot_be_reviewed_is_said(world: World) -> None:
    with pytest.raises(NotReady, match="no newsroom"):
        review_of(world.house, TODAY)
    world.apply()
    with pytest.raises(UnknownName, match="hebdo"):
        review_of(world.house, EditionId("hebdo", TODAY.date))


def test_an_edition_outlives_its_newsletter(out: World) -> None:
    weekly = replace(out.newsroom.newsletters[0], slug="hebdo")
    out.apply(replace(out.newsroom, newsletters=(weekly,)))
    review = review_of(out.house, TODAY)
    assert review.slot is None
    assert review.accounts.accepted == 2


def test_approving_what_is_approved_is_no_step(morning: World) -> None:
    morning.decide(EditionEvent.APPROVE)
    review = review_of(morning.house, TODAY)
    assert review.steps(AT_ONCE) == (EditionEvent.COMPOSE,)
    assert review.steps(ASIDE) == ASIDE

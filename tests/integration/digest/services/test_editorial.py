from datetime import date

import pytest

from digest.domain.edition import EditionEvent, EditionId, EditionStatus
from digest.errors import IllegalTransition, UnknownName
from digest.storage.editions import standings
from tests.factories import NOON, content
from tests.fakes.world import TODAY, World

S, E = EditionStatus, EditionEvent


def test_a_decision_is_kept_with_its_reason(each_world: World) -> None:
    each_world.apply()
    each_world.gather(content())
    each_world.compose()
    held = each_world.decide(E.HOLD, reason="un doute")
    assert (held.status, held.reason) == (S.HELD, "un doute")
    assert each_world.edition() == held
    approved = each_world.decide(E.APPROVE)
    assert (approved.status, approved.reason) == (S.APPROVED, "")
    with each_world.database.read() as connection:
        known = standings(connection, "quotidienne", TODAY.date)
    assert known[TODAY.date].released_at == NOON


def test_what_the_state_does_not_allow_is_refused_and_changes_nothing(world: World) -> None:
    world.apply()
    world.gather(content())
    world.compose()
    with pytest.raises(IllegalTransition, match="quotidienne/2026-11-23 is draft: it cannot pause"):
        world.decide(E.PAUSE)
    assert world.edition().status is S.DRAFT


def test_a_cancelled_edition_stays_cancelled(world: World) -> None:
    world.frozen(1)
    world.decide(E.CANCEL, reason="erreur")
    for event in (E.RESUME, E.APPROVE, E.FREEZE, E.START, E.SKIP):
        with pytest.raises(IllegalTransition):
            world.decide(event)
    assert world.edition().reason == "erreur"


HOLIDAY = EditionId("quotidienne", date(2027, 1, 1))


@pytest.mark.parametrize("event", [E.APPROVE, E.PAUSE, E.RESUME])
def test_of_an_edition_that_nobody_opened_there_is_nothing_to_release(
    world: World, event: EditionEvent
) -> None:
    world.apply()
    with pytest.raises(UnknownName, match="quotidienne/2027-01-01"):
        world.decide(event, HOLIDAY)


@pytest.mark.parametrize(
    ("event", "status"), [(E.HOLD, S.HELD), (E.SKIP, S.SKIPPED), (E.CANCEL, S.CANCELLED)]
)
def test_a_holiday_is_decided_ahead(world: World, event: EditionEvent, status: EditionStatus) -> None:
    world.apply()
    decided = world.decide(event, HOLIDAY, reason="jour férié")
    assert (decided.status, decided.reason, decided.content) == (status, "jour férié", None)


def test_a_day_that_is_over_or_a_newsletter_that_never_was_is_a_slip(world: World) -> None:
    world.apply()
    with pytest.raises(UnknownName, match="quotidienne/2026-11-22"):
        world.decide(E.HOLD, EditionId("quotidienne", date(2026, 11, 22)))
    with pytest.raises(UnknownName, match="hebdo"):
        world.decide(E.HOLD, EditionId("hebdo", HOLIDAY.date))

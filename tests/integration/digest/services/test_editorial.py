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
    assert known[TODAY.date].approved_at == NOON


def test_what_the_state_does_not_allow_is_refused_and_changes_nothing(world: World) -> None:
    world.apply()
    world.gather(content())
    world.compose()
    with pytest.raises(IllegalTransition, match="this edition is draft: it cannot pause"):
        world.decide(E.PAUSE)
    assert world.edition().status is S.DRAFT


def test_a_cancelled_edition_stays_cancelled(world: World) -> None:
    world.frozen(1)
    world.decide(E.CANCEL, reason="erreur")
    for event in (E.RESUME, E.APPROVE, E.FREEZE, E.START, E.SKIP):
        with pytest.raises(IllegalTransition):
            world.decide(event)
    assert world.edition().reason == "erreur"


def test_an_edition_that_nobody_opened_is_unknown(world: World) -> None:
    with pytest.raises(UnknownName, match="quotidienne/2027-01-01"):
        world.decide(E.HOLD, EditionId("quotidienne", date(2027, 1, 1)))

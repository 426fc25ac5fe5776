from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from digest.domain.delivery import Accounts, Reply
from digest.domain.edition import EditionStatus
from digest.errors import NotReady
from digest.services.status import status
from tests.factories import DAILY, NEWSROOM, NOON
from tests.fakes.world import TODAY, World

QUARTER = timedelta(minutes=15)


def test_without_a_newsroom_there_is_no_status(world: World) -> None:
    with pytest.raises(NotReady):
        status(world.database, world.clock, QUARTER)


def test_everything_is_counted_from_the_rows_at_the_moment_of_asking(each_world: World) -> None:
    (first, second, *_) = each_world.frozen(5)
    each_world.relay.answer(first, Reply(code=450, enhanced="4.7.1", text="greylisted"))
    each_world.relay.answer(second, Reply(code=550, enhanced="5.1.1", text="no such user"))
    ((edition, before),) = status(each_world.database, each_world.clock, QUARTER).editions
    assert (edition.status, before) == (EditionStatus.FROZEN, Accounts(recipients=5, queued=5))
    each_world.deliver()
    ((edition, after),) = status(each_world.database, each_world.clock, QUARTER).editions
    assert (edition.id, edition.status) == (TODAY, EditionStatus.SENDING)
    assert after == Accounts(recipients=5, accepted=3, deferred=1, refused=1)


def test_sources_and_the_next_slot_of_each_newsletter_are_told(world: World) -> None:
    never = replace(DAILY, slug="jamais", days=frozenset())
    world.apply(replace(NEWSROOM, newsletters=(DAILY, never)))
    list(world.house.gatherer.gather())
    found = status(world.database, world.clock, QUARTER)
    assert [(source.known.source, source.health.state) for source in found.sources] == [
        ("site", "failing"),
        ("fil", "failing"),
    ]
    assert found.upcoming["quotidienne"].send == datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
    assert found.upcoming["quotidienne"].date == date(2026, 11, 24)
    assert found.upcoming["jamais"] is None
    assert (found.timezone, found.at) == ("Europe/Paris", NOON)


def test_only_the_latest_editions_are_told(world: World) -> None:
    world.apply()
    for back in range(3):
        world.compose((NOON - timedelta(days=back)).date())
    found = status(world.database, world.clock, QUARTER, limit=2)
    assert [edition.id.date.day for edition, _ in found.editions] == [23, 22]

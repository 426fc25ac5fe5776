from dataclasses import replace
from datetime import timedelta

import pytest

from digest.domain.gathering import Unreadable
from digest.domain.health import Health
from digest.services.health import SourceStanding, source_standings
from digest.storage.newsroom import load_newsroom
from tests.factories import NEWSROOM, NOON, SITE, WIRE, content
from tests.fakes.world import World

QUARTER = timedelta(minutes=15)


def standings(world: World) -> dict[str, SourceStanding]:
    with world.database.read() as connection:
        newsroom = load_newsroom(connection)
        found = source_standings(connection, newsroom, world.clock.now(), QUARTER)
    return {standing.known.source: standing for standing in found}


@pytest.fixture
def habit(each_world: World) -> World:
    """Four weeks in which the site had three articles each noon, first its stock; it is Monday again."""
    world, number = each_world, 0
    world.clock.at = NOON - timedelta(days=29)
    world.apply()
    world.gather(*(content(1000 + stock) for stock in range(40)))
    while world.clock.at < NOON - timedelta(days=1):
        world.clock.advance(days=1)
        number += 3
        world.gather(*(content(number + more, published_at=world.clock.at) for more in range(3)))
    world.clock.advance(days=1)
    return world


def test_a_source_is_measured_by_its_own_habit_and_the_first_stock_is_none(habit: World) -> None:
    habit.gather()
    assert standings(habit)["site"].health == Health(
        state="silent", items_today=0, usual=3, alarm="0 today, usually 3 by this time"
    )
    assert standings(habit)["fil"].health == Health(state="ok", items_today=0, usual=0, alarm="")
    habit.gather(content(500, published_at=NOON))
    assert standings(habit)["site"].health == Health(state="ok", items_today=1, usual=3, alarm="")


def test_what_happened_to_the_source_stands_beside_what_it_means(habit: World) -> None:
    habit.reader.readings["fil"] = Unreadable(reason="https://news.example/fil.xml answered 503")
    for _ in range(3):
        habit.gather()
        habit.clock.advance(minutes=15)
    found = standings(habit)["fil"]
    assert (found.known.failures, found.known.last_error) == (3, "https://news.example/fil.xml answered 503")
    assert (found.health.state, found.health.alarm) == ("failing", "could not be read 3 times in a row")


def test_sources_stand_in_the_order_of_the_editors_and_a_paused_one_has_no_alarm(habit: World) -> None:
    habit.apply(replace(NEWSROOM, sources=(WIRE, replace(SITE, paused=True))))
    found = standings(habit)
    assert list(found) == ["fil", "site"]
    assert (found["site"].health.state, found["site"].health.alarm) == ("paused", "")

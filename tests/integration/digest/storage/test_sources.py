from dataclasses import replace
from datetime import timedelta

import pytest

from digest.domain.gathering import Move, Unreadable, Validators
from digest.domain.identity import Arrival
from digest.domain.themes import Routing
from digest.storage.engine import Database
from digest.storage.items import save_arrival
from digest.storage.newsroom import save_newsroom
from digest.storage.sources import (
    SourceState,
    adopt_address,
    first_sights,
    record_failure,
    record_success,
    source_states,
)
from tests.factories import NEWSROOM, NOON, SITE, WIRE, content

LATER = NOON + timedelta(minutes=15)
VALIDATORS = Validators(etag='W/"é"', last_modified="Mon, 23 Nov 2026 11:00:00 GMT")


@pytest.fixture
def newsroom(store: Database) -> Database:
    with store.write() as connection:
        save_newsroom(connection, NEWSROOM, NOON)
    return store


def site(newsroom: Database) -> SourceState:
    with newsroom.read() as connection:
        return source_states(connection)["site"]


def test_sources_come_in_the_order_of_the_editors_and_begin_as_new(newsroom: Database) -> None:
    with newsroom.write() as connection:
        save_newsroom(connection, replace(NEWSROOM, sources=(WIRE, SITE)), NOON)
    with newsroom.read() as connection:
        states = source_states(connection)
    assert list(states) == ["fil", "site"]
    fresh = states["site"]
    assert fresh.first_gathered_at is fresh.last_attempt_at is fresh.last_success_at is None
    assert (fresh.validators, fresh.newest_item_at) == (Validators(), None)


def test_a_success_keeps_the_validators_to_the_byte_and_the_day_of_the_first_one(newsroom: Database) -> None:
    with newsroom.write() as connection:
        record_success(connection, "site", VALIDATORS, NOON)
        record_success(connection, "site", replace(VALIDATORS, etag='"2"'), LATER)
    state = site(newsroom)
    assert state.validators == Validators(etag='"2"', last_modified=VALIDATORS.last_modified)
    assert (state.first_gathered_at, state.last_success_at) == (NOON, LATER)


def test_failures_are_counted_in_a_row_and_forgotten_with_a_success(newsroom: Database) -> None:
    timeout = Unreadable(reason="no answer within 30 s")
    with newsroom.write() as connection:
        record_success(connection, "site", VALIDATORS, NOON)
        record_failure(connection, "site", timeout, LATER, LATER + timedelta(hours=1))
        record_failure(connection, "site", timeout, LATER, LATER + timedelta(hours=2))
    state = site(newsroom)
    assert (state.failures, state.last_error) == (2, "no answer within 30 s")
    assert (state.last_attempt_at, state.last_success_at) == (LATER, NOON)
    assert state.not_before == LATER + timedelta(hours=2)
    assert state.validators == VALIDATORS, "what we have of it is still what we have of it"
    with newsroom.write() as connection:
        record_success(connection, "site", VALIDATORS, LATER)
    state = site(newsroom)
    assert (state.failures, state.last_error, state.not_before) == (0, "", None)


def test_a_source_that_is_gone_says_so_until_it_comes_back(newsroom: Database) -> None:
    with newsroom.write() as connection:
        record_failure(connection, "site", Unreadable(reason="410", gone=True), NOON, LATER)
    assert site(newsroom).gone
    with newsroom.write() as connection:
        record_success(connection, "site", VALIDATORS, LATER)
    assert not site(newsroom).gone


def test_an_answer_may_say_until_when_it_is_fresh_and_where_the_source_moved(newsroom: Database) -> None:
    move = Move(to="https://new.example/", readings=2)
    with newsroom.write() as connection:
        record_success(
            connection, "site", replace(VALIDATORS, host="new.example"), NOON, not_before=LATER, move=move
        )
    state = site(newsroom)
    assert (state.not_before, state.move, state.validators.host) == (LATER, move, "new.example")
    with newsroom.write() as connection:
        record_failure(connection, "site", Unreadable(reason="503"), NOON, LATER, asked_until=LATER)
    state = site(newsroom)
    assert state.asked_until == LATER
    assert state.move == move, "no answer, no news of the move"


def test_an_address_is_only_replaced_where_it_is_still_the_one_that_was_read(newsroom: Database) -> None:
    with newsroom.write() as connection:
        record_success(connection, "site", VALIDATORS, NOON)
        assert not adopt_address(connection, "site", "https://before.example/", "https://new.example/")
        assert adopt_address(connection, "site", SITE.url, "https://new.example/")
    state = site(newsroom)
    assert (state.moved_from, state.move, state.validators) == (SITE.url, Move(), VALIDATORS)


def test_the_newest_item_is_the_one_published_last_or_seen_last_where_it_is_undated(
    newsroom: Database,
) -> None:
    with newsroom.write() as connection:
        for number, published in ((1, NOON - timedelta(hours=5)), (2, NOON - timedelta(hours=2))):
            _keep(connection, number, published)
    assert site(newsroom).newest_item_at == NOON - timedelta(hours=2)
    with newsroom.write() as connection:
        _keep(connection, 3, None)
    assert site(newsroom).newest_item_at == NOON


def test_an_item_dated_ahead_is_as_new_as_the_day_it_came(newsroom: Database) -> None:
    with newsroom.write() as connection:
        _keep(connection, 1, NOON + timedelta(days=40))
    assert site(newsroom).newest_item_at == NOON


def test_first_sights_are_counted_by_source_and_instant_without_the_first_stock(newsroom: Database) -> None:
    with newsroom.write() as connection:
        for number, source, seen, first in (
            (1, "site", NOON, False),
            (2, "site", NOON, False),
            (3, "site", LATER, False),
            (4, "fil", LATER, False),
            (5, "fil", LATER, True),
            (6, "site", NOON - timedelta(days=1), False),
        ):
            _keep(connection, number, NOON, source=source, seen=seen, first=first)
    with newsroom.read() as connection:
        assert first_sights(connection, NOON - timedelta(days=1)) == {
            "site": {NOON: 2, LATER: 1},
            "fil": {LATER: 1},
        }


def test_a_source_that_left_the_newsroom_is_not_counted(newsroom: Database) -> None:
    with newsroom.write() as connection:
        _keep(connection, 1, NOON)
        save_newsroom(connection, replace(NEWSROOM, sources=(WIRE,)), NOON)
    with newsroom.read() as connection:
        assert first_sights(connection, NOON - timedelta(days=1)) == {}


def _keep(connection, number, published, *, source="site", seen=NOON, first=False) -> None:
    written = content(number, published_at=published)
    arrival = Arrival(content=written, item=None, is_edit=False, keys=(f"guid:{source}:{number}",))
    save_arrival(connection, source, arrival, Routing(None, ""), seen, first_gather=first)

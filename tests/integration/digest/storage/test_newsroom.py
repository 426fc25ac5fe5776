from dataclasses import replace
from datetime import time, timedelta

import pytest

from digest.domain.gathering import Validators
from digest.domain.newsroom import Approval, Newsroom, WhenLate
from digest.errors import NotReady, UnknownName
from digest.storage.engine import Database
from digest.storage.newsroom import load_newsletter, load_newsroom, newsletter_since, save_newsroom
from digest.storage.sources import adopt_address, record_success, source_states
from tests.factories import DAILY, NEWSROOM, NOON, SITE, WIRE


def save(store: Database, newsroom: Newsroom, later: timedelta = timedelta()) -> None:
    with store.write() as connection:
        save_newsroom(connection, newsroom, NOON + later)


def load(store: Database) -> Newsroom:
    with store.read() as connection:
        return load_newsroom(connection)


def test_without_a_newsroom_it_says_what_to_run(store: Database) -> None:
    with pytest.raises(NotReady, match=r"digest apply newsroom\.toml"):
        load(store)


def test_what_is_saved_comes_back_to_the_letter(store: Database) -> None:
    weekly = replace(
        DAILY,
        slug="hebdo",
        days=frozenset({6}),
        at=time(8, 30),
        closing=time(8, 0),
        approval=Approval.REQUIRED,
        late_after=timedelta(hours=1, minutes=30),
        when_late=WhenLate.HOLD,
    )
    newsroom = replace(NEWSROOM, newsletters=(weekly, DAILY))
    save(store, newsroom)
    assert load(store) == newsroom


def test_what_is_no_longer_named_is_retired_and_comes_back_with_its_history(store: Database) -> None:
    save(store, NEWSROOM)
    with store.write() as connection:
        record_success(connection, "fil", Validators(etag='"a"'), NOON)
    save(store, replace(NEWSROOM, sources=(SITE,)))
    assert load(store).sources == (SITE,)
    save(store, NEWSROOM)
    with store.read() as connection:
        assert source_states(connection)["fil"].validators.etag == '"a"'


def test_a_source_with_another_address_starts_anew(store: Database) -> None:
    save(store, NEWSROOM)
    with store.write() as connection:
        record_success(connection, "fil", Validators(etag='"a"'), NOON)
    save(store, replace(NEWSROOM, sources=(SITE, replace(WIRE, url="https://other.example/"))))
    with store.read() as connection:
        state = source_states(connection)["fil"]
    assert (state.validators.etag, state.first_gathered_at) == ("", None)


def test_a_file_that_still_names_the_address_from_before_a_move_means_the_same_document(
    store: Database,
) -> None:
    save(store, NEWSROOM)
    with store.write() as connection:
        record_success(connection, "fil", Validators(etag='"a"'), NOON)
        assert adopt_address(connection, "fil", WIRE.url, "https://new.example/fil")
    with store.read() as connection:
        state = source_states(connection)["fil"]
    assert (state.moved_from, state.validators.etag) == (WIRE.url, '"a"')
    save(store, NEWSROOM)
    assert WIRE in load(store).sources, "the editors have the last word"
    with store.read() as connection:
        state = source_states(connection)["fil"]
    assert (state.validators.etag, state.first_gathered_at, state.moved_from) == ("", NOON, "")


def test_a_newsletter_remembers_when_it_came_to_be(store: Database) -> None:
    save(store, NEWSROOM)
    save(store, NEWSROOM, later=timedelta(days=1))
    with store.read() as connection:
        assert newsletter_since(connection, "quotidienne") == NOON


def test_an_unknown_newsletter_is_answered_with_those_that_exist(store: Database) -> None:
    save(store, NEWSROOM)
    with store.read() as connection, pytest.raises(UnknownName, match="known: quotidienne"):
        load_newsletter(connection, "hebdo")

import threading
from datetime import datetime, timedelta

from digest.storage.engine import Database
from digest.storage.leases import drop_lease, take_lease
from tests.factories import NOON

LENGTH = timedelta(seconds=150)
OVER = NOON + LENGTH + timedelta(seconds=1)


def take(store: Database, owner: str, now: datetime = NOON, name: str = "scheduler") -> int | None:
    with store.write() as connection:
        return take_lease(connection, name, owner, LENGTH, now)


def test_a_lease_has_one_owner_at_a_time(store: Database) -> None:
    assert take(store, "a") == 1
    assert take(store, "b") is None
    assert take(store, "b", NOON + LENGTH) is None, "its last instant belongs to the owner"
    assert take(store, "b", name="other") == 1


def test_the_owner_renews_it_under_the_same_token(store: Database) -> None:
    assert take(store, "a") == 1
    assert take(store, "a", NOON + LENGTH) == 1
    assert take(store, "b", OVER) is None
    assert take(store, "a", NOON + timedelta(days=1)) == 1, "nobody wanted it meanwhile"


def test_every_change_of_owner_makes_the_token_grow(store: Database) -> None:
    take(store, "a")
    assert take(store, "b", OVER) == 2
    assert take(store, "a", OVER) is None, "who slept through a lease has lost it"
    assert take(store, "a", OVER + LENGTH + timedelta(seconds=1)) == 3


def test_a_lease_that_is_given_up_can_be_taken_at_once(store: Database) -> None:
    take(store, "a")
    with store.write() as connection:
        drop_lease(connection, "scheduler", "b", NOON)
    assert take(store, "b") is None, "only its owner can give it up"
    with store.write() as connection:
        drop_lease(connection, "scheduler", "a", NOON)
    assert take(store, "b") == 2


def test_of_many_that_reach_for_it_one_gets_it(store: Database) -> None:
    for round_, now in ((1, NOON), (2, OVER)):
        start, tokens = threading.Barrier(6), list[int | None]()

        def reach(owner: str, at: datetime, start: threading.Barrier, tokens: list[int | None]) -> None:
            start.wait()
            tokens.append(take(store, owner, at))

        threads = [
            threading.Thread(target=reach, args=(f"{round_}:{number}", now, start, tokens))
            for number in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [token for token in tokens if token is not None] == [round_]
        assert len(tokens) == 6

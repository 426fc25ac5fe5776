"""A list of subscribers on each kind of database, and a clock that stands still until it is moved."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO

import pytest

from digest.storage.engine import Database
from subscribers.api import ImportReport, Offer, Profile, Subscriber, Subscribers, metadata

OFFER = Offer(frozenset({"ia", "economie", "recherche"}), frozenset({"quotidienne", "hebdo"}))
KEYS = (b"the present secret, 32 bytes long", b"the secret before that, also long")

Import = Callable[..., ImportReport]
Add = Callable[..., Subscriber]


class StoppedClock:
    """Says the same time until somebody moves it."""

    def __init__(self) -> None:
        self.instant = datetime(2026, 3, 12, 6, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.instant


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def subscribers(database: Database, clock: StoppedClock) -> Subscribers:
    metadata.create_all(database.engine)
    return Subscribers(database.engine, clock, KEYS)


@pytest.fixture
def add(subscribers: Subscribers) -> Add:
    """Put somebody on the list: add("a@example.org", themes={"ia"})."""

    def added(address: str, **told: object) -> Subscriber:
        values = {name: frozenset(value) if isinstance(value, set) else value for name, value in told.items()}
        return subscribers.add(address, Profile(**values), OFFER, evidence="asked by telephone")

    return added


@pytest.fixture
def import_text(subscribers: Subscribers) -> Import:
    """Import a file from its text: import_text("email", "a@example.org")."""

    def imported(*lines: str, dry_run: bool = False) -> ImportReport:
        data = BytesIO("\n".join(lines).encode())
        return subscribers.import_csv(
            data, themes=OFFER.themes, newsletters=OFFER.newsletters, dry_run=dry_run
        )

    return imported

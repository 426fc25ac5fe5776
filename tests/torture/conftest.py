"""How hard, and what everything starts from: an edition that is composed, and a list."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from digest.storage.engine import Database
from digest.storage.schema import upgrade
from tests.factories import content
from tests.fakes.world import TODAY, World
from tests.torture.sink import Sink

ROOT = Path(__file__).parents[2]
CONNECTIONS = 8
IN_TIME = 120
"""Seconds for a run that nobody ends."""


@dataclass(frozen=True, slots=True)
class Ordeal:
    """recipients on the list, and how often the process is killed before it may finish."""

    recipients: int
    kills: int
    short: bool


@pytest.fixture(scope="session")
def ordeal() -> Ordeal:
    """The short form with DIGEST_TORTURE=short, else the long one."""
    if os.environ.get("DIGEST_TORTURE") == "short":
        return Ordeal(400, 6, short=True)
    return Ordeal(2000, 50, short=False)


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink(slowness=0.004) as opened:
        yield opened


def composed(database: Database, recipients: int) -> World:
    """Go through a morning up to the draft, with `recipients` readers of four different choices."""
    world = World(database)
    world.apply()
    world.gather(*(content(number) for number in (1, 2, 3)))
    choices = ("fr,", "en,", "fr,ia", "fr,profession")
    rows = (f"r{number:05d}@example.org,{choices[number % 4]}" for number in range(recipients))
    world.subscribe(*rows, columns="email,language,themes")
    world.compose()
    return world


@pytest.fixture
def sqlite_morning(tmp_path: Path, ordeal: Ordeal) -> Iterator[World]:
    database = Database(f"sqlite:///{tmp_path / 'digest.db'}")
    upgrade(database)
    yield composed(database, ordeal.recipients)
    database.close()


@pytest.fixture
def postgresql_morning(postgres_url: str, ordeal: Ordeal) -> Iterator[World]:
    database = Database(postgres_url)
    with database.write() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    upgrade(database)
    yield composed(database, ordeal.recipients)
    database.close()


class Delivery:
    """A process that is about to deliver. It loads by itself, and begins when it is told to."""

    def __init__(self, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.torture.deliver", *arguments],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def go(self) -> None:
        """Wait until it is loaded, and let it begin."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n", self._process.communicate()[1]
        self._process.stdin.write("go\n")
        self._process.stdin.flush()

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> bool:
        """Kill it; return whether it was in time for that."""
        self._process.kill()
        self._process.communicate()
        return self._process.returncode == -signal.SIGKILL

    def terminate(self) -> None:
        self._process.terminate()

    def end(self) -> tuple[int, str]:
        """Wait for its end; return its value and what it said of an error."""
        _, said = self._process.communicate(timeout=IN_TIME)
        return self._process.returncode, said


Start = Callable[..., Delivery]


@pytest.fixture
def start(sink: Sink) -> Iterator[Start]:
    started: list[Delivery] = []

    def start_(world: World, *options: str) -> Delivery:
        url = world.database.url.render_as_string(hide_password=False)
        started.append(Delivery(url, str(sink.port), str(CONNECTIONS), str(TODAY), *options))
        return started[-1]

    yield start_
    for one in started:
        one.kill()

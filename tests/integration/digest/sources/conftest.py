"""What the tests of the fetcher share."""

from collections.abc import Iterator

import pytest

from tests.integration.digest.sources.server import HttpServer, serving


@pytest.fixture
def server() -> Iterator[HttpServer]:
    with serving() as running:
        yield running


@pytest.fixture
def other() -> Iterator[HttpServer]:
    with serving() as running:
        yield running

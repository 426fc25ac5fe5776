"""Documents that are written to hurt, read over HTTP in a process of their own: what they cost, and what they get."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.digest.sources.hostile import BEHAVIOURS, DOCUMENTS, SLOW, answer
from tests.integration.digest.sources.server import HttpServer, response

MOST_SECONDS = 30
MOST_MEGABYTES = 150

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/clear_refs").exists(), reason="only Linux tells the memory of a process so"
)


class ReaderApart:
    """The process that reads."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.integration.digest.sources.reading_apart"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def read(self, url: str) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(url + "\n")
        self._process.stdin.flush()
        told: dict[str, Any] = json.loads(self._process.stdout.readline())
        return told

    def close(self) -> None:
        self._process.communicate(timeout=60)


@pytest.fixture(scope="module")
def apart() -> Iterator[ReaderApart]:
    reader = ReaderApart()
    yield reader
    reader.close()


def _read(apart: ReaderApart, server: HttpServer, name: str) -> dict[str, Any]:
    server.answer("/secret", response(b"the secret"))
    told = apart.read(server.answer("/hostile", answer(name, server.port)))
    print(f"{name}: {told['seconds']:.2f} s, {told['megabytes']:.0f} MB, {told['reason'][:120] or 'read'}")
    return told


@pytest.mark.parametrize("name", [*DOCUMENTS, *BEHAVIOURS])
def test_no_document_costs_much_or_gets_anything(apart: ReaderApart, server: HttpServer, name: str) -> None:
    told = _read(apart, server, name)
    assert told["seconds"] < MOST_SECONDS
    assert told["megabytes"] < MOST_MEGABYTES
    assert [request.path for request in server.requests] == ["/hostile"]
    assert "root:" not in told["text"]
    assert "the secret" not in told["text"]


@pytest.mark.torture
@pytest.mark.parametrize("name", SLOW)
def test_a_server_that_plays_for_time_gets_no_more_than_its_share(
    apart: ReaderApart, server: HttpServer, name: str
) -> None:
    told = _read(apart, server, name)
    assert "did not answer in full within 30 s" in told["reason"]
    assert told["seconds"] < MOST_SECONDS + 2
    assert told["megabytes"] < MOST_MEGABYTES

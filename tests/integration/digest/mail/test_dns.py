"""The DNS on a loopback address: what comes of answers and of none. What every resolver does: tests/contract."""

import socket
from collections.abc import Iterator

import pytest

from digest.mail.dns import DnsResolver
from tests.fakes.name_server import BROKEN, SILENT, name_server


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, int]]:
    with name_server() as address:
        yield address


def test_text_of_any_language_is_read(server: tuple[str, int]) -> None:
    assert DnsResolver([server]).texts("accents.example").texts == ("ça",)


def test_each_fault_is_told_in_its_own_words(server: tuple[str, int]) -> None:
    resolver = DnsResolver([server], seconds=0.5)
    assert resolver.texts(BROKEN).fault == "the name servers have no answer (SERVFAIL or refused)"
    assert resolver.texts(SILENT).fault == "no name server answered within 0.5 s"
    assert "cannot be looked up" in resolver.texts("a..b").fault


def test_where_nobody_listens_it_ends_in_time() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        address = free.getsockname()
    assert DnsResolver([address], seconds=0.3).texts("two.example").fault

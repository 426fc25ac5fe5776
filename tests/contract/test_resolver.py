"""What every resolver does, the one in memory as well as the real one: services rely on no more than this."""

from collections.abc import Callable, Iterator

import pytest

from digest.mail.dns import DnsResolver
from digest.ports import Resolver, TextRecords
from tests.fakes.name_server import BROKEN, LONG, OTHER_TYPE, PUBLISHED, SILENT, name_server
from tests.fakes.names import MemoryResolver


def _in_memory(_server: tuple[str, int]) -> Resolver:
    resolver = MemoryResolver(PUBLISHED)
    resolver.faults = {BROKEN: "the name servers have no answer", SILENT: "no name server answered"}
    return resolver


def _real(server: tuple[str, int]) -> Resolver:
    return DnsResolver([server], seconds=0.5)


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, int]]:
    with name_server() as address:
        yield address


@pytest.fixture(params=[_in_memory, _real], ids=["memory", "dns"])
def resolver(request: pytest.FixtureRequest, server: tuple[str, int]) -> Resolver:
    make: Callable[[tuple[str, int]], Resolver] = request.param
    return make(server)


def test_every_text_of_a_name_is_found_and_its_strings_are_one(resolver: Resolver) -> None:
    assert sorted(resolver.texts("two.example").texts) == ["first", "second; third"]
    assert resolver.texts("long.example") == TextRecords((LONG,))


@pytest.mark.parametrize("name", ["nobody.example", OTHER_TYPE])
def test_a_name_without_texts_has_none_and_that_is_no_fault(resolver: Resolver, name: str) -> None:
    assert resolver.texts(name) == TextRecords()


@pytest.mark.parametrize("name", [BROKEN, SILENT])
def test_a_name_server_that_does_not_say_is_a_fault_and_no_exception(resolver: Resolver, name: str) -> None:
    found = resolver.texts(name)
    assert found.texts == ()
    assert "name server" in found.fault

"""Names and spellings of addresses, as the operating system resolves them."""

from ipaddress import ip_address

import pytest

from digest.sources.addresses import special_kind, system_resolve


@pytest.mark.parametrize("spelling", ["127.1", "0x7f.1", "2130706433", "017700000001", "localhost"])
def test_every_spelling_of_the_loopback_is_seen_for_what_it_is(spelling: str) -> None:
    found = system_resolve(spelling, 80)
    assert {special_kind(ip_address(text)) for text in found} == {"a loopback address"}


def test_a_name_that_cannot_be_one_is_an_os_error() -> None:
    with pytest.raises(OSError, match="no possible host name"):
        system_resolve("x" * 70 + ".example", 80)

from ipaddress import ip_address

import pytest

from digest.sources.addresses import (
    AddressPolicy,
    AddressRefused,
    embedded_ipv4,
    special_kind,
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("0.0.0.0", "an unspecified address"),
        ("::", "an unspecified address"),
        ("127.0.0.1", "a loopback address"),
        ("127.255.255.254", "a loopback address"),
        ("::1", "a loopback address"),
        ("10.1.2.3", "a private address"),
        ("172.31.0.1", "a private address"),
        ("192.168.1.1", "a private address"),
        ("fd00::1", "a private address"),
        ("fec0::1", "a private address"),
        ("169.254.169.254", "a link-local address"),
        ("fe80::1%eth0", "a link-local address"),
        ("100.64.0.1", "a carrier-grade NAT address"),
        ("224.0.0.1", "a multicast address"),
        ("ff02::1", "a multicast address"),
        ("192.0.2.1", "a documentation address"),
        ("2001:db8::1", "a documentation address"),
        ("192.88.99.1", "a reserved address"),
        ("198.18.0.1", "a reserved address"),
        ("255.255.255.255", "a reserved address"),
        ("2001::1", "a reserved address"),
        ("64:ff9b:1::5db8:d822", "a reserved address"),
        ("4000::1", "a reserved address"),
        ("::ffff:10.0.0.1", "a private address"),
        ("::127.0.0.1", "a loopback address"),
        ("64:ff9b::7f00:1", "a loopback address"),
        ("2002:7f00:1::", "a loopback address"),
        ("2002:a9fe:a9fe::1", "a link-local address"),
    ],
)
def test_an_address_that_is_not_public_is_called_by_its_kind(text: str, kind: str) -> None:
    assert special_kind(ip_address(text)) == kind


@pytest.mark.parametrize("text", ["93.184.216.34", "2a00:1450::1", "64:ff9b::5db8:d822", "2002:5db8:d822::1"])
def test_a_public_address_is_nothing_special(text: str) -> None:
    assert special_kind(ip_address(text)) == ""


def test_an_ordinary_address_embeds_no_other() -> None:
    assert embedded_ipv4(ip_address("93.184.216.34")) is None
    assert embedded_ipv4(ip_address("2a00:1450::7f00:1")) is None
    assert str(embedded_ipv4(ip_address("::ffff:1.2.3.4"))) == "1.2.3.4"


def test_nothing_private_is_permitted_by_itself() -> None:
    AddressPolicy().check("news.example", ["93.184.216.34", "2a00:1450::1"])
    with pytest.raises(AddressRefused) as refusal:
        AddressPolicy().check("news.example", ["93.184.216.34", "10.0.0.3"])
    assert str(refusal.value) == (
        "news.example resolves to 10.0.0.3, a private address: add it to fetch.allow_private to permit it"
    )
    assert (refusal.value.host, refusal.value.address, refusal.value.kind) == (
        "news.example",
        "10.0.0.3",
        "a private address",
    )


@pytest.mark.parametrize(
    ("allowed", "host", "address"),
    [
        ("10.0.0.3", "a.example", "10.0.0.3"),
        ("10.0.0.0/8", "a.example", "10.9.9.9"),
        ("10.0.0.7/8", "a.example", "10.9.9.9"),
        ("[::1]", "[::1]", "::1"),
        ("fd00::/8", "a.example", "fd00::9"),
        ("10.0.0.3", "a.example", "::ffff:10.0.0.3"),
        ("Intranet.Example", "intranet.example.", "10.0.0.3"),
    ],
)
def test_an_address_a_network_or_a_name_can_be_permitted(allowed: str, host: str, address: str) -> None:
    AddressPolicy([allowed]).check(host, [address])


@pytest.mark.parametrize(
    ("allowed", "host", "address"),
    [
        ("10.0.0.3", "a.example", "10.0.0.4"),
        ("127.0.0.1", "a.example", "64:ff9b::7f00:1"),
        ("127.0.0.1", "a.example", "2002:7f00:1::"),
        ("intranet.example", "evil.intranet.example", "10.0.0.3"),
    ],
)
def test_a_permission_reaches_no_further_than_it_says(allowed: str, host: str, address: str) -> None:
    with pytest.raises(AddressRefused):
        AddressPolicy([allowed]).check(host, [address])


@pytest.mark.parametrize("entry", ["10.0.0/8", "http://intranet", "two words", "", "10.0.0.0/33"])
def test_a_permission_that_means_nothing_is_an_error(entry: str) -> None:
    with pytest.raises(ValueError, match="neither an address, a network nor a host name"):
        AddressPolicy([entry])

"""The address policy: which machines on the network the fetcher may talk to.

It resolves and judges; it opens no connection (see `transport`).
"""

import socket
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

Resolve = Callable[[str, int], Sequence[str]]
"""Turns (host, port) into IP addresses as text, the preferred one first. Raises OSError."""

_KINDS: tuple[tuple[str, tuple[Network, ...]], ...] = tuple(
    (kind, tuple(ip_network(text) for text in networks.split()))
    for kind, networks in (
        ("an unspecified address", "0.0.0.0/8 ::/128"),
        ("a loopback address", "127.0.0.0/8 ::1/128"),
        ("a private address", "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 fc00::/7 fec0::/10"),
        ("a link-local address", "169.254.0.0/16 fe80::/10"),
        ("a carrier-grade NAT address", "100.64.0.0/10"),
        ("a multicast address", "224.0.0.0/4 ff00::/8"),
        ("a documentation address", "192.0.2.0/24 198.51.100.0/24 203.0.113.0/24 2001:db8::/32 3fff::/20"),
        # RFC 8215 keeps 64:ff9b:1::/48 for translation inside one network; Teredo (RFC 4380) lies in
        # 2001::/23 and hides an IPv4 address behind a relay of anybody's choosing.
        (
            "a reserved address",
            "192.0.0.0/24 192.88.99.0/24 198.18.0.0/15 240.0.0.0/4 64:ff9b:1::/48 100::/64 2001::/23 5f00::/16",
        ),
    )
)
"""The special-purpose registries of RFC 6890, with the words for them. `is_global` of the standard
library will not do: it is true for multicast, for NAT64 and 6to4 forms of private addresses and more."""

_NAT64 = IPv6Network("64:ff9b::/96")
_SIX_TO_FOUR = IPv6Network("2002::/16")
_COMPATIBLE = IPv6Network("::/96")
_GLOBAL_UNICAST = IPv6Network("2000::/3")


def system_resolve(host: str, port: int) -> Sequence[str]:
    """Resolve with the operating system. Raises OSError when there is no such host."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError(f"{host} is no possible host name") from error
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def embedded_ipv4(address: Address) -> IPv4Address | None:
    """Return the IPv4 address that an IPv6 one stands for, if any.

    Mapped and compatible (RFC 4291 §2.5.5), NAT64 (RFC 6052 §2.1), 6to4 (RFC 3056 §2).
    """
    if isinstance(address, IPv4Address):
        return None
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if address in _SIX_TO_FOUR:
        return address.sixtofour
    if address in _NAT64 or (address in _COMPATIBLE and int(address) > 1):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def special_kind(address: Address) -> str:
    """Return what is special about an address ("a private address"), "" for an ordinary public one."""
    inner = embedded_ipv4(address)
    if inner:
        return special_kind(inner)
    for kind, networks in _KINDS:
        if any(address.version == network.version and address in network for network in networks):
            return kind
    if isinstance(address, IPv6Address) and address not in _GLOBAL_UNICAST:
        return "a reserved address"
    return ""


class AddressRefused(Exception):
    """The policy forbids to connect. host: as written; address: what it resolves to; kind: why not."""

    def __init__(self, host: str, address: str, kind: str) -> None:
        self.host, self.address, self.kind = host, address, kind
        what = f"{host} is" if host.strip("[]") == address else f"{host} resolves to {address},"
        super().__init__(f"{what} {kind}: add it to fetch.allow_private to permit it")


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """Public addresses only, save for what `allowed` names: addresses, networks (CIDR), host names.

    Raises ValueError for an entry that is none of the three.
    """

    allowed: Iterable[str] = ()
    _networks: tuple[Network, ...] = field(init=False, repr=False)
    _hosts: frozenset[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        networks: list[Network] = []
        hosts: set[str] = set()
        for entry in self.allowed:
            try:
                networks.append(ip_network(entry.strip("[] "), strict=False))
            except ValueError:
                if not entry.strip() or any(char in entry for char in "/: "):
                    raise ValueError(f"{entry!r} is neither an address, a network nor a host name") from None
                hosts.add(_plain(entry))
        object.__setattr__(self, "_networks", tuple(networks))
        object.__setattr__(self, "_hosts", frozenset(hosts))

    def check(self, host: str, addresses: Sequence[str]) -> None:
        """Raise AddressRefused when any of the addresses that `host` resolves to is out of bounds.

        All of them must pass: a host with one public and one private address is an attempt.
        """
        if _plain(host) in self._hosts:
            return
        for text in addresses:
            address = ip_address(text)
            kind = special_kind(address)
            if kind and not self._permits(address):
                raise AddressRefused(host, text, kind)

    def _permits(self, address: Address) -> bool:
        """Tell whether an address is allowed; its mapped form is the same machine, others may not be."""
        mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
        machine = mapped or address
        return any(machine.version == network.version and machine in network for network in self._networks)


def _plain(host: str) -> str:
    return host.strip().rstrip(".").lower()

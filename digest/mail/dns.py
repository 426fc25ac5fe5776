"""Asks the name servers of this machine for TXT records.

It does not know what the records mean (see `dkim_record`).
"""

from collections.abc import Sequence

import dns.exception
import dns.resolver

from digest.ports import TextRecords

_SECONDS = 5.0
"""For one name, whatever the number of servers and tries."""


class DnsResolver:
    """The DNS (`digest.ports.Resolver`). servers: to ask instead of this machine's own, as (address, port)."""

    def __init__(self, servers: Sequence[tuple[str, int]] = (), *, seconds: float = _SECONDS) -> None:
        self._servers, self._seconds = tuple(servers), seconds

    def texts(self, name: str) -> TextRecords:
        """Return the TXT records of `name`, or why nobody can say; see `digest.ports.Resolver`."""
        try:
            answer = self._resolver().resolve(f"{name}.", "TXT", lifetime=self._seconds, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return TextRecords()
        except dns.exception.Timeout:
            return TextRecords(fault=f"no name server answered within {self._seconds:g} s")
        except dns.resolver.NoNameservers:
            return TextRecords(fault="the name servers have no answer (SERVFAIL or refused)")
        except (dns.exception.DNSException, OSError, UnicodeError) as error:
            return TextRecords(fault=f"it cannot be looked up ({type(error).__name__})")
        return TextRecords(tuple(b"".join(record.strings).decode("utf-8", "replace") for record in answer))

    def _resolver(self) -> dns.resolver.Resolver:
        if not self._servers:
            return dns.resolver.Resolver()
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers = [address for address, _ in self._servers]
        resolver.nameserver_ports = dict(self._servers)
        return resolver

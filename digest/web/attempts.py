"""Slows down whoever guesses at the desk's door: a few attempts for each address, then a pause.

Counts live in memory: a restart forgives, and an attacker cannot cause one.
"""

import threading
from collections import deque
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

ALLOWED = 5
WINDOW = timedelta(minutes=15)
_KEPT = 10_000
"""Addresses remembered at a time; beyond that the ones that tried first are forgotten."""


class Attempts:
    """Counts the attempts of each network address. Safe to share between threads."""

    def __init__(self) -> None:
        self._times: dict[str, deque[datetime]] = {}
        self._lock = threading.Lock()

    def take(self, address: str, now: datetime) -> timedelta | None:
        """Use up one attempt; return how long to wait instead when there is none left."""
        who = _network(address)
        with self._lock:
            times = self._times.setdefault(who, deque())
            while times and times[0] <= now - WINDOW:
                times.popleft()
            if len(times) >= ALLOWED:
                return times[0] + WINDOW - now
            times.append(now)
            if len(self._times) > _KEPT:
                self._times.pop(next(iter(self._times)))
        return None

    def forgive(self, address: str) -> None:
        """Forget the attempts of somebody who got in."""
        with self._lock:
            self._times.pop(_network(address), None)


def _network(address: str) -> str:
    """Return what one customer of a provider usually has: an IPv4 address, or an IPv6 network of 64 bits."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return str(int(parsed) >> 64)
    return address

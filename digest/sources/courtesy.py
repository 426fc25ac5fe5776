"""Courtesy towards the hosts we read from: one connection at a time, and a pause between requests.

It knows nothing of HTTP.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class HostGate:
    """Lets one caller at a time through for each host, `gap` seconds after the one before began.

    It may be shared between threads. Hosts do not wait for each other.
    """

    def __init__(
        self,
        gap: float,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._gap = gap
        self._monotonic = monotonic
        self._sleep = sleep
        self._guard = threading.Lock()
        self._turns: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._next_start: dict[str, float] = {}
        self._wider: dict[str, float] = {}

    @contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """Wait for the turn of `host` and hold it. Holding two at once could deadlock: do not nest."""
        with self._guard:
            lock = self._turns[host]
        with lock:
            wait = self._next_start.get(host, 0.0) - self._monotonic()
            if wait > 0:
                self._sleep(wait)
            self._next_start[host] = self._monotonic() + self._wider.get(host, self._gap)
            yield

    def widen(self, host: str, gap: float) -> None:
        """Leave at least `gap` seconds between requests to `host` from its next turn on."""
        self._wider[host] = max(gap, self._gap)

"""Keeps all connections together at or under a number of messages a second."""

import threading
import time


class Pace:
    """Hands out moments to send at, evenly spaced. rate: messages a second, 0 for no limit."""

    def __init__(self, rate: float) -> None:
        self._gap = 1 / rate if rate > 0 else 0.0
        self._next = 0.0
        self._lock = threading.Lock()

    def wait(self, stop: threading.Event) -> None:
        """Wait for this caller's moment, or until `stop` is set."""
        if not self._gap:
            return
        with self._lock:
            moment = max(self._next, time.monotonic())
            self._next = moment + self._gap
        stop.wait(max(0.0, moment - time.monotonic()))

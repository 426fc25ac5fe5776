"""One thread that writes the ledger for all connections, so that one commit serves many outcomes.

It does not decide anything: what it writes was decided by whoever hands it over.
"""

import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from digest.domain.delivery import DeliveryStatus, Outcome
from digest.ports import Clock
from digest.storage import outbox
from digest.storage.engine import Database

_MOST_AT_ONCE = 200
_RENEW_EVERY_S = 20.0
_END = None


@dataclass(slots=True)
class _Mark:
    ids: Sequence[int]
    marked: "Future[set[int]]" = field(default_factory=Future)


class LedgerWriter:
    """Collects marks and outcomes while a commit is on its way, and writes them with the next one.

    A failure of the database is raised to every caller from then on: nothing more is handed over to the
    relay, and what was in the air is found `attempting` by the next run.
    """

    def __init__(
        self, database: Database, owner: str, clock: Clock, retry: Callable[[Outcome], datetime]
    ) -> None:
        self._database, self._owner, self._clock, self._retry = database, owner, clock, retry
        self._queue: queue.SimpleQueue[_Mark | Outcome | None] = queue.SimpleQueue()
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="ledger")
        self._thread.start()

    def mark(self, ids: Sequence[int]) -> "Future[set[int]]":
        """Have leased deliveries marked as attempting; the result, after the commit, is those still ours."""
        if self._failure:
            raise self._failure
        request = _Mark(ids)
        self._queue.put(request)
        return request.marked

    def settle(self, outcome: Outcome) -> None:
        """Have an outcome written down with the next commit; returns at once."""
        # Also after a failure: this one happened, and writing it down may still succeed.
        self._queue.put(outcome)
        if self._failure:
            raise self._failure

    def close(self) -> None:
        """Write what is left and end the thread. Raises what the database raised last."""
        self._queue.put(_END)
        self._thread.join()
        if self._failure:
            raise self._failure

    def _run(self) -> None:
        renewed = time.monotonic()
        outcomes: list[Outcome] = []
        while True:
            batch = self._next_batch()
            marks = [entry for entry in batch if isinstance(entry, _Mark)]
            outcomes += [entry for entry in batch if isinstance(entry, Outcome)]
            renew = time.monotonic() - renewed >= _RENEW_EVERY_S
            try:
                # After a failure outcomes are still worth a try: each one written is a copy less.
                self._write([] if self._failure else marks, outcomes, renew=renew)
                outcomes.clear()
            except Exception as error:  # noqa: BLE001 - handed to every caller, who raises it
                self._failure = error
            if self._failure:
                for mark in marks:
                    mark.marked.set_exception(self._failure)
            renewed = time.monotonic() if renew else renewed
            if _END in batch:
                return

    def _next_batch(self) -> list[_Mark | Outcome | None]:
        """Return all that waits to be written; an empty list when it is time for a sign of life."""
        batch: list[_Mark | Outcome | None] = []
        with suppress(queue.Empty):
            batch.append(self._queue.get(timeout=_RENEW_EVERY_S))
            while len(batch) < _MOST_AT_ONCE:
                batch.append(self._queue.get_nowait())
        return batch

    def _write(self, marks: Sequence[_Mark], outcomes: Sequence[Outcome], *, renew: bool) -> None:
        now = self._clock.now()
        retry = {
            outcome.delivery: self._retry(outcome)
            for outcome in outcomes
            if outcome.status in (DeliveryStatus.DEFERRED, DeliveryStatus.UNCERTAIN)
        }
        ours: set[int] = set()
        with self._database.write() as connection:
            outbox.settle(connection, self._owner, outcomes, retry, now)
            if marks:
                ids = [row for mark in marks for row in mark.ids]
                ours = outbox.mark_attempting(connection, self._owner, ids, now)
            if renew:
                outbox.renew(connection, self._owner, now)
        for mark in marks:
            mark.marked.set_result(ours.intersection(mark.ids))

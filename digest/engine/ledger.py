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

from sqlalchemy import Connection

from digest.domain.delivery import DeliveryStatus, Outcome
from digest.domain.edition import EditionId, EditionStatus
from digest.engine.processor import stay_on
from digest.ports import Clock
from digest.storage import outbox
from digest.storage.editions import edition_status
from digest.storage.engine import Database
from digest.storage.outbox import Claimed

_MOST_AT_ONCE = 200
_RENEW_EVERY_S = 20.0
_GATHER_S = 0.004
"""How long the first to come waits for others. What a kill can double is what ends in this time and that of a
commit."""
_END = None


@dataclass(slots=True)
class _Claim:
    limit: int
    answer: "Future[list[Claimed]]" = field(default_factory=Future)


@dataclass(slots=True)
class _Mark:
    ids: Sequence[int]
    answer: "Future[set[int]]" = field(default_factory=Future)


class LedgerWriter:
    """Collects claims, marks and outcomes while a commit is on its way, and writes them with the next one.

    On SQLite a second writer would have to wait for the first, and it waits by sleeping: with all of it in one
    hand nobody does.

    A failure of the database is raised to every caller from then on: nothing more is handed over to the
    relay, and what was in the air is found `attempting` by the next run.
    """

    def __init__(
        self,
        database: Database,
        edition: EditionId,
        owner: str,
        clock: Clock,
        retry: Callable[[Outcome], datetime],
        *,
        core: int | None = None,
    ) -> None:
        self._database, self._edition, self._owner = database, edition, owner
        self._clock, self._retry, self._core = clock, retry, core
        self._queue: queue.SimpleQueue[_Claim | _Mark | Outcome | None] = queue.SimpleQueue()
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="ledger")
        self._thread.start()

    def claim(self, limit: int) -> "Future[list[Claimed]]":
        """Have queued deliveries leased; the result, after the commit, is empty for an edition that is not sending."""
        request = _Claim(limit)
        self._ask(request)
        return request.answer

    def mark(self, ids: Sequence[int]) -> "Future[set[int]]":
        """Have leased deliveries marked as attempting; the result, after the commit, is those still ours."""
        request = _Mark(ids)
        self._ask(request)
        return request.answer

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

    def _ask(self, request: _Claim | _Mark) -> None:
        if self._failure:
            raise self._failure
        self._queue.put(request)

    def _run(self) -> None:
        stay_on(self._core)
        renewed = time.monotonic()
        outcomes: list[Outcome] = []
        while True:
            batch = self._next_batch()
            requests = [entry for entry in batch if isinstance(entry, _Claim | _Mark)]
            outcomes += [entry for entry in batch if isinstance(entry, Outcome)]
            renew = time.monotonic() - renewed >= _RENEW_EVERY_S
            try:
                # After a failure outcomes are still worth a try: each one written is a copy less.
                self._write([] if self._failure else requests, outcomes, renew=renew)
                outcomes.clear()
            except Exception as error:  # noqa: BLE001 - handed to every caller, who raises it
                self._failure = error
            if self._failure:
                for request in requests:
                    request.answer.set_exception(self._failure)
            renewed = time.monotonic() if renew else renewed
            if _END in batch:
                return

    def _next_batch(self) -> "list[_Claim | _Mark | Outcome | None]":
        """Return all that waits to be written; an empty list when it is time for a sign of life."""
        batch: list[_Claim | _Mark | Outcome | None] = []
        with suppress(queue.Empty):
            batch.append(self._queue.get(timeout=_RENEW_EVERY_S))
            if batch != [_END]:
                # What comes in meanwhile wakes nobody up and shares the commit.
                time.sleep(_GATHER_S)
            while len(batch) < _MOST_AT_ONCE:
                batch.append(self._queue.get_nowait())
        return batch

    def _write(self, requests: Sequence[_Claim | _Mark], outcomes: Sequence[Outcome], *, renew: bool) -> None:
        now = self._clock.now()
        retry = {
            outcome.delivery: self._retry(outcome)
            for outcome in outcomes
            if outcome.status in (DeliveryStatus.DEFERRED, DeliveryStatus.UNCERTAIN)
        }
        claims = [request for request in requests if isinstance(request, _Claim)]
        marks = [request for request in requests if isinstance(request, _Mark)]
        ours: set[int] = set()
        leased: list[list[Claimed]] = []
        with self._database.write() as connection:
            outbox.settle(connection, self._owner, outcomes, retry, now)
            if marks:
                ids = [row for mark in marks for row in mark.ids]
                ours = outbox.mark_attempting(connection, self._owner, ids, now)
            if claims:
                leased = self._lease(connection, claims, now)
            if renew:
                outbox.renew(connection, self._owner, now)
        for mark in marks:
            mark.answer.set_result(ours.intersection(mark.ids))
        for claim, batch in zip(claims, leased, strict=True):
            claim.answer.set_result(batch)

    def _lease(self, connection: Connection, claims: Sequence[_Claim], now: datetime) -> list[list[Claimed]]:
        if edition_status(connection, self._edition) is not EditionStatus.SENDING:
            return [[] for _ in claims]  # Paused or cancelled while we were at it.
        return [outbox.claim(connection, self._edition, self._owner, claim.limit, now) for claim in claims]

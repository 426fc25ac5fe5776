"""Hands the queued deliveries of one edition to the relay, on several connections at once.

It does not freeze, retry later or conclude: see `services.dispatch`.
"""

import math
import threading
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from datetime import datetime

import structlog

from digest.domain.delivery import Brake, DeliveryStatus, Outcome, Reply, retry_at
from digest.domain.edition import Edition, EditionEvent, EditionStatus
from digest.engine.ledger import LedgerWriter
from digest.engine.local import run_on_threads
from digest.engine.pace import Pace
from digest.engine.processor import present_core
from digest.errors import RelayRefused, RelayUnavailable
from digest.ports import Clock, Connection, Outgoing, Relay
from digest.services.press import EditionPress, Press
from digest.storage import outbox
from digest.storage.accounts import accounts
from digest.storage.editions import get_edition, step_edition
from digest.storage.engine import Database
from digest.storage.outbox import Claimed
from subscribers.api import Subscribers

_log = structlog.get_logger()

_BATCH = 100
"""Deliveries claimed at once by one connection."""
_GROUP = 8
"""Deliveries marked as attempting at once; one group ahead of the one that is handed over."""
IN_THE_AIR = 2 * _GROUP + 1
"""What one connection leaves uncertain at most when it is killed: two groups, and the last message of the group
before them, whose reply is read while the next message is on its way."""
_SICK_AFTER = 3
"""Conversations in a row that brought nothing before a connection gives the relay up."""

Progress = Callable[[Outcome], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What delivering needs. owner: this process in the ledger.

    connections: to the relay at once. message_rate: a second over all of them, 0 for no limit.
    hold_uncertain: leave a delivery whose reply was lost alone, instead of handing it over again with
    the same Message-ID. one_core: whether the threads of a run take turns on one core.
    """

    database: Database
    subscribers: Subscribers
    relay: Relay
    press: Press
    clock: Clock
    owner: str
    connections: int = 10
    message_rate: float = 0
    hold_uncertain: bool = False
    one_core: bool = False


class Handover:
    """One run over one edition. `relay_problem` says afterwards why the relay did not take everything."""

    def __init__(self, means: Means, edition: Edition, stop: threading.Event, progress: Progress) -> None:
        self._means, self._edition, self._stop, self._progress = means, edition, stop, progress
        self._press: EditionPress = means.press.for_edition(edition)
        self._pace = Pace(means.message_rate)
        self._halt = threading.Event()
        self._lock = threading.Lock()
        self._brake = Brake()
        self._talking = 0
        self._attempts: dict[int, int] = {}
        self._braked: Reply | None = None
        self.relay_problem = ""

    def run(self) -> None:
        """Hand over until nothing is queued, the relay is lost, or somebody says stop.

        Raises RelayRefused, StorageError: the ledger then still tells what has to be done.
        """
        try:
            # One conversation before many: a relay that is down is found out once, not by ten threads.
            self._means.relay.connect().close()
        except RelayUnavailable as error:
            self._give_up(str(error))
        else:
            means = self._means
            core = present_core() if means.one_core else None
            self._writer = LedgerWriter(
                means.database, self._edition.id, means.owner, means.clock, self._retry_at, core=core
            )
            try:
                run_on_threads(self._useful_connections(), self._talk, self._halt, core=core)
            finally:
                self._writer.close()
        if self._braked:
            self._defer_refused(self._braked)
        if self.relay_problem and not self._stop.is_set():
            self._defer_rest()

    def _useful_connections(self) -> int:
        """Return how many connections find a batch: few readers need few of them."""
        with self._means.database.read() as connection:
            queued = accounts(connection, self._edition.id).queued
        return max(1, min(self._means.connections, math.ceil(queued / _BATCH)))

    def _talk(self) -> None:
        """Work of one thread: connect, claim, converse, claim again.

        Nothing is claimed before there is somebody to hand it to: what lies with a connection that is
        refused at last would be found by nobody, once the others are through with the rest.
        """
        fruitless = 0
        connection: Connection | None = None
        try:
            while not self._stopped():
                connection = connection or self._connect()
                if connection is None or not (batch := self._claim()):
                    return
                accepted, whole = self._converse(connection, batch)
                if not whole:
                    self._hang_up(connection)
                    connection = None
                fruitless = 0 if accepted or whole else fruitless + 1
                if fruitless >= _SICK_AFTER:
                    self._give_up("the relay breaks off every conversation")
                    return
        finally:
            if connection:
                self._hang_up(connection)

    def _connect(self) -> Connection | None:
        """Return a connection, None when the relay gives us no more of them."""
        with self._lock:
            self._talking += 1
        try:
            return self._means.relay.connect()
        except (RelayUnavailable, RelayRefused) as error:
            with self._lock:
                self._talking -= 1
                alone = self._talking == 0
            if alone and isinstance(error, RelayRefused):
                raise
            if alone:
                self._give_up(str(error))
            # Others are served, or still asking: a relay that limits connections is not one that is down.
            _log.info("relay.no_further_connection", reason=str(error))
            return None

    def _hang_up(self, connection: Connection) -> None:
        connection.close()
        with self._lock:
            self._talking -= 1

    def _claim(self) -> list[Claimed]:
        """Lease a batch of readers who may still be written to; an empty one when there is none left."""
        kept: list[Claimed] = []
        while not kept and (batch := self._writer.claim(_BATCH).result()):
            kept = self._without_barred(batch)
        self._attempts |= {claimed.delivery: claimed.attempts + 1 for claimed in kept}
        return kept

    def _without_barred(self, batch: Sequence[Claimed]) -> list[Claimed]:
        """Leave out whoever may no longer be written to."""
        means, newsletter = self._means, self._edition.id.newsletter
        verdicts = means.subscribers.may_mail([claimed.subscriber for claimed in batch], newsletter)
        barred = {
            claimed.delivery: verdicts[claimed.subscriber].reason
            for claimed in batch
            if not verdicts[claimed.subscriber].allowed
        }
        if barred:
            with means.database.write() as connection:
                outbox.exclude(connection, means.owner, barred, means.clock.now())
        return [claimed for claimed in batch if claimed.delivery not in barred]

    def _converse(self, connection: Connection, batch: Sequence[Claimed]) -> tuple[int, bool]:
        """Hand over a batch; return how many were accepted, and whether all of it was dealt with.

        What the connection did not even ask for is given back at once.
        """
        pulled: set[int] = set()
        lost: set[int] = set()
        accepted = 0
        messages = self._attempted(batch, pulled, lost)
        try:
            for outcome in connection.deliver(messages):
                self._writer.settle(outcome)
                accepted += outcome.status is DeliveryStatus.ACCEPTED
                self._note(outcome)
        finally:
            messages.close()
            left = [claimed.delivery for claimed in batch if claimed.delivery not in pulled]
            self._give_back(left)
        return accepted, lost.issuperset(left)

    def _attempted(
        self, batch: Sequence[Claimed], pulled: set[int], lost: set[int]
    ) -> Generator[Outgoing, None, None]:
        """Yield the messages of a batch, each only once its attempt stands in the ledger.

        While one group is handed over, the next one is being written down, so that nobody waits for a
        disk between two messages.
        """
        groups = [batch[start : start + _GROUP] for start in range(0, len(batch), _GROUP)]
        marks = map(self._mark, groups)
        following = next(marks, None)
        try:
            for group in groups:
                marked, following = following, next(marks, None)
                for claimed in self._ours(group, marked, lost):
                    self._pace.wait(self._halt)
                    if self._stopped():
                        return
                    message = self._press.outgoing(claimed)
                    pulled.add(claimed.delivery)
                    yield message
        finally:
            if following:
                # What is not handed over is given back next, and that must find it marked.
                wait([following])

    def _ours(
        self, group: Sequence[Claimed], marked: "Future[set[int]] | None", lost: set[int]
    ) -> list[Claimed]:
        """Return the part of a group whose attempt stands in the ledger.

        The rest is lost to us: another owner deals with it, or the edition was paused or cancelled.
        """
        ours = marked.result() if marked else set()
        lost.update(claimed.delivery for claimed in group if claimed.delivery not in ours)
        return [claimed for claimed in group if claimed.delivery in ours]

    def _mark(self, group: Sequence[Claimed]) -> "Future[set[int]]":
        return self._writer.mark([claimed.delivery for claimed in group])

    def _note(self, outcome: Outcome) -> None:
        self._progress(outcome)
        with self._lock:
            reason = self._brake.note(outcome)
            if not reason or self._halt.is_set():
                return
            self._halt.set()
            self._braked = outcome.reply
        self._pause(reason)

    def _pause(self, reason: str) -> None:
        edition = self._edition.id
        with self._means.database.write() as connection:
            # An editor who paused or cancelled it in the same moment has the word.
            if get_edition(connection, edition, to_change=True).status is EditionStatus.SENDING:
                now = self._means.clock.now()
                step_edition(connection, edition, EditionEvent.PAUSE, reason=reason, now=now)
        _log.error("edition.paused", edition=str(edition), reason=reason)

    def _give_back(self, ids: Sequence[int]) -> None:
        if ids:
            with self._means.database.write() as connection:
                outbox.give_back(connection, self._means.owner, ids, self._means.clock.now())

    def _give_up(self, problem: str) -> None:
        with self._lock:
            self.relay_problem = self.relay_problem or problem
        self._halt.set()

    def _defer_refused(self, reply: Reply) -> None:
        """Keep in the queue whom the brake was pulled for: those refusals were no fault of theirs."""
        now = self._means.clock.now()
        with self._means.database.write() as connection:
            outbox.defer_refused(connection, self._edition.id, reply, retry_at(now, 1, 0.0), now)

    def _defer_rest(self) -> None:
        now = self._means.clock.now()
        reply = Reply(code=0, text=self.relay_problem)
        with self._means.database.write() as connection:
            outbox.defer_open(
                connection,
                self._edition.id,
                self._means.owner,
                reply,
                retry_at=retry_at(now, 1, 0.0),
                now=now,
            )

    def _retry_at(self, outcome: Outcome) -> datetime:
        # The golden ratio spreads consecutive numbers evenly, and the same one always falls alike.
        spread = outcome.delivery * 0.618033988749895 % 1
        return retry_at(self._means.clock.now(), self._attempts[outcome.delivery], spread)

    def _stopped(self) -> bool:
        return self._stop.is_set() or self._halt.is_set()

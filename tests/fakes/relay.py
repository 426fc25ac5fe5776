"""A relay in memory: takes what the real one would take, and fails on demand.

tests/contract/test_relay.py holds it to the behaviour of the real one.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from enum import Enum, auto

from digest.domain.delivery import DeliveryStatus, Outcome, Reply, status_for
from digest.errors import DigestError
from digest.mail import wire
from digest.ports import Outgoing

ACCEPTED = Reply(code=250, enhanced="2.0.0", text="accepted")


class Break(Enum):
    """Where the connection is lost. After the dot the relay has the message, though nobody says so."""

    BEFORE_DOT = auto()
    AFTER_DOT = auto()


Answer = Reply | Break


class MemoryRelay:
    """`digest.ports.Relay` without a network. accepted: what it took, in order, of all connections."""

    def __init__(self) -> None:
        self.accepted: list[Outgoing] = []
        self.connections: list[MemoryConnection] = []
        self._answers: defaultdict[str, deque[Answer]] = defaultdict(deque)
        self._errors: deque[DigestError] = deque()

    def answer(self, recipient: str, *answers: Answer) -> None:
        """Say what the next attempts for `recipient` meet; after these it is accepted."""
        self._answers[recipient].extend(answers)

    def fail_to_connect(self, *errors: DigestError) -> None:
        """Say what the next calls of `connect` raise."""
        self._errors.extend(errors)

    def next_answer(self, recipient: str) -> Answer:
        return self._answers[recipient].popleft() if self._answers[recipient] else ACCEPTED

    def connect(self) -> "MemoryConnection":
        if self._errors:
            raise self._errors.popleft()
        self.connections.append(MemoryConnection(self))
        return self.connections[-1]


class MemoryConnection:
    """`digest.ports.Connection`; like the real one it pulls one message ahead of the one at hand."""

    def __init__(self, relay: MemoryRelay) -> None:
        self.open = True
        self._relay = relay

    def deliver(self, messages: Iterable[Outgoing]) -> Iterator[Outcome]:
        source = iter(messages) if self.open else iter(())
        message = next(source, None)
        while message is not None:
            following = next(source, None)
            outcome = self._attempt(message)
            yield outcome
            if not self.open:
                if following is not None:
                    yield _outcome(following, DeliveryStatus.DEFERRED, outcome.reply)
                return
            message = following

    def close(self) -> None:
        self.open = False

    def _attempt(self, message: Outgoing) -> Outcome:
        if refusal := wire.refusal(message, largest=0):
            return _outcome(message, DeliveryStatus.REFUSED, refusal)
        answer = self._relay.next_answer(message.recipient)
        if isinstance(answer, Break):
            self.open = False
            if answer is Break.AFTER_DOT:
                self._relay.accepted.append(message)
            lost = Reply(code=0, text="the relay closed the connection")
            return _outcome(message, status_for(lost, after_dot=answer is Break.AFTER_DOT), lost)
        if answer.code == 421:
            self.open = False
        if 200 <= answer.code < 300:
            self._relay.accepted.append(message)
        return _outcome(message, status_for(answer, after_dot=True), answer)


def _outcome(message: Outgoing, status: DeliveryStatus, reply: Reply) -> Outcome:
    return Outcome(delivery=message.delivery, status=status, reply=reply)

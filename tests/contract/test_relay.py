"""What every relay does, the one in memory as well as the real client: services rely on no more than this.

The real client runs against a server of ours that offers PIPELINING and against aiosmtpd, which does not.
"""

import socket
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from digest.domain.delivery import DeliveryStatus, Outcome, Reply
from digest.errors import RelayRefused, RelayUnavailable
from digest.mail.handshake import SmtpOptions, Timeouts
from digest.mail.smtp import SmtpRelay
from digest.ports import Outgoing, Relay
from tests.fakes.relay import Answer, Break, MemoryRelay
from tests.integration.digest.mail.server import End, SmtpServer

ACCEPTED, DEFERRED = DeliveryStatus.ACCEPTED, DeliveryStatus.DEFERRED
REFUSED, UNCERTAIN = DeliveryStatus.REFUSED, DeliveryStatus.UNCERTAIN
BODY = b"Subject: x\r\n\r\n.dots\r\n..\r\nend\r\n"
UNKNOWN = Reply(code=550, enhanced="5.1.1", text="unknown")
GREYLISTED = Reply(code=450, enhanced="4.7.1", text="come back later")
CLOSING = Reply(code=421, enhanced="4.3.2", text="closing")


class Bench(Protocol):
    """A relay, what it took, and a way to make it fail."""

    relay: Relay

    def answer(self, recipient: str, *answers: Answer) -> None: ...

    @property
    def taken(self) -> list[tuple[str, bytes]]: ...


def client(port: int) -> SmtpRelay:
    timeouts = Timeouts(connect=2, command=2, data=2, body=2, final_dot=2, quit=1)
    return SmtpRelay(
        SmtpOptions(host="127.0.0.1", port=port, client_name="client.example.org", timeouts=timeouts)
    )


class MemoryBench:
    def __init__(self) -> None:
        self.relay = MemoryRelay()
        self.answer = self.relay.answer

    @property
    def taken(self) -> list[tuple[str, bytes]]:
        return [(message.recipient, message.data) for message in self.relay.accepted]


class Script:
    """Answers for each recipient, in turn."""

    def __init__(self) -> None:
        self._answers: defaultdict[str, deque[Answer]] = defaultdict(deque)
        self._now: dict[str, Answer | None] = {}

    def answer(self, recipient: str, *answers: Answer) -> None:
        self._answers[recipient].extend(answers)

    def turn(self, recipient: str) -> Answer | None:
        """Draw the answer for this attempt; `meanwhile` gives it again at the later stages."""
        queue = self._answers[recipient]
        self._now[recipient] = queue.popleft() if queue else None
        return self._now[recipient]

    def meanwhile(self, recipient: str) -> Answer | None:
        return self._now.get(recipient)


class PipelinedBench(Script):
    def __init__(self) -> None:
        super().__init__()
        self.server = SmtpServer("PIPELINING", RCPT=self._rcpt, DATA=self._data, DOT=self._dot)
        self.relay = client(self.server.port)

    @property
    def taken(self) -> list[tuple[str, bytes]]:
        return [(taken.recipient, taken.data) for taken in self.server.taken]

    def _rcpt(self, recipient: str) -> bytes | None:
        answer = self.turn(recipient)
        return f"{answer}\r\n".encode() if isinstance(answer, Reply) else None

    def _data(self, recipient: str) -> End | None:
        return End.CLOSE if self.meanwhile(recipient) is Break.BEFORE_DOT else None

    def _dot(self, recipient: str) -> End | None:
        return End.CLOSE if self.meanwhile(recipient) is Break.AFTER_DOT else None


class LockStepBench(Script):
    """The handler's methods have the names that aiosmtpd calls."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[tuple[str, bytes]] = []
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.controller = Controller(self, hostname="127.0.0.1", port=port)
        self.controller.start()
        self.relay = client(port)

    async def handle_RCPT(self, server, _session, envelope: Envelope, address: str, _options):  # noqa: N802 - aiosmtpd's name
        answer = self.turn(address)
        if isinstance(answer, Reply):
            return str(answer)
        if answer is Break.BEFORE_DOT:
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server, _session, envelope: Envelope):  # noqa: N802 - aiosmtpd's name
        (recipient,) = envelope.rcpt_tos
        if self.meanwhile(recipient) is Break.AFTER_DOT:
            server.transport.abort()
        self.taken.append((recipient, envelope.original_content))
        return "250 2.0.0 Ok"


@contextmanager
def memory() -> Iterator[Bench]:
    yield MemoryBench()


@contextmanager
def pipelined() -> Iterator[Bench]:
    bench = PipelinedBench()
    with bench.server:
        yield bench


@contextmanager
def lock_step() -> Iterator[Bench]:
    bench = LockStepBench()
    yield bench
    bench.controller.stop()


@pytest.fixture(params=[memory, pipelined, lock_step], ids=lambda make: make.__name__)
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    with request.param() as made:
        yield made


def recipient(number: int) -> str:
    return f"r{number}@example.org"


class Source:
    """Messages 1 to `count`; pulled: how many were taken from it."""

    def __init__(self, count: int) -> None:
        self.count, self.pulled = count, 0

    def __iter__(self) -> Iterator[Outgoing]:
        return self

    def __next__(self) -> Outgoing:
        if self.pulled == self.count:
            raise StopIteration
        self.pulled += 1
        return outgoing(self.pulled)


def outgoing(number: int, to: str = "", data: bytes = BODY) -> Outgoing:
    return Outgoing(delivery=number, sender="b@example.org", recipient=to or recipient(number), data=data)


def deliver(bench: Bench, source) -> list[Outcome]:
    connection = bench.relay.connect()
    outcomes = list(connection.deliver(source))
    connection.close()
    return outcomes


def told(outcomes: list[Outcome]) -> list[tuple[int, DeliveryStatus]]:
    return [(outcome.delivery, outcome.status) for outcome in outcomes]


def test_every_message_is_taken_whole_in_order_with_one_outcome_each(bench):
    outcomes = deliver(bench, Source(5))
    assert told(outcomes) == [(number, ACCEPTED) for number in range(1, 6)]
    assert all(outcome.reply.code == 250 for outcome in outcomes)
    assert bench.taken == [(recipient(number), BODY) for number in range(1, 6)]


@pytest.mark.parametrize(("reply", "status"), [(UNKNOWN, REFUSED), (GREYLISTED, DEFERRED)])
def test_a_reply_about_one_recipient_is_that_recipients_outcome(bench, reply, status):
    bench.answer(recipient(2), reply)
    outcomes = deliver(bench, Source(3))
    assert told(outcomes) == [(1, ACCEPTED), (2, status), (3, ACCEPTED)]
    assert outcomes[1].reply == reply
    assert [to for to, _ in bench.taken] == [recipient(1), recipient(3)]


def test_a_deferred_message_may_be_taken_at_the_next_attempt(bench):
    bench.answer(recipient(1), GREYLISTED, GREYLISTED)
    assert [told(deliver(bench, Source(1))) for _ in range(3)] == [
        [(1, DEFERRED)],
        [(1, DEFERRED)],
        [(1, ACCEPTED)],
    ]


ENDINGS = [(CLOSING, DEFERRED), (Break.BEFORE_DOT, DEFERRED), (Break.AFTER_DOT, UNCERTAIN)]
endings = pytest.mark.parametrize(("answer", "status"), ENDINGS, ids=["421", "before-dot", "after-dot"])


@endings
def test_when_the_connection_ends_every_message_pulled_has_its_outcome_and_no_more_are_pulled(
    bench, answer, status
):
    bench.answer(recipient(2), answer)
    source = Source(9)
    outcomes = deliver(bench, source)
    assert told(outcomes)[:2] == [(1, ACCEPTED), (2, status)]
    assert {ended for _, ended in told(outcomes)[2:]} <= {DEFERRED}
    assert [number for number, _ in told(outcomes)] == list(range(1, source.pulled + 1))
    assert source.pulled <= 3


@endings
def test_an_ended_connection_pulls_nothing_and_closes_quietly(bench, answer, status):
    bench.answer(recipient(1), answer)
    connection = bench.relay.connect()
    assert told(list(connection.deliver([outgoing(1)]))) == [(1, status)]
    source = Source(1)
    assert list(connection.deliver(source)) == []
    assert source.pulled == 0
    connection.close()
    connection.close()


@endings
def test_nobody_is_lost_when_what_is_open_is_tried_again(bench, answer, status):
    bench.answer(recipient(1), answer)
    bench.answer(recipient(4), answer, answer)
    open_ones = list(range(1, 8))
    for _ in range(20):
        outcomes = deliver(bench, iter([outgoing(number) for number in open_ones]))
        done = {outcome.delivery for outcome in outcomes if outcome.status is ACCEPTED}
        open_ones = [number for number in open_ones if number not in done]
    assert open_ones == []
    assert {to for to, _ in bench.taken} == {recipient(number) for number in range(1, 8)}
    if status is DEFERRED:
        assert len(bench.taken) == 7


@pytest.mark.parametrize(
    ("message", "code", "enhanced"),
    [
        (outgoing(2, to="é@example.org"), 553, "5.6.7"),
        (outgoing(2, to="two words@example.org"), 553, "5.1.3"),
        (outgoing(2, data=b"a\r\n.\nb\r\n"), 554, "5.6.0"),
    ],
)
def test_what_smtp_cannot_carry_is_refused_before_it_leaves(bench, message, code, enhanced):
    outcomes = deliver(bench, [outgoing(1), message, outgoing(3)])
    assert told(outcomes) == [(1, ACCEPTED), (2, REFUSED), (3, ACCEPTED)]
    assert (outcomes[1].reply.code, outcomes[1].reply.enhanced) == (code, enhanced)
    assert [to for to, _ in bench.taken] == [recipient(1), recipient(3)]


def test_a_connection_serves_several_calls_even_empty_ones(bench):
    connection = bench.relay.connect()
    assert list(connection.deliver([])) == []
    assert told(list(connection.deliver(Source(2)))) == [(1, ACCEPTED), (2, ACCEPTED)]
    assert told(list(connection.deliver([outgoing(3)]))) == [(3, ACCEPTED)]
    connection.close()
    assert [to for to, _ in bench.taken] == [recipient(1), recipient(2), recipient(3)]


def test_a_closed_connection_pulls_nothing(bench):
    connection = bench.relay.connect()
    connection.close()
    source = Source(1)
    assert list(connection.deliver(source)) == []
    assert source.pulled == 0


@contextmanager
def memory_that_fails(answer: bytes) -> Iterator[Relay]:
    relay = MemoryRelay()
    relay.fail_to_connect(RelayUnavailable("busy") if answer.startswith(b"4") else RelayRefused("go away"))
    yield relay


@contextmanager
def server_that_fails(answer: bytes) -> Iterator[Relay]:
    with SmtpServer(CONNECT=[answer]) as server:
        yield client(server.port)


@pytest.mark.parametrize("failing", [memory_that_fails, server_that_fails])
@pytest.mark.parametrize(
    ("answer", "error"), [(b"421 4.3.2 busy\r\n", RelayUnavailable), (b"554 5.7.1 no\r\n", RelayRefused)]
)
def test_a_relay_that_cannot_be_talked_to_raises_and_may_answer_the_next_time(failing, answer, error):
    with failing(answer) as relay:
        with pytest.raises(error):
            relay.connect()
        connection = relay.connect()
        assert told(list(connection.deliver(Source(1)))) == [(1, ACCEPTED)]
        connection.close()

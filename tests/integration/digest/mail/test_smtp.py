"""The relay's client against a server that misbehaves at every stage: nobody lost, nobody doubled."""

import socket
import threading
import time
from dataclasses import replace

import pytest

from digest.domain.delivery import DeliveryStatus, Outcome, Reply
from digest.mail.handshake import SmtpOptions, Timeouts
from digest.mail.smtp import SmtpRelay
from digest.mail.wire import WireReady
from digest.ports import Outgoing
from tests.integration.digest.mail.server import End, SmtpServer

ACCEPTED, DEFERRED = DeliveryStatus.ACCEPTED, DeliveryStatus.DEFERRED
REFUSED, UNCERTAIN = DeliveryStatus.REFUSED, DeliveryStatus.UNCERTAIN
PIPELINING = "PIPELINING"
QUICK = Timeouts(connect=5, command=5, data=5, body=5, final_dot=5, quit=1)
IMPATIENT = Timeouts(connect=0.3, command=0.3, data=0.3, body=0.3, final_dot=0.3, quit=0.2)
BODY = b"Subject: x\r\n\r\n.dots\r\n..\r\nend\r\n"


def outgoing(number: int, **changes) -> Outgoing:
    made = Outgoing(delivery=number, sender="b@example.org", recipient=f"r{number}@example.org", data=BODY)
    return replace(made, **changes)


class Source:
    """Messages 1 to `count`; pulled: how many were taken from it."""

    def __init__(self, count: int, **changes) -> None:
        self.count, self.changes, self.pulled = count, changes, 0

    def __iter__(self):
        return self

    def __next__(self) -> Outgoing:
        if self.pulled == self.count:
            raise StopIteration
        self.pulled += 1
        return outgoing(self.pulled, **self.changes)


def relay(server: SmtpServer, timeouts: Timeouts = QUICK, **options) -> SmtpRelay:
    options = {"client_name": "client.example.org", **options}
    return SmtpRelay(SmtpOptions(host="127.0.0.1", port=server.port, timeouts=timeouts, **options))


def deliver(server: SmtpServer, source, timeouts: Timeouts = QUICK, **options) -> list[Outcome]:
    connection = relay(server, timeouts, **options).connect()
    outcomes = list(connection.deliver(source))
    connection.close()
    return outcomes


def told(outcomes: list[Outcome]) -> list[tuple[int, DeliveryStatus]]:
    return [(outcome.delivery, outcome.status) for outcome in outcomes]


both_ways = pytest.mark.parametrize("extensions", [(PIPELINING,), ()], ids=["pipelined", "lock-step"])


@both_ways
def test_messages_arrive_whole_and_in_order(extensions):
    with SmtpServer(*extensions) as server:
        outcomes = deliver(server, Source(20))
    assert told(outcomes) == [(number, ACCEPTED) for number in range(1, 21)]
    assert outcomes[0].reply == Reply(code=250, enhanced="2.0.0", text="Ok: queued")
    assert [taken.recipient for taken in server.taken] == [
        f"r{number}@example.org" for number in range(1, 21)
    ]
    assert {(taken.sender, taken.data) for taken in server.taken} == {("<b@example.org>", BODY)}
    assert server.heard == ["EHLO", *["MAIL", "RCPT", "DATA"] * 20, "QUIT"]


@both_ways
def test_the_next_envelope_travels_behind_this_body_only_where_the_relay_offers_it(extensions):
    with SmtpServer(*extensions) as server:
        server.look_ahead = 0.2
        deliver(server, Source(4))
    assert server.ahead == ([True, True, True, False] if extensions else [False] * 4)


@pytest.mark.skipif(
    not hasattr(socket, "TCP_QUICKACK"), reason="the system decides alone when to acknowledge"
)
def test_a_relay_that_answers_piece_by_piece_does_not_wait_for_acknowledgements():
    # 20 delayed acknowledgements of 40 ms would take 0.8 s.
    with SmtpServer(PIPELINING) as server:
        connection = relay(server).connect()
        start = time.monotonic()
        outcomes = list(connection.deliver(Source(20)))
        assert time.monotonic() - start < 0.5
        connection.close()
    assert len(outcomes) == 20


@both_ways
def test_at_most_one_message_is_pulled_ahead_of_the_outcomes(extensions):
    source = Source(5)
    with SmtpServer(*extensions) as server:
        connection = relay(server).connect()
        for position, _ in enumerate(connection.deliver(source), start=1):
            assert source.pulled == min(5, position + len(extensions))
        connection.close()


REFUSALS = [
    (
        "MAIL",
        b"550 5.7.1 not you\r\n",
        REFUSED,
        Reply(code=550, enhanced="5.7.1", text="sender refused: not you"),
    ),
    (
        "MAIL",
        b"451 4.3.0 later\r\n",
        DEFERRED,
        Reply(code=451, enhanced="4.3.0", text="sender refused: later"),
    ),
    ("RCPT", b"550 5.1.1 unknown\r\n", REFUSED, Reply(code=550, enhanced="5.1.1", text="unknown")),
    ("RCPT", b"450 4.7.1 greylisted\r\n", DEFERRED, Reply(code=450, enhanced="4.7.1", text="greylisted")),
    ("DATA", b"554 5.5.0 no\r\n", REFUSED, Reply(code=554, enhanced="5.5.0", text="no")),
    ("DATA", b"451 4.3.0 later\r\n", DEFERRED, Reply(code=451, enhanced="4.3.0", text="later")),
    ("DOT", b"554 5.7.1 spam\r\n", REFUSED, Reply(code=554, enhanced="5.7.1", text="spam")),
    ("DOT", b"452 4.3.1 full\r\n", DEFERRED, Reply(code=452, enhanced="4.3.1", text="full")),
]


@both_ways
@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: f"{refusal[0]}-{refusal[2]}")
@pytest.mark.parametrize("position", [0, 1, 2])
def test_a_refusal_at_any_stage_is_that_recipients_alone(extensions, refusal, position):
    stage, answer, status, reply = refusal
    with SmtpServer(*extensions, **{stage: [*[None] * position, answer]}) as server:
        outcomes = deliver(server, Source(3))
    expected = [(1, ACCEPTED), (2, ACCEPTED), (3, ACCEPTED)]
    expected[position] = (position + 1, status)
    assert told(outcomes) == expected
    assert outcomes[position].reply == reply
    assert [f"r{number}@example.org" for number, ended in expected if ended is ACCEPTED] == [
        taken.recipient for taken in server.taken
    ]
    assert server.connections == 1


@both_ways
@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA", "DOT"])
def test_a_relay_that_refuses_everybody_gets_every_message_over_one_connection(extensions, stage):
    with SmtpServer(*extensions, **{stage: lambda _: b"550 5.7.1 no\r\n"}) as server:
        outcomes = deliver(server, Source(6))
    assert told(outcomes) == [(number, REFUSED) for number in range(1, 7)]
    assert server.connections == 1
    assert server.taken == []


def test_a_relay_that_wants_a_body_for_nobody_gets_an_empty_one():
    # RFC 2920 §3.1: DATA may be accepted although the only recipient was not.
    answers = {"RCPT": [b"550 5.1.1 unknown\r\n"], "DATA": [b"354 go\r\n"]}
    with SmtpServer(PIPELINING, **answers) as server:
        outcomes = deliver(server, Source(3))
    assert told(outcomes) == [(1, REFUSED), (2, ACCEPTED), (3, ACCEPTED)]
    assert [taken.data for taken in server.taken] == [BODY, BODY]
    assert "RSET" not in server.heard


def test_a_relay_that_even_takes_the_empty_body_has_not_taken_the_message():
    answers = {"RCPT": [b"450 4.2.0 no\r\n"], "DATA": [b"354 go\r\n"], "DOT": [b"250 Ok\r\n"]}
    with SmtpServer(PIPELINING, **answers) as server:
        outcomes = deliver(server, Source(1))
    assert told(outcomes) == [(1, DEFERRED)]


@both_ways
@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA", "DOT"])
@pytest.mark.parametrize("position", [0, 1])
def test_421_at_any_stage_defers_what_was_pulled_and_ends_the_conversation(extensions, stage, position):
    source = Source(5)
    with SmtpServer(*extensions, **{stage: [*[None] * position, b"421 4.3.2 bye\r\n"]}) as server:
        outcomes = deliver(server, source)
    assert told(outcomes[:position]) == [(number + 1, ACCEPTED) for number in range(position)]
    assert {outcome.status for outcome in outcomes[position:]} == {DEFERRED}
    assert {str(outcome.reply) for outcome in outcomes[position:]} == {"421 4.3.2 bye"}
    assert source.pulled == len(outcomes)
    assert len(server.taken) == position
    assert server.heard.count("QUIT") == 0


BEFORE_DOT = ["MAIL", "RCPT", "DATA"]


@both_ways
@pytest.mark.parametrize("end", [End.CLOSE, End.RESET])
@pytest.mark.parametrize("stage", BEFORE_DOT)
@pytest.mark.parametrize("position", [0, 1])
def test_a_connection_lost_before_the_dot_defers_and_the_relay_has_nothing(extensions, end, stage, position):
    source = Source(5)
    with SmtpServer(*extensions, **{stage: [*[None] * position, end]}) as server:
        outcomes = deliver(server, source)
    assert told(outcomes) == [
        *[(number + 1, ACCEPTED) for number in range(position)],
        (position + 1, DEFERRED),
    ]
    assert outcomes[-1].reply.code == 0
    assert source.pulled == len(outcomes)
    assert len(server.taken) == position


@both_ways
@pytest.mark.parametrize("end", [End.CLOSE, End.RESET])
def test_a_connection_lost_after_the_dot_is_uncertain_and_the_one_behind_is_deferred(extensions, end):
    source = Source(5)
    with SmtpServer(*extensions, DOT=[None, end]) as server:
        outcomes = deliver(server, source)
    behind = [(3, DEFERRED)] if extensions else []
    assert told(outcomes) == [(1, ACCEPTED), (2, UNCERTAIN), *behind]
    assert source.pulled == len(outcomes)


@both_ways
@pytest.mark.parametrize("stage", BEFORE_DOT)
def test_a_relay_that_falls_silent_before_the_dot_defers_in_time(extensions, stage):
    start = time.monotonic()
    with SmtpServer(*extensions, **{stage: [End.SILENCE]}) as server:
        outcomes = deliver(server, Source(3), IMPATIENT)
    assert told(outcomes) == [(1, DEFERRED)]
    assert outcomes[0].reply.text == "no complete reply within 0.3 s"
    assert time.monotonic() - start < 3


@both_ways
def test_a_relay_that_falls_silent_after_the_dot_is_uncertain(extensions):
    with SmtpServer(*extensions, DOT=[End.SILENCE]) as server:
        outcomes = deliver(server, Source(3), IMPATIENT)
    assert told(outcomes)[0] == (1, UNCERTAIN)
    assert {status for _, status in told(outcomes)[1:]} <= {DEFERRED}


@both_ways
@pytest.mark.parametrize(
    "garbage",
    [
        b"hello there\r\n",
        b"\x00\xff\xfe\r\n",
        b"999 what\r\n",
        b"250-a\r\n550 b\r\n",
        b"250-" + b"x" * 70000 + b"\r\n",
        b"250-more\r\n" * 8000,
    ],
)
@pytest.mark.parametrize(("stage", "status"), [("RCPT", DEFERRED), ("DOT", UNCERTAIN)])
def test_an_answer_that_is_no_reply_ends_the_conversation(extensions, garbage, stage, status):
    with SmtpServer(*extensions, **{stage: [garbage]}) as server:
        outcomes = deliver(server, Source(3))
    assert told(outcomes)[0] == (1, status)
    assert server.connections == 1
    assert server.taken == [] or stage == "DOT"


@both_ways
@pytest.mark.parametrize(
    ("stage", "answer"), [("MAIL", b"354 go\r\n"), ("RCPT", b"334 x\r\n"), ("DATA", b"250 ok\r\n")]
)
def test_a_yes_of_the_wrong_kind_is_out_of_step(extensions, stage, answer):
    with SmtpServer(*extensions, **{stage: [answer]}) as server:
        outcomes = deliver(server, Source(3))
    assert told(outcomes) == [(1, DEFERRED)]
    assert stage in outcomes[0].reply.text


def test_a_go_ahead_after_the_dot_is_uncertain_and_ends_the_conversation():
    with SmtpServer(PIPELINING, DOT=[b"354 go on\r\n"]) as server:
        assert told(deliver(server, Source(4))) == [(1, UNCERTAIN), (2, DEFERRED)]
    assert server.connections == 1


@both_ways
def test_an_answer_given_before_its_question_is_never_taken_for_one(extensions):
    with SmtpServer(*extensions, DATA=[b"354 go\r\n250 2.0.0 queued already\r\n"]) as server:
        outcomes = deliver(server, Source(2))
    assert told(outcomes) == [(1, DEFERRED)]
    assert server.taken == []


def test_an_answer_before_the_first_question_takes_no_message():
    with SmtpServer(PIPELINING, EHLO=[b"250-x\r\n250 PIPELINING\r\n250 Ok\r\n"]) as server:
        outcomes = deliver(server, Source(2))
    assert told(outcomes) == [(1, DEFERRED)]
    assert "MAIL" not in server.heard


@both_ways
def test_replies_in_slices_with_pauses_are_put_together(extensions):
    slices = [b"2", 0.02, b"50-2.1.5 first\r", 0.02, b"\n250 2.1.5 ", 0.02, b"second\r\n"]
    with SmtpServer(*extensions, RCPT=[slices, slices], DOT=[slices]) as server:
        outcomes = deliver(server, Source(3))
    assert told(outcomes) == [(1, ACCEPTED), (2, ACCEPTED), (3, ACCEPTED)]
    assert outcomes[0].reply.text == "first second"


def test_a_relay_that_drips_is_given_the_stages_time_and_no_more():
    start = time.monotonic()
    with SmtpServer(PIPELINING, RCPT=[[piece for _ in range(40) for piece in (b"2", 0.05)]]) as server:
        outcomes = deliver(server, Source(1), IMPATIENT)
        assert time.monotonic() - start < 1.5
    assert told(outcomes) == [(1, DEFERRED)]


def test_a_relay_that_does_not_read_the_body_is_given_up_and_has_nothing():
    big = WireReady(b"A: b\r\n\r\n" + (b"x" * 70 + b"\r\n") * 400_000)
    with SmtpServer(PIPELINING, DATA=[[b"354 go\r\n", 3.0]]) as server:
        outcomes = deliver(server, Source(1, data=big), IMPATIENT)
    assert told(outcomes) == [(1, DEFERRED)]
    assert "not taken within 0.3 s" in outcomes[0].reply.text


def test_what_a_relay_says_before_it_hangs_up_on_a_body_is_heard():
    big = WireReady(b"A: b\r\n\r\n" + (b"x" * 70 + b"\r\n") * 400_000)
    source = Source(3, data=big)
    with _HangsUpInBody(b"552 5.3.4 too large\r\n") as server:
        outcomes = deliver(server, source)
    assert told(outcomes) == [(1, REFUSED), (2, DEFERRED)]
    assert outcomes[0].reply == Reply(code=552, enhanced="5.3.4", text="too large")
    assert "552" in outcomes[1].reply.text


class _HangsUpInBody:
    """Takes an envelope, reads a little of the body, answers and closes its side of the connection."""

    def __init__(self, answer: bytes) -> None:
        self.answer = answer
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.thread = threading.Thread(target=self.serve)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.thread.join(5)
        self.listening.close()

    def serve(self):
        connection, _ = self.listening.accept()
        with connection:
            connection.sendall(b"220 x\r\n")
            connection.recv(100)
            connection.sendall(b"250-x\r\n250 PIPELINING\r\n")
            connection.recv(1000)
            connection.sendall(b"250 Ok\r\n250 Ok\r\n354 go\r\n")
            connection.recv(100_000)
            connection.sendall(self.answer)


@both_ways
@pytest.mark.parametrize("answer", [b"502 5.5.1 no RSET here\r\n", b"421 4.3.2 bye\r\n", End.CLOSE])
def test_a_failing_rset_changes_no_outcome_already_told(extensions, answer):
    source = Source(5)
    with SmtpServer(*extensions, RCPT=[b"550 5.1.1 unknown\r\n"], RSET=[answer]) as server:
        outcomes = deliver(server, source)
    assert told(outcomes) == [(1, REFUSED), (2, DEFERRED)]
    assert source.pulled == 2


def test_a_failing_quit_changes_nothing():
    for answer in (b"500 what\r\n", End.CLOSE, End.RESET):
        with SmtpServer(PIPELINING, QUIT=[answer]) as server:
            assert told(deliver(server, Source(2))) == [(1, ACCEPTED), (2, ACCEPTED)]


@both_ways
def test_what_cannot_leave_is_refused_here_in_its_place_and_the_relay_never_hears_of_it(extensions):
    messages = [
        outgoing(1, recipient="é@example.org"),
        outgoing(2),
        outgoing(3, data=b"a\n.\nMAIL FROM:<x>\r\n"),
        outgoing(4, recipient="x@example.org>\r\nRSET"),
        outgoing(5),
        outgoing(6, recipient="é@example.org"),
    ]
    with SmtpServer(*extensions) as server:
        outcomes = deliver(server, messages)
    assert told(outcomes) == [
        (1, REFUSED),
        (2, ACCEPTED),
        (3, REFUSED),
        (4, REFUSED),
        (5, ACCEPTED),
        (6, REFUSED),
    ]
    assert [
        (outcome.reply.code, outcome.reply.enhanced) for outcome in outcomes if outcome.status is REFUSED
    ] == [
        (553, "5.6.7"),
        (554, "5.6.0"),
        (553, "5.1.3"),
        (553, "5.6.7"),
    ]
    assert [taken.recipient for taken in server.taken] == ["r2@example.org", "r5@example.org"]
    assert "RSET" not in server.heard


def test_a_message_refused_here_keeps_its_outcome_when_the_connection_breaks():
    messages = [outgoing(1), outgoing(2, recipient="é@example.org"), outgoing(3)]
    with SmtpServer(PIPELINING, DOT=[End.CLOSE]) as server:
        assert told(deliver(server, messages)) == [(1, UNCERTAIN), (2, REFUSED)]


def test_a_message_larger_than_the_relay_takes_is_refused_before_it_is_sent():
    with SmtpServer(PIPELINING, "SIZE 1000") as server:
        outcomes = deliver(server, [outgoing(1, data=b"x" * 1001 + b"\r\n"), outgoing(2)])
    assert told(outcomes) == [(1, REFUSED), (2, ACCEPTED)]
    assert outcomes[0].reply.enhanced == "5.3.4"


@pytest.mark.parametrize("size", ["SIZE", "SIZE 0", "SIZE much"])
def test_a_relay_without_a_limit_takes_any_size(size):
    with SmtpServer(PIPELINING, size) as server:
        assert told(deliver(server, Source(1))) == [(1, ACCEPTED)]


@both_ways
def test_a_connection_is_used_again(extensions):
    with SmtpServer(*extensions, RCPT=[None, b"550 5.1.1 no\r\n"]) as server:
        connection = relay(server).connect()
        assert told(list(connection.deliver(Source(2)))) == [(1, ACCEPTED), (2, REFUSED)]
        assert list(connection.deliver([])) == []
        assert told(list(connection.deliver(Source(2)))) == [(1, ACCEPTED), (2, ACCEPTED)]
        connection.close()
        connection.close()
    assert server.connections == 1
    assert server.heard.count("QUIT") == 1


@both_ways
def test_a_connection_that_the_relay_closed_meanwhile_takes_no_message(extensions):
    source = Source(3)
    with SmtpServer(*extensions, DOT=[None, [b"250 Ok\r\n", 0.05, b"421 4.4.2 idle too long\r\n"]]) as server:
        connection = relay(server).connect()
        list(connection.deliver(Source(2)))
        time.sleep(0.2)
        assert list(connection.deliver(source)) == []
        connection.close()
    assert source.pulled == 0


def test_a_new_connection_always_takes_a_message_so_that_trying_again_comes_to_an_end():
    with SmtpServer(PIPELINING, EHLO=lambda _: [b"250-x\r\n250 PIPELINING\r\n421 4.3.2 bye\r\n"]) as server:
        for _ in range(3):
            assert told(deliver(server, Source(2))) == [(1, DEFERRED)]


@both_ways
@pytest.mark.parametrize("share", [1, 2, 5])
def test_a_connection_ends_after_its_share_of_messages(extensions, share):
    source = Source(5)
    with SmtpServer(*extensions) as server:
        sender = relay(server, messages_per_connection=share)
        outcomes, connections = [], 0
        while len(outcomes) < 5:
            connection = sender.connect()
            connections += 1
            outcomes += connection.deliver(source)
        assert list(connection.deliver(source)) == []
        connection.close()
    assert told(outcomes) == [(number, ACCEPTED) for number in range(1, 6)]
    assert connections == server.connections == -(-5 // share)
    assert server.heard.count("QUIT") == connections


@both_ways
def test_an_iterator_closed_early_drops_the_connection_and_doubles_nobody(extensions):
    source = Source(5)
    with SmtpServer(*extensions) as server:
        connection = relay(server).connect()
        outcomes = connection.deliver(source)
        next(outcomes)
        outcomes.close()
        assert list(connection.deliver(source)) == []
        connection.close()
    assert [taken.recipient for taken in server.taken] == ["r1@example.org"]


@both_ways
def test_a_source_that_fails_drops_the_connection_with_its_error(extensions):
    def source():
        yield outgoing(1)
        raise RuntimeError("the database went away")

    with SmtpServer(*extensions) as server:
        connection = relay(server).connect()
        with pytest.raises(RuntimeError, match="database"):
            list(connection.deliver(source()))
        assert list(connection.deliver(Source(1))) == []
    assert len(server.taken) == (0 if extensions else 1)


def test_ten_threads_share_one_relay():
    taken: list[list[Outcome]] = []
    with SmtpServer(PIPELINING) as server:
        sender = relay(server)

        def work():
            connection = sender.connect()
            taken.append(list(connection.deliver(Source(20))))
            connection.close()

        threads = [threading.Thread(target=work) for _ in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(server.taken) == 200
    assert {outcome.status for outcomes in taken for outcome in outcomes} == {ACCEPTED}

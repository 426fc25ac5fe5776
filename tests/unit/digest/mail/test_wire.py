"""What leaves for the relay is CRLF-clean, 7-bit and dot-stuffed, or does not leave."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.mail import wire
from digest.mail.wire import WireReady
from digest.ports import Outgoing


def outgoing(**changes) -> Outgoing:
    given = {
        "delivery": 1,
        "sender": "b@example.org",
        "recipient": "r@example.org",
        "data": b"A: b\r\n\r\nc\r\n",
    }
    return Outgoing(**{**given, **changes})


def unstuffed(data: bytes) -> bytes:
    """Read like a receiver: up to the line that is a dot, without the doubled dots (RFC 5321 §4.5.2)."""
    lines = data.split(b"\r\n")
    end = lines.index(b".")
    assert lines[end + 1 :] == [b""]
    return b"\r\n".join([*(line.removeprefix(b".") for line in lines[:end]), b""])


@given(st.lists(st.binary(max_size=20).filter(lambda line: line.isascii() and not set(line) & set(b"\r\n"))))
def test_what_a_receiver_reads_is_what_was_given(lines):
    data = b"".join(line + b"\r\n" for line in lines) or b"\r\n"
    assert unstuffed(wire.stuffed(data) + wire.END) == data


def test_a_missing_last_line_break_is_added():
    assert wire.stuffed(b"a\r\n.") == b"a\r\n..\r\n"
    assert wire.stuffed(b".") == b"..\r\n"


def test_a_compiled_message_is_taken_as_it_is():
    ready = WireReady(b"x" * 10)
    assert wire.stuffed(ready) is ready


@pytest.mark.parametrize(
    ("changes", "code", "enhanced"),
    [
        ({"recipient": "é@example.org"}, 553, "5.6.7"),
        ({"recipient": "r@exämple.org"}, 553, "5.6.7"),
        ({"recipient": ""}, 553, "5.1.3"),
        ({"recipient": "r@example.org> SIZE=1"}, 553, "5.1.3"),
        ({"recipient": "r@example.org\r\nRCPT TO:<x@example.org"}, 553, "5.1.3"),
        ({"sender": "b@example.org\r\nRSET"}, 553, "5.1.7"),
        ({"data": b"a\nb\r\n"}, 554, "5.6.0"),
        ({"data": b"a\rb\r\n"}, 554, "5.6.0"),
        ({"data": b"a\n\r\r\n"}, 554, "5.6.0"),
        ({"data": b"a\r\n.\nMAIL FROM:<x>\r\n"}, 554, "5.6.0"),
        ({"data": "é\r\n".encode()}, 554, "5.6.0"),
        ({"data": b"x" * 101}, 552, "5.3.4"),
    ],
)
def test_what_cannot_leave_is_refused_here_and_says_why(changes, code, enhanced):
    reply = wire.refusal(outgoing(**changes), largest=100)
    assert reply is not None
    assert (reply.code, reply.enhanced) == (code, enhanced)
    assert reply.text.startswith("not handed to the relay: ")


def test_an_ordinary_message_and_a_null_sender_may_leave():
    assert wire.refusal(outgoing(), largest=0) is None
    assert wire.refusal(outgoing(sender=""), largest=100) is None


def test_the_size_is_declared_where_the_relay_wants_it():
    assert wire.commands(outgoing(), declare_size=False) == (
        b"MAIL FROM:<b@example.org>\r\n",
        b"RCPT TO:<r@example.org>\r\n",
        b"DATA\r\n",
    )
    assert wire.commands(outgoing(), declare_size=True)[0] == b"MAIL FROM:<b@example.org> SIZE=11\r\n"

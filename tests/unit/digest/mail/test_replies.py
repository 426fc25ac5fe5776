"""Replies are read whole, in any slices, and what is no reply ends the conversation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.domain.delivery import Reply
from digest.mail.replies import LARGEST, ConversationBroken, ReplyBuffer, ReplyLines


class Pieces:
    """What a socket would give, piece by piece; an exception is raised, the end is the end."""

    def __init__(self, *pieces: bytes | Exception) -> None:
        self.pieces = list(pieces)
        self.timeouts: list[float] = []

    def settimeout(self, seconds: float) -> None:
        self.timeouts.append(seconds)

    def setsockopt(self, *_option: int) -> None:
        pass

    def recv(self, _size: int) -> bytes:
        piece = self.pieces.pop(0) if self.pieces else b""
        if isinstance(piece, Exception):
            raise piece
        return piece


def read(*pieces: bytes | Exception, seconds: float = 60) -> Reply:
    return ReplyBuffer().read(Pieces(*pieces), seconds).parsed()


@pytest.mark.parametrize(
    ("raw", "reply"),
    [
        (b"250 2.0.0 Ok: queued\r\n", Reply(code=250, enhanced="2.0.0", text="Ok: queued")),
        (b"250 Ok\r\n", Reply(code=250, text="Ok")),
        (b"354\r\n", Reply(code=354)),
        (b"550 5.1.1\r\n", Reply(code=550, enhanced="5.1.1")),
        (b"250 ok\n", Reply(code=250, text="ok")),
        (b"550 4.2.2 odd\r\n", Reply(code=550, text="4.2.2 odd")),
        (b"550 5.1.1234 odd\r\n", Reply(code=550, text="5.1.1234 odd")),
        (
            b"550-5.7.1 Our system has detected\r\n550-5.7.1 that this is\r\n550 5.7.1 unwanted.\r\n",
            Reply(code=550, enhanced="5.7.1", text="Our system has detected that this is unwanted."),
        ),
        (
            b"451 4.7.1 gr\xc3\xa9ylisted\x1b[31m\r\n",
            Reply(code=451, enhanced="4.7.1", text="gréylisted [31m"),
        ),
        (b"450 \xff\xfe\r\n", Reply(code=450, text="\ufffd\ufffd")),
    ],
)
def test_a_reply_is_a_code_an_enhanced_status_and_one_line_of_text(raw, reply):
    assert read(raw) == reply


@given(st.lists(st.integers(1, 20)))
def test_slices_change_nothing(sizes):
    raw = b"250-2.1.0 first\r\n250 2.1.0 second\r\n354 go\r\n421 4.3.2 bye\r\n"
    pieces, rest = [], raw
    for size in sizes:
        pieces.append(rest[:size])
        rest = rest[size:]
    connection = Pieces(*filter(None, [*pieces, rest]))
    replies = ReplyBuffer()
    assert replies.read(connection, 60) == ReplyLines(250, ("2.1.0 first", "2.1.0 second"))
    assert replies.read(connection, 60).parsed() == Reply(code=354, text="go")
    assert replies.read(connection, 60).parsed() == Reply(code=421, enhanced="4.3.2", text="bye")
    assert not replies.pending


def test_what_came_too_early_is_pending():
    replies = ReplyBuffer()
    replies.read(Pieces(b"250 Ok\r\n25"), 60)
    assert replies.pending


@pytest.mark.parametrize(
    "raw",
    [
        b"hello\r\n",
        b"\r\n",
        b"25 Ok\r\n",
        b"2500 Ok\r\n",
        b"150 Ok\r\n",
        b"650 Ok\r\n",
        b"250_Ok\r\n",
        b"250-a\r\n251 b\r\n",
        b"250-a\r\nb\r\n",
        "２50 Ok\r\n".encode(),
    ],
)
def test_what_is_no_reply_ends_the_conversation(raw):
    with pytest.raises(ConversationBroken) as caught:
        read(raw)
    assert caught.value.reply.code == 0
    assert caught.value.reply.text


@pytest.mark.parametrize(
    ("pieces", "seen"),
    [
        ((), "the relay closed the connection"),
        ((b"250-half\r\n",), "the relay closed the connection"),
        ((TimeoutError("timed out"),), "no complete reply within 60 s"),
        (
            (ConnectionResetError(104, "Connection reset by peer"),),
            "the connection was lost: Connection reset",
        ),
        ((b"250-more\r\n" * (LARGEST // 10 + 1),), "larger than"),
        ((b"x" * LARGEST, b"x"), "larger than"),
    ],
)
def test_a_reply_that_never_comes_tells_what_was_seen(pieces, seen):
    with pytest.raises(ConversationBroken, match=seen) as caught:
        read(*pieces)
    assert caught.value.reply.code == 0


def test_one_limit_holds_for_the_whole_reply_however_slowly_it_drips():
    connection = Pieces(*[b"2"] * 1000)
    with pytest.raises(ConversationBroken, match=r"within 0\.0001 s"):
        ReplyBuffer().read(connection, 0.0001)
    assert all(seconds > 0 for seconds in connection.timeouts)


def test_a_long_text_is_cut():
    assert len(read(b"550 " + b"x" * 5000 + b"\r\n").text) == 500

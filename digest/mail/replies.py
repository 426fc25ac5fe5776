"""SMTP replies: read whole from a socket, bounded in size and time, and parsed strictly.

It does not judge what a reply means (see `digest.domain.delivery.status_for`).
"""

import re
import socket
from dataclasses import dataclass
from time import monotonic

from digest.domain.delivery import Reply
from digest.mail.stream import Stream

LARGEST = 64 * 1024
"""Octets of one reply; a relay that goes on is not speaking SMTP."""
_LONGEST_TEXT = 500

_QUICKACK = getattr(socket, "TCP_QUICKACK", None)
"""Linux only, and forgotten by the system after a while: acknowledge at once. A relay that writes the
replies to pipelined commands one by one waits for each acknowledgement, 40 ms a message, without it."""

_LINE = re.compile(rb"([2-5][0-9]{2})(?:([ -])([^\r\n]*))?\r?\n")
_ENHANCED = re.compile(r"([245])\.[0-9]{1,3}\.[0-9]{1,3}(?= |\Z)")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class ConversationBroken(Exception):
    """The conversation cannot go on; `reply` tells what was seen, or the 421 that ended it.

    It never leaves `digest.mail`: the relay's client turns it into outcomes or into an error about the relay.
    """

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        super().__init__(str(reply))


def broken(text: str) -> ConversationBroken:
    """Return what to raise when there is no reply, only something to tell."""
    return ConversationBroken(Reply(code=0, text=text))


@dataclass(frozen=True, slots=True)
class ReplyLines:
    """A reply as it came: its code, and the text of each line."""

    code: int
    lines: tuple[str, ...]

    def parsed(self) -> Reply:
        """Return the reply on one line, its enhanced status (RFC 2034) taken out of the text."""
        found = _ENHANCED.match(self.lines[0])
        # A status of another class than the code contradicts it, and the code decides (RFC 3463 §2).
        enhanced = found[0] if found and found[1] == str(self.code)[0] else ""
        lines = [line.removeprefix(enhanced).strip() for line in self.lines]
        return Reply(code=self.code, enhanced=enhanced, text=" ".join(filter(None, lines))[:_LONGEST_TEXT])


class ReplyBuffer:
    """What one relay has said and we have not read yet."""

    __slots__ = ("_buffer",)

    def __init__(self) -> None:
        self._buffer = b""

    @property
    def pending(self) -> bool:
        """Whether the relay has said more than it was asked."""
        return bool(self._buffer)

    def read(self, connection: socket.socket | Stream, seconds: float) -> ReplyLines:
        """Return the next reply; raise ConversationBroken for a lost connection, a reply that is not
        complete within `seconds`, one that is too large, and for what is no reply at all.
        """
        deadline = monotonic() + seconds
        remaining = seconds
        while (reply := self._take()) is None:
            if remaining <= 0:
                raise broken(f"no complete reply within {seconds:g} s")
            connection.settimeout(remaining)
            try:
                if _QUICKACK is not None:
                    connection.setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)
                received = connection.recv(LARGEST)
            except TimeoutError:
                raise broken(f"no complete reply within {seconds:g} s") from None
            except OSError as error:
                raise broken(f"the connection was lost: {error.strerror or error}") from error
            if not received:
                raise broken("the relay closed the connection")
            self._buffer += received
            remaining = deadline - monotonic()
        return reply

    def _take(self) -> ReplyLines | None:
        """Cut one complete reply off the buffer, None when more has to come."""
        position, code, lines = 0, b"", list[str]()
        while found := _LINE.match(self._buffer, position):
            if lines and found[1] != code:
                raise broken(f"the lines of one reply disagree: {_readable(self._buffer)}")
            position, code = found.end(), found[1]
            if position > LARGEST:
                break
            lines.append(_readable(found[3] or b""))
            if found[2] != b"-":
                self._buffer = self._buffer[position:]
                return ReplyLines(int(code), tuple(lines))
        if len(self._buffer) > LARGEST:
            raise broken(f"the relay's reply is larger than {LARGEST} octets")
        if b"\n" in self._buffer[position:]:
            raise broken(f"not an SMTP reply: {_readable(self._buffer[position:])}")
        return None


def _readable(raw: bytes) -> str:
    return _UNPRINTABLE.sub(" ", raw[:_LONGEST_TEXT].decode("utf-8", "replace")).strip()

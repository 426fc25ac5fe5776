"""The relay's client: hands messages over in pipelined SMTP transactions, and says how each one ended.

It does not connect or log in by itself (see `handshake`), nor decide what becomes of an outcome.
"""

import contextlib
import ssl
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from time import monotonic
from typing import NamedTuple

from digest.domain.delivery import DeliveryStatus, Outcome, Reply, status_for
from digest.mail import wire
from digest.mail.handshake import Session, SmtpOptions, Timeouts, open_session
from digest.mail.replies import ConversationBroken, broken
from digest.mail.stream import Stream
from digest.ports import Outgoing


class SmtpRelay:
    """The relay that takes our mail (`digest.ports.Relay`); shared by any number of threads."""

    def __init__(self, options: SmtpOptions, *, context: ssl.SSLContext | None = None) -> None:
        self.options = options
        self._context = context or ssl.create_default_context()

    def connect(self) -> "SmtpConnection":
        """Open a conversation; raises a leaf of RelayUnavailable or RelayRefused, see `digest.mail.errors`."""
        session = open_session(self.options, self._context)
        return SmtpConnection(
            session, timeouts=self.options.timeouts, messages=self.options.messages_per_connection
        )


class _Stage(NamedTuple):
    """A command before the body, and the class of reply that says yes to it (RFC 5321 §4.3.2)."""

    name: str
    yes: int


_STAGES = (_Stage("MAIL", 2), _Stage("RCPT", 2), _Stage("DATA", 3))


@dataclass(slots=True)
class _Turn:
    """A message from the moment it is pulled until its outcome is known.

    refusal: why it never leaves us. commands: MAIL, RCPT and DATA. handed_over: the relay may have all of
    it, the final dot included.
    """

    message: Outgoing
    refusal: Reply | None
    commands: tuple[bytes, ...]
    handed_over: bool = False

    def ended(self, reply: Reply) -> Outcome:
        status = DeliveryStatus.REFUSED if self.refusal else status_for(reply, after_dot=self.handed_over)
        return Outcome(delivery=self.message.delivery, status=status, reply=self.refusal or reply)


class _Unwritten(ConversationBroken):
    """The connection broke while we wrote; the first `written` octets had been handed to the system."""

    def __init__(self, reply: Reply, written: int) -> None:
        super().__init__(reply)
        self.written = written


class SmtpConnection:
    """One conversation (`digest.ports.Connection`), kept open between two calls of `deliver`.

    messages: after so many it ends, 0 for no limit. Where the relay offers PIPELINING (RFC 2920) the next
    message's MAIL, RCPT and DATA travel behind the body of this one: one round trip for each message
    instead of four. Elsewhere every command waits for its answer.
    """

    def __init__(self, session: Session, *, timeouts: Timeouts, messages: int = 0) -> None:
        self._socket, self._replies = Stream(session.socket), session.replies
        self._timeouts = timeouts
        self._pipelining = "pipelining" in session.extensions
        self._declare_size = "size" in session.extensions
        announced = session.extensions.get("size", "")
        self._largest = int(announced) if announced.isdecimal() else 0
        self._share = messages
        self._pulled = 0
        self._idle = True
        self._open = True

    def deliver(self, messages: Iterable[Outgoing]) -> Iterator[Outcome]:
        """Hand over `messages`; see `digest.ports.Connection` for what is pulled and yielded, and when.

        One message ahead is pulled before the outcome of the one at hand is known, so pulling must not
        wait for it. To stop early, end `messages`: closing this iterator instead drops the connection,
        and with it at most two messages whose outcome was not told. On a connection that has ended, or
        that the relay has closed since the last call, nothing is pulled.
        """
        if not self._usable():
            return
        turns: deque[_Turn] = deque()
        self._idle = False
        try:
            yield from self._converse(iter(messages), turns)
            self._idle = True
        except ConversationBroken as error:
            self._drop()
            reply = error.reply
            for turn in turns:
                yield turn.ended(reply)
                reply = _for_those_behind(error.reply)
        finally:
            if not self._idle:
                self._drop()
        if self._share_used:
            self.close()

    def close(self) -> None:
        """Say QUIT where that makes sense, and close; never raises."""
        if self._open and self._idle:
            with contextlib.suppress(ConversationBroken):
                self._write(b"QUIT\r\n", self._timeouts.quit)
                self._replies.read(self._socket, self._timeouts.quit)
        self._drop()

    def _converse(self, source: Iterator[Outgoing], turns: deque[_Turn]) -> Iterator[Outcome]:
        """Yield outcomes until `source` or our share is used up; `turns` holds what was pulled, in order."""
        turn = self._pull(source, turns)
        self._in_step()
        self._announce(turn)
        while turn:
            refused, awaited = self._ask(turn)
            following: _Turn | None = None
            aftermath = b""
            if refused:
                outcome = turn.ended(refused)
                aftermath = b"" if turn.refusal else wire.END if awaited else b"RSET\r\n"
            else:
                self._in_step()
                following = self._pull(source, turns) if self._pipelining else None
                outcome = turn.ended(self._hand_over(turn, following))
            turns.popleft()
            yield outcome
            if following is None:
                following = self._pull(source, turns)
                self._announce(following, aftermath)
            turn = following

    def _pull(self, source: Iterator[Outgoing], turns: deque[_Turn]) -> _Turn | None:
        message = None if self._share_used else next(source, None)
        if message is None:
            return None
        self._pulled += 1
        refusal = wire.refusal(message, self._largest)
        commands = () if refusal else wire.commands(message, declare_size=self._declare_size)
        turns.append(_Turn(message, refusal, commands))
        return turns[-1]

    def _announce(self, turn: _Turn | None, aftermath: bytes = b"") -> None:
        """Write what ends a refused transaction, and behind it the envelope of `turn` if that may go ahead.

        A relay that accepted DATA though it refused the recipient is given an empty message, which it
        refuses as well (RFC 2920 §3.1).
        """
        if ahead := aftermath + self._ahead(turn):
            self._write(ahead, self._timeouts.command)
        if aftermath:
            reply = self._answer(self._timeouts.command)
            if aftermath != wire.END and not 200 <= reply.code < 300:
                raise broken(f"the relay answered {reply} to RSET")

    def _ahead(self, turn: _Turn | None) -> bytes:
        return b"".join(turn.commands) if turn and self._pipelining else b""

    def _ask(self, turn: _Turn) -> tuple[Reply | None, bool]:
        """Return why the message is refused before its body, None if it is not, and whether a body is awaited.

        With pipelining all three answers have to be read, whatever the first one says (RFC 2920 §3.1).
        """
        if turn.refusal:
            return turn.refusal, False
        refused, awaited = None, False
        for stage, command in zip(_STAGES, turn.commands, strict=True):
            if not self._pipelining:
                if refused:
                    break
                self._write(command, self._timeouts.command)
            reply = self._answer(self._timeouts.data if stage.name == "DATA" else self._timeouts.command)
            if reply.code // 100 == stage.yes:
                awaited = stage.name == "DATA"
            elif reply.code >= 400:
                refused = refused or _told(stage, reply)
            else:
                raise broken(f"the relay answered {reply} to {stage.name}")
        return refused, awaited

    def _hand_over(self, turn: _Turn, following: _Turn | None) -> Reply:
        """Write the body, the next envelope behind it, and return the answer to the final dot."""
        body = wire.stuffed(turn.message.data) + wire.END
        try:
            self._write(body + self._ahead(following), self._timeouts.body)
        except _Unwritten as error:
            turn.handed_over = error.written >= len(body)
            raise ConversationBroken(self._last_words() or error.reply) from error
        turn.handed_over = True
        reply = self._answer(self._timeouts.final_dot)
        if 300 <= reply.code < 400:
            raise ConversationBroken(reply)
        return reply

    def _last_words(self) -> Reply | None:
        """Return what a relay said before it hung up on a message, such as that it is too large."""
        try:
            return self._replies.read(self._socket, self._timeouts.quit).parsed()
        except ConversationBroken:
            return None

    def _answer(self, seconds: float) -> Reply:
        """Return the next reply; 421 ends the conversation wherever it comes (RFC 5321 §3.8)."""
        reply = self._replies.read(self._socket, seconds).parsed()
        if reply.code == 421:
            raise ConversationBroken(reply)
        return reply

    def _write(self, data: bytes, seconds: float) -> None:
        deadline = monotonic() + seconds
        view, written = memoryview(data), 0
        try:
            while written < len(view):
                self._socket.settimeout(max(deadline - monotonic(), 0.001))
                written += self._socket.send(view[written:])
        except OSError as error:
            seen = f"not taken within {seconds:g} s" if isinstance(error, TimeoutError) else error.strerror
            raise _Unwritten(Reply(code=0, text=f"the connection was lost: {seen}"), written) from error

    def _in_step(self) -> None:
        """Make sure that no answer lies here before its question: it would be taken for the next one's."""
        if self._replies.pending:
            raise broken("the relay answered more than it was asked")

    def _usable(self) -> bool:
        """Tell whether a transaction can begin, as far as one can see from here.

        A new connection always counts: so every connection takes a message or tells why not, and trying
        again comes to an end.
        """
        # Between two transactions a relay only speaks to end the conversation.
        if self._open and self._pulled and (self._replies.pending or self._socket.readable()):
            self._drop()
        return self._open

    @property
    def _share_used(self) -> bool:
        return 0 < self._share <= self._pulled

    def _drop(self) -> None:
        self._open = False
        with contextlib.suppress(OSError):
            self._socket.close()


def _told(stage: _Stage, reply: Reply) -> Reply:
    """Say it where the relay means us and not the recipient."""
    return replace(reply, text=f"sender refused: {reply.text}") if stage.name == "MAIL" else reply


def _for_those_behind(reply: Reply) -> Reply:
    """Return what to tell of a message that was pulled, but not handed over, when the connection ended."""
    if reply.code == 421:
        return reply
    return Reply(code=0, text=f"the connection ended with the message before this one: {reply}")

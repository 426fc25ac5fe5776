"""A real SMTP server on the loopback address that keeps a message first and answers then, as a test wants it to."""

import asyncio
import email.policy
import socket
from collections import defaultdict, deque
from collections.abc import Awaitable
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Kept:
    """A message that was taken. data: as it came."""

    sender: str
    recipient: str
    data: bytes

    @property
    def mail(self) -> EmailMessage:
        parsed = message_from_bytes(self.data, policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed

    @property
    def message_id(self) -> str:
        return str(self.mail["Message-ID"])

    def part(self, kind: str) -> str:
        """Return the text of the part of this kind, "plain" or "html"."""
        body = self.mail.get_body((kind,))
        assert body is not None
        content: str = body.get_content()
        return content


class Postbox:
    """Takes mail while it is open. pause: seconds between keeping a message and saying so."""

    def __init__(self, *, pause: float = 0) -> None:
        self.kept: list[Kept] = []
        self._pause = pause
        self._answers: defaultdict[str, deque[str]] = defaultdict(deque)
        self._socket = socket.create_server((HOST, 0))
        self.port: int = self._socket.getsockname()[1]
        self._controller = _Listener(self, self._socket)

    def answer(self, recipient: str, *answers: str) -> None:
        """Say what the next messages for `recipient` meet; those after these are taken."""
        self._answers[recipient].extend(answers)

    @property
    def recipients(self) -> list[str]:
        """Whose mail was kept, sorted; somebody stands here twice who has it twice."""
        return sorted(kept.recipient for kept in self.kept)

    def of(self, recipient: str) -> list[Kept]:
        """Return what was kept for `recipient`, in order."""
        return [kept for kept in self.kept if kept.recipient == recipient]

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()
        self._socket.close()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 aiosmtpd's name
        (recipient,) = envelope.rcpt_tos
        told = self._answers[recipient]
        answer = told.popleft() if told else "250 2.0.0 Kept"
        if answer.startswith("2"):
            self.kept.append(Kept(envelope.mail_from or "", recipient, envelope.original_content or b""))
        await asyncio.sleep(self._pause)
        return answer


class _Listener(Controller):
    """aiosmtpd's controller, on a socket that is open already: so the port is known at once."""

    def __init__(self, handler: Postbox, ready: socket.socket) -> None:
        self._ready = ready
        super().__init__(handler, HOST, ready.getsockname()[1], server_hostname="localhost")

    def _create_server(self) -> Awaitable[asyncio.AbstractServer]:
        server: Awaitable[asyncio.AbstractServer] = self.loop.create_server(
            self._factory_invoker, sock=self._ready
        )
        return server

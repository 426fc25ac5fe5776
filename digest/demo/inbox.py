"""A real SMTP server on the loopback address that takes any mail, keeps it in a folder and shows it on a page.

It relays nothing and speaks no TLS: it is for trying things out on one machine.
"""

import asyncio
import socket
from collections.abc import Awaitable
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from digest.demo.inbox_pages import answer_from
from digest.demo.loopback import HOST, LoopbackServer, listen
from digest.demo.mailbox import Mail, Mailbox

SIZE_LIMIT = 10 * 1024 * 1024
"""The largest mail that is taken, in bytes (announced as SIZE, RFC 1870)."""


class Inbox:
    """Mail for anybody, kept as .eml files in `folder`.

    smtp_port, web_port: 0 takes a free one; web_port None: no page. Raises PortTaken or PortForbidden.
    """

    def __init__(self, folder: Path, *, smtp_port: int = 0, web_port: int | None = 0) -> None:
        self._mailbox = Mailbox(folder)
        self._web = None if web_port is None else LoopbackServer(answer_from(self._mailbox), web_port)
        self.web_url = self._web.url if self._web else ""
        try:
            self._socket = listen(smtp_port)
        except Exception:
            if self._web:
                self._web.stop()
            raise
        self.smtp_address: tuple[str, int] = (HOST, self._socket.getsockname()[1])
        self._smtp: _Listener | None = None

    def start(self) -> None:
        """Begin to take mail, and to show it."""
        self._smtp = _Listener(_Door(self._mailbox), self._socket)
        self._smtp.start()
        if self._web:
            self._web.start()

    def stop(self) -> None:
        """Stop both and free the ports; the mails stay."""
        if self._web:
            self._web.stop()
        if self._smtp:
            self._smtp.stop()
        self._socket.close()

    def messages(self) -> list[Mail]:
        """Return what has come so far, in the order in which it came."""
        return self._mailbox.messages()


class _Door:
    """What aiosmtpd asks about each mail; its hooks are coroutines by its contract."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 aiosmtpd's name
        """Keep one copy for each recipient before answering 250."""
        data = envelope.original_content or b""
        sender = (envelope.mail_from or "").strip("<>")  # aiosmtpd hands the null sender over as "<>".
        try:
            for recipient in envelope.rcpt_tos:
                self._mailbox.keep(sender, recipient, data)
        except OSError as error:
            return f"452 4.3.1 The inbox cannot write to its folder: {error.strerror}"
        return "250 2.0.0 Kept"


class _Listener(Controller):
    """aiosmtpd's controller on a socket of ours, so that port 0 works and a taken port is known at once."""

    def __init__(self, handler: _Door, ready: socket.socket) -> None:
        self._ready = ready
        port = ready.getsockname()[1]
        super().__init__(handler, HOST, port, server_hostname="localhost", data_size_limit=SIZE_LIMIT)

    def _create_server(self) -> Awaitable[asyncio.AbstractServer]:
        server: Awaitable[asyncio.AbstractServer] = self.loop.create_server(
            self._factory_invoker, sock=self._ready
        )
        return server

"""A mailbox on another machine, read by IMAP (RFC 3501) or POP3 (RFC 1939).

It deletes over POP3 alone, which knows no other way to say that a mail was dealt with, and nothing before
that. It does not read what the mails say (see `digest.mail.reports`).
"""

import imaplib
import poplib
import ssl
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from digest.errors import MailboxUnavailable
from digest.mail.incoming import LARGEST
from digest.ports import Arrived, MailStore

_PATIENCE = 30
"""Seconds to wait for a mailbox's server."""
_AT_ONCE = 500
"""Mails taken in at one go; the rest waits for the next."""
_LINES = 5_000
"""Lines that are fetched of a mail over POP3, which counts no octets."""
_PORTS = {"imap": 143, "imaps": 993, "pop3": 110, "pop3s": 995}

# By default one long line in one mail would end the conversation, and so keep all mails behind it.
poplib._MAXLINE = LARGEST  # type: ignore[attr-defined]  # noqa: SLF001 - there is no other way to say so


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where a mailbox is, and whose."""

    protocol: str
    host: str
    port: int
    user: str
    folder: str

    @property
    def encrypted(self) -> bool:
        """Whether the connection is TLS from the first byte."""
        return self.protocol in ("imaps", "pop3s")


def parse_mailbox(url: str) -> Mailbox:
    """Read the address of a mailbox, which the settings have checked."""
    parts = urlsplit(url)
    return Mailbox(
        protocol=parts.scheme,
        host=parts.hostname or "",
        port=parts.port or _PORTS[parts.scheme],
        user=unquote(parts.username or "") if "@" in parts.netloc else "",
        folder=unquote(parts.path.strip("/")) or "INBOX",
    )


def open_mailbox(url: str, password: str) -> MailStore:
    """Return the mailbox at an address. It is connected to when its mails are asked for."""
    mailbox = parse_mailbox(url)
    return (PopStore if mailbox.protocol.startswith("pop3") else ImapStore)(mailbox, password)


class ImapStore:
    """A folder read by IMAP: what was dealt with is marked as seen and stays."""

    def __init__(self, mailbox: Mailbox, password: str) -> None:
        self._mailbox, self._password = mailbox, password
        self._client: imaplib.IMAP4 | None = None

    def mails(self) -> Iterator[Arrived]:
        """Yield the mails that are not marked as seen."""
        try:
            yield from self._unseen()
        except (imaplib.IMAP4.error, OSError) as error:
            raise MailboxUnavailable(self._mailbox.host, str(error)) from error
        finally:
            self._close()

    def settle(self, mail: Arrived) -> None:
        """Mark it as seen."""
        assert self._client is not None
        try:
            self._client.uid("STORE", mail.name, "+FLAGS.SILENT", r"(\Seen)")
        except (imaplib.IMAP4.error, OSError) as error:
            raise MailboxUnavailable(self._mailbox.host, str(error)) from error

    def _unseen(self) -> Iterator[Arrived]:
        where = self._mailbox
        if where.encrypted:
            context = ssl.create_default_context()
            client: imaplib.IMAP4 = imaplib.IMAP4_SSL(
                where.host, where.port, ssl_context=context, timeout=_PATIENCE
            )
        else:
            client = imaplib.IMAP4(where.host, where.port, timeout=_PATIENCE)
        self._client = client
        client.login(where.user, self._password)
        folder = where.folder.replace("\\", r"\\").replace('"', r"\"")
        answer, said = client.select(f'"{folder}"')
        if answer != "OK":
            raise imaplib.IMAP4.error(f"{where.folder}: {said[0]!r}")
        _, found = client.uid("SEARCH", "UNSEEN")
        for uid in (found[0] or b"").split()[:_AT_ONCE]:
            # PEEK leaves the mail unseen, and the range leaves out what nobody looks at.
            _, parts = client.uid("FETCH", uid.decode(), f"(BODY.PEEK[]<0.{LARGEST}>)")
            raw = next((part[1] for part in parts if isinstance(part, tuple)), None)
            if raw is not None:
                yield Arrived(uid.decode(), raw)

    def _close(self) -> None:
        client, self._client = self._client, None
        if client:
            with suppress(imaplib.IMAP4.error, OSError):
                client.logout()


class PopStore:
    """A mailbox read by POP3: what was dealt with is deleted, because there is no mark that stays."""

    def __init__(self, mailbox: Mailbox, password: str) -> None:
        self._mailbox, self._password = mailbox, password
        self._client: poplib.POP3 | None = None

    def mails(self) -> Iterator[Arrived]:
        """Yield the mails that lie there."""
        try:
            yield from self._waiting()
        except (poplib.error_proto, OSError) as error:
            raise MailboxUnavailable(self._mailbox.host, str(error)) from error
        finally:
            self._close()

    def settle(self, mail: Arrived) -> None:
        """Have it deleted."""
        assert self._client is not None
        try:
            self._client.dele(int(mail.name))
        except (poplib.error_proto, OSError) as error:
            raise MailboxUnavailable(self._mailbox.host, str(error)) from error

    def _waiting(self) -> Iterator[Arrived]:
        where = self._mailbox
        if where.encrypted:
            context = ssl.create_default_context()
            client: poplib.POP3 = poplib.POP3_SSL(where.host, where.port, context=context, timeout=_PATIENCE)
        else:
            client = poplib.POP3(where.host, where.port, timeout=_PATIENCE)
        self._client = client
        client.user(where.user)
        client.pass_(self._password)
        count, _ = client.stat()
        for number in range(1, min(count, _AT_ONCE) + 1):
            _, lines, _ = client.top(number, _LINES)
            yield Arrived(str(number), b"\n".join(lines)[:LARGEST])

    def _close(self) -> None:
        """Say QUIT, which carries the deletions out: each was asked for after its mail was dealt with."""
        client, self._client = self._client, None
        if client:
            with suppress(poplib.error_proto, OSError):
                client.quit()

"""From nothing to a conversation with the relay: connect, greeting, EHLO, STARTTLS, AUTH.

It hands over no message (see `smtp`). TLS is never given up for clear text.
"""

import contextlib
import smtplib
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from digest.errors import RelayRefused, RelayUnavailable
from digest.mail.errors import ClientRefused, LoginRefused, RelayBusy, RelayUnreachable, TlsRefused
from digest.mail.replies import ConversationBroken, ReplyBuffer, ReplyLines


class Tls(StrEnum):
    """How the connection is encrypted; what is configured is what is done, or nothing is."""

    NONE = "none"
    STARTTLS = "starttls"
    IMPLICIT = "implicit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Seconds to wait at each stage, by default those of Postfix (smtp_*_timeout), within RFC 5321 §4.5.3.2.

    command: greeting, EHLO, AUTH, MAIL, RCPT and RSET. data: the answer to DATA. body: until the whole
    message is handed over. final_dot: the answer to it; giving up early makes duplicates (RFC 1047).
    """

    connect: float = 30
    command: float = 300
    data: float = 120
    body: float = 180
    final_dot: float = 600
    quit: float = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpOptions:
    """Which relay, and how to talk to it.

    username: "" for no login. client_name: what EHLO says, "" for this machine's name.
    messages_per_connection: after so many a connection ends, 0 for no limit.
    """

    host: str = "localhost"
    port: int = 25
    tls: Tls = Tls.NONE
    username: str = ""
    password: str = field(default="", repr=False)
    client_name: str = ""
    messages_per_connection: int = 0
    timeouts: Timeouts = Timeouts()

    @property
    def relay(self) -> str:
        """The relay as people write it, host:port."""
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Session:
    """An SMTP session (RFC 5321 §3.1), greeted, encrypted and logged in: a transaction can begin.

    extensions: EHLO keywords in lower case, with their parameters (RFC 5321 §4.1.1.1).
    """

    socket: socket.socket
    replies: ReplyBuffer
    extensions: dict[str, str]


class _Greeter(smtplib.SMTP):
    """The standard library's client for EHLO and AUTH, reading replies with our limits."""

    def __init__(self, connection: socket.socket, name: str, seconds: float) -> None:
        super().__init__(local_hostname=name)
        self.sock = connection
        self.replies = ReplyBuffer()
        self._seconds = seconds

    def getreply(self) -> tuple[int, bytes]:
        assert self.sock is not None
        reply = self.replies.read(self.sock, self._seconds)
        return reply.code, "\n".join(reply.lines).encode()

    def greet(self) -> ReplyLines:
        """Say EHLO, or HELO to a relay that knows no EHLO (RFC 5321 §3.2)."""
        code, text = self.ehlo()
        if code >= 500:
            code, text = self.helo()
        return _reply(code, text)


def open_session(options: SmtpOptions, context: ssl.SSLContext) -> Session:
    """Connect, greet, start TLS and log in.

    Raises a RelayUnavailable when it is worth coming back, and a RelayRefused when it is not.
    """
    with _explained(options), contextlib.ExitStack() as on_failure:
        connection = socket.create_connection((options.host, options.port), options.timeouts.connect)
        on_failure.callback(connection.close)
        # One write holds all that the relay must see before it answers: nothing to wait for.
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if options.tls is Tls.IMPLICIT:
            connection = context.wrap_socket(connection, server_hostname=options.host)
            on_failure.callback(connection.close)
        greeter = _Greeter(connection, options.client_name or _machine_name(), options.timeouts.command)
        _demand(options, _reply(*greeter.getreply()))
        _demand(options, greeter.greet())
        if options.tls is Tls.STARTTLS:
            connection = _encrypt(options, greeter, context)
            on_failure.callback(connection.close)
        if options.username:
            _log_in(options, greeter)
        on_failure.pop_all()
        return Session(connection, greeter.replies, greeter.esmtp_features)


def _encrypt(options: SmtpOptions, greeter: _Greeter, context: ssl.SSLContext) -> ssl.SSLSocket:
    """Start TLS (RFC 3207) and greet again: nothing learnt in clear text is kept."""
    if not greeter.has_extn("starttls"):
        raise TlsRefused(options.relay, "it offers no STARTTLS")
    code, text = greeter.docmd("STARTTLS")
    if code != 220:
        reply = _reply(code, text).parsed()
        if 400 <= code < 500:
            raise RelayBusy(options.relay, reply)
        raise TlsRefused(options.relay, f"it answered {reply} to STARTTLS")
    if greeter.replies.pending:
        # What follows the 220 in clear text would be taken for an answer given under TLS (CVE-2011-0411).
        raise TlsRefused(options.relay, "somebody speaks between STARTTLS and the handshake")
    assert greeter.sock is not None
    encrypted = context.wrap_socket(greeter.sock, server_hostname=options.host)
    greeter.sock = encrypted
    _demand(options, greeter.greet())
    return encrypted


def _log_in(options: SmtpOptions, greeter: _Greeter) -> None:
    """AUTH (RFC 4954) by the best mechanism that both sides know."""
    if not (options.username + options.password).isascii():
        raise LoginRefused(options.relay, options.username, "only ASCII can be sent as name and password")
    try:
        greeter.login(options.username, options.password)
    except smtplib.SMTPAuthenticationError as error:
        reply = _reply(error.smtp_code, error.smtp_error).parsed()
        if 400 <= reply.code < 500:
            raise RelayBusy(options.relay, reply) from None
        # Some relays repeat what they were given; the password is not to reach a log.
        reason = str(reply).replace(options.password, "…") if options.password else str(reply)
        raise LoginRefused(options.relay, options.username, reason) from None
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPException:
        raise LoginRefused(options.relay, options.username, "it offers no login that we know") from None


def _demand(options: SmtpOptions, answer: ReplyLines) -> None:
    """Raise what a greeting other than 2xx means for all messages together."""
    if 400 <= answer.code < 500:
        raise RelayBusy(options.relay, answer.parsed())
    if not 200 <= answer.code < 300:
        raise ClientRefused(options.relay, answer.parsed())


def _reply(code: int, text: bytes | str) -> ReplyLines:
    decoded = text if isinstance(text, str) else text.decode("utf-8", "replace")
    return ReplyLines(code, tuple(decoded.split("\n")))


@contextlib.contextmanager
def _explained(options: SmtpOptions) -> Iterator[None]:
    """Turn what the network and the libraries raise into an error that says what to do."""
    try:
        yield
    except (RelayRefused, RelayUnavailable):
        raise
    except ConversationBroken as error:
        raise RelayUnreachable(options.relay, error.reply.text) from error
    except smtplib.SMTPServerDisconnected as error:
        raise RelayUnreachable(options.relay, "the connection was lost during the greeting") from error
    except ssl.SSLCertVerificationError as error:
        raise TlsRefused(options.relay, f"its certificate is not valid: {error.verify_message}") from error
    except (ssl.SSLEOFError, ssl.SSLZeroReturnError) as error:
        raise RelayUnreachable(options.relay, "it closed the connection during the TLS handshake") from error
    except ssl.SSLError as error:
        raise TlsRefused(options.relay, f"the handshake failed ({error.reason})") from error
    except UnicodeError as error:
        # How the standard library says that a name cannot be looked up at all ("relay..example.org").
        raise RelayUnreachable(options.relay, "this is not the name of a host") from error
    except TimeoutError as error:
        raise RelayUnreachable(options.relay, "no answer in time") from error
    except OSError as error:
        raise RelayUnreachable(options.relay, error.strerror or str(error)) from error


@cache
def _machine_name() -> str:
    """Return a name for EHLO: this machine's where it has a full one, else an address literal."""
    name = socket.getfqdn()
    return name if "." in name and name.isascii() else "[127.0.0.1]"

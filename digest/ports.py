"""What services ask of the outside, as Protocols; each has a real implementation and a fake in the tests.

It holds no implementation.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from digest.domain.content import Content
from digest.domain.delivery import Outcome
from digest.domain.edition import EditionId
from digest.domain.gathering import PageReading, Reading, Validators
from digest.domain.newsroom import Source


class Clock(Protocol):
    """The only origin of the present time."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...


class SourceReader(Protocol):
    """Reads one source over the network."""

    def read(self, source: Source, validators: Validators, *, timezone: str, now: datetime) -> Reading:
        """Fetch and parse `source`. timezone: IANA name for times that state none. Never raises for
        what the network or the document does: that is an `Unreadable`.
        """
        ...

    def read_page(self, content: Content, source: Source, *, timezone: str, now: datetime) -> PageReading:
        """Fetch the page of one article and return `content` completed by what stands there. Never raises
        for what the network or the page does: that is a fault, and the content as it was.
        """
        ...


@dataclass(frozen=True, slots=True)
class TextRecords:
    """What DNS says of a name. texts: one for each TXT record; fault: why nobody could say, "" if they could."""

    texts: tuple[str, ...] = ()
    fault: str = ""


class Resolver(Protocol):
    """Looks names up in DNS."""

    def texts(self, name: str) -> TextRecords:
        """Return the TXT records of `name`, none for a name that does not exist. Never raises for what the
        network or a name server does, and answers within seconds.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One message ready for the relay. delivery: the ledger's row id, echoed in the outcome.

    data: RFC 5322 bytes with CRLF line ends, not dot-stuffed.
    """

    delivery: int
    sender: str
    recipient: str
    data: bytes


class Connection(Protocol):
    """An open conversation with the relay; not shared between threads."""

    def deliver(self, messages: Iterable[Outgoing]) -> Iterator[Outcome]:
        """Hand over messages in order, pulling the next one only when there is room for it, and yield
        one outcome for each message pulled, in the same order. When the connection breaks, yield the
        outcome of every message pulled so far and end, pulling no more.
        """
        ...

    def close(self) -> None:
        """Say QUIT and close; never raises."""
        ...


class Relay(Protocol):
    """The SMTP server that takes our mail."""

    def connect(self) -> Connection:
        """Connect, greet, start TLS and log in as configured.

        Raises RelayUnavailable when it cannot now (try again later) and RelayRefused when it will not
        (wrong credentials, no TLS): neither says anything about a recipient.
        """
        ...


@dataclass(frozen=True, slots=True)
class Arrived:
    """A mail in a store. name: what to call it, unique there. raw: its bytes, up to a bound of the store's."""

    name: str
    raw: bytes


class MailStore(Protocol):
    """Somewhere that mail to our return address arrives."""

    def mails(self) -> Iterator[Arrived]:
        """Yield what has to be dealt with. Raises MailboxUnavailable or OSError when it cannot be had."""
        ...

    def settle(self, mail: Arrived) -> None:
        """Note that this mail was dealt with. Called once its consequences stand in the database."""
        ...


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a return address or a token names. edition: None where it does not say; newsletter: "" for all."""

    subscriber: int
    edition: EditionId | None
    newsletter: str


class ReturnAddresses(Protocol):
    """Knows our own return addresses again (VERP)."""

    def read(self, address: str) -> Addressee | None:
        """Return what an address says, None for one that we did not make."""
        ...

"""A clock that stands still until told, a web of sources that never was, a database that dies on time, and a
whole Digest between them.
"""

import io
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from digest.bootstrap import House
from digest.config.settings import Settings, SmtpSettings, WebSettings
from digest.domain.content import Content
from digest.domain.delivery import Accounts, DeliveryStatus, Outcome, message_id
from digest.domain.edition import Edition, EditionEvent, EditionId, EditionStatus
from digest.domain.gathering import Harvest, PageReading, Reading, Unreadable, Validators
from digest.domain.newsroom import Newsroom, Source
from digest.errors import StorageFull
from digest.mail.wire import WireReady
from digest.ports import Outgoing
from digest.services import compose, editorial, newsroom
from digest.services.dispatch import DispatchResult
from digest.services.gather import Gatherer, SourceReport
from digest.storage import accounts as ledger
from digest.storage.accounts import DeliveryRecord
from digest.storage.editions import get_edition
from digest.storage.engine import Database
from digest.storage.items import list_items
from digest.storage.outbox import Claimed
from tests.factories import NEWSROOM, NOON, content
from tests.fakes.relay import MemoryRelay

TODAY = EditionId("quotidienne", NOON.date())


class FrozenClock:
    """`digest.ports.Clock`: shows `at` until it is moved."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def advance(self, **length: float) -> None:
        self.at += timedelta(**length)


class MemoryReader:
    """`digest.ports.SourceReader`: gives what was published under a source's slug.

    pages: by address, what a page gives or that reading it raises; any other adds nothing. pages_asked: the
    addresses of the pages that were asked for, in order.
    """

    def __init__(self) -> None:
        self.pages: dict[str, PageReading | Exception] = {}
        self.pages_asked: list[str] = []
        self.readings: dict[str, Reading | Exception] = {}
        self.asked: list[tuple[str, Validators]] = []

    def publish(self, source: str, *contents: Content, faults: tuple[str, ...] = ()) -> None:
        self.readings[source] = Harvest(contents=contents, validators=Validators(etag='"1"'), faults=faults)

    def read(self, source: Source, validators: Validators, *, timezone: str, now: datetime) -> Reading:
        self.asked.append((source.slug, validators))
        reading = self.readings.get(source.slug, Unreadable(reason=f"{source.url} answered 404"))
        if isinstance(reading, Exception):
            raise reading
        return reading

    def read_page(self, content: Content, source: Source, *, timezone: str, now: datetime) -> PageReading:
        self.pages_asked.append(content.url)
        page = self.pages.get(content.url, PageReading(content=content))
        if isinstance(page, Exception):
            raise page
        return page


class DyingDatabase(Database):
    """The same database, on which after `writes` more transactions every further one fails.

    For the ledger that is a full disk, or a process that was killed: not even what ends a run in good
    order is written down any more.
    """

    def __init__(self, living: Database, writes: int) -> None:
        super().__init__(living.url.render_as_string(hide_password=False))
        self._left = writes
        self._gate = threading.Lock()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        with self._gate:
            self._left -= 1
            if self._left < 0:
                raise StorageFull("no space left where the database lies")
        with super().write() as connection:
            yield connection


class PlainPress:
    """A press without ink, for tests of many runs: messages are a Message-ID and a line of text."""

    def for_edition(self, edition: Edition) -> "PlainPress":
        self._edition = edition.id
        return self

    def outgoing(self, claimed: Claimed) -> Outgoing:
        name = message_id(self._edition, claimed.subscriber, "news.example")
        return Outgoing(
            delivery=claimed.delivery,
            sender="redaction@news.example",
            recipient=claimed.address,
            data=WireReady(f"Message-ID: {name}\r\n\r\nBonjour.\r\n".encode()),
        )


class World:
    """All real parts of a Digest (a `House`) on `database`, with time, web and relay in memory.

    House makes each part when it is first asked for and keeps it in its `__dict__`: a fake that lies there
    already is taken for the part. plain: messages without content. owner: "" for this process; a name on another machine for one that lives
    beside it, because former owners of our own process number are taken for dead.
    """

    def __init__(
        self,
        database: Database,
        *,
        clock: FrozenClock | None = None,
        relay: MemoryRelay | None = None,
        reader: MemoryReader | None = None,
        owner: str = "",
        connections: int = 3,
        newsroom: Newsroom = NEWSROOM,
        plain: bool = False,
    ) -> None:
        self.database, self.newsroom, self.plain = database, newsroom, plain
        self.clock = clock or FrozenClock()
        self.relay = relay or MemoryRelay()
        self.reader = reader or MemoryReader()
        settings = Settings(
            secret_key="not a secret, only long enough for one",
            smtp=SmtpSettings(connections=connections),
            web=WebSettings(base_url="https://letters.example"),
        )
        self.house = House(settings, self.clock)
        parts = self.house.__dict__
        parts["database"], parts["relay"] = database, self.relay
        parts["gatherer"] = Gatherer(database, self.reader, self.clock, timedelta(minutes=15))
        if owner:
            parts["owner"] = owner
        if plain:
            parts["press"] = PlainPress()

    def restarted(self, **changes: object) -> "World":
        """Return what a new process would be that finds the same database and the same outside."""
        names = ("database", "clock", "relay", "reader", "newsroom", "plain")
        return World(**{**{name: getattr(self, name) for name in names}, **changes})  # type: ignore[arg-type]

    def change_means(self, **changes: object) -> None:
        """Give the delivery other means from now on."""
        self.house.__dict__["means"] = replace(self.house.means, **changes)  # type: ignore[arg-type]
        for user in ("dispatcher", "sender"):
            self.house.__dict__.pop(user, None)

    def apply(self, changed: Newsroom | None = None) -> newsroom.Applied:
        self.newsroom = changed or self.newsroom
        return newsroom.apply_newsroom(self.database, self.newsroom, self.clock)

    def gather(self, *contents: Content, source: str = "site") -> list[SourceReport]:
        """Have `contents` stand in `source`, and read every source."""
        for each in self.newsroom.sources:
            self.reader.readings.setdefault(each.slug, Harvest(contents=(), validators=Validators()))
        if contents:
            self.reader.publish(source, *contents)
        return list(self.house.gatherer.gather())

    def subscribe(self, *rows: str, columns: str = "email") -> None:
        """Import `rows` of a CSV file with these columns."""
        file = io.BytesIO("\n".join((columns, *rows)).encode())
        offer = self.newsroom
        report = self.house.subscribers.import_csv(
            file,
            themes=[theme.slug for theme in offer.themes],
            newsletters=[newsletter.slug for newsletter in offer.newsletters],
        )
        assert not report.rejected

    def subscribe_many(self, count: int) -> list[str]:
        addresses = [f"r{number:05d}@example.org" for number in range(count)]
        self.subscribe(*addresses)
        return addresses

    def titles(self) -> list[str]:
        """The titles of the items that are kept, the last seen first."""
        with self.database.read() as connection:
            return [item.content.title for item in list_items(connection)]

    def compose(self, day: date | None = None, newsletter: str = "quotidienne") -> Edition:
        edition = compose.edition_id(self.database, newsletter, day, self.clock)
        return compose.compose(self.database, edition, self.clock, self.house.subject_line)[0]

    def freeze(self, edition: EditionId = TODAY) -> int:
        return self.house.dispatcher.freeze(edition)

    def frozen(self, recipients: int, edition: EditionId = TODAY) -> list[str]:
        """Go through a day up to the freeze; return the addresses of the recipients."""
        self.apply()
        self.gather(*(content(number) for number in (1, 2, 3)))
        addresses = self.subscribe_many(recipients)
        self.compose(edition.date)
        assert self.freeze(edition) == recipients
        return addresses

    def deliver(self, edition: EditionId = TODAY, **options: object) -> DispatchResult:
        stop = options.pop("stop", None) or threading.Event()
        return self.house.dispatcher.deliver(edition, stop, **options)  # type: ignore[arg-type]

    def cancel_on_its_way(self, edition: EditionId = TODAY) -> None:
        """Have the frozen edition cancelled after its first reader got it."""

        def cancel(_outcome: Outcome) -> None:
            if self.edition(edition).status is EditionStatus.SENDING:
                self.decide(EditionEvent.CANCEL, edition)

        self.deliver(edition, progress=cancel)
        assert self.edition(edition).status is EditionStatus.CANCELLED

    def decide(self, event: EditionEvent, edition: EditionId = TODAY, reason: str = "") -> Edition:
        return editorial.decide(self.database, edition, event, self.clock, reason=reason)

    def edition(self, edition: EditionId = TODAY) -> Edition:
        with self.database.read() as connection:
            return get_edition(connection, edition)

    def accounts(self, edition: EditionId = TODAY) -> Accounts:
        with self.database.read() as connection:
            return ledger.accounts(connection, edition)

    def records(
        self, status: DeliveryStatus | None = None, edition: EditionId = TODAY
    ) -> list[DeliveryRecord]:
        with self.database.read() as connection:
            return list(ledger.records(connection, edition, status))

    @property
    def accepted(self) -> Sequence[Outgoing]:
        """What the relay took, in order."""
        return self.relay.accepted

    @property
    def reached(self) -> list[str]:
        """To whom the relay has mail, sorted; somebody stands here twice who has it twice."""
        return sorted(message.recipient for message in self.relay.accepted)


def message_id_of(message: Outgoing) -> str:
    """Return the Message-ID that the relay saw."""
    (line,) = [
        line
        for line in message.data.split(b"\r\n\r\n", 1)[0].split(b"\r\n")
        if line.startswith(b"Message-ID:")
    ]
    return line.partition(b":")[2].strip().decode()

"""Looks at everything that a morning's sending depends on."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from digest.domain.health import Condition
from digest.errors import DigestError
from digest.ports import Clock, Relay
from digest.services.findings import Finding
from digest.services.health import SourceStanding, source_standings
from digest.services.signing import Signing, examine_signing, sender_domains
from digest.storage.engine import Database
from digest.storage.leases import drop_lease
from digest.storage.newsroom import load_newsroom
from subscribers.api import Subscribers


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """The database and what is kept in it. owner: this process in its leases."""

    database: Database
    subscribers: Subscribers
    clock: Clock
    owner: str


def examine(
    open_records: Callable[[], Records], relay: Relay, base_url: str, interval: timedelta, signing: Signing
) -> Iterator[Finding]:
    """Yield what was found, one thing after the other; nothing is changed and nobody is mailed.

    open_records: opens the database, which may be what is wrong. interval: how often a source is read.
    """
    senders: dict[str, str] = {}
    try:
        records = open_records()
    except DigestError as error:
        yield Finding(check="database", ok=False, message=str(error))
    else:
        yield from _storage(records)
        yield from _newsroom(records, interval)
        # Why there is no newsroom was said already.
        with suppress(DigestError), records.database.read() as connection:
            senders = sender_domains(load_newsroom(connection))
    yield _relay(relay)
    yield _links(base_url)
    yield from examine_signing(signing, senders)


def _storage(records: Records) -> Iterator[Finding]:
    kind = "SQLite" if records.database.is_sqlite else "PostgreSQL"
    try:
        # A write that changes nothing shows that the file, its folder and its owner are right. Taking
        # the lock would not: on a file that may only be read SQLite begins a transaction that only reads.
        with records.database.write() as connection:
            drop_lease(connection, "doctor", records.owner, records.clock.now())
    except DigestError as error:
        yield Finding(check="database", ok=False, message=str(error))
    else:
        yield Finding(check="database", ok=True, message=f"{kind}, can be written, schema up to date")


def _newsroom(records: Records, interval: timedelta) -> Iterator[Finding]:
    try:
        with records.database.read() as connection:
            newsroom = load_newsroom(connection)
            standings = source_standings(connection, newsroom, records.clock.now(), interval)
    except DigestError as error:
        yield Finding(check="newsroom", ok=False, message=str(error))
        return
    yield Finding(check="newsroom", ok=True, message=newsroom.publication.name)
    if not newsroom.publication.postal_address:
        message = "no postal_address: many countries ask for one in every mailing"
        yield Finding(check="publication", ok=False, message=message)
    yield from map(_source, standings)
    for newsletter in newsroom.newsletters:
        count = records.subscribers.count(newsletter.slug)
        yield Finding(
            check=f"newsletter {newsletter.slug}",
            ok=count > 0,
            message=f"{count} subscribers"
            if count
            else "nobody subscribes: `digest subscribers import FILE`",
        )


def _source(standing: SourceStanding) -> Finding:
    known, health = standing.known, standing.health
    check = f"source {known.source}"
    if health.state is Condition.PAUSED:
        message = f"paused: `digest source resume {known.source}` has it read again"
        return Finding(check=check, ok=True, message=message)
    wrong = "; ".join(filter(None, (health.alarm, known.last_error)))
    fine = "not read yet: run `digest gather`" if health.state is Condition.NEW else "ok"
    return Finding(check=check, ok=not wrong, message=wrong or fine)


def _relay(relay: Relay) -> Finding:
    try:
        relay.connect().close()
    except DigestError as error:
        return Finding(check="relay", ok=False, message=str(error))
    return Finding(check="relay", ok=True, message="answers, and takes our greeting")


def _links(base_url: str) -> Finding:
    if base_url.startswith("https://"):
        return Finding(check="links", ok=True, message=base_url)
    message = f"{base_url} is not https: mailbox providers ignore one-click unsubscribe links without it"
    return Finding(check="links", ok=False, message=message)

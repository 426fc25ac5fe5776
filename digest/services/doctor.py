"""Looks at everything that a morning's sending depends on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from digest.errors import DigestError
from digest.ports import Relay
from digest.services.handover import Means
from digest.storage.leases import drop_lease
from digest.storage.newsroom import load_newsroom
from digest.storage.sources import source_states


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at: whether it is as it should be, and in words what was found or what to do."""

    check: str
    ok: bool
    message: str


def examine(open_means: Callable[[], Means], relay: Relay, base_url: str) -> Iterator[Finding]:
    """Yield what was found, one thing after the other; nothing is changed and nobody is mailed.

    open_means: opens the database, which may be what is wrong.
    """
    try:
        means = open_means()
    except DigestError as error:
        yield Finding(check="database", ok=False, message=str(error))
    else:
        yield from _storage(means)
        yield from _newsroom(means)
    yield _relay(relay)
    yield _links(base_url)


def _storage(means: Means) -> Iterator[Finding]:
    kind = "SQLite" if means.database.is_sqlite else "PostgreSQL"
    try:
        # A write that changes nothing shows that the file, its folder and its owner are right. Taking
        # the lock would not: on a file that may only be read SQLite begins a transaction that only reads.
        with means.database.write() as connection:
            drop_lease(connection, "doctor", means.owner, means.clock.now())
    except DigestError as error:
        yield Finding(check="database", ok=False, message=str(error))
    else:
        yield Finding(check="database", ok=True, message=f"{kind}, can be written, schema up to date")


def _newsroom(means: Means) -> Iterator[Finding]:
    try:
        with means.database.read() as connection:
            newsroom = load_newsroom(connection)
            states = source_states(connection)
    except DigestError as error:
        yield Finding(check="newsroom", ok=False, message=str(error))
        return
    yield Finding(check="newsroom", ok=True, message=newsroom.publication.name)
    if not newsroom.publication.postal_address:
        message = "no postal_address: many countries ask for one in every mailing"
        yield Finding(check="publication", ok=False, message=message)
    for slug, state in states.items():
        message = state.last_error or ("not read yet: run `digest gather`" if state.state == "new" else "ok")
        yield Finding(check=f"source {slug}", ok=not state.last_error, message=message)
    for newsletter in newsroom.newsletters:
        count = means.subscribers.count(newsletter.slug)
        yield Finding(
            check=f"newsletter {newsletter.slug}",
            ok=count > 0,
            message=f"{count} subscribers"
            if count
            else "nobody subscribes: `digest subscribers import FILE`",
        )


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

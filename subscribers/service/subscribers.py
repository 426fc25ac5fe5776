"""The list of subscribers: add, show, import, suppress, erase, and say whom a newsletter goes to.

It opens the transactions; what happens in them is in `changes`, `importing` and `subscribers.storage`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import BinaryIO

from sqlalchemy import Engine, MetaData, Select
from sqlalchemy.exc import IntegrityError

from subscribers.address import parse
from subscribers.errors import AlreadySubscribed, ListChanged, UnknownSubscriber
from subscribers.model import (
    Choice,
    Clock,
    Event,
    ImportReport,
    Offer,
    Preferences,
    Profile,
    Reason,
    Subscriber,
    Suppression,
    Verdict,
)
from subscribers.policy import check_newsletter, check_profile
from subscribers.service import changes
from subscribers.service.changes import Occasion
from subscribers.service.importing import Import, ImportOrder
from subscribers.storage import audience, people, suppressions, tables
from subscribers.tokens import Links, PreferencesToken, Tokens, UnsubscribeToken
from subscribers.transfer.reading import opened_sheet
from subscribers.transfer.writing import write_csv

_PAGE = 1000
"""Rows that an export holds in memory at a time."""


class Subscribers:
    """Everybody on the list. Safe to share between threads.

    engine: SQLite or PostgreSQL; on SQLite `begin` must take the write lock at once, except under the
    execution option `read_only`. keys: secrets of 16 bytes or more; the first signs, all verify, so that
    links in old mails outlive a change of keys. Errors of the database driver pass through unchanged.
    """

    metadata: MetaData = tables.metadata

    def __init__(self, engine: Engine, clock: Clock, keys: Sequence[bytes]) -> None:
        self._engine = engine
        self._reader = engine.execution_options(read_only=True)
        self._clock = clock
        self._keys = tuple(keys)
        self._tokens = Tokens(keys)

    # --- One person, by address: for whoever runs the list.

    def add(self, address: str, profile: Profile, offer: Offer, *, evidence: str) -> Subscriber:
        """Add one person, active at once. evidence: how they asked for it, for the log of consent.

        Raises AddressRefused, ValueRefused, AlreadySubscribed, or NotWelcome for somebody who left, whose
        mailbox bounced, who complained or was erased.
        """
        wanted, checked = parse(address), check_profile(profile, offer)
        try:
            with self._engine.begin() as connection:
                changes.add(connection, self._tokens, wanted, checked, self._occasion(evidence))
                return _somebody(people.find(connection, wanted.key), address)
        except IntegrityError as error:
            raise AlreadySubscribed(wanted.written) from error

    def show(self, address: str) -> Subscriber:
        """Return who has this address; raise AddressRefused or UnknownSubscriber."""
        key = parse(address).key
        with self._reader.connect() as connection:
            return _somebody(people.find(connection, key), address)

    def history(self, address: str) -> tuple[Event, ...]:
        """Return the log of consent of one person, the oldest event first; empty for nobody."""
        key = parse(address).key
        with self._reader.connect() as connection:
            return tuple(suppressions.history(connection, key))

    def unsubscribe(
        self, address: str, newsletter: str | None = None, *, known: Iterable[str], evidence: str
    ) -> Subscriber:
        """Take somebody off one newsletter, or off all, and return how they stand; idempotent.

        known: the slugs of all newsletters. Raises AddressRefused, UnknownSubscriber, or ValueRefused for a
        newsletter that is not among them.
        """
        key, known = parse(address).key, frozenset(known)
        if newsletter:
            check_newsletter(newsletter, known)
        with self._engine.begin() as connection:
            person = _somebody(people.find(connection, key, to_change=True), address)
            return changes.leave(connection, person, newsletter or "", known, self._occasion(evidence))

    def erase(self, address: str) -> None:
        """Remove everything about a person but a keyed hash of the address, so that no file brings them back.

        Idempotent. Raises AddressRefused or UnknownSubscriber. Whoever holds copies, as a ledger of
        deliveries does, has to remove them too.
        """
        key = parse(address).key
        with self._engine.begin() as connection:
            person = people.find(connection, key, to_change=True)
            if person:
                changes.erase(connection, self._tokens, person, self._clock.now())
            elif not changes.erased(connection, self._tokens, key):
                raise UnknownSubscriber(address)

    # --- The whole list.

    def import_csv(
        self,
        stream: BinaryIO,
        *,
        themes: Iterable[str],
        newsletters: Iterable[str],
        dry_run: bool = False,
        evidence: str = "imported from a file",
    ) -> ImportReport:
        """Read a list in one transaction: all of its good rows, or nothing. The stream is left open.

        themes, newsletters: the slugs that exist. dry_run: only say what would happen. evidence: goes into
        the log of consent of everybody who is added or changed. Raises FileRefused or ListChanged.
        """
        order = ImportOrder(
            offer=Offer(frozenset(themes), frozenset(newsletters)),
            evidence=evidence,
            now=self._clock.now(),
            dry_run=dry_run,
        )
        transaction = self._reader.connect if dry_run else self._engine.begin
        try:
            with opened_sheet(stream) as sheet, transaction() as connection:
                return Import(connection, self._tokens, order).read(sheet.rows)
        except IntegrityError as error:
            raise ListChanged from error

    def export_csv(self) -> Iterator[str]:
        """Yield the whole list, whatever the status, as pieces of a CSV file that `import_csv` reads."""
        with self._reader.connect() as connection:
            names = {name for attributes in people.attribute_sets(connection) for name in attributes}
        return write_csv(self._pages(), sorted(names))

    def suppressions(self) -> Iterator[Suppression]:
        """Yield every standing reason not to write, the oldest first."""
        after = 0
        while True:
            with self._reader.connect() as connection:
                page = suppressions.page(connection, after=after, limit=_PAGE)
            if not page:
                return
            yield from (suppression for _, suppression in page)
            after = page[-1][0]

    # --- Who gets a newsletter: for whoever sends it.

    def audience(
        self, newsletter: str, *, base_language: str = "fr"
    ) -> Select[tuple[int, str, str, str, str, str]]:
        """Return whom `newsletter` goes to, as a select for INSERT … FROM SELECT.

        Columns: subscriber_id, address, name, language (base_language where none was chosen), themes (sorted
        slugs with ";" between them, "" for all), excluded ("" or why they must not be written to).
        """
        return audience.audience(newsletter, base_language)

    def count(self, newsletter: str) -> int:
        """Return how many people `newsletter` may be written to today."""
        with self._reader.connect() as connection:
            return audience.count(connection, newsletter)

    def may_mail(self, ids: Sequence[int], newsletter: str) -> Mapping[int, Verdict]:
        """Say for each subscriber id whether we may write now, at this very moment."""
        found: dict[int, Verdict] = {}
        with self._reader.connect() as connection:
            for start in range(0, len(ids), people.CHUNK):
                found.update(audience.verdicts(connection, ids[start : start + people.CHUNK], newsletter))
        return found

    def links(self, base_url: str) -> Links:
        """Return the maker of personal links under `base_url`."""
        return Links(self._keys, base_url, self._clock)

    # --- One person, by id: for mail that comes back and for people who follow a link.

    def suppress(self, subscriber_id: int, reason: Reason, *, evidence: str) -> bool:
        """Stop all mail to somebody; return whether that is news. Idempotent, also for nobody.

        evidence: what shows it, e.g. the reply of their server. To erase somebody call `erase`.
        """
        if reason is Reason.ERASED:
            raise ValueError("a person is erased with erase(address), which removes their data too")
        with self._engine.begin() as connection:
            person = people.get(connection, subscriber_id, to_change=True)
            return person is not None and changes.suppress(
                connection, person, reason, self._occasion(evidence)
            )

    def leave(
        self, subscriber_id: int, newsletter: str, *, known: Iterable[str], evidence: str
    ) -> Subscriber | None:
        """Do what `unsubscribe` does for whom a token names; None when there is nobody any more."""
        with self._engine.begin() as connection:
            person = people.get(connection, subscriber_id, to_change=True)
            if person is None:
                return None
            return changes.leave(connection, person, newsletter, known, self._occasion(evidence))

    def preferences(self, subscriber_id: int, offer: Offer) -> Preferences | None:
        """Return what somebody receives today, None for nobody."""
        with self._reader.connect() as connection:
            person = people.get(connection, subscriber_id)
            return changes.preferences(connection, person, offer) if person else None

    def choose(
        self, subscriber_id: int, choice: Choice, offer: Offer, *, evidence: str
    ) -> Preferences | None:
        """Save what a person ticked on their own page and return what they receive now, None for nobody."""
        with self._engine.begin() as connection:
            person = people.get(connection, subscriber_id, to_change=True)
            if person is None:
                return None
            return changes.choose(connection, person, choice, offer, self._occasion(evidence))

    # --- Tokens: checked before the database is asked anything.

    def read_unsubscribe(self, token: str) -> UnsubscribeToken | None:
        """Return what the token of an unsubscribe link allows, None if we did not make it."""
        return self._tokens.read_unsubscribe(token)

    def read_preferences(self, token: str) -> PreferencesToken | None:
        """Return what the token of a preferences link allows, None if we did not make it."""
        return self._tokens.read_preferences(token)

    def preferences_token(self, subscriber_id: int) -> str:
        """Return a fresh token for somebody's preferences page."""
        return self._tokens.preferences(subscriber_id, self.today())

    def today(self) -> date:
        """Return the UTC day, by which the age of a token is counted."""
        return self._clock.now().date()

    def _occasion(self, evidence: str) -> Occasion:
        return Occasion(self._clock.now(), evidence)

    def _pages(self) -> Iterator[list[Subscriber]]:
        after = 0
        while True:
            with self._reader.connect() as connection:
                page = people.page(connection, after=after, limit=_PAGE)
            if not page:
                return
            yield page
            after = page[-1].id


def _somebody(person: Subscriber | None, address: str) -> Subscriber:
    if person is None:
        raise UnknownSubscriber(address)
    return person

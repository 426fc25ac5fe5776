"""Reads the rows of a file into the list, in chunks, inside one transaction.

It does not parse the file (see `subscribers.transfer`) nor decide about a row (see `subscribers.policy`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from subscribers import policy
from subscribers.errors import AddressRefused, ValueRefused
from subscribers.model import (
    EventKind,
    ImportReport,
    Offer,
    RawRow,
    RejectedRow,
    Status,
    Subscriber,
    Suppression,
)
from subscribers.policy import Candidate
from subscribers.storage import people, suppressions
from subscribers.tokens import Tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOrder:
    """What one import is to do. evidence: for the log of consent. dry_run: write nothing."""

    offer: Offer
    evidence: str
    now: datetime
    dry_run: bool


@dataclass(slots=True)
class _Count:
    """What became of the rows so far. lines: where each accepted address stands in the file."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[RejectedRow] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)


class Import:
    """One run over one file."""

    def __init__(self, connection: Connection, tokens: Tokens, order: ImportOrder) -> None:
        self._connection = connection
        self._tokens = tokens
        self._order = order
        self._erased = suppressions.erased(connection)
        self._count = _Count()

    def read(self, rows: Iterable[RawRow | RejectedRow]) -> ImportReport:
        """Take in every good row and say what became of all of them."""
        chunk: list[Candidate] = []
        for row in rows:
            found = self._judged(row)
            if isinstance(found, RejectedRow):
                self._count.rejected.append(found)
                continue
            chunk.append(found)
            if len(chunk) == people.CHUNK:
                self._settle(chunk)
                chunk = []
        self._settle(chunk)
        count = self._count
        return ImportReport(
            added=count.added,
            updated=count.updated,
            unchanged=count.unchanged,
            rejected=tuple(sorted(count.rejected, key=lambda rejected: rejected.line)),
        )

    def _judged(self, row: RawRow | RejectedRow) -> Candidate | RejectedRow:
        """Judge a row by itself and against the rows before it."""
        if isinstance(row, RejectedRow):
            return row
        try:
            found = policy.candidate(row, self._order.offer)
        except (AddressRefused, ValueRefused) as error:
            return RejectedRow(row.line, row.cells.get("email", ""), error.reason)
        first = self._count.lines.setdefault(found.address.key, row.line)
        if first != row.line:
            return RejectedRow(row.line, found.address.written, f"the same address as in line {first}")
        return found

    def _settle(self, chunk: Sequence[Candidate]) -> None:
        """Judge a chunk against the list, and write what it brings."""
        keys = [found.address.key for found in chunk]
        existing = people.with_addresses(self._connection, keys, to_change=not self._order.dry_run)
        standing = suppressions.standing_among(self._connection, keys)
        new: list[Candidate] = []
        changed: list[Subscriber] = []
        for found in chunk:
            person = existing.get(found.address.key)
            against = standing.get(found.address.key) or self._marks(found.address.key)
            reason = policy.refusal(found, person, against)
            if reason:
                self._count.rejected.append(RejectedRow(found.line, found.address.written, reason))
            elif person is None:
                new.append(found)
            elif (told := policy.merged(found, person)) != person:
                changed.append(told)
            else:
                self._count.unchanged += 1
        self._count.added += len(new)
        self._count.updated += len(changed)
        if not self._order.dry_run:
            self._write(new, changed, standing)

    def _marks(self, address_key: str) -> list[Suppression]:
        """Return what is left of an erased person; hashes only where there are any to compare with."""
        if not self._erased:
            return []
        return [self._erased[mark] for mark in self._tokens.erased(address_key) if mark in self._erased]

    def _write(
        self,
        new: Sequence[Candidate],
        changed: Sequence[Subscriber],
        standing: Mapping[str, Sequence[Suppression]],
    ) -> None:
        statuses = {found.address.key: found.status or Status.ACTIVE for found in new}
        rows = [
            people.new_row(one.address, one.profile, statuses[one.address.key], self._order.now)
            for one in new
        ]
        people.insert(self._connection, rows)
        people.update(self._connection, changed, self._order.now)
        self._log(EventKind.IMPORTED, list(statuses))
        self._log(EventKind.UPDATED, [person.address_key for person in changed])
        statuses.update((person.address_key, person.status) for person in changed)
        stops = (self._stop(key, status) for key, status in statuses.items() if status in policy.REASON_FOR)
        suppressions.add(
            self._connection,
            [
                stop
                for stop in stops
                if not any(
                    known.reason is stop.reason and not known.newsletter
                    for known in standing.get(stop.address, ())
                )
            ],
        )

    def _stop(self, address_key: str, status: Status) -> Suppression:
        """Return the suppression of somebody whom the file says we must not write to."""
        return Suppression(
            address=address_key,
            newsletter="",
            reason=policy.REASON_FOR[status],
            evidence=self._order.evidence,
            created_at=self._order.now,
        )

    def _log(self, kind: EventKind, keys: Sequence[str]) -> None:
        if keys:
            suppressions.log(self._connection, keys, kind, self._order.now, self._order.evidence)

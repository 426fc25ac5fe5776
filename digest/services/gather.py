"""Gathers: reads the sources that are due, and the pages of new articles where the newsroom asks for that
(see `articles`); keeps what is new, notes how each one is doing.

A source that fails, hangs or sends nonsense costs the others nothing.
"""

import threading
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection

from digest.domain.content import Content
from digest.domain.gathering import (
    Harvest,
    Reading,
    Unchanged,
    Unreadable,
    Validators,
    asked_until,
    fresh_until,
    next_try,
)
from digest.domain.identity import Arrival, addressed_as_before, keys_to_look_up, recognise
from digest.domain.newsroom import Newsroom, Source
from digest.domain.themes import route
from digest.errors import StorageError, UnknownName
from digest.ports import Clock, SourceReader
from digest.services.articles import Completed, complete
from digest.services.reprints import Reprints
from digest.services.turns import read_in_turns
from digest.storage.engine import Database
from digest.storage.items import known_items, load_content, save_arrival
from digest.storage.newsroom import load_newsroom, take_turns
from digest.storage.sources import (
    SourceState,
    adopt_address,
    record_failure,
    record_success,
    source_states,
)

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReport:
    """What one reading of a source brought. error: why it could not be read, "" when it could.

    left_alone: why it was not asked at all, "" when it was. moved_to: the address that it has from now on,
    where it moved for good.
    """

    source: str
    added: int = 0
    edited: int = 0
    unchanged: bool = False
    error: str = ""
    left_alone: str = ""
    moved_to: str = ""
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gatherer:
    """Reads sources over the network and keeps what they bring.

    interval: how long a source is left alone after it was read.
    """

    database: Database
    reader: SourceReader
    clock: Clock
    interval: timedelta

    def gather(
        self,
        only: Sequence[str] = (),
        *,
        unless_read_within: timedelta | None = None,
        stop: threading.Event | None = None,
    ) -> Iterator[SourceReport]:
        """Read sources, several at a time, and yield a report of each as soon as it is kept.

        only: slugs of the sources to read, whatever their servers asked for; empty for all but those that
        want to be left alone or are gone, of which the report says so. What an editor paused is never read.
        unless_read_within: for the service, leave out all these, and without a word those that were read so
        recently, that failed and wait for their next try, or whose last answer is still fresh. stop: once it
        is set, wait for no further answer.

        Raises UnknownName for a slug that the newsroom does not have, and at the end StorageError if what a
        source brought could not be written.
        """
        with self.database.read() as connection:
            newsroom = load_newsroom(connection)
            states = source_states(connection)
        zone = newsroom.publication.timezone
        chosen = _named(newsroom, only)
        if unless_read_within is not None:
            chosen = [
                source for source in chosen if self._is_due(source, states[source.slug], unless_read_within)
            ]
        else:
            refusals = {
                source.slug: self._left_alone(source, states[source.slug], zone, by_name=bool(only))
                for source in chosen
            }
            chosen = [source for source in chosen if not refusals[source.slug]]
            yield from (SourceReport(source=slug, left_alone=why) for slug, why in refusals.items() if why)

        def read(source: Source) -> Reading | Completed | StorageError:
            return self._read(source, states[source.slug].validators, zone)

        not_kept: StorageError | None = None
        for source, reading in read_in_turns(chosen, read, stop or threading.Event()):
            try:
                yield self._keep(newsroom, source, states[source.slug], reading)
            except StorageError as error:
                # What one source brought could not be written down; that of the others still may.
                _log.warning("source.not_kept", source=source.slug, reason=str(error))
                not_kept = error
        if not_kept:
            raise not_kept

    def _is_due(self, source: Source, state: SourceState, age: timedelta) -> bool:
        now = self.clock.now()
        if source.paused or state.gone or (state.not_before and state.not_before > now):
            return False
        return state.last_attempt_at is None or state.last_attempt_at + age <= now

    def _left_alone(self, source: Source, state: SourceState, zone: str, *, by_name: bool) -> str:
        """Return why even a person who asks for all sources, or for it `by_name`, does not get this one."""
        if source.paused:
            return f"paused: `digest source resume {source.slug}` has it read again"
        if by_name:
            return ""
        override = f"`digest gather --source {source.slug}` asks all the same"
        if state.gone:
            return f"{source.url} is gone for good: give its new address in newsroom.toml or remove it; {override}"
        if state.asked_until and state.asked_until > self.clock.now():
            until = state.asked_until.astimezone(ZoneInfo(zone))
            return f"the server asks to be left alone until {until:%Y-%m-%d %H:%M} ({zone}); {override}"
        return ""

    def _read(
        self, source: Source, validators: Validators, timezone: str
    ) -> Reading | Completed | StorageError:
        try:
            reading = self.reader.read(source, validators, timezone=timezone, now=self.clock.now())
            if isinstance(reading, Harvest) and source.reads_pages:
                return complete(
                    reading,
                    source,
                    database=self.database,
                    reader=self.reader,
                    clock=self.clock,
                    timezone=timezone,
                )
        except StorageError as error:
            return error
        except Exception as error:  # noqa: BLE001 - the one place where a fault of ours must not spread
            # A reader turns all that a source can do into a Reading. Should one source still find a gap
            # in that, the others must not pay for it.
            _log.exception("source.reader_failed", source=source.slug)
            return Unreadable(reason=f"{source.url} could not be read, by a fault of ours: {error!r}")
        return reading

    def _keep(
        self,
        newsroom: Newsroom,
        source: Source,
        state: SourceState,
        reading: Reading | Completed | StorageError,
    ) -> SourceReport:
        now = self.clock.now()
        match reading:
            case StorageError():
                raise reading
            case Completed():
                return self._keep_harvest(newsroom, source, state, reading.harvest, reading.stated)
            case Harvest():
                return self._keep_harvest(newsroom, source, state, reading, {})
            case Unchanged():
                with self.database.write() as connection:
                    moved_to = _note_answer(connection, source, state, reading, now)
                return SourceReport(source=source.slug, unchanged=True, moved_to=moved_to)
            case Unreadable():
                _log.warning("source.unreadable", source=source.slug, reason=reading.reason)
                asked = reading.retry_after
                retry = next_try(now, state.failures + 1, self.interval, asked, _spread(source.slug))
                with self.database.write() as connection:
                    record_failure(
                        connection, source.slug, reading, now, retry, asked_until=asked_until(now, asked)
                    )
                return SourceReport(source=source.slug, error=reading.reason)

    def _keep_harvest(
        self,
        newsroom: Newsroom,
        source: Source,
        state: SourceState,
        harvest: Harvest,
        stated: Mapping[Content, str],
    ) -> SourceReport:
        added = edited = 0
        with self.database.write() as connection:
            # An edition that closes before this is written has an earlier cutoff than this instant, and
            # one that closes later sees what is written here: no item falls between the two.
            take_turns(connection)
            now = self.clock.now()
            known = known_items(connection, keys_to_look_up(source.slug, harvest.contents, source.group))
            reprints = Reprints(connection, source.slug, [each.slug for each in newsroom.sources], now)
            # Feeds give the newest first; it gets the highest number, as if items had come one by one.
            for found in reversed(recognise(source.slug, harvest.contents, known, source.group)):
                arrival = _readdressed(connection, reprints.joined(found))
                routing = route(arrival.content, source, newsroom.themes)
                first = state.first_gathered_at is None
                save_arrival(
                    connection,
                    source.slug,
                    arrival,
                    routing,
                    now,
                    first_gather=first,
                    stated_hash=stated.get(found.content, ""),
                )
                added += arrival.item is None
                edited += arrival.is_edit
            moved_to = _note_answer(connection, source, state, harvest, now)
        _log.info("source.gathered", source=source.slug, added=added, edited=edited)
        return SourceReport(
            source=source.slug, added=added, edited=edited, faults=harvest.faults, moved_to=moved_to
        )


def _named(newsroom: Newsroom, slugs: Sequence[str]) -> list[Source]:
    """Return the sources of these slugs, each once, all of them for none. Raises UnknownName."""
    known = {source.slug: source for source in newsroom.sources}
    for slug in slugs:
        if slug not in known:
            raise UnknownName("source", slug, list(known))
    return [known[slug] for slug in dict.fromkeys(slugs)] or list(newsroom.sources)


def _readdressed(connection: Connection, arrival: Arrival) -> Arrival:
    """Return an edit at the address at which its item is printed; any other arrival as it is.

    Sections route by the address, so that it is settled before the edit is routed.
    """
    if arrival.item is None or not arrival.is_edit:
        return arrival
    before = load_content(connection, arrival.item)
    return replace(arrival, content=addressed_as_before(arrival.content, before))


def _note_answer(
    connection: Connection, source: Source, state: SourceState, reading: Harvest | Unchanged, now: datetime
) -> str:
    """Note that the source answered; return its new address where it is certain that it moved, else ""."""
    move = state.move.after(reading.moved_to)
    until = fresh_until(now, reading.fresh_for)
    record_success(connection, source.slug, reading.validators, now, not_before=until, move=move)
    if not (move.is_certain and adopt_address(connection, source.slug, source.url, move.to)):
        return ""
    _log.warning("source.moved", source=source.slug, moved_from=source.url, moved_to=move.to)
    return move.to


def _spread(slug: str) -> float:
    """Return a number in [0, 1) that is the same for a source every time, and another for most others."""
    return zlib.crc32(slug.encode()) / 2**32

"""Gathers: reads the sources that are due, keeps what is new, notes how each one is doing.

A source that fails, hangs or sends nonsense costs the others nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import timedelta

import structlog

from digest.domain.content import Content
from digest.domain.gathering import Harvest, Reading, Unchanged, Unreadable, Validators, next_try
from digest.domain.identity import identity_keys, recognise
from digest.domain.newsroom import Newsroom, Source
from digest.domain.themes import route
from digest.errors import StorageError, UnknownName
from digest.ports import Clock, SourceReader
from digest.services.articles import Completed, complete
from digest.services.reprints import Reprints
from digest.storage.engine import Database
from digest.storage.items import known_items, save_arrival
from digest.storage.newsroom import load_newsroom, take_turns
from digest.storage.sources import SourceState, record_failure, record_success, source_states

_log = structlog.get_logger()
_READERS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReport:
    """What one reading of a source brought. error: why it could not be read, "" when it could."""

    source: str
    added: int = 0
    edited: int = 0
    unchanged: bool = False
    error: str = ""
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
        self, only: Sequence[str] = (), *, unless_read_within: timedelta | None = None
    ) -> Iterator[SourceReport]:
        """Read sources, several at a time, and yield a report of each as soon as it is kept.

        only: slugs of the sources to read, empty for all. unless_read_within: leave out those read so
        recently, and those whose servers want to be left alone. Raises UnknownName for a slug that the
        newsroom does not have, and at the end StorageError if what a source brought could not be written.
        """
        with self.database.read() as connection:
            newsroom = load_newsroom(connection)
            states = source_states(connection)
        known = {source.slug: source for source in newsroom.sources}
        for slug in only:
            if slug not in known:
                raise UnknownName("source", slug, list(known))
        chosen = [known[slug] for slug in only] or list(newsroom.sources)
        if unless_read_within is not None:
            chosen = [source for source in chosen if self._is_due(states[source.slug], unless_read_within)]
        not_kept: StorageError | None = None
        with ThreadPoolExecutor(_READERS, thread_name_prefix="gather") as pool:
            timezone = newsroom.publication.timezone
            readings = {
                pool.submit(self._read, source, states[source.slug].validators, timezone): source
                for source in chosen
            }
            for future in as_completed(readings):
                source = readings[future]
                try:
                    yield self._keep(newsroom, source, states[source.slug], future.result())
                except StorageError as error:
                    # What one source brought could not be written down; that of the others still may.
                    _log.warning("source.not_kept", source=source.slug, reason=str(error))
                    not_kept = error
        if not_kept:
            raise not_kept

    def _is_due(self, state: SourceState, age: timedelta) -> bool:
        now = self.clock.now()
        if state.not_before and state.not_before > now:
            return False
        return state.last_attempt_at is None or state.last_attempt_at + age <= now

    def _read(self, source: Source, validators: Validators, timezone: str) -> Reading | Completed:
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
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001 - the one place where a fault of ours must not spread
            # A reader turns all that a source can do into a Reading. Should one source still find a gap
            # in that, the others must not pay for it.
            _log.exception("source.reader_failed", source=source.slug)
            return Unreadable(reason=f"{source.url} could not be read, by a fault of ours: {error!r}")
        return reading

    def _keep(
        self, newsroom: Newsroom, source: Source, state: SourceState, reading: Reading | Completed
    ) -> SourceReport:
        now = self.clock.now()
        match reading:
            case Completed():
                return self._keep_harvest(newsroom, source, state, reading.harvest, reading.stated)
            case Harvest():
                return self._keep_harvest(newsroom, source, state, reading, {})
            case Unchanged():
                with self.database.write() as connection:
                    record_success(connection, source.slug, reading.validators, now)
                return SourceReport(source=source.slug, unchanged=True)
            case Unreadable():
                _log.warning("source.unreadable", source=source.slug, reason=reading.reason)
                retry = next_try(now, state.failures + 1, self.interval, reading.retry_after)
                with self.database.write() as connection:
                    record_failure(connection, source.slug, reading, now, retry)
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
            keys = [
                key for keys in identity_keys(source.slug, harvest.contents, source.group) for key in keys
            ]
            known = known_items(connection, keys)
            reprints = Reprints(connection, source.slug, [each.slug for each in newsroom.sources], now)
            # Feeds give the newest first; it gets the highest number, as if items had come one by one.
            for found in reversed(recognise(source.slug, harvest.contents, known, source.group)):
                arrival = reprints.joined(found)
                routing = route(arrival.content, source, newsroom.themes)
                first = state.first_gathered_at is None
                save_arrival(
                    connection,
                    source.slug,
                    arrival,
                    routing,
                    now,
                    first_gather=first,
                    stated_hash=stated.get(arrival.content, ""),
                )
                added += arrival.item is None
                edited += arrival.is_edit
            record_success(connection, source.slug, harvest.validators, now)
        _log.info("source.gathered", source=source.slug, added=added, edited=edited)
        return SourceReport(source=source.slug, added=added, edited=edited, faults=harvest.faults)

"""A clock that stands still until told, and a web of sources that never was."""

from datetime import datetime, timedelta

from digest.domain.content import Content
from digest.domain.gathering import Harvest, Reading, Unreadable, Validators
from digest.domain.newsroom import Source
from tests.factories import NOON


class FrozenClock:
    """`digest.ports.Clock`: shows `at` until it is moved."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def advance(self, **length: float) -> None:
        self.at += timedelta(**length)


class MemoryReader:
    """`digest.ports.SourceReader`: gives what was published under a source's slug."""

    def __init__(self) -> None:
        self.readings: dict[str, Reading | Exception] = {}
        self.asked: list[tuple[str, Validators]] = []

    def publish(self, source: str, *contents: Content, faults: tuple[str, ...] = ()) -> None:
        self.readings[source] = Harvest(
            contents=contents, validators=Validators(etag='"1"'), faults=faults
        )

    def read(self, source: Source, validators: Validators, *, timezone: str, now: datetime) -> Reading:
        self.asked.append((source.slug, validators))
        reading = self.readings.get(source.slug, Unreadable(reason=f"{source.url} answered 404"))
        if isinstance(reading, Exception):
            raise reading
        return reading

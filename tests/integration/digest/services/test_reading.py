from dataclasses import replace

import pytest

from digest.domain.content import Content, ItemKind
from digest.domain.gathering import PageReading
from digest.domain.newsroom import Selectors, Source, SourceKind
from digest.errors import UnknownName
from digest.services.reading import Trial, try_page
from tests.factories import NEWSROOM, SITE
from tests.fakes.world import MemoryReader, World

URL = "https://news.example/tri/"


class NotingReader(MemoryReader):
    """Notes with what a page was to be read."""

    def read_page(self, content: Content, source: Source, **options: object) -> PageReading:
        self.noted = (content, source, options)
        return super().read_page(content, source, **options)  # type: ignore[arg-type]


@pytest.fixture
def reader() -> NotingReader:
    return NotingReader()


@pytest.fixture
def selecting(world: World) -> World:
    site = replace(SITE, timezone="Indian/Reunion", selectors=Selectors(kicker=".k", title=".t"))
    world.apply(replace(NEWSROOM, sources=(site, *NEWSROOM.sources[1:])))
    return world


def attempt(world: World, reader: NotingReader, **options: object) -> Trial:
    return try_page(URL, database=world.database, reader=reader, clock=world.clock, **options)  # type: ignore[arg-type]


def test_a_page_is_read_as_if_nothing_but_its_address_were_known(
    selecting: World, reader: NotingReader
) -> None:
    assert attempt(selecting, reader).timezone == "Europe/Paris"
    known, source, options = reader.noted
    assert known == Content(kind=ItemKind.ARTICLE, guid="", url=URL, title="")
    assert (source.kind, source.selectors) == (SourceKind.PAGE, Selectors())
    assert options == {"timezone": "Europe/Paris", "now": selecting.clock.now()}


def test_selectors_and_time_zone_are_those_of_a_source(selecting: World, reader: NotingReader) -> None:
    assert attempt(selecting, reader, source="site").timezone == "Indian/Reunion"
    assert reader.noted[1].selectors == Selectors(kicker=".k", title=".t")


def test_selectors_that_are_tried_out_go_before_them(selecting: World, reader: NotingReader) -> None:
    attempt(selecting, reader, source="site", selectors={"kicker": ".other"})
    assert reader.noted[1].selectors == Selectors(kicker=".other", title=".t")


def test_an_unknown_source_is_named_with_those_that_are_known(selecting: World, reader: NotingReader) -> None:
    with pytest.raises(UnknownName, match="no source named 'nope'"):
        attempt(selecting, reader, source="nope")

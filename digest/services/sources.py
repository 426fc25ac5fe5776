"""Changes the sources of a newsroom: adds one, pauses, resumes or removes one.

Each change is a newsroom made from another; putting it in force is `services.newsroom`. Whether its values are
sound is checked by whoever has them from outside, as those of the file are.
"""

import re
from collections.abc import Collection
from dataclasses import replace
from urllib.parse import urlsplit

from digest.domain.folding import fold
from digest.domain.newsroom import Newsroom, Source
from digest.errors import UnknownName

_LONGEST = 40
"""Characters of a slug that is made from a title."""


def source_at(newsroom: Newsroom, url: str) -> Source | None:
    """Return the source that is read at `url`, None when the newsroom has none."""
    return next((source for source in newsroom.sources if source.url == url), None)


def with_source(newsroom: Newsroom, source: Source) -> Newsroom:
    """Return the newsroom with one more source, the last one."""
    return replace(newsroom, sources=(*newsroom.sources, source))


def with_pause(newsroom: Newsroom, slug: str, *, paused: bool) -> Newsroom:
    """Return the newsroom with that source left alone, or read again. Raises UnknownName."""
    _named(newsroom, slug)
    sources = (
        replace(source, paused=paused) if source.slug == slug else source for source in newsroom.sources
    )
    return replace(newsroom, sources=tuple(sources))


def without_source(newsroom: Newsroom, slug: str) -> Newsroom:
    """Return the newsroom without that source; what was gathered from it is kept. Raises UnknownName."""
    _named(newsroom, slug)
    return replace(newsroom, sources=tuple(source for source in newsroom.sources if source.slug != slug))


def free_slug(title: str, url: str, taken: Collection[str]) -> str:
    """Return a slug for a source: from its document's title, else from its host, numbered where it is taken."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    stem = _slug(title) or _slug(host) or "source"
    names = (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def _slug(text: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
    if len(words) <= _LONGEST:
        return words
    # Cut between two words, unless the first one is that long.
    return words[:_LONGEST].rpartition("-")[0] or words[:_LONGEST]


def _named(newsroom: Newsroom, slug: str) -> Source:
    for source in newsroom.sources:
        if source.slug == slug:
            return source
    raise UnknownName("source", slug, [source.slug for source in newsroom.sources])

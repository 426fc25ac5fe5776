"""Changes the sources of a newsroom: adds one, pauses, resumes or removes one.

Each change is a newsroom made from another; putting it in force is `services.newsroom`. Whether its values are
sound is checked by whoever has them from outside, as those of the file are.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from types import MappingProxyType
from urllib.parse import urlsplit

from digest.domain.identity import canonical_url
from digest.domain.newsroom import Newsroom, Source
from digest.domain.slugs import slug_of
from digest.errors import UnknownName

_NOWHERE: Mapping[str, str] = MappingProxyType({})


def sources_at(newsroom: Newsroom, url: str, former: Mapping[str, str] = _NOWHERE) -> list[Source]:
    """Return the sources that are read at `url`, however it is spelled, or that have moved from there for good.

    former: the address that a source had, by its slug. One page may be two sources, of articles and of briefs.
    """
    wanted = canonical_url(url)
    return [
        source
        for source in newsroom.sources
        if wanted and wanted in (canonical_url(source.url), canonical_url(former.get(source.slug, "")))
    ]


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
    return slug_of(title, taken, otherwise=slug_of(host, (), otherwise="source"))


def _named(newsroom: Newsroom, slug: str) -> Source:
    for source in newsroom.sources:
        if source.slug == slug:
            return source
    raise UnknownName("source", slug, [source.slug for source in newsroom.sources])

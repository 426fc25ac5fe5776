"""How much of its stories a mail prints: as much as mailboxes show whole, and no more than a reader takes in.

A busy day is printed in rows. What weighs too much gives up, in this order: the length of its standfirsts,
then all but titles, then entries, which the web version prints. It renders nothing and weighs what it is given.
"""

import binascii
from collections.abc import Iterator
from dataclasses import replace
from enum import Enum

from digest.domain.content import ItemKind
from digest.domain.edition import EditionContent, Section, Story
from digest.render.repetition import repeats

BUDGET = 95_000
"""Bytes of HTML as it is sent. Gmail cuts a message off at about 102,000, and the way out stands at the end."""
PERSONAL = 1_500
"""Bytes of the budget that are kept for a reader's own links and address."""
BUSY = 30
"""Articles beyond which rows are easier to take in than cards."""
_FRAME = 14_000
"""Bytes, about, of an edition without a story: for telling how many stories must go, not whether any must."""


class Density(Enum):
    """How stories are printed: in cards; in cards with two lines of standfirst; articles as titles in rows, which
    suits a busy day; briefs as mere titles, too.
    """

    FULL = "full"
    SHORT = "short"
    COMPACT = "compact"
    BARE = "bare"

    @property
    def in_rows(self) -> bool:
        """Whether articles stand in rows."""
        return self in (Density.COMPACT, Density.BARE)


def densities(content: EditionContent) -> Iterator[Density]:
    """Yield the densities in which an edition may be printed, the one that suits the day first."""
    articles = sum(story.kind is ItemKind.ARTICLE for story in content.stories)
    if articles <= BUSY:
        yield Density.FULL
        yield Density.SHORT
    yield Density.COMPACT
    yield Density.BARE


def lightened(content: EditionContent, density: Density) -> EditionContent:
    """Return what an edition prints at `density`, but for the length of standfirsts, which the view cuts.

    The lead keeps all that it has. A brief that is one text keeps its text.
    """
    if density.in_rows:
        content = replace(
            content,
            sections=tuple(
                replace(section, stories=tuple(map(_titled, section.stories))) for section in content.sections
            ),
        )
    if density is Density.BARE:
        content = replace(content, briefs=tuple(map(_titled_brief, content.briefs)))
    return content


def _titled(story: Story) -> Story:
    return replace(story, kicker="", standfirst="", image=None)


def _titled_brief(story: Story) -> Story:
    return story if repeats(story.title, story.standfirst) else replace(story, standfirst="")


def encoded_size(markup: str) -> int:
    """Return the bytes of `markup` as quoted-printable with CRLF (RFC 2045 §6.7)."""
    encoded = binascii.b2a_qp(markup.encode())
    return len(encoded) + encoded.count(b"\n")


def shorter(content: EditionContent, weight: int) -> EditionContent | None:
    """Return an edition that weighs `weight` with fewer entries, None where no list has one left.

    The longest list gives up its last entry, again and again; of two as long the one further down.
    """
    lists = [section.stories for section in content.sections] + [content.briefs]
    share = (weight - BUDGET) / max(1, weight - _FRAME)
    kept = [len(entries) for entries in lists]
    for _ in range(max(1, int(share * sum(kept)))):
        longest = max(range(len(kept)), key=lambda place: (kept[place], place))
        if not kept[longest]:
            break
        kept[longest] -= 1
    if kept == [len(entries) for entries in lists]:
        return None
    briefs, overflow = _parted(content.briefs, kept[-1], content.brief_overflow)
    return replace(
        content,
        sections=tuple(map(_shorter_section, content.sections, kept)),
        briefs=briefs,
        brief_overflow=overflow,
    )


def _shorter_section(section: Section, kept: int) -> Section:
    stories, overflow = _parted(section.stories, kept, section.overflow)
    return replace(section, stories=stories, overflow=overflow)


def _parted(
    stories: tuple[Story, ...], kept: int, overflow: tuple[Story, ...]
) -> tuple[tuple[Story, ...], tuple[Story, ...]]:
    return stories[:kept], stories[kept:] + overflow

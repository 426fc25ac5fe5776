"""What an edition says of itself in one line: counts, contents, preheader, a headline of last resort.

It does not lay anything out; the same functions serve every variant.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from digest.domain.content import ItemKind
from digest.domain.edition import EditionContent, Story
from digest.render.cleaning import undecodable
from digest.render.repetition import beyond
from digest.render.strings import Strings
from digest.render.typography import SEPARATOR, date_in_words, dotted, number, shorten, together

PREHEADER_LIMIT = 110
"""Characters of preheader that inboxes show at most."""
LONGEST_WHOLE = 26
"""Characters of a section's title that fit on one line of the narrowest phone."""
_WORDS_A_MINUTE = 200
_STANDFIRST_WORDS = 45


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the mail holds. minutes: to read the mail itself, not the articles behind it."""

    articles: int
    briefs: int
    minutes: int


def counts_of(content: EditionContent) -> Counts:
    """Count what the mail prints; overflow does not count."""
    stories = content.stories
    briefs = sum(story.kind is ItemKind.BRIEF for story in stories)
    minutes = math.ceil(sum(map(_words, stories)) / _WORDS_A_MINUTE)
    return Counts(len(stories) - briefs, briefs, minutes)


def counts_line(content: EditionContent, strings: Strings) -> str:
    """Return "12 articles, 9 brèves, 4 min de lecture"; what is nought is left out."""
    counts = counts_of(content)
    parts = [
        strings.count(value, forms)
        for value, forms in ((counts.articles, strings.articles), (counts.briefs, strings.briefs))
        if value
    ]
    if not parts:
        return strings.nothing
    parts.append(strings.reading.format(n=number(counts.minutes, strings.language)))
    return ", ".join(map(together, parts))


def contents_line(content: EditionContent, strings: Strings) -> str:
    """Return the table of contents in one line: the titles of the sections and of le fil.

    A title that fits on a line stands on one.
    """
    titles = [section.title for section in content.sections]
    if content.briefs or content.brief_overflow:
        titles.append(strings.wire)
    whole = (together(title) if len(title) <= LONGEST_WHOLE else title for title in titles)
    return f"{strings.contents} {dotted(whole)}"


def preheader(content: EditionContent, subject: str, strings: Strings) -> str:
    """Return the line shown after the subject: the editors' own, else what the subject leaves out.

    That is the titles that follow; where there is none, the lead's standfirst, then the counts.
    """
    if content.preheader:
        return shorten(content.preheader, PREHEADER_LIMIT)
    titles = _others((story.title for story in content.stories), subject)
    if titles:
        return _as_many_as_fit(titles, strings.also)
    standfirst = beyond(content.lead.title, content.lead.standfirst) if content.lead else ""
    return shorten(standfirst, PREHEADER_LIMIT) or counts_line(content, strings)


def headline(content: EditionContent, language: str) -> str:
    """Return a subject for an edition that was given none: its first title, else its name and date."""
    for story in content.stories:
        if story.title:
            return story.title
    return f"{content.title}, {date_in_words(content.date, language)}"


def _others(titles: Iterable[str], subject: str) -> list[str]:
    said = subject.removesuffix("…").casefold()

    def is_new(title: str) -> bool:
        # The subject was made undecodable, and its titles with it.
        told = undecodable(title).casefold()
        return not told.startswith(said) and told not in said

    return [title for title in titles if title and is_new(title)]


def _as_many_as_fit(titles: list[str], opening: str) -> str:
    line = f"{opening} {titles[0]}"
    for title in titles[1:]:
        longer = f"{line}{SEPARATOR}{title}"
        if len(longer) > PREHEADER_LIMIT:
            break
        line = longer
    return shorten(line, PREHEADER_LIMIT)


def _words(story: Story) -> int:
    return len(story.title.split()) + min(len(story.standfirst.split()), _STANDFIRST_WORDS)

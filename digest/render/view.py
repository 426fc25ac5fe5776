"""What a template of an edition can use: plain values, worked out beforehand, so that templates only lay out.

It decides nothing about what an edition prints and writes no markup.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from digest.domain.content import Access, Image, ItemKind, Precision
from digest.domain.edition import EditionContent, EditionId, Section, Story
from digest.domain.newsroom import Publication, Sponsor, SponsorLabel
from digest.render.repetition import beyond, repeats
from digest.render.strings import STRINGS, Strings
from digest.render.typography import (
    NO_BREAK_SPACE,
    abridged,
    capitalised,
    date_in_words,
    day_and_month,
    listed,
    number,
    time_in_words,
    together,
    weekday,
)

LEAD_WIDTH = 600
PLACARD_WIDTH = 536
THUMBNAIL_WIDTH = 112
"""Widths in pixels that a picture is given; sources should be twice as wide."""
_LEAD_STANDFIRST, _STANDFIRST, _BUSY_STANDFIRST = 420, 280, 140
_BUSY = 4


@dataclass(frozen=True, slots=True)
class PictureView:
    """A picture as printed. width: pixels. credit: "" when the source names nobody."""

    url: str
    alt: str
    credit: str
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryView:
    """A story as printed. url: "" when there is none to link to. meta: authors, time, minutes.

    standfirst: "" where the title says it all. time: for le fil, "" where the source states none.
    subscribers_only: the label belongs in the meta line.
    """

    title: str
    url: str
    kicker: str
    standfirst: str
    meta: tuple[str, ...]
    time: str
    subscribers_only: bool
    picture: PictureView | None
    themes: frozenset[str]


@dataclass(frozen=True, slots=True)
class MoreView:
    """What stands in the web version only. text: "" where it is a slot."""

    text: str
    url: str
    themes: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """A theme of the edition; anchor: its name within the web version."""

    anchor: str
    title: str
    stories: tuple[StoryView, ...]
    more: MoreView | None
    themes: frozenset[str]


@dataclass(frozen=True, slots=True)
class DayView:
    """The briefs of one day; label: "" for the day of the edition itself."""

    label: str
    briefs: tuple[StoryView, ...]
    themes: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class WireView:
    """Le fil, newest first."""

    anchor: str
    title: str
    days: tuple[DayView, ...]
    more: MoreView | None
    themes: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SponsorView:
    """What a partner says. label: the word that tells it apart. url, text: "" where there is none."""

    label: str
    title: str
    text: str
    url: str
    picture: PictureView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionView:
    """An edition as a template sees it.

    content_lang: language of the stories where it is not the reader's, else "".
    imprint: the publication's name and postal address. online_url: its web version; archive_url:
    the page of all editions. sign_off: the newsroom's last words, "" for none.
    themes: of the sections, for the table of contents.
    """

    content_lang: str
    title: str
    publication: str
    publication_url: str
    logo: str
    logo_dark: str
    imprint: str
    date: str
    online_url: str
    archive_url: str
    lead: StoryView | None
    sections: tuple[SectionView, ...]
    wire: WireView | None
    sponsor: SponsorView | None
    sign_off: str
    themes: frozenset[str]


def edition_view(
    content: EditionContent, language: str, base_url: str, *, short: bool = False
) -> EditionView:
    """Return the view of a cleaned edition for readers of `language`.

    base_url: of our own web pages. short: whether every standfirst has to do with two lines.
    """
    printer = _Printer(content, STRINGS[language], base_url, short=short)
    return EditionView(
        content_lang="" if content.publication.language == language else content.publication.language,
        title=content.title,
        publication=content.publication.name,
        publication_url=content.publication.url,
        logo=content.publication.logo,
        logo_dark=content.publication.logo_dark,
        imprint=_imprint(content.publication),
        date=capitalised(date_in_words(content.date, language)),
        online_url=printer.online_url,
        archive_url=f"{base_url}/archive",
        lead=printer.lead(content.lead) if content.lead else None,
        sections=tuple(map(printer.section, content.sections)),
        wire=printer.wire(content) if content.briefs or content.brief_overflow else None,
        sponsor=printer.sponsor(content.sponsor) if content.sponsor else None,
        sign_off=content.sign_off,
        themes=frozenset(section.theme for section in content.sections),
    )


def shown_width(image: Image, column: int) -> int:
    """Return the width in pixels at which `image` is printed in a `column`, 0 when it is not worth printing.

    A picture is never enlarged, and an upright one gets no taller than its column is wide.
    """
    width = min(column, image.width or column)
    if image.width and image.height and image.height > image.width:
        width = min(width, column * image.width // image.height)
    return width if width >= min(THUMBNAIL_WIDTH, column) // 2 else 0


class _Printer:
    """Turns stories of one edition into views in one language."""

    def __init__(self, content: EditionContent, strings: Strings, base_url: str, *, short: bool) -> None:
        self._longest = _BUSY_STANDFIRST if short else _LEAD_STANDFIRST
        self._strings = strings
        self._date = content.date
        self._zone = ZoneInfo(content.publication.timezone)
        self._style = content.publication.clock
        self.online_url = f"{base_url}/archive/{EditionId(content.newsletter, content.date)}"

    def lead(self, story: Story) -> StoryView:
        return self._story(story, LEAD_WIDTH, _LEAD_STANDFIRST)

    def section(self, section: Section) -> SectionView:
        limit = _BUSY_STANDFIRST if len(section.stories) >= _BUSY else _STANDFIRST
        anchor, themes = f"theme-{section.theme}", frozenset({section.theme})
        more = None
        if section.overflow:
            others = self._strings.count(len(section.overflow), self._strings.more)
            more = MoreView(others, f"{self.online_url}#{anchor}", themes)
        return SectionView(
            anchor=anchor,
            title=section.title,
            stories=tuple(
                self._story(story, 0 if position else THUMBNAIL_WIDTH, limit)
                for position, story in enumerate(section.stories)
            ),
            more=more,
            themes=themes,
        )

    def wire(self, content: EditionContent) -> WireView:
        anchor = "fil"
        days = tuple(
            DayView(
                self._day_label(day), tuple(self._story(brief, 0, _STANDFIRST) for brief in briefs), themes
            )
            for day, briefs, themes in self._by_day(content.briefs)
        )
        hidden = _themes(content.brief_overflow)
        return WireView(
            anchor=anchor,
            title=self._strings.wire,
            days=days,
            more=MoreView("", f"{self.online_url}#{anchor}", hidden) if content.brief_overflow else None,
            themes=hidden | _themes(content.briefs),
        )

    def sponsor(self, sponsor: Sponsor) -> SponsorView:
        labels = {
            SponsorLabel.ADVERTISEMENT: self._strings.advertisement,
            SponsorLabel.PARTNER: self._strings.partner,
        }
        picture = PictureView(sponsor.image, sponsor.alt, "", PLACARD_WIDTH) if sponsor.image else None
        return SponsorView(
            label=labels[sponsor.label],
            title=sponsor.title,
            text=sponsor.text,
            url=sponsor.url,
            picture=picture,
        )

    def _by_day(self, briefs: Iterable[Story]) -> Iterable[tuple[date, tuple[Story, ...], frozenset[str]]]:
        # What has no date is under no other day's heading: it stands with the day of the edition.
        ordered = sorted(briefs, key=self._day, reverse=True)
        for day, group in groupby(ordered, self._day):
            stories = tuple(group)
            yield day, stories, _themes(stories)

    def _story(self, story: Story, column: int, limit: int) -> StoryView:
        picture = self._picture(story.image, column) if story.image and column else None
        title, standfirst = _told_once(story, min(limit, self._longest))
        return StoryView(
            title=title or self._strings.untitled,
            url=story.url,
            kicker=story.kicker,
            standfirst=standfirst,
            meta=self._meta(story),
            time=self._clock(story),
            subscribers_only=story.access is Access.SUBSCRIBER,
            picture=picture,
            themes=frozenset({story.theme}),
        )

    def _picture(self, image: Image, column: int) -> PictureView | None:
        width = shown_width(image, column)
        credit = image.credit.replace("© ", f"©{NO_BREAK_SPACE}")
        if credit and not credit.casefold().startswith(("©", "photo", "crédit", "credit")):
            credit = f"{self._strings.photo}{NO_BREAK_SPACE}{credit}"
        return PictureView(image.url, image.alt, credit, width) if width else None

    def _meta(self, story: Story) -> tuple[str, ...]:
        names, when = listed(story.authors, self._strings.conjunction), self._when(story)
        parts = [names, when if names else capitalised(when)]
        if story.reading_minutes:
            minutes = self._strings.reading.format(n=number(story.reading_minutes, self._strings.language))
            parts.append(together(minutes))
        return tuple(part for part in parts if part)

    def _when(self, story: Story) -> str:
        """Return the time for today, day and time for the week before, the date for what is older.

        There is no time where the source states a mere day, and nothing at all where it states none.
        """
        if story.published_precision is None:
            return ""
        language, day, clock = self._strings.language, self._local(story).date(), self._clock(story)
        age = (self._date - day).days
        if age == 0:
            return clock or self._strings.today
        if age == 1:
            return ", ".join(filter(None, (self._strings.yesterday, clock)))
        if 1 < age < 7:
            return ", ".join(filter(None, (weekday(day, language), clock)))
        return day_and_month(day, language)

    def _clock(self, story: Story) -> str:
        if story.published_precision is not Precision.MINUTE:
            return ""
        return time_in_words(self._local(story).time(), self._strings.language, self._style)

    def _day(self, story: Story) -> date:
        return self._local(story).date() if story.published_precision else self._date

    def _day_label(self, day: date) -> str:
        if day == self._date:
            return ""
        language = self._strings.language
        return capitalised(f"{weekday(day, language)} {day_and_month(day, language)}")

    def _local(self, story: Story) -> datetime:
        return story.published_at.astimezone(self._zone)


def _told_once(story: Story, limit: int) -> tuple[str, str]:
    """Return title and standfirst, the latter without what the title says already.

    A brief that begins with its title has none of its own: all of it is what is linked.
    """
    if story.kind is ItemKind.BRIEF and repeats(story.title, story.standfirst):
        # Its title is never cut: it is what the subject and the preheader say.
        return abridged(story.standfirst, max(limit, len(story.title) + 1)), ""
    return story.title, abridged(beyond(story.title, story.standfirst), limit)


def _imprint(publication: Publication) -> str:
    name, address = publication.name, publication.postal_address
    return address if address.startswith(name) else ", ".join(part for part in (name, address) if part)


def _themes(stories: Iterable[Story]) -> frozenset[str]:
    return frozenset(story.theme for story in stories)

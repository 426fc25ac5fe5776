"""The newsroom: who publishes, from which sources, under which themes, in which newsletters.

It does not read or write `newsroom.toml` (see `digest.config`) and holds no state of a running day.
"""

from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from digest.domain.content import ItemKind


class SourceKind(StrEnum):
    """How a source is read: a feed, a web page that lists articles or briefs, a news sitemap."""

    FEED = "feed"
    PAGE = "page"
    SITEMAP = "sitemap"


class Approval(StrEnum):
    """Whether an edition goes out by itself or waits for an editor."""

    AUTO = "auto"
    REQUIRED = "required"


class WhenLate(StrEnum):
    """What becomes of an edition whose slot was missed by more than `late_after`."""

    SEND = "send"
    HOLD = "hold"
    SKIP = "skip"


class Clock(StrEnum):
    """How times are written in French; in English they are always written with a colon."""

    HOURS = "7 h 30"
    COLON = "7:30"


class SponsorLabel(StrEnum):
    """What a partner's place is called: readers must see at once that it is none of the newsroom's."""

    ADVERTISEMENT = "advertisement"
    PARTNER = "partner"


TITLE_FONT, TEXT_FONT = "Georgia, Times, serif", "Arial, Helvetica, sans-serif"


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """The title that publishes. `timezone` is an IANA name, `accent` a six-digit colour (#rrggbb).

    logo_dark: the logo for dark grounds, "" for the same one on a light ground of its own.
    title_font, text_font: CSS font stacks, names that a reader's machine may have; nothing is loaded.
    """

    name: str
    url: str
    language: str = "fr"
    timezone: str = "Europe/Paris"
    postal_address: str = ""
    logo: str = ""
    accent: str = "#7a1f5c"
    logo_dark: str = ""
    title_font: str = TITLE_FONT
    text_font: str = TEXT_FONT
    clock: Clock = Clock.HOURS


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """An editorial category and the rules that route items to it.

    sections: path prefixes of item addresses ("/actualite/profession/").
    categories: names that the feed gives, compared without case and accents.
    keywords: words or phrases, whole words only, compared without case and accents.
    exclude_keywords: any of these in an item keeps it out of this theme, whatever else matches.
    """

    slug: str
    title: str
    max_items: int = 6
    sections: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    exclude_keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Selectors:
    """CSS selectors for the pages of one source, each "" where the page's own data are enough.

    On a page that lists: links, the links to articles; briefs, the part that holds le fil. On the page of
    an article: the fields of that name; access, something that only stands on subscribers' articles.
    """

    links: str = ""
    briefs: str = ""
    title: str = ""
    kicker: str = ""
    standfirst: str = ""
    authors: str = ""
    published: str = ""
    section: str = ""
    image: str = ""
    credit: str = ""
    access: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An address that we read, and what its entries are.

    theme: where everything goes that no rule takes; with `locked`, everything whatever rules say.
    enrich: read the page of each new article for what the feed leaves out. group: the sites of one house,
    on which the same last part of an address means the same article; "" for none. timezone: IANA name for
    times that state none, "" for the publication's. paused: not read until an editor resumes it.
    """

    slug: str
    url: str
    kind: SourceKind = SourceKind.FEED
    items: ItemKind = ItemKind.ARTICLE
    theme: str = ""
    locked: bool = False
    enrich: bool = False
    group: str = ""
    timezone: str = ""
    paused: bool = False
    selectors: Selectors = Selectors()

    @property
    def reads_pages(self) -> bool:
        """Whether each new article's own page is read, too."""
        listed = self.kind in (SourceKind.PAGE, SourceKind.SITEMAP) and self.items is ItemKind.ARTICLE
        return listed or self.enrich


@dataclass(frozen=True, slots=True, kw_only=True)
class Sponsor:
    """What a partner says in the one place of a newsletter that is theirs.

    title: what is linked to url, "" for no link; image: an address, "" for none; alt: what it shows.
    first_day, last_day: local dates of the editions that print it, both included, None for no limit.
    """

    label: SponsorLabel = SponsorLabel.ADVERTISEMENT
    title: str
    text: str = ""
    url: str = ""
    image: str = ""
    alt: str = ""
    first_day: date | None = None
    last_day: date | None = None

    def prints_on(self, day: date) -> bool:
        """Tell whether the edition of `day` prints it."""
        return (self.first_day or day) <= day <= (self.last_day or day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsletter:
    """The title that people subscribe to, and when its editions go out.

    days: ISO weekdays (Monday is 1); at, closing: wall-clock times in the publication's time zone.
    from_: "Name <address>"; subject: a Jinja expression over lead, newsletter, date and counts.
    sign_off: the newsroom's own words at the end of a mail, "" for none.
    """

    slug: str
    title: str
    from_: str
    reply_to: str = ""
    subject: str = "{{ lead.title }}"
    themes: tuple[str, ...] = ()
    days: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    at: time = time(7, 0)
    closing: time = time(6, 30)
    approval: Approval = Approval.AUTO
    min_items: int = 1
    late_after: timedelta = timedelta(hours=3)
    when_late: WhenLate = WhenLate.SKIP
    sign_off: str = ""
    sponsor: Sponsor | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom:
    """Everything in `newsroom.toml`, in the order in which the editors wrote it."""

    publication: Publication
    themes: tuple[Theme, ...] = ()
    sources: tuple[Source, ...] = ()
    newsletters: tuple[Newsletter, ...] = ()

"""Chooses what an edition prints, and gives the reason for every item that is in or out.

It does not route items to themes (see `themes`) nor remember what was carried: that is handed in.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from digest.domain.content import Item, ItemKind
from digest.domain.edition import Decision, Section, Story
from digest.domain.moments import in_utc
from digest.domain.newsroom import Newsletter, Theme

FIRST_WINDOW = timedelta(hours=24)
"""What the very first edition of a newsletter looks back on."""
SLACK = timedelta(hours=24)
"""How long before the window an item may be dated and still be news: feeds show some items late."""
MAX_BRIEFS = 30
"""Briefs printed in one mail; the web version prints the others."""

AGAIN = "an editor asked for it again"
"""Why an item is printed that was carried before, or is old."""

LEAD, BRIEFS = "lead", "briefs"
"""Names of the two places of an edition that are no theme."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The first-seen times that an edition takes: after `start`, up to and including `cutoff`."""

    start: datetime
    cutoff: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What an edition prints and why; `decisions` names every item that was looked at, once."""

    lead: Story | None
    sections: tuple[Section, ...]
    briefs: tuple[Story, ...]
    brief_overflow: tuple[Story, ...]
    decisions: tuple[Decision, ...]

    @property
    def size(self) -> int:
        """How many items the mail prints."""
        return sum(decision.included for decision in self.decisions)


def window_since(last_cutoff: datetime | None, now: datetime) -> Window:
    """Return the window that follows the last edition that went out, or the first one ever."""
    return Window(start=last_cutoff or now - FIRST_WINDOW, cutoff=now)


def too_thin(selection: Selection, newsletter: Newsletter) -> str:
    """Return why the edition is not worth a reader's morning, "" when it is."""
    if selection.size == 0:
        return "nothing new since the last edition"
    if selection.size < newsletter.min_items:
        return f"only {selection.size} new, and {newsletter.slug} asks for {newsletter.min_items} (min_items)"
    return ""


def select(
    items: Sequence[Item],
    newsletter: Newsletter,
    themes: Sequence[Theme],
    window: Window,
    carried: Mapping[int, date],
) -> Selection:
    """Choose the lead, the sections in the newsletter's order, and le fil.

    carried: for every item that an edition of this newsletter carried, the date of that edition.
    Within a section the newest comes first; the lead is the newest article with a picture, else the
    newest article, and it does not stand again in its section. What an editor asked for again stands before
    all that in its section, so that there is room for it, and leads only where nothing else could.
    """
    again = frozenset(item.id for item in items if _is_brought_back(item, window, carried))
    old = {item.id: _reason_old(item, window, carried) for item in items if item.id not in again}
    reasons = ((item, old.get(item.id) or _reason_of_theme(item, newsletter)) for item in items)
    out = [(item, reason) for item, reason in reasons if reason]
    left_out = {item.id for item, _ in out}
    taken = sorted((item for item in items if item.id not in left_out), key=_newest_first)
    taken.sort(key=lambda item: item.id not in again)
    articles = [item for item in taken if item.content.kind is ItemKind.ARTICLE]
    briefs = [item for item in taken if item.content.kind is ItemKind.BRIEF]

    lead = _lead([item for item in articles if item.id not in again] or articles)
    by_slug = {theme.slug: theme for theme in themes}
    filed = [
        (by_slug[slug], [item for item in articles if item is not lead and item.theme == slug])
        for slug in newsletter.themes
        if slug in by_slug
    ]
    sections = (_section(theme, items) for theme, items in filed)
    return Selection(
        lead=_story(lead) if lead else None,
        sections=tuple(section for section in sections if section.stories),
        briefs=tuple(map(_story, briefs[:MAX_BRIEFS])),
        brief_overflow=tuple(map(_story, briefs[MAX_BRIEFS:])),
        decisions=_decide(lead, filed, briefs, out, again),
    )


def _lead(articles: Sequence[Item]) -> Item | None:
    return next((item for item in articles if item.content.image), articles[0] if articles else None)


def _newest_first(item: Item) -> tuple[float, int]:
    return (-item.published_at.timestamp(), -item.id)


def _is_brought_back(item: Item, window: Window, carried: Mapping[int, date]) -> bool:
    """Tell whether only an editor's wish, since the last edition that went out, puts the item in."""
    asked = item.again_at is not None and window.start < item.again_at <= window.cutoff
    return asked and item.published_at <= window.cutoff and bool(_reason_old(item, window, carried))


def _reason_old(item: Item, window: Window, carried: Mapping[int, date]) -> str:
    return _reason_carried(item, carried) or _reason_of_time(item, window)


def _reason_carried(item: Item, carried: Mapping[int, date]) -> str:
    return f"already carried on {carried[item.id].isoformat()}" if item.id in carried else ""


def _reason_of_time(item: Item, window: Window) -> str:
    published = item.published_at
    entered = max(item.first_seen_at, published)
    if published > window.cutoff:
        return f"not published before {in_utc(published)}"
    if entered > window.cutoff:
        return "arrived after closing: it waits for the next edition"
    if entered <= window.start:
        return f"seen on {in_utc(item.first_seen_at)}, before the last edition closed"
    return _reason_of_backlog(item, window)


def _reason_of_backlog(item: Item, window: Window) -> str:
    """Keep out what is new to us only: the stock of a new source, and old pages that surface again."""
    published = item.published_at
    if item.first_gather and item.content.published_at is None:
        return "undated, and already there when its source was read for the first time"
    if item.first_gather and published <= window.start:
        return f"published on {in_utc(published)}, before its source was read for the first time"
    if published <= window.start - SLACK:
        return f"published on {in_utc(published)}, long before the last edition closed"
    return ""


def _reason_of_theme(item: Item, newsletter: Newsletter) -> str:
    if not item.content.title.strip():
        return "it has no title to print"
    if item.theme is None and item.content.kind is ItemKind.ARTICLE:
        if item.theme_pinned:
            return "an editor took it out of every theme"
        return "unrouted: no rule took it; a rule for it in newsroom.toml will"
    if item.theme is not None and item.theme not in newsletter.themes:
        return f"theme {item.theme} is not in this newsletter"
    return ""


def _section(theme: Theme, items: Sequence[Item]) -> Section:
    stories = tuple(map(_story, items))
    return Section(
        theme=theme.slug,
        title=theme.title,
        stories=stories[: theme.max_items],
        overflow=stories[theme.max_items :],
    )


def _story(item: Item) -> Story:
    content = item.content
    return Story(
        item=item.id,
        kind=content.kind,
        theme=item.theme or "",
        title=content.title,
        url=content.url,
        kicker=content.kicker,
        standfirst=content.standfirst,
        authors=content.authors,
        published_at=item.printed_at,
        published_precision=content.published_precision if content.published_at else None,
        image=content.image,
        access=content.access,
        reading_minutes=content.reading_minutes,
    )


def _decide(
    lead: Item | None,
    sections: Sequence[tuple[Theme, Sequence[Item]]],
    briefs: Sequence[Item],
    out: Sequence[tuple[Item, str]],
    again: Collection[int],
) -> tuple[Decision, ...]:
    """Return a decision for every item: first what is printed, in order, then what had no room, then the rest."""
    printed: list[tuple[Item, str, str]] = []
    left: list[tuple[Item, str, str]] = []
    if lead:
        newest = "the newest article with a picture" if lead.content.image else "the newest article"
        why = AGAIN if lead.id in again else newest
        printed.append((lead, LEAD, f"lead: {why}; {lead.theme_reason}"))
    for theme, filed in sections:
        printed.extend(
            (item, theme.slug, f"{AGAIN if item.id in again else 'new'}; {item.theme_reason}")
            for item in filed[: theme.max_items]
        )
        full = f"no room: {theme.slug} prints {theme.max_items} items (max_items)"
        left.extend((item, theme.slug, full) for item in filed[theme.max_items :])
    printed.extend((item, BRIEFS, AGAIN if item.id in again else "new brief") for item in briefs[:MAX_BRIEFS])
    left.extend((item, BRIEFS, f"no room: le fil prints {MAX_BRIEFS} briefs") for item in briefs[MAX_BRIEFS:])
    left.extend((item, item.theme or "", reason) for item, reason in out)
    decided = [
        _decision(item, place, reason, position)
        for position, (item, place, reason) in enumerate(printed, start=1)
    ]
    return (*decided, *(_decision(item, place, reason, 0) for item, place, reason in left))


def _decision(item: Item, place: str, reason: str, position: int) -> Decision:
    return Decision(
        item=item.id,
        title=item.content.title,
        url=item.content.url,
        included=position > 0,
        section=place,
        reason=reason,
        position=position,
    )

"""Composes an edition: takes what is new, chooses, and writes down what is printed and why.

It does not render (a preview does) and mails nobody.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection

from digest.domain.edition import (
    EDITION_TRANSITIONS,
    Decision,
    Edition,
    EditionContent,
    EditionEvent,
    EditionId,
    EditionStatus,
    OwnWords,
)
from digest.domain.newsroom import Approval, Newsletter, Newsroom
from digest.domain.selection import Selection, Window, select, too_thin, window_since
from digest.errors import TemplateBroken
from digest.ports import Clock
from digest.storage.editions import (
    carried_items,
    find_edition,
    get_edition,
    last_cutoff,
    open_edition,
    own_words,
    save_composition,
    step_edition,
)
from digest.storage.engine import Database
from digest.storage.items import items_asked_again, list_items
from digest.storage.newsroom import load_newsletter, load_newsroom, take_turns

_log = structlog.get_logger()

EXPLAINED = timedelta(days=14)
"""How far before its window an edition still says why an item is out."""

SubjectLine = Callable[[str, EditionContent], str]
"""Renders a newsletter's subject template over what an edition prints."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """What an edition would print, and why; thin: why it is not worth sending, "" when it is."""

    content: EditionContent
    selection: Selection
    window: Window
    thin: str

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """Why each item is in or out."""
        return self.selection.decisions


def edition_id(database: Database, newsletter: str, day: date | None, clock: Clock) -> EditionId:
    """Return the edition of `day`, or of today where the newsletter's publication lives.

    Raises UnknownName for a newsletter that does not exist, unless it left an edition of that day behind.
    """
    with database.read() as connection:
        newsroom = load_newsroom(connection)
        today = clock.now().astimezone(ZoneInfo(newsroom.publication.timezone)).date()
        edition = EditionId(newsletter, day or today)
        if find_edition(connection, edition) is None:
            load_newsletter(connection, newsletter)
    return edition


def draft(
    connection: Connection, edition: EditionId, now: datetime, subject_line: SubjectLine
) -> tuple[Newsletter, Composition]:
    """Return what `edition` would print if it closed at `now`, without writing anything down."""
    newsroom, newsletter = load_newsletter(connection, edition.newsletter)
    window = window_since(last_cutoff(connection, edition), now)
    read = {source.slug for source in newsroom.sources}
    seen = {item.id: item for item in list_items(connection, since=min(window.start, now) - EXPLAINED)}
    seen |= {item.id: item for item in items_asked_again(connection, window.start)}
    candidates = [item for item in seen.values() if item.source in read]
    carried = carried_items(connection, edition)
    selection = select(candidates, newsletter, newsroom.themes, window, carried)
    content = worded(
        _content(newsroom, newsletter, edition, selection),
        newsletter,
        own_words(connection, edition),
        subject_line,
    )
    thin = too_thin(selection, newsletter)
    return newsletter, Composition(content=content, selection=selection, window=window, thin=thin)


def compose(
    database: Database, edition: EditionId, clock: Clock, subject_line: SubjectLine
) -> tuple[Edition, Composition | None]:
    """Compose `edition` and return it as it now stands; an edition that went out stays untouched.

    What an editor approved stays approved while its content is the same. Too thin an edition is skipped
    with the reason; one that needs approval then waits for it.
    """
    with database.write() as connection:
        take_turns(connection)
        before = open_edition(connection, edition)
        if (before.status, EditionEvent.COMPOSE) not in EDITION_TRANSITIONS:
            return before, None
        now = clock.now()
        newsletter, composition = draft(connection, edition, now, subject_line)
        save_composition(connection, before, composition.content, composition.selection, composition.window)
        same = before.content is not None and before.content.fingerprint == composition.content.fingerprint
        decided = before.status in (EditionStatus.APPROVED, EditionStatus.AWAITING_APPROVAL)
        if not (same and decided):
            advance(connection, edition, newsletter, composition.thin, now)
        after = get_edition(connection, edition)
    _log.info("edition.composed", edition=str(edition), status=after.status, items=composition.selection.size)
    return after, composition


def stands(database: Database, edition: EditionId) -> Edition | None:
    """Return the edition as it stands, None when it was never opened."""
    with database.read() as connection:
        return find_edition(connection, edition)


def advance(
    connection: Connection, edition: EditionId, newsletter: Newsletter, thin: str, now: datetime
) -> None:
    """Take the steps that follow on a composition. thin: why it is not worth sending, "" when it is."""
    step_edition(connection, edition, EditionEvent.COMPOSE, now=now)
    if thin:
        step_edition(connection, edition, EditionEvent.SKIP, reason=thin, thin=True, now=now)
    elif newsletter.approval is Approval.REQUIRED:
        step_edition(connection, edition, EditionEvent.PROPOSE, now=now)


def _content(
    newsroom: Newsroom, newsletter: Newsletter, edition: EditionId, selection: Selection
) -> EditionContent:
    sponsor = newsletter.sponsor
    return EditionContent(
        newsletter=newsletter.slug,
        title=newsletter.title,
        publication=newsroom.publication,
        date=edition.date,
        subject="",
        sender=newsletter.from_,
        reply_to=newsletter.reply_to,
        themes=newsletter.themes,
        lead=selection.lead,
        sections=selection.sections,
        briefs=selection.briefs,
        brief_overflow=selection.brief_overflow,
        sign_off=newsletter.sign_off,
        sponsor=sponsor if sponsor and sponsor.prints_on(edition.date) else None,
    )


def worded(
    content: EditionContent, newsletter: Newsletter, words: OwnWords, subject_line: SubjectLine
) -> EditionContent:
    """Return an edition with its subject and preheader: an editor's own, else those of its stories."""
    subject = words.subject or _subject(content, newsletter, subject_line)
    return replace(content, subject=subject, preheader=words.preheader)


def _subject(content: EditionContent, newsletter: Newsletter, subject_line: SubjectLine) -> str:
    try:
        return subject_line(newsletter.subject, content)
    except TemplateBroken as error:
        # A subject that today's content breaks must not cost readers their morning.
        _log.warning("subject.broken", newsletter=newsletter.slug, reason=str(error))
        return content.lead.title if content.lead else content.title


def content_to_show(
    database: Database, edition: EditionId, clock: Clock, subject_line: SubjectLine
) -> EditionContent:
    """Return what `edition` prints as it stands, or would print if it closed now; nothing is written down."""
    with database.read() as connection:
        found = find_edition(connection, edition)
        if found and found.content:
            return found.content
        _, composition = draft(connection, edition, clock.now(), subject_line)
    return composition.content

"""Gathers what an editor looks at before deciding: one edition, what it prints and why, how it stands.

It renders nothing and decides nothing; an edition that nobody composed is composed for the look only.
"""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from digest.bootstrap import House
from digest.domain.delivery import Accounts
from digest.domain.edition import (
    EDITION_TRANSITIONS,
    Decision,
    Edition,
    EditionContent,
    EditionEvent,
    EditionId,
    EditionStatus,
)
from digest.domain.newsroom import Newsroom
from digest.domain.schedule import Slot, Standing, awaits_closing, slot_on
from digest.domain.selection import BRIEFS, LEAD
from digest.services.compose import draft
from digest.services.wording import REWORDED
from digest.storage.accounts import accounts
from digest.storage.editions import find_edition, list_editions, load_decisions
from digest.storage.newsroom import load_newsroom
from digest.web.wording import Words

AT_ONCE = (EditionEvent.APPROVE, EditionEvent.RESUME, EditionEvent.PAUSE, EditionEvent.COMPOSE)
ASIDE = (EditionEvent.HOLD, EditionEvent.SKIP, EditionEvent.CANCEL)
"""What an editor can do: steps that take one press, and those that are better done with a reason."""
WANT_EDITOR = frozenset({EditionStatus.AWAITING_APPROVAL, EditionStatus.HELD, EditionStatus.PAUSED})
"""States in which nothing more happens until an editor decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """An edition under an editor's eyes.

    composed: False when the content is only what it would print if it closed now. thin: why that is not
    worth sending, "" when it is. slot: None on a day without an edition. over: its day passed without one,
    and there is nothing left to make.
    """

    edition: Edition
    composed: bool
    content: EditionContent
    decisions: tuple[Decision, ...]
    thin: str
    accounts: Accounts
    slot: Slot | None
    over: bool
    zone: ZoneInfo
    earlier: date | None
    later: date | None

    def steps(self, among: tuple[EditionEvent, ...]) -> tuple[EditionEvent, ...]:
        """Return the steps of `among` that change something: what nobody composed cannot be approved."""
        status = self.edition.status
        return tuple(
            event
            for event in among
            if (after := EDITION_TRANSITIONS.get((status, event))) is not None
            # What was skipped as too thin comes back at its closing, unless an editor skips it for good.
            and (after is not status or event is EditionEvent.COMPOSE or self.edition.thin)
            and (self.composed or event is not EditionEvent.APPROVE)
            and not (self.over and event is EditionEvent.COMPOSE)
        )

    def printed(self, words: Words) -> dict[str, list[Decision]]:
        """Return what the mail prints, by the title it stands under, in the order of print."""
        titles = {LEAD: words.lead, BRIEFS: words.briefs}
        titles |= {section.theme: section.title for section in self.content.sections}
        places: dict[str, list[Decision]] = {}
        for decision in self.decisions:
            if decision.included:
                places.setdefault(titles.get(decision.section, decision.section), []).append(decision)
        return places

    @property
    def provisional(self) -> bool:
        """Whether it is composed again at its closing: then it may print something else."""
        edition = self.edition
        standing = Standing(status=edition.status, cutoff=edition.cutoff, thin=edition.thin)
        return self.slot is not None and self.composed and awaits_closing(standing, self.slot)

    @property
    def can_be_reworded(self) -> bool:
        """Whether its subject and preheader may still change."""
        return self.edition.status in REWORDED and not self.over

    @property
    def wants_editor(self) -> bool:
        """Whether the edition waits for a decision."""
        return self.edition.status in WANT_EDITOR

    @property
    def left_out(self) -> tuple[Decision, ...]:
        """Return what it does not print."""
        return tuple(decision for decision in self.decisions if not decision.included)


def review_of(house: House, edition: EditionId) -> Review:
    """Return what there is to see of an edition that exists or could.

    Raises UnknownName for a newsletter that does not exist and never had this edition, NotReady without a
    newsroom, TemplateBroken for a subject that cannot be rendered.
    """
    now = house.clock.now()
    with house.database.read() as connection:
        newsroom = load_newsroom(connection)
        found = find_edition(connection, edition)
        if found and found.content:
            content, thin = found.content, ""
            decisions = tuple(load_decisions(connection, edition))
        else:
            _, composition = draft(connection, edition, now, house.subject_line)
            content, decisions, thin = composition.content, composition.decisions, composition.thin
        earlier, later = _neighbours(connection, edition)
        zone = ZoneInfo(newsroom.publication.timezone)
        return Review(
            edition=found or Edition(id=edition, status=EditionStatus.COLLECTING),
            composed=found is not None and found.content is not None,
            content=content,
            decisions=decisions,
            thin=thin,
            accounts=accounts(connection, edition) if found else Accounts(),
            slot=_slot(newsroom, edition, zone),
            over=found is None and edition.date < now.astimezone(zone).date(),
            zone=zone,
            earlier=earlier,
            later=later,
        )


def _slot(newsroom: Newsroom, edition: EditionId, zone: ZoneInfo) -> Slot | None:
    found = (newsletter for newsletter in newsroom.newsletters if newsletter.slug == edition.newsletter)
    newsletter = next(found, None)
    return slot_on(newsletter, edition.date, zone) if newsletter else None


def _neighbours(connection: Connection, edition: EditionId) -> tuple[date | None, date | None]:
    days = [known.id.date for known in list_editions(connection, newsletter=edition.newsletter)]
    earlier = (day for day in days if day < edition.date)
    later = (day for day in days if day > edition.date)
    return max(earlier, default=None), min(later, default=None)

"""An edition: one dated issue of a newsletter, what it prints and the states it goes through.

It does not choose what is printed (see `selection`) nor who receives it (see `delivery`).
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum

from digest.domain.content import Access, Image, ItemKind, Precision
from digest.domain.newsroom import Publication, Sponsor
from digest.errors import IllegalTransition


class EditionStatus(StrEnum):
    """Where an edition stands; drawn in docs/states.md."""

    COLLECTING = "collecting"
    DRAFT = "draft"
    AWAITING_APPROVAL = "awaiting_approval"
    APPROVED = "approved"
    FROZEN = "frozen"
    SENDING = "sending"
    FINISHED = "finished"
    SKIPPED = "skipped"
    HELD = "held"
    PAUSED = "paused"
    CANCELLED = "cancelled"


class EditionEvent(StrEnum):
    """What can happen to an edition."""

    COMPOSE = "compose"
    PROPOSE = "propose"
    APPROVE = "approve"
    FREEZE = "freeze"
    START = "start"
    FINISH = "finish"
    SKIP = "skip"
    HOLD = "hold"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"


_S, _E = EditionStatus, EditionEvent

EDITION_TRANSITIONS: dict[tuple[EditionStatus, EditionEvent], EditionStatus] = {
    **{
        (state, _E.COMPOSE): _S.DRAFT
        for state in (_S.COLLECTING, _S.DRAFT, _S.AWAITING_APPROVAL, _S.APPROVED, _S.SKIPPED)
    },
    (_S.DRAFT, _E.PROPOSE): _S.AWAITING_APPROVAL,
    **{(state, _E.APPROVE): _S.APPROVED for state in (_S.DRAFT, _S.AWAITING_APPROVAL, _S.APPROVED, _S.HELD)},
    (_S.APPROVED, _E.FREEZE): _S.FROZEN,
    (_S.FROZEN, _E.START): _S.SENDING,
    (_S.SENDING, _E.FINISH): _S.FINISHED,
    **{
        (state, event): after
        for state in (_S.COLLECTING, _S.DRAFT, _S.AWAITING_APPROVAL, _S.APPROVED)
        for event, after in ((_E.SKIP, _S.SKIPPED), (_E.HOLD, _S.HELD), (_E.CANCEL, _S.CANCELLED))
    },
    # Skipped as too thin before its closing, it would be composed again then: an editor may rule that out.
    (_S.SKIPPED, _E.SKIP): _S.SKIPPED,
    (_S.SKIPPED, _E.HOLD): _S.HELD,
    (_S.SKIPPED, _E.CANCEL): _S.CANCELLED,
    (_S.HELD, _E.RESUME): _S.DRAFT,
    (_S.HELD, _E.SKIP): _S.SKIPPED,
    (_S.HELD, _E.CANCEL): _S.CANCELLED,
    (_S.FROZEN, _E.PAUSE): _S.PAUSED,
    (_S.SENDING, _E.PAUSE): _S.PAUSED,
    (_S.PAUSED, _E.RESUME): _S.SENDING,
    (_S.FROZEN, _E.CANCEL): _S.CANCELLED,
    (_S.SENDING, _E.CANCEL): _S.CANCELLED,
    (_S.PAUSED, _E.CANCEL): _S.CANCELLED,
}
"""Every step that an edition may take. What is not here raises `IllegalTransition`."""

WENT_OUT = frozenset({_S.FROZEN, _S.SENDING, _S.PAUSED, _S.FINISHED})
"""States in which readers have, or are about to have, what the edition prints."""


def edition_after(status: EditionStatus, event: EditionEvent) -> EditionStatus:
    """Return the state that follows `status` on `event`; raise IllegalTransition where there is none."""
    try:
        return EDITION_TRANSITIONS[status, event]
    except KeyError:
        raise IllegalTransition("this edition", status, event) from None


@dataclass(frozen=True, slots=True, order=True)
class EditionId:
    """The name of an edition, written NEWSLETTER/YYYY-MM-DD."""

    newsletter: str
    date: date

    def __str__(self) -> str:
        return f"{self.newsletter}/{self.date.isoformat()}"

    @property
    def to_compose(self) -> str:
        """The command that composes it, for whoever is advised to."""
        return f"digest compose {self.newsletter} --date {self.date}"

    @classmethod
    def parse(cls, text: str) -> "EditionId":
        """Read NEWSLETTER/YYYY-MM-DD; raise ValueError that says what is expected."""
        newsletter, _, day = text.partition("/")
        try:
            return cls(newsletter, date.fromisoformat(day))
        except ValueError:
            raise ValueError(f"{text!r} is not an edition: write NEWSLETTER/YYYY-MM-DD") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """An item as this edition prints it: a copy, so that a later edit cannot change what went out.

    theme: slug of the theme it was routed to, "" for a brief that no rule took.
    published_at: aware, UTC. published_precision: how much of it may be printed; None where the source does
    not say when, and published_at is when we first saw it.
    """

    item: int
    kind: ItemKind
    theme: str
    title: str
    url: str
    kicker: str = ""
    standfirst: str = ""
    authors: tuple[str, ...] = ()
    published_at: datetime
    published_precision: Precision | None = Precision.MINUTE
    image: Image | None = None
    access: Access = Access.UNKNOWN
    reading_minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A theme as printed in one edition.

    overflow: items for which the mail has no room; it prints their number, the web version prints them.
    """

    theme: str
    title: str
    stories: tuple[Story, ...]
    overflow: tuple[Story, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionContent:
    """All that an edition prints, for every reader together; frozen once, rendered per variant.

    newsletter: slug. date: the local date of the edition. sender, reply_to: "Name <address>" and address.
    themes: slugs of the themes that the newsletter offers. lead: None when there is no article.
    briefs: le fil, newest first. brief_overflow: those for which the mail has no room.
    preheader: an editor's own line, "" to build one from the stories. sponsor: the one of this day.
    """

    newsletter: str
    title: str
    publication: Publication
    date: date
    subject: str
    sender: str = ""
    reply_to: str = ""
    themes: tuple[str, ...] = ()
    preheader: str = ""
    lead: Story | None = None
    sections: tuple[Section, ...] = ()
    briefs: tuple[Story, ...] = ()
    brief_overflow: tuple[Story, ...] = ()
    sign_off: str = ""
    sponsor: Sponsor | None = None

    @property
    def stories(self) -> tuple[Story, ...]:
        """Every story that the mail prints, in the order of print."""
        lead = (self.lead,) if self.lead else ()
        return (*lead, *(story for section in self.sections for story in section.stories), *self.briefs)

    @property
    def fingerprint(self) -> str:
        """Hex digest of what is printed: equal content, equal fingerprint.

        An instant counts as what it shows: the same one looks different in Python once a database kept it.
        """
        printed = json.dumps(asdict(self), default=str)
        return hashlib.sha256(printed.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWords:
    """What an editor wrote for one edition, "" where it is built from the stories."""

    subject: str = ""
    preheader: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Why one item is in an edition or out of it, in words that an editor reads.

    section: "lead", "briefs" or a theme slug; "" when the item belongs nowhere. position: order of print.
    """

    item: int
    title: str
    url: str
    included: bool
    section: str
    reason: str
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """An edition as it stands now.

    window_start (exclusive) and cutoff (inclusive) bound the first-seen times it took items from.
    content: None until it is composed. thin: it was skipped for printing too little, and for nothing else.
    """

    id: EditionId
    status: EditionStatus
    reason: str = ""
    thin: bool = False
    revision: int = 0
    window_start: datetime | None = None
    cutoff: datetime | None = None
    frozen_at: datetime | None = None
    finished_at: datetime | None = None
    content: EditionContent | None = None

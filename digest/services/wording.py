"""An editor's own subject and preheader of one edition, in the place of what is built from its stories."""

from dataclasses import replace

import structlog

from digest.domain.edition import Edition, EditionId, EditionStatus, OwnWords
from digest.domain.newsroom import Approval
from digest.errors import NotReady
from digest.ports import Clock
from digest.render.cleaning import readable
from digest.services.compose import SubjectLine, advance, worded
from digest.services.editorial import edition_ahead
from digest.storage.editions import get_edition, own_words, save_content, save_own_words
from digest.storage.engine import Database
from digest.storage.newsroom import load_newsletter, take_turns

_log = structlog.get_logger()

LONGEST = 300
"""Characters that are kept. Inboxes show about 110 of them."""
REWORDED = (
    EditionStatus.COLLECTING,
    EditionStatus.DRAFT,
    EditionStatus.AWAITING_APPROVAL,
    EditionStatus.APPROVED,
    EditionStatus.SKIPPED,
    EditionStatus.HELD,
)
"""States in which what the edition prints may still change."""


def wording(database: Database, edition: EditionId) -> OwnWords:
    """Return what an editor wrote for an edition so far."""
    with database.read() as connection:
        return own_words(connection, edition)


def reword(
    database: Database,
    edition: EditionId,
    clock: Clock,
    subject_line: SubjectLine,
    *,
    subject: str | None = None,
    preheader: str | None = None,
) -> Edition:
    """Keep an editor's words for an edition that is not closed for good, and return it as it then stands.

    None leaves a text as it is, "" goes back to what is built from the stories. Composing anew keeps the
    words. An approval that is required stands for what was seen: it is void where they change that. Raises UnknownName for an
    edition that cannot be, and NotReady for one that is out or cancelled.
    """
    with database.write() as connection:
        take_turns(connection)
        before = edition_ahead(connection, edition, clock.now())
        if before.status not in REWORDED:
            raise NotReady(f"{edition} is {before.status}: its subject and preheader no longer change")
        words = _changed(own_words(connection, edition), subject, preheader)
        save_own_words(connection, edition, words)
        if before.content:
            _, newsletter = load_newsletter(connection, edition.newsletter)
            content = worded(before.content, newsletter, words, subject_line)
            if subject is None:
                # What the subject is built from may have changed since: it was not asked for.
                content = replace(content, subject=before.content.subject)
            approved = before.status is EditionStatus.APPROVED and newsletter.approval is Approval.REQUIRED
            if save_content(connection, before, content) and approved:
                advance(connection, edition, newsletter, "", clock.now())
        after = get_edition(connection, edition)
    _log.info("edition.reworded", edition=str(edition), status=after.status)
    return after


def _changed(words: OwnWords, subject: str | None, preheader: str | None) -> OwnWords:
    given = {
        name: readable(text)[:LONGEST]
        for name, text in (("subject", subject), ("preheader", preheader))
        if text is not None
    }
    return replace(words, **given)

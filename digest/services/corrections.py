"""Puts right an edition that went out: its mails cannot be recalled, so its web version carries the correction."""

import structlog

from digest.domain.corrections import Correction, correction_text, stories_named
from digest.domain.edition import Edition, EditionId, EditionStatus
from digest.errors import NotPrinted, NotReady
from digest.ports import Clock
from digest.storage.corrections import add_correction, list_corrections
from digest.storage.editions import get_edition, is_out
from digest.storage.engine import Database

_log = structlog.get_logger()


def correct(database: Database, edition: EditionId, text: str, clock: Clock, *, item: str = "") -> Correction:
    """Keep a correction for good and return it. item: number or address of the story, "" for the whole edition.

    The same words about the same story are one correction: a form that was sent twice prints nothing twice.
    Raises UnknownName for an edition that does not exist, NotReady for one that nobody got, NotPrinted for a
    story that is not in it, and ValueError for a text that says nothing or too much.
    """
    kept = correction_text(text)
    with database.write() as connection:
        found = get_edition(connection, edition, to_change=True)
        if not is_out(connection, edition):
            raise NotReady(_not_out(found))
        about = _item(found, item) if item else None
        for known in list_corrections(connection, edition):
            if (known.text, known.item) == (kept, about):
                return known
        correction = Correction(at=clock.now(), text=kept, item=about)
        add_correction(connection, edition, correction)
    _log.info("edition.corrected", edition=str(edition), item=about)
    return correction


def _item(edition: Edition, name: str) -> int:
    stories = stories_named(edition.content, name) if edition.content else ()
    if len(stories) != 1:
        raise NotPrinted(str(edition.id), name, [story.item for story in stories])
    return stories[0].item


def _not_out(edition: Edition) -> str:
    if edition.status in (EditionStatus.SKIPPED, EditionStatus.CANCELLED):
        return f"{edition.id} is {edition.status}: nobody got it, so there is nothing to correct"
    first = f"`digest resume {edition.id}`, then " if edition.status is EditionStatus.HELD else ""
    return (
        f"{edition.id} has not gone out, so it can still be changed: mend the story on your site, then run"
        f" `digest gather` and {first}`{edition.id.to_compose}`; `digest reword {edition.id}` changes its subject"
    )

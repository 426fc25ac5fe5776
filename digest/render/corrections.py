"""Corrections as they are printed: when, about which story, and what is right; for the web version and its feed.

No mail prints them, so their words stand here and not with those of the mail. What an editor wrote is printed
as it was typed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from digest.domain.corrections import Correction
from digest.domain.edition import EditionContent
from digest.render.cleaning import readable
from digest.render.strings import STRINGS
from digest.render.typography import day_and_month, time_in_words
from digest.render.view import EditionView

_TITLES = {"fr": ("Correction", "Corrections"), "en": ("Correction", "Corrections")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A correction as printed. title: of the story that it is about, "" for the edition as a whole.

    anchor: name of the place on the page at which that story is found, "" where there is none.
    """

    moment: str
    title: str
    text: str
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionsView:
    """The corrections of an edition under their title, the latest first."""

    title: str
    notes: tuple[Note, ...]


def corrections_view(
    corrections: Sequence[Correction], content: EditionContent, edition: EditionView, language: str
) -> CorrectionsView | None:
    """Return what the web version of a cleaned edition prints of its corrections, None without any."""
    if not corrections:
        return None
    single, several = _TITLES[language]
    return CorrectionsView(
        title=several if len(corrections) > 1 else single,
        notes=notes(corrections, content, language, _anchors(content, edition)),
    )


def notes(
    corrections: Sequence[Correction],
    content: EditionContent,
    language: str,
    anchors: Mapping[int, str] | None = None,
) -> tuple[Note, ...]:
    """Return corrections of a cleaned edition one by one. anchors: where each item stands on the page."""
    titles = {story.item: story.title or STRINGS[language].untitled for story in content.every_story}
    return tuple(
        Note(
            moment=_moment(correction, content, language),
            title=titles.get(correction.item, "") if correction.item is not None else "",
            text=readable(correction.text),
            anchor=(anchors or {}).get(correction.item, "") if correction.item is not None else "",
        )
        for correction in corrections
    )


def _anchors(content: EditionContent, edition: EditionView) -> dict[int, str]:
    """Return where on the page of an edition each item stands; the lead, at its top, needs no anchor."""
    found = {
        story.item: shown.anchor
        for section, shown in zip(content.sections, edition.sections, strict=True)
        for story in section.stories
    }
    return found | {brief.item: edition.wire.anchor for brief in content.briefs if edition.wire}


def _moment(correction: Correction, content: EditionContent, language: str) -> str:
    """Return date and time in words, as the publication's clocks show them: "24 novembre 2026, 9 h 30"."""
    local = correction.at.astimezone(ZoneInfo(content.publication.timezone))
    clock = time_in_words(local.time(), language, content.publication.clock)
    return f"{day_and_month(local.date(), language)} {local.year}, {clock}"

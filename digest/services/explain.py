"""Says of each item why a mail prints it or not, also where the mail left it out for its weight.

Why it was chosen was written down when the edition was composed (see `domain.selection`); how much of that a mail
has room for, only the rendered mail knows.
"""

from collections.abc import Sequence
from dataclasses import replace

from digest.domain.edition import Decision, EditionContent
from digest.errors import TemplateBroken
from digest.services.press import EditionPress

TOO_HEAVY = "no room: the mail would be too heavy; the web version prints it"


def as_printed(
    decisions: Sequence[Decision], content: EditionContent, press: EditionPress
) -> tuple[Decision, ...]:
    """Return the decisions on an edition as its mail in the publication's language bears them out.

    A template that cannot be rendered says nothing about weight: then they are as they were written down.
    """
    try:
        printed = {story.item for story in press.printed(content.publication.language).stories}
    except TemplateBroken:
        return tuple(decisions)
    left = {story.item for story in content.stories} - printed
    return tuple(
        replace(decision, included=False, reason=TOO_HEAVY) if decision.item in left else decision
        for decision in decisions
    )

"""What has to be put right in an edition that went out: a dated correction, beside what stays as it was printed.

It keeps nothing, and it does not say whether an edition went out (see `edition`).
"""

from dataclasses import dataclass
from datetime import datetime

from digest.domain.edition import EditionContent, Story
from digest.domain.identity import canonical_url

LONGEST = 1000
"""Characters of a correction. What needs more is an article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What an editor puts right, and when (aware, UTC). item: of the story, None for the edition as a whole."""

    at: datetime
    text: str
    item: int | None = None


def correction_text(text: str) -> str:
    """Return `text` as it is kept, every run of white space made one space.

    Raises ValueError that says what is wrong: once it is kept, a correction is neither changed nor taken back.
    """
    kept = " ".join(text.split())
    if not any(character.isalnum() for character in kept):
        raise ValueError("a correction needs words: say what was wrong and what is right")
    if len(kept) > LONGEST:
        raise ValueError(f"{len(kept)} characters are too many for a correction: {LONGEST} is the most")
    return kept


def stories_named(content: EditionContent, name: str) -> tuple[Story, ...]:
    """Return the stories of an edition that `name` means: the number of an item, or an address in any spelling.

    Several, where briefs share one address.
    """
    if name.isascii() and name.isdecimal():
        return tuple(story for story in content.every_story if story.item == int(name))
    for exact in (True, False):
        address = canonical_url(name, keep_fragment=exact)
        found = tuple(
            story
            for story in content.every_story
            if address and canonical_url(story.url, keep_fragment=exact) == address
        )
        if found:
            return found
    return ()

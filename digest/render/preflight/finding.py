"""What a check says, and what it looks at."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from digest.domain.edition import EditionContent
from digest.render.cleaning import clean
from digest.render.preflight.page import Page


class Level(StrEnum):
    """How bad a finding is: block stops the edition, warn wants a look, note is for the record."""

    BLOCK = "block"
    WARN = "warn"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing found. id: stable name of the check; remedy: what to do about it."""

    id: str
    level: Level
    message: str
    remedy: str


@dataclass(frozen=True, kw_only=True)
class Proof:
    """An edition in one language as a reader of all themes gets it, personal links filled in.

    content: what this mail prints. left_to_the_web: how many stories it gave up for its weight.
    """

    content: EditionContent
    language: str
    subject: str
    preheader: str
    html: str
    text: str
    left_to_the_web: int = 0

    @cached_property
    def page(self) -> Page:
        """The HTML part, taken apart once for all checks."""
        return Page(self.html)

    @cached_property
    def printed(self) -> EditionContent:
        """The content as the renderer prints it."""
        return clean(self.content)
